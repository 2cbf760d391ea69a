// <glossary-filter>: shows only the terms that hold the typed words: by letter those whose name or other names hold
// them, and in a section of their own, at the end, those that hold them only in the definition.

/** What a definition says, without where it points. @param {Element} term */
const definition = (term) => {
  const copy = /** @type {Element | undefined} */ (term.querySelector("dd")?.cloneNode(true));
  for (const pointer of copy?.querySelectorAll(".see") ?? []) pointer.remove();
  return copy?.textContent?.toLowerCase() ?? "";
};

class GlossaryFilter extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector("input");
    const status = this.querySelector("[role='status']");
    const none = this.querySelector(".empty");
    const others = this.querySelector(".others dl");
    const sections = [...this.querySelectorAll("section")];
    const letters = [...this.querySelectorAll(".letters a")].map((link) => ({ link, to: link.getAttribute("href") ?? "" }));
    const terms = [...this.querySelectorAll("dl > div")].map((term) => {
      const name = term.querySelector("dt")?.textContent?.toLowerCase() ?? "";
      return { term, home: term.parentElement, name, text: `${name} ${definition(term)}` };
    });
    if (!field) return;

    const filter = () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      const within = (/** @type {string} */ text) => words.every((word) => text.includes(word));
      let found = 0;
      // Each is put last in its turn, which keeps them in order.
      for (const { term, home, name, text } of terms) {
        const fits = within(text);
        (fits && !within(name) ? others : home)?.append(term);
        term.toggleAttribute("hidden", !fits);
        if (fits) found += 1;
      }
      for (const section of sections) section.toggleAttribute("hidden", !section.querySelector("dl > div:not([hidden])"));
      for (const { link, to } of letters) {
        const shown = !this.querySelector(to)?.hasAttribute("hidden");
        if (shown) link.setAttribute("href", to);
        else link.removeAttribute("href");
        for (const [name, value] of [["role", "link"], ["aria-disabled", "true"]]) {
          if (shown) link.removeAttribute(name);
          else link.setAttribute(name, value);
        }
      }
      none?.toggleAttribute("hidden", found > 0);
      if (status) status.textContent = words.length ? `${found} of ${terms.length} terms` : `${terms.length} terms`;
    };
    field.addEventListener("input", filter);
    // A link to a term that is not shown shows all again.
    addEventListener("hashchange", () => {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (!target?.closest("[hidden]")) return;
      field.value = "";
      filter();
      target.scrollIntoView();
    });
    filter();
  }
}

customElements.define("glossary-filter", GlossaryFilter);
