// <page-toc>: marks the section being read in the page's contents, and names it in the phone's bar.

class PageToc extends HTMLElement {
  /** @type {AbortController | undefined} */
  #listening;

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    /** @type {{ heading: HTMLElement, link: HTMLAnchorElement }[]} */
    const sections = [];
    for (const link of this.querySelectorAll("a")) {
      const heading = link.getAttribute("href")?.startsWith("#") && document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (heading) sections.push({ heading, link });
    }
    const sheet = this.querySelector("details");
    const now = this.querySelector(".now");
    const title = now?.textContent ?? "";
    let current = /** @type {HTMLAnchorElement | null} */ (null);

    const follow = () => {
      waiting = false;
      const line = innerHeight * 0.3;
      const atEnd = scrollY > 0 && innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
      const read = sections.filter(({ heading }) => heading.getBoundingClientRect().top < line);
      const link = (atEnd ? sections.at(-1) : read.at(-1))?.link ?? null;
      if (link === current) return;
      current?.removeAttribute("aria-current");
      link?.setAttribute("aria-current", "location");
      current = link;
      if (now) now.textContent = link?.textContent ?? title;
      if (sheet && link) reveal(sheet, link);
    };
    let waiting = false;
    const soon = () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(follow);
    };
    addEventListener("scroll", soon, { passive: true, signal });
    addEventListener("resize", soon, { passive: true, signal });
    // On phones the sheet lies over the text that the reader has just asked for.
    this.addEventListener("click", ({ target }) => {
      if (sheet && target instanceof Element && target.closest("a")) sheet.open = false;
    }, { signal });
    follow();
  }

  disconnectedCallback() {
    this.#listening?.abort();
  }
}

/** Scroll a long rail, and nothing else, until the link is in it. @param {HTMLElement} rail @param {HTMLElement} link */
function reveal(rail, link) {
  const box = rail.getBoundingClientRect();
  const place = link.getBoundingClientRect();
  if (place.bottom > box.bottom) rail.scrollTop += place.bottom - box.bottom + 24;
  else if (place.top < box.top) rail.scrollTop -= box.top - place.top + 24;
}

customElements.define("page-toc", PageToc);
