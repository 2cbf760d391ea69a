// How long a question is looked at: while its page is on the screen, where it is the only one there. For statistics of
// questions, and nothing else: an answer does not wait for it, and is worth no more and no less by it.

/** Counts while it runs. The clock, in milliseconds, is handed in. */
export class Stopwatch {
  #counted = 0;
  /** @type {number | null} */
  #since = null;
  #sent = 0;

  /** @param {() => number} now */
  constructor(now) {
    this.now = now;
  }

  run() {
    this.#since ??= this.now();
  }

  rest() {
    if (this.#since !== null) this.#counted += this.now() - this.#since;
    this.#since = null;
  }

  /** Whole seconds since those that were saved; they go along with an answer. */
  take() {
    const running = this.#since === null ? 0 : this.now() - this.#since;
    this.#sent = Math.floor((this.#counted + running) / 1000);
    return this.#sent;
  }

  /** As a field of the form, of a question that has the page to itself. @param {number} position @param {ArrayLike<Element>} shown */
  fields(position, shown) {
    const isAlone = shown.length === 1 && shown[0].id === `question-${position}`;
    return isAlone ? { [`seconds-${position}`]: String(this.take()) } : {};
  }

  /** What was taken last has been saved. */
  saved() {
    this.#counted -= 1000 * this.#sent;
    this.#sent = 0;
  }
}

/** One that runs while this document is on the screen. */
export function watched() {
  const watch = new Stopwatch(() => performance.now());
  const follow = () => (document.hidden ? watch.rest() : watch.run());
  document.addEventListener("visibilitychange", follow);
  follow();
  return watch;
}
