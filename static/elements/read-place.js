// <read-place>: tells the server at which heading its learner reads, so that any device can go on from there.

const PAUSE = 15_000;

class ReadPlace extends HTMLElement {
  #kept = "";
  #place = "";
  #next = 0;
  /** @type {AbortController | undefined} */
  #listening;

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    const headings = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("article :is(h2, h3)[id]")]);
    const follow = () => {
      const line = innerHeight * 0.4;
      this.#place = headings.filter((heading) => heading.getBoundingClientRect().top < line).at(-1)?.id ?? "";
      if (performance.now() > this.#next) this.#keep();
    };
    addEventListener("scroll", follow, { passive: true, signal });
    document.addEventListener("visibilitychange", () => document.hidden && this.#keep(), { signal });
    addEventListener("pagehide", () => this.#keep(), { signal });
  }

  disconnectedCallback() {
    this.#listening?.abort();
  }

  #keep() {
    if (!this.#place || this.#place === this.#kept) return;
    this.#kept = this.#place;
    this.#next = performance.now() + PAUSE;
    const token = /** @type {HTMLInputElement | null} */ (document.querySelector("[name='csrfmiddlewaretoken']"));
    const body = new URLSearchParams({ place: this.#place, csrfmiddlewaretoken: token?.value ?? "" });
    // Out of reach: the next heading is another try.
    fetch(this.dataset.to ?? "", { method: "POST", body, keepalive: true }).catch(() => {});
  }
}

customElements.define("read-place", ReadPlace);
