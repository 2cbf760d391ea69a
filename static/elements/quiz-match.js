// Marks the responses that are used, so that one need not remember. The selects do the work.

class QuizMatch extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", () => this.#mark());
    this.closest("fieldset")?.addEventListener("quiz:restored", () => this.#mark());
    this.#mark();
  }

  #mark() {
    const used = new Set([...this.querySelectorAll("select")].map((select) => select.value));
    for (const response of this.querySelectorAll(".responses li")) {
      response.classList.toggle("used", used.has(/** @type {HTMLElement} */ (response).dataset.id ?? ""));
    }
  }
}

customElements.define("quiz-match", QuizMatch);
