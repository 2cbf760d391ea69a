// Counts the words of an essay beside the limit. It counts and does not cut.

import { countWords } from "./quiz.model.js";

class QuizWords extends HTMLElement {
  connectedCallback() {
    const area = this.querySelector("textarea");
    if (!area || this.querySelector(".count")) return;
    const count = document.createElement("p");
    count.className = "count small muted num";
    const show = () => {
      const n = countWords(area.value);
      const most = Number(this.dataset.words) || 0;
      count.textContent = `${n} ${n === 1 ? "word" : "words"}${most ? ` of ${most}` : ""}${most && n > most ? ": shorten it" : ""}`;
      count.classList.toggle("beyond", most > 0 && n > most);
    };
    this.append(count);
    area.addEventListener("input", show);
    this.closest("fieldset")?.addEventListener("quiz:restored", show);
    show();
  }
}

customElements.define("quiz-words", QuizWords);
