// <search-results>: reads the number of results out after htmx has put them in, and lets the reader turn the
// "/" key off (WCAG 2.1.4).

class SearchResults extends HTMLElement {
  /** @type {MutationObserver | undefined} */
  #watching;

  connectedCallback() {
    const results = this.querySelector(".results");
    const status = this.querySelector("[role='status']");
    this.#watching = new MutationObserver(() => {
      if (status) status.textContent = results?.querySelector(".count")?.textContent ?? "";
    });
    if (results) this.#watching.observe(results, { childList: true });
    this.#offerSlash();
  }

  #offerSlash() {
    const box = this.querySelector("input#slash");
    if (!(box instanceof HTMLInputElement)) return;
    try {
      box.checked = localStorage.getItem("slash") !== "off";
      box.addEventListener("change", () => {
        if (box.checked) localStorage.removeItem("slash");
        else localStorage.setItem("slash", "off");
      });
    } catch {
      // Storage is refused: a choice could not be kept, so none is offered.
      box.closest("p")?.remove();
    }
  }

  disconnectedCallback() {
    this.#watching?.disconnect();
  }
}

customElements.define("search-results", SearchResults);
