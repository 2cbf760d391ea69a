// Looks whether the mark is there, soon and then ever more seldom, and shows the result in place of the waiting. The
// same for figures that are being reckoned, which say themselves what is said when it takes long.

import { lookAfter } from "./quiz.model.js";

const LONG = 10_000;

class QuizWaiting extends HTMLElement {
  #began = performance.now();
  #nLooks = 0;

  connectedCallback() {
    this.#next();
  }

  #next() {
    setTimeout(() => this.#look(), lookAfter(this.#nLooks));
    this.#nLooks += 1;
  }

  async #look() {
    if (!this.isConnected) return;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" }, signal: AbortSignal.timeout(10_000) });
      const page = new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "text/html");
      if (answer.redirected) return location.assign(answer.url);
      const result = page.querySelector("main");
      if (result && !page.querySelector("quiz-waiting")) {
        this.#show(page.title, result);
        return;
      }
    } catch {
      // Out of reach: the answers are safe, and the next look may fare better.
    }
    const slow = this.querySelector("[data-long]");
    if (slow instanceof HTMLElement && performance.now() - this.#began > LONG) {
      slow.textContent = slow.dataset.long || "Marking takes longer than usual; your answers are safe.";
    }
    this.#next();
  }

  /** @param {string} title @param {Element} result */
  #show(title, result) {
    document.title = title;
    document.querySelector("main")?.replaceChildren(...result.childNodes);
    document.dispatchEvent(new Event("page:filled"));
    const heading = document.querySelector("main h1");
    heading?.setAttribute("tabindex", "-1");
    if (heading instanceof HTMLElement) heading.focus();
  }
}

customElements.define("quiz-waiting", QuizWaiting);
