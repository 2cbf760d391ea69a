// Saves answers as they are given. What was typed stays on this device until the server has said that it is kept:
// a lost connection, a crash or a stale page costs nothing. Without this script the form saves when it is sent.

import { button, element, fieldsOf, fill, forget, isTyped, pair, revisionOf, tellStep, trouble } from "./quiz.form.js";
import { fateOf, pauseAfter } from "./quiz.model.js";

const TYPING = 800;
const PATIENCE = 10_000;

/** @typedef {{dirty: boolean, busy: boolean, stuck: boolean, nFailures: number,
 *   timer: ReturnType<typeof setTimeout> | undefined}} State */
/** @typedef {{position: number, revision: number, problem: string, answered: boolean,
 *   conflict: {theirs: string, mine: string} | null}} Row */

class QuizAttempt extends HTMLElement {
  /** @type {Map<HTMLFieldSetElement, State>} */
  #questions = new Map();
  #leaving = false;
  #failing = false;
  #isOver = false;

  connectedCallback() {
    const form = this.form;
    this.addEventListener("quiz:time-up", () => this.#timeUp());
    if (!form) return;
    for (const question of form.querySelectorAll("fieldset.question")) {
      this.#questions.set(/** @type {HTMLFieldSetElement} */ (question), {
        dirty: false, busy: false, stuck: false, nFailures: 0, timer: undefined,
      });
    }
    form.addEventListener("input", (event) => this.#heard(event, isTyped(event.target) ? TYPING : 0));
    form.addEventListener("change", (event) => this.#heard(event, 0));
    form.addEventListener("submit", () => this.#leave());
    addEventListener("online", () => this.#saveAll());
    addEventListener("pagehide", () => this.#flush());
    addEventListener("beforeunload", (event) => {
      if (!this.#leaving && this.#unsaved().length) event.preventDefault();
    });
    for (const question of this.#questions.keys()) this.#recover(question);
  }

  get form() {
    return /** @type {HTMLFormElement | null} */ (this.querySelector("form#answers"));
  }

  // --- what changed ---------------------------------------------------------------------------------------------
  /** @param {Event} event @param {number} pause */
  #heard(event, pause) {
    const question = event.target instanceof Element && event.target.closest("fieldset.question");
    if (!(question instanceof HTMLFieldSetElement) || this.#isOver) return;
    const state = this.#state(question);
    state.dirty = true;
    state.stuck = false;
    this.#keep(question, false);
    this.#saveIn(question, pause);
  }

  /** @param {HTMLFieldSetElement} question @param {number} pause */
  #saveIn(question, pause) {
    const state = this.#state(question);
    clearTimeout(state.timer);
    state.timer = setTimeout(() => this.#save(question), pause);
  }

  #saveAll() {
    for (const question of this.#unsaved()) {
      this.#state(question).stuck = false;
      this.#saveIn(question, 0);
    }
  }

  #unsaved() {
    return [...this.#questions].filter(([, state]) => state.dirty).map(([question]) => question);
  }

  /** @param {HTMLFieldSetElement} question @returns {State} */
  #state(question) {
    return /** @type {State} */ (this.#questions.get(question));
  }

  // --- saving ---------------------------------------------------------------------------------------------------
  /** @param {HTMLFieldSetElement} question */
  async #save(question) {
    const state = this.#state(question);
    if (state.busy || state.stuck || !state.dirty) return;
    state.busy = true;
    const sent = JSON.stringify(fieldsOf(question));
    this.#say("Saving…");
    /** @type {Response | null} */
    let answer = null;
    try {
      answer = await this.#post(question, AbortSignal.timeout(PATIENCE));
      await this.#answered(question, answer, sent);
    } catch {
      this.#failed(question, answer);
    }
    state.busy = false;
    if (state.dirty && !state.stuck && !state.nFailures) this.#saveIn(question, 0);
  }

  /** @param {HTMLFieldSetElement} question @param {AbortSignal} [signal] @returns {Promise<Response>} */
  #post(question, signal) {
    const body = new URLSearchParams([...fieldsOf(question), [revisionOf(question).name, revisionOf(question).value]]);
    body.append("csrfmiddlewaretoken", this.form?.querySelector("[name=csrfmiddlewaretoken]")?.getAttribute("value") ?? "");
    // As the page goes away, the browser sends what is small enough by itself.
    const headers = { Accept: "application/json" };
    return fetch(this.dataset.all ?? "", { method: "POST", body, headers, signal, keepalive: !signal, redirect: "manual" });
  }

  /** Raises where it should be tried again. @param {HTMLFieldSetElement} question @param {Response} answer
   * @param {string} sent */
  async #answered(question, answer, sent) {
    const state = this.#state(question);
    if (answer.type === "opaqueredirect" || answer.status === 403) {
      state.stuck = true;
      this.#notice("You were signed out. Sign in in another tab, then", "try again", () => this.#reload(question));
      return;
    }
    if (answer.status === 410) {
      this.#over((await answer.json()).over);
      return;
    }
    if (![200, 400, 409].includes(answer.status)) throw new Error(String(answer.status));
    const { saved_at: savedAt, ends_in: endsIn, answers } = await answer.json();
    const row = /** @type {Row} */ (answers[0]);
    state.nFailures = 0;
    this.#recovered();
    if (typeof endsIn === "number") this.querySelector("quiz-timer")?.dispatchEvent(new CustomEvent("quiz:left", { detail: endsIn }));
    if (row.conflict) this.#conflict(question, row);
    else if (row.problem) this.#problem(question, row.problem);
    else {
      revisionOf(question).value = String(row.revision);
      trouble(question).replaceChildren();
      question.querySelector(".conflict")?.remove();
      state.dirty = sent !== JSON.stringify(fieldsOf(question));
      if (!state.dirty) forget(this.#key(question));
      tellStep(this, question, row.answered);
      this.#say(`Saved ${savedAt}`);
    }
  }

  /** @param {HTMLFieldSetElement} question @param {Response | null} answer */
  #failed(question, answer) {
    const state = this.#state(question);
    state.nFailures += 1;
    const asked = Number(answer?.headers.get("Retry-After")) * 1000 || 0;
    this.#say("Not saved, trying again");
    if (!this.#failing) this.#announce("Your answer could not be saved. It is kept on this device and tried again.");
    this.#failing = true;
    this.#saveIn(question, Math.max(asked, pauseAfter(state.nFailures)));
  }

  #recovered() {
    if (this.#failing) this.#announce("Your answers are saved again.");
    this.#failing = false;
    this.querySelector("[data-notice]")?.replaceChildren();
  }

  // --- what cannot simply be saved ------------------------------------------------------------------------------
  /** @param {HTMLFieldSetElement} question @param {Row} row */
  #conflict(question, row) {
    const state = this.#state(question);
    state.stuck = true;
    question.querySelector(":scope > .conflict")?.remove();
    const box = element("div", { className: "conflict", role: "alert" }, [
      element("p", {}, [element("strong", {}, ["Another page saved a different answer meanwhile."]), " It is kept. Yours stands below and is not saved."]),
      element("dl", {}, [pair("Saved there", row.conflict?.theirs), pair("Yours", row.conflict?.mine)]),
      element("p", { className: "actions" }, [
        button("Use mine", () => {
          revisionOf(question).value = String(row.revision);
          state.stuck = false;
          trouble(question).replaceChildren();
          this.#saveIn(question, 0);
        }),
        button("Take the saved one", () => {
          state.dirty = false;
          forget(this.#key(question));
          this.#reload(question);
        }),
      ]),
    ]);
    trouble(question).replaceChildren(box);
    this.#say("Not saved: see the question");
  }

  /** @param {HTMLFieldSetElement} question @param {string} words */
  #problem(question, words) {
    this.#state(question).stuck = true;
    trouble(question).replaceChildren(element("p", { className: "error", role: "alert" }, [words]));
    this.#say("Not saved: see the question");
  }

  /** @param {string} words */
  #over(words) {
    this.#isOver = this.#leaving = true;
    this.#say("");
    this.#notice(words, "See the result", () => location.assign(this.dataset.result ?? ""));
    this.#announce(words);
  }

  async #timeUp() {
    if (this.#isOver) return;
    this.#announce("Time is up. What was saved counts.");
    this.#leaving = true;
    for (const question of this.#unsaved()) {
      clearTimeout(this.#state(question).timer);
      // Half a minute is added for the network; what is under way is given a moment of it.
      await this.#post(question, AbortSignal.timeout(4000)).catch(() => null);
    }
    location.assign(this.dataset.result ?? "");
  }

  // --- leaving and coming back ----------------------------------------------------------------------------------
  #leave() {
    this.#leaving = true;
    for (const question of this.#unsaved()) {
      clearTimeout(this.#state(question).timer);
      this.#keep(question, true);
    }
  }

  #flush() {
    if (this.#leaving) return;
    for (const question of this.#unsaved()) {
      if (!this.#state(question).stuck) this.#post(question).catch(() => null);
    }
  }

  /** @param {HTMLFieldSetElement} question */
  #reload(question) {
    this.#leaving = true;
    location.hash = question.id;
    location.reload();
  }

  /** @param {HTMLFieldSetElement} question @returns {string} */
  #key(question) {
    return `quiz ${this.dataset.attempt} ${question.dataset.position}`;
  }

  /** @param {HTMLFieldSetElement} question @param {boolean} sent */
  #keep(question, sent) {
    const draft = { fields: fieldsOf(question), revision: Number(revisionOf(question).value), sent };
    try {
      localStorage.setItem(this.#key(question), JSON.stringify(draft));
    } catch {
      // No room, or no storage: the page itself still holds the words.
    }
  }

  /** What an earlier page on this device could not save. @param {HTMLFieldSetElement} question */
  #recover(question) {
    /** @type {import("./quiz.model.js").Draft | null} */
    let draft = null;
    try {
      draft = JSON.parse(localStorage.getItem(this.#key(question)) ?? "null");
    } catch {
      return;
    }
    if (!draft) return;
    if (fateOf(draft, fieldsOf(question), Number(revisionOf(question).value)) === "drop") {
      forget(this.#key(question));
      return;
    }
    fill(question, draft.fields);
    revisionOf(question).value = String(draft.revision);
    question.dispatchEvent(new CustomEvent("quiz:restored"));
    this.#state(question).dirty = true;
    this.#announce("What you had entered on this device was restored.");
    this.#saveIn(question, 0);
  }

  // --- words ----------------------------------------------------------------------------------------------------
  /** @param {string} words */
  #say(words) {
    const place = this.querySelector("[data-saved]");
    if (place) place.textContent = words;
  }

  /** @param {string} words */
  #announce(words) {
    const place = this.querySelector("[data-heard]");
    if (place) place.textContent = words;
  }

  /** @param {string} words @param {string} deed @param {() => void} act */
  #notice(words, deed, act) {
    this.querySelector("[data-notice]")?.replaceChildren(
      element("p", { role: "alert" }, [`${words} `, button(deed, act, "link")]),
    );
  }
}

customElements.define("quiz-attempt", QuizAttempt);
