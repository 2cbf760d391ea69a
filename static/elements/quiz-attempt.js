// <quiz-attempt>: saves each answer as it is given, says so, and loses none: what is not acknowledged is kept on this
// device, tried again, and shown beside whatever another page has saved meanwhile. The form works without it.

import { Drafts } from "./quiz.drafts.js";
import { bodyOf, fill, revisionOf } from "./quiz.fields.js";
import { post } from "./post.js";
import { look, send, session } from "./quiz.post.js";
import { Answer, REST, Saving } from "./quiz.saving.js";
import { watched } from "./quiz.stopwatch.js";
import * as troubles from "./quiz.troubles.js";

// A save that is under way gets so long before a form is sent after it, in milliseconds.
const HOLD = 1500;
const TYPED = "textarea, input:not([type='radio'], [type='checkbox'])";
/** @param {number} ms @param {() => void} act */
const after = (ms, act) => setTimeout(act, ms);
const clock = { now: () => performance.now(), after, forget: clearTimeout.bind(window) };

/** @typedef {import("./quiz.saving.js").Outcome} Outcome */
class QuizAttempt extends HTMLElement {
  #form = /** @type {HTMLFormElement | null} */ (null);
  #saving = new Saving((answer, body) => this.#send(answer, body), (answer, outcome) => this.#told(answer, outcome), clock);
  #drafts = new Drafts(this.dataset.attempt ?? "");
  #watch = watched();
  #savedAt = "";
  #isLeaving = false;
  #isEnding = false;
  #isStale = false;
  #wasInTrouble = false;

