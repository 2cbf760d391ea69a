// The time left, as the server had it when the page came, counted on by a clock that nobody can set. It is told aloud
// at ten, five and one minutes; at the end it asks the attempt to save and to leave.

import { clock, minutesToTell } from "./quiz.model.js";

class QuizTimer extends HTMLElement {
  #endsAt = 0;
  #last = Infinity;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #ticking;

  connectedCallback() {
    const seconds = Number(this.dataset.seconds);
    if (!Number.isFinite(seconds) || this.dataset.seconds === "") return;
    this.#set(seconds);
    const spoken = document.createElement("span");
    spoken.className = "visually-hidden";
    spoken.setAttribute("role", "status");
    const shown = document.createElement("span");
    shown.className = "ticking";
    this.append(shown, spoken);
    this.addEventListener("quiz:left", (event) => this.#set(/** @type {CustomEvent} */ (event).detail));
    this.#ticking = setInterval(() => this.#tick(shown, spoken), 1000);
    this.#tick(shown, spoken);
  }

  disconnectedCallback() {
    clearInterval(this.#ticking);
  }

  /** @param {number} seconds */
  #set(seconds) {
    this.#endsAt = performance.now() + seconds * 1000;
  }

  /** @param {HTMLElement} shown @param {HTMLElement} spoken */
  #tick(shown, spoken) {
    const left = (this.#endsAt - performance.now()) / 1000;
    const minutes = minutesToTell(this.#last, left);
    this.#last = left;
    shown.textContent = left > 0 ? `${clock(left)} left` : "time is up";
    this.classList.toggle("short", left <= 300);
    this.classList.toggle("last", left <= 60);
    if (minutes) spoken.textContent = minutes === 1 ? "One minute left" : `${minutes} minutes left`;
    if (left <= 0) {
      clearInterval(this.#ticking);
      this.dispatchEvent(new CustomEvent("quiz:time-up", { bubbles: true }));
    }
  }
}

customElements.define("quiz-timer", QuizTimer);
