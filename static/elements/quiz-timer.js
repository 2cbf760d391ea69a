// <quiz-timer data-seconds>: the time left, as the server had it when the page came, counted on by a clock that nobody
// can set. It is told aloud at ten, five and one minutes; at the end it asks the attempt to save and to hand in.

import { clock, minutesToTell } from "./quiz.model.js";

// Some machines stop that clock while they sleep; the other clock runs on, and the difference tells, in milliseconds.
const SLEPT = 5000;
// Where the end could not be told to the server, it is tried again.
const AGAIN = 10_000;

class QuizTimer extends HTMLElement {
  #endsAt = 0;
  #last = Infinity;
  #drift = 0;
  #askedAt = -Infinity;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #ticking;
  #shown = document.createElement("span");
  #spoken = document.createElement("span");

  connectedCallback() {
    if (!this.dataset.seconds || this.#ticking) return;
    this.#shown.className = "ticking";
    this.#spoken.className = "visually-hidden";
    this.#spoken.setAttribute("role", "status");
    this.append(this.#shown, this.#spoken);
    this.addEventListener("quiz:left", (event) => this.#set(/** @type {CustomEvent} */ (event).detail));
    this.#set(Number(this.dataset.seconds));
  }

  disconnectedCallback() {
    clearInterval(this.#ticking);
  }

  /** @param {number} seconds */
  #set(seconds) {
    this.#endsAt = performance.now() + seconds * 1000;
    this.#drift = Date.now() - performance.now();
    clearInterval(this.#ticking);
    this.#ticking = setInterval(() => this.#tick(), 1000);
    this.#tick();
  }

  #tick() {
    const left = (this.#endsAt - performance.now()) / 1000;
    const minutes = minutesToTell(this.#last, left);
    this.#last = left;
    const words = left > 300 ? "" : left > 60 ? "Last minutes: " : "Last minute: ";
    this.#shown.textContent = left > 0 ? `${words}${clock(left)} left` : "Time is up";
    this.classList.toggle("short", left <= 300);
    this.classList.toggle("last", left <= 60);
    if (minutes) this.#spoken.textContent = minutes === 1 ? "One minute left" : `${minutes} minutes left`;
    const drift = Date.now() - performance.now();
    if (Math.abs(drift - this.#drift) > SLEPT) {
      this.#drift = drift;
      this.dispatchEvent(new Event("quiz:slept", { bubbles: true }));
    }
    if (left <= 0 && performance.now() - this.#askedAt > AGAIN) {
      this.#askedAt = performance.now();
      this.dispatchEvent(new Event("quiz:time-up", { bubbles: true }));
    }
  }
}

customElements.define("quiz-timer", QuizTimer);