  connectedCallback() {
    this.#form = this.querySelector("form#answers");
    for (const question of this.querySelectorAll(".question")) this.#adopt(/** @type {HTMLElement} */ (question));
    this.#sendWhatWasLeft();
    this.#form?.addEventListener("input", (event) => this.#changed(event, event.target instanceof Element && event.target.matches(TYPED) ? REST : 0));
    this.#form?.addEventListener("change", (event) => this.#changed(event, 0));
    this.#form?.addEventListener("submit", (event) => this.#submit(event));
    this.addEventListener("quiz:time-up", () => this.#end());
    this.addEventListener("quiz:slept", () => this.#lookAtTheClock());
    document.addEventListener("visibilitychange", () => document.hidden && this.#saving.flush());
    addEventListener("online", () => this.#saving.stop || this.#saving.retry());
    addEventListener("focus", () => this.#saving.stop === "signed-out" && this.#again());
    addEventListener("pagehide", () => this.#leave());
    addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
    addEventListener("beforeunload", (event) => {
      if (this.#form && !this.#isLeaving && this.#saving.isInTrouble) event.preventDefault();
    });
    this.#show();
  }

  /** A question of this page, as it was shown or as it is now. @param {HTMLElement} question */
  #adopt(question) {
    const position = Number(question.dataset.position);
    const answer = new Answer(position, Number(revisionOf(question).value), bodyOf(question, true));
    this.#saving.add(answer);
    const inConflict = question.querySelector(".conflict");
    if (inConflict || question.querySelector("[data-trouble] .error")) {
      // The form holds what could not be kept. After a load it must not go over the newer answer unasked.
      answer.halt = inConflict ? "conflict" : "problem";
      answer.wanted = bodyOf(question);
      if (inConflict) answer.revision -= 1;
      this.#drafts.keep(position, { revision: answer.revision, body: answer.wanted, sent: null });
      if (inConflict) this.#ask(answer, null);
      return;
    }
    const draft = this.#drafts.find(position);
    // Something may have been given before this script was there; it is newer than any draft.
    const given = bodyOf(question);
    if (draft && draft.body !== answer.kept && given === answer.kept) this.#restore(answer, question, draft);
    else this.#saving.want(answer, given, 0);
    this.#keep(answer);
  }

  /** @param {Answer} answer @param {HTMLElement} question @param {import("./quiz.drafts.js").Draft} draft */
  #restore(answer, question, draft) {
    fill(question, draft.body);
    // A newer answer that is the one sent last is this device's own.
    if (draft.sent !== answer.kept) answer.revision = draft.revision;
    troubles.showNote(question, "What you gave here before was not saved. It stands here again and is being saved.");
    this.#saving.want(answer, bodyOf(question), 0);
  }

  /** Answers to questions of other pages, given on this device and not saved. */
  #sendWhatWasLeft() {
    for (const position of this.#drafts.positions) {
      const draft = this.#drafts.find(position);
      if (!draft || this.#saving.answers.has(position)) continue;
      const answer = new Answer(position, draft.revision, "");
      this.#saving.add(answer);
      this.#saving.want(answer, draft.body, 0);
    }
  }

  /** @param {number} position @returns {HTMLElement | null} */
  #question(position) {
    return this.querySelector(`#question-${position}`);
  }

  get #token() {
    return /** @type {HTMLInputElement} */ (this.querySelector("[name='csrfmiddlewaretoken']"));
  }

  /** @param {Answer} answer @param {string} body */
  #whole(answer, body) {
    const told = { [`revision-${answer.position}`]: String(answer.revision), csrfmiddlewaretoken: this.#token.value };
    const rest = new URLSearchParams({ ...told, ...this.#watch.fields(answer.position, this.querySelectorAll(".question")) });
    return body ? `${body}&${rest}` : String(rest);
  }

  /** @param {Event} event @param {number} rest */
  #changed({ target }, rest) {
    const question = /** @type {HTMLElement | null} */ (target instanceof Element ? target.closest(".question") : null);
    const answer = this.#saving.answers.get(Number(question?.dataset.position));
    if (!question || !answer) return;
    this.#saving.want(answer, bodyOf(question), rest);
    this.#keep(answer);
    this.#show();
  }

  /** A newer text of another tab is left alone by what is saved here. @param {Answer} answer @param {string} [saved] */
  #keep(answer, saved) {
    const { position, revision, wanted, doubt } = answer;
    if (answer.isOpen) this.#drafts.keep(position, { revision, body: wanted, sent: doubt });
    else this.#drafts.drop(position, saved);
  }

  /** @param {Answer} answer @param {string} body */
  #send(answer, body) {
    this.#keep(answer);
    this.#show();
    return send(this.dataset.all ?? "", this.#whole(answer, body));
  }

  /** @param {Answer} answer @param {Outcome} outcome */
  #told(answer, outcome) {
    const question = this.#question(answer.position);
    if ("endsIn" in outcome) this.#tellTime(outcome.endsIn);
    this.#keep(answer, answer.kept);
    if (outcome.is === "saved") {
      this.#savedAt = String(outcome.at);
      if (question) revisionOf(question).value = String(answer.revision);
      if (question) troubles.clear(question);
      this.#watch.saved();
      this.#isStale = troubles.showStep(this, answer.position, Boolean(outcome.answered), answer.kept.includes(`flag-${answer.position}=`)) || this.#isStale;
      this.#notice();
      // The page that looks all over was made before.
      if (!this.#form && this.#isStale && !this.#saving.open.length) location.reload();
    } else if (outcome.is === "conflict" && question) {
      this.#ask(answer, outcome);
    } else if ((outcome.is === "problem" || outcome.is === "too-often") && question) {
      troubles.showProblem(question, outcome.words);
    } else if (outcome.is === "over") {
      this.#over(outcome.words);
    } else if (outcome.is === "signed-out") {
      this.#notice("You were signed out. ", troubles.link(this.dataset.signIn, "Sign in in another tab", true), ", then try again. ", troubles.button("Try again", () => this.#again(), "link"));
    } else if (outcome.is === "unfit") {
      this.#notice(`${outcome.words} What you gave is kept on this device. `, troubles.button("Load it again", () => location.reload(), "link"));
    }
    if (!question && (outcome.is === "conflict" || outcome.is === "problem")) {
      const page = `${this.dataset.all}questions/${answer.position}/`;
      this.#notice(`What you gave to question ${answer.position} is not saved. `, troubles.link(page, "See it"));
    }
    this.#show();
  }

  /** @param {string} words */
  #over(words) {
    this.#saving.stop = "over";
    this.querySelector("quiz-timer")?.remove();
    this.#notice(`${words} What you gave since stays on this page. `, troubles.link(this.dataset.result, "See the result"));
    this.#show();
  }

  /** @param {Answer} answer @param {{ mine: string, theirs: string } | null} both */
  #ask(answer, both) {
    const question = this.#question(answer.position);
    if (!question) return;
    troubles.showConflict(question, both, {
      mine: () => this.#saving.useMine(answer),
      theirs: async (mine) => {
        const found = await look(this.dataset.save ?? "");
        const fresh = /** @type {HTMLElement | null | undefined} */ (found?.page.querySelector(`#${question.id}`));
        if (!fresh) return this.#hear("The saved answer cannot be reached now. Yours is still here.");
        this.#drafts.drop(answer.position);
        question.replaceWith(document.adoptNode(fresh));
        this.#adopt(fresh);
        troubles.showSetAside(fresh, mine);
        fresh.tabIndex = -1;
        fresh.focus();
        this.#show();
      },
    });
  }

  /** After signing in again the form needs the new session's token; somebody else's session gets none. */
  async #again() {
    const { is, token } = await session(this.dataset.all ?? "", this.dataset.attempt ?? "", this.dataset.result ?? "");
    if (is === "nobody") return this.#hear("Still signed out. Nothing was saved.");
    if (is === "over") return this.#over("This attempt has ended.");
    if (is === "other") return this.#notice("Somebody else is signed in now. What you gave is kept on this device for you.");
    for (const field of document.querySelectorAll("[name='csrfmiddlewaretoken']")) /** @type {HTMLInputElement} */ (field).value = token ?? "";
    this.#notice();
    this.#saving.retry();
  }

