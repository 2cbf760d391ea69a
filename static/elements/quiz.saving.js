// When an answer is sent, and what becomes of it. No DOM and no network: the element hands in how to send and wait.
//
// One request at a time, one answer in each. What was sent and not heard of goes again just as it was, before anything
// newer: the server takes a repeat as the same save, and a newer text over an older revision as a conflict.

import { pauseAfter } from "./quiz.model.js";

/** Typing rests so long, at most so long after it began, in milliseconds. */
export const REST = 800;
export const LONGEST = 5000;

/**
 * @typedef {{ is: "saved", revision: number } & Record<string, unknown>
 *   | { is: "conflict", revision: number, mine: string, theirs: string }
 *   | { is: "problem", words: string, endsIn?: number | null }
 *   | { is: "too-often", words: string, seconds: number }
 *   | { is: "over" | "signed-out" | "unfit", words: string }
 *   | { is: "later" }} Outcome
 */

/** One question's answer. Bodies are form fields as one string, so that equal answers are equal. */
export class Answer {
  /** @param {number} position @param {number} revision @param {string} kept what the server holds */
  constructor(position, revision, kept) {
    this.position = position;
    this.revision = revision;
    this.kept = kept;
    this.wanted = kept;
    /** Sent, and not heard of. @type {string | null} */
    this.doubt = null;
    this.due = Infinity;
    this.since = Infinity;
    /** Why it waits for the learner. @type {"" | "conflict" | "problem"} */
    this.halt = "";
    this.newer = revision;
  }

  get isOpen() {
    return this.doubt !== null || this.halt !== "" || this.wanted !== this.kept;
  }
}

export class Saving {
  /** @type {Map<number, Answer>} */
  answers = new Map();
  /** Why nothing can be sent. @type {"" | "over" | "signed-out" | "unfit"} */
  stop = "";
  failures = 0;
  /** @type {Answer | null} */
  #busy = null;
  #resume = 0;
  /** @type {unknown} */
  #timer;
  /** @type {(() => void)[]} */
  #waiting = [];

  /**
   * @param {(answer: Answer, body: string) => Promise<Outcome>} send
   * @param {(answer: Answer, outcome: Outcome) => void} told
   * @param {{ now: () => number, after: (ms: number, act: () => void) => unknown, forget: (timer: any) => void }} clock
   */
  constructor(send, told, clock) {
    this.send = send;
    this.told = told;
    this.clock = clock;
  }

  get busy() {
    return this.#busy;
  }

  get open() {
    return [...this.answers.values()].filter(({ isOpen }) => isOpen);
  }

  /** Whether something is unsaved that does not just wait its turn, and can still be saved. */
  get isInTrouble() {
    return this.stop !== "over" && this.open.length > 0 && (this.failures > 0 || this.stop !== "" || this.open.some(({ halt }) => halt));
  }

  /** @param {Answer} answer */
  add(answer) {
    this.answers.set(answer.position, answer);
  }

  /** The form holds this now. @param {Answer} answer @param {string} body @param {number} rest in milliseconds */
  want(answer, body, rest) {
    if (body === answer.wanted && rest > 0) return;
    if (body !== answer.wanted && answer.halt === "problem") answer.halt = "";
    answer.wanted = body;
    if (!answer.isOpen) {
      answer.due = answer.since = Infinity;
      return;
    }
    const now = this.clock.now();
    answer.since = Math.min(answer.since, now);
    answer.due = Math.min(now + rest, answer.since + LONGEST);
    this.#step();
  }

  /** Send what is open now. */
  flush() {
    for (const answer of this.open) answer.due = 0;
    this.#step();
  }

  /** The network is back, or the learner says: try again. */
  retry() {
    this.stop = this.stop === "over" ? "over" : "";
    this.#resume = 0;
    this.flush();
  }

  /** In a conflict: the learner's own, over the newer one. @param {Answer} answer */
  useMine(answer) {
    answer.halt = "";
    answer.revision = answer.newer;
    answer.due = 0;
    this.#step();
  }

  /** When nothing is under way or due, or after so many milliseconds. @param {number} most @returns {Promise<void>} */
  rest(most) {
    if (!this.#busy) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.clock.after(most, resolve);
    });
  }

  #step() {
    this.clock.forget(this.#timer);
    if (this.#busy || this.stop) return;
    const ready = this.open.filter(({ halt }) => !halt).sort((a, b) => a.due - b.due);
    if (!ready.length) return;
    const [answer] = ready;
    const wait = Math.max(answer.due, this.#resume) - this.clock.now();
    if (wait > 0) {
      if (wait < Infinity) this.#timer = this.clock.after(wait, () => this.#step());
      return;
    }
    this.#go(answer);
  }

  /** @param {Answer} answer */
  async #go(answer) {
    this.#busy = answer;
    const body = answer.doubt ?? answer.wanted;
    answer.doubt = body;
    answer.since = Infinity;
    const outcome = await this.send(answer, body);
    this.#busy = null;
    this.#settle(answer, body, outcome);
    this.told(answer, outcome);
    this.#step();
    if (!this.#busy) for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** @param {Answer} answer @param {string} body @param {Outcome} outcome */
  #settle(answer, body, outcome) {
    const is = outcome.is;
    if (is === "later") {
      this.failures += 1;
      this.#resume = this.clock.now() + pauseAfter(this.failures);
      answer.due = Math.min(answer.due, this.#resume);
      return;
    }
    if (is === "over" || is === "signed-out" || is === "unfit") {
      this.stop = is;
      return;
    }
    this.failures = 0;
    answer.doubt = null;
    if (is === "saved") {
      answer.kept = body;
      answer.revision = answer.newer = outcome.revision;
      if (answer.wanted === body) answer.due = Infinity;
      else if (answer.due === Infinity) answer.due = 0;
    } else if (is === "conflict") {
      answer.halt = "conflict";
      answer.newer = outcome.revision;
    } else if (is === "too-often") {
      answer.due = this.clock.now() + 1000 * outcome.seconds;
    } else if (answer.wanted === body) {
      answer.halt = "problem";
    }
  }
}
