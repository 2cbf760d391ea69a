// <glossary-filter>: shows only the terms whose name, other names or definition hold the typed words.

class GlossaryFilter extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector("input");
    const status = this.querySelector("[role='status']");
    const none = this.querySelector(".empty");
    const sections = [...this.querySelectorAll("section")];
    const terms = [...this.querySelectorAll("dl > div")];
    if (!field) return;

    const filter = () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      let found = 0;
      for (const term of terms) {
        const text = term.textContent?.toLowerCase() ?? "";
        const fits = words.every((word) => text.includes(word));
        term.toggleAttribute("hidden", !fits);
        if (fits) found += 1;
      }
      for (const section of sections) section.toggleAttribute("hidden", !section.querySelector("dl > div:not([hidden])"));
      none?.toggleAttribute("hidden", found > 0);
      if (status) status.textContent = words.length ? `${found} of ${terms.length} terms` : "";
    };
    field.addEventListener("input", filter);
    // A link from elsewhere to a hidden term shows all again.
    addEventListener("hashchange", () => {
      field.value = "";
      filter();
    });
    if (field.value) filter();
  }
}

customElements.define("glossary-filter", GlossaryFilter);