  /** The form goes as it is; but behind a save that is under way with an older text, or it would seem in conflict. @param {SubmitEvent} event */
  #submit(event) {
    const goes = event.submitter?.getAttribute("name") === "go";
    if (!goes || !navigator.onLine) {
      event.preventDefault();
      if (goes) this.#hear("You are offline. This page stays until the network is back; what you gave is kept on this device.", true);
      else this.#saving.flush();
      return;
    }
    const { busy } = this.#saving;
    if (busy && busy.doubt !== busy.wanted && !this.#isLeaving) {
      event.preventDefault();
      this.#isLeaving = true;
      this.#saving.rest(HOLD).then(() => this.#form?.requestSubmit(event.submitter));
      return;
    }
    this.#isLeaving = true;
    // The browser may give up, and the page stays.
    setTimeout(() => { this.#isLeaving = false; }, 10_000);
  }

  /** What is open goes along while the page goes; nobody hears the answer, so the draft stays too. */
  #leave() {
    if (this.#isLeaving || this.#saving.stop) return;
    for (const answer of this.#saving.open) {
      if (!answer.halt) post(this.dataset.all ?? "", this.#whole(answer, answer.wanted)).catch(() => {});
    }
  }

  /** Time is up: save once more, ask the server whether it agrees, and hand in. */
  async #end() {
    if (this.#isEnding || this.#saving.stop) return;
    this.#isEnding = true;
    this.#saving.flush();
    await this.#saving.rest(5000);
    // The server told whole seconds: the last may not be over yet.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const left = await this.#lookAtTheClock();
    this.#isEnding = false;
    if (left !== null && left > 0) return;
    try {
      await post(this.dataset.submit ?? "", String(new URLSearchParams({ csrfmiddlewaretoken: this.#token.value })));
      this.#isLeaving = true;
      location.assign(this.dataset.result ?? "");
    } catch {
      this.#notice("Time is up. What was saved by then counts. ", troubles.link(this.dataset.result, "See the result"));
    }
  }

  /** The seconds left as the server has them; null where it does not say. */
  async #lookAtTheClock() {
    const found = await look(this.dataset.all ?? "");
    const timer = /** @type {HTMLElement | null | undefined} */ (found?.page.querySelector("quiz-timer"));
    if (!timer) return null;
    const left = Number(timer.dataset.seconds);
    this.#tellTime(left);
    return left;
  }

  /** More time may have been granted since the page was shown. @param {unknown} left */
  #tellTime(left) {
    if (typeof left === "number") this.querySelector("quiz-timer")?.dispatchEvent(new CustomEvent("quiz:left", { detail: left }));
  }

  /** @param {(Node | string)[]} parts */
  #notice(...parts) {
    troubles.notice(this.querySelector("[data-notice]"), ...parts);
  }

  /** @param {string} words */
  #hear(words, isShown = false) {
    const place = this.querySelector("[data-heard]");
    if (place) place.textContent = words;
    if (isShown) this.#notice(words);
  }

  /** Each save is seen; a failure and the recovery from it are also heard. */
  #show() {
    const { isInTrouble, stop, failures, open } = this.#saving;
    const halted = open.find(({ halt }) => halt);
    let words = this.#savedAt && `Saved ${this.#savedAt}`;
    if (stop === "over") words = "This attempt has ended";
    else if (stop) words = "Not saved";
    else if (failures) words = "Not saved, trying again";
    else if (halted) words = `Not saved: question ${halted.position}`;
    else if (open.length) words = "Saving…";
    const place = this.querySelector("[data-saved]");
    if (place && place.textContent !== words) place.textContent = words;
    place?.classList.toggle("in-trouble", isInTrouble);
    if (isInTrouble !== this.#wasInTrouble && !(isInTrouble && (halted || stop))) this.#hear(isInTrouble ? "Not saved, trying again." : "Saved again.");
    this.#wasInTrouble = isInTrouble;
  }
}

customElements.define("quiz-attempt", QuizAttempt);
