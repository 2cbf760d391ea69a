// Saves the draft while it is written: two seconds after the last key, and when the author turns elsewhere.

import { KeptText } from "./editor.drafts.js";
import { post } from "./post.js";
import { renewToken } from "./session.js";

/** What stands on the server instead. @typedef {{ seen: string, text: string, who: string, at: string, diff: string }} Other */

const PAUSE = 2_000;
const AGAIN = 15_000;
const SIGNED_OUT = "Not saved: you are signed out, or may no longer write here. The text is kept on this device; sign in on another page, then save again.";

export class Saving {
  #sending = false;
  // Somebody else's text, a session that is over, a text that is refused: only the author goes on from there.
  #held = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {HTMLFormElement} form @param {HTMLTextAreaElement} field @param {KeptText} device @param {(words: string, isWrong: boolean) => void} say
   * @param {(other: Other) => void} meet @param {boolean} isKept whether the server has what the field says */
  constructor(form, field, device, say, meet, isKept) {
    this.form = form;
    this.field = field;
    this.device = device;
    this.say = say;
    this.meet = meet;
    /** What the server has; null where that is another text. @type {string | null} */
    this.kept = isKept ? field.defaultValue : null;
    form.addEventListener("submit", (event) => {
      if (event.submitter?.getAttribute("name") === "discard") {
        this.kept = field.value;
        return;
      }
      event.preventDefault();
      this.save(true);
    });
    field.addEventListener("blur", () => this.save());
    document.addEventListener("visibilitychange", () => document.hidden && this.save());
    addEventListener("online", () => this.save());
    addEventListener("beforeunload", (event) => {
      if (!this.isSaved) event.preventDefault();
    });
  }

  get isSaved() {
    return this.field.value === this.kept;
  }

  get #seen() {
    return /** @type {HTMLInputElement} */ (this.form.elements.namedItem("seen"));
  }

  /** The text has changed. */
  changed() {
    if (this.isSaved) {
      clearTimeout(this.#timer);
      this.device.drop();
      this.say("", false);
      return;
    }
    this.device.keep(this.field.value, this.#seen.value);
    this.say("Not saved yet", false);
    this.#soon(PAUSE);
  }

  /** The author has seen the other text, and goes on from it. @param {string} seen @param {string | null} kept */
  settle(seen, kept) {
    this.#seen.value = seen;
    this.kept = kept;
    this.#held = false;
  }

  async save(isAsked = false) {
    clearTimeout(this.#timer);
    if (isAsked) this.#held = false;
    if (this.#sending || this.#held || (this.isSaved && !isAsked)) return;
    this.#sending = true;
    const text = this.field.value;
    try {
      let answer = await this.#send();
      // Signing in on another page has made a new token.
      if (isAsked && answer.status === 403 && (await renewToken(this.form))) answer = await this.#send();
      await this.#hear(answer, text);
    } catch {
      this.say("Not saved: out of reach. The text is kept on this device, and saving is tried again.", true);
      this.#soon(AGAIN);
    }
    this.#sending = false;
    // What was typed meanwhile.
    if (this.field.value !== text) this.#soon(PAUSE);
  }

  #send() {
    return post(this.form.action, new URLSearchParams(/** @type {any} */ (new FormData(this.form))).toString());
  }

  /** @param {Response} answer @param {string} text */
  async #hear(answer, text) {
    if (answer.status === 200) {
      this.#seen.value = (await answer.json()).seen;
      this.kept = text;
      if (this.isSaved) this.device.drop();
      const time = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
      this.say(this.isSaved ? `Saved ${time}` : "Not saved yet", false);
    } else if (answer.status === 409) {
      this.#held = true;
      this.meet(await answer.json());
      this.say("Not saved: somebody else wrote here meanwhile. Both texts are shown above.", true);
    } else if (answer.status === 400) {
      this.#held = true;
      this.say(`Not saved: ${(await answer.json()).problem}`, true);
    } else if (answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 404) {
      this.#held = true;
      this.say(SIGNED_OUT, true);
    } else {
      throw new Error(String(answer.status));
    }
  }

  /** @param {number} pause */
  #soon(pause) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.save(), pause);
  }
}
