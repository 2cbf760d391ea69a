// <own-note>: saves a note while it is written. Without this script the form saves it when it is sent.

import { post } from "./post.js";

const PAUSE = 2_000;
const AGAIN = 15_000;

class OwnNote extends HTMLElement {
  /** @type {AbortController | undefined} */
  #listening;
  /** The text that the server has. */
  #kept = "";
  #sending = false;
  // Somebody else's text, or a session that is over: only a press of the button sends again.
  #held = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  connectedCallback() {
    const form = this.querySelector("form");
    if (!form) return;
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    this.#kept = this.#field("text").defaultValue;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#held = false;
      this.#save(true);
    }, { signal });
    form.addEventListener("input", () => {
      this.#tell("[data-saved]", "Not saved yet");
      this.#soon(PAUSE);
    }, { signal });
    document.addEventListener("visibilitychange", () => document.hidden && this.#save(), { signal });
    addEventListener("pagehide", () => this.#save(), { signal });
  }

  disconnectedCallback() {
    this.#listening?.abort();
    clearTimeout(this.#timer);
  }

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLTextAreaElement} */ (this.querySelector(`[name=${name}]`));
  }

  /** @param {string} where @param {string} words */
  #tell(where, words) {
    const line = this.querySelector(where);
    if (line) line.textContent = words;
  }

  /** @param {number} pause */
  #soon(pause) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#save(), pause);
  }

  async #save(asked = false) {
    const text = this.#field("text").value;
    if (this.#sending || this.#held || (text === this.#kept && !asked)) return;
    this.#sending = true;
    const form = /** @type {HTMLFormElement} */ (this.querySelector("form"));
    const body = new URLSearchParams(/** @type {any} */ (new FormData(form))).toString();
    try {
      await this.#hear(await post(form.action, body), text, asked);
    } catch {
      this.#tell("[data-trouble]", "Not saved: out of reach. It is tried again.");
      this.#soon(AGAIN);
    }
    this.#sending = false;
    // What was typed meanwhile.
    if (this.#field("text").value !== text) this.#soon(PAUSE);
  }

  /** @param {Response} answer @param {string} text @param {boolean} asked */
  async #hear(answer, text, asked) {
    const other = /** @type {HTMLElement | null} */ (this.querySelector("[data-other]"));
    if (answer.status === 200) {
      this.#field("revision").value = (await answer.json()).revision;
      this.#kept = text;
      if (other) other.hidden = true;
      const time = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
      this.#tell("[data-saved]", this.#field("text").value === text ? `Saved ${time}` : "Not saved yet");
      this.#tell("[data-trouble]", asked ? "The note is saved." : "");
    } else if (answer.status === 409) {
      const { revision, other: words } = await answer.json();
      this.#held = true;
      this.#field("revision").value = revision;
      if (other) {
        other.textContent = words;
        other.hidden = false;
      }
      this.#tell("[data-trouble]", "Not saved: the note was changed elsewhere, to what stands below. Save the note to put yours in its place.");
    } else if (answer.status === 400) {
      this.#tell("[data-trouble]", (await answer.json()).problem);
    } else if (answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 404) {
      this.#held = true;
      this.#tell("[data-trouble]", "Not saved: you are signed out or no longer in the course. Copy the text, then load the page again.");
    } else {
      throw new Error(String(answer.status));
    }
  }
}

customElements.define("own-note", OwnNote);
