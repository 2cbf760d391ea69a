// Asks the server what the text would be, and hands the answer to the page in the frame. The newest text wins.

const PAUSE = 300;
const PATIENCE = 20_000;

/** @typedef {import("./editor.lines.js").Problem} Problem */
/** @typedef {{ html: string | null, problems: Problem[], title?: string, n_words?: number, n_questions?: number, n_terms?: number, minutes?: number }} Seen */

export class Preview {
  /** @type {AbortController | undefined} */
  #asking;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #isReady = false;
  #query = "";

  /** `kept` is the text that is stored, of which the frame's page is made; null where that is another's.
   * @param {HTMLIFrameElement} frame @param {string} address @param {() => string} token @param {() => string} text
   * @param {() => string | null} kept @param {(seen: Seen) => void} hear @param {(words: string) => void} fail */
  constructor(frame, address, token, text, kept, hear, fail) {
    this.kept = kept;
    this.frame = frame;
    this.address = address;
    this.token = token;
    this.text = text;
    this.hear = hear;
    this.fail = fail;
    this.withAnswers = false;
    addEventListener("message", ({ source, data }) => {
      if (source !== frame.contentWindow || data?.is !== "ready") return;
      this.#query = typeof data.query === "string" && /^(\?[\w=&-]*)?$/.test(data.query) ? data.query : "";
      this.#begin();
    });
    this.#tell({ is: "hello" });
  }

  /** A page has been loaded: first it hears of what it is made, then what has become of it. */
  async #begin() {
    this.#isReady = true;
    const kept = this.kept();
    await this.ask(kept ?? this.text(), kept === null);
    if (kept !== null && (this.text() !== kept || this.withAnswers)) this.ask();
  }

  /** The text has changed. */
  soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask(text = this.text(), isWhole = false) {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    const body = new URLSearchParams({ text, csrfmiddlewaretoken: this.token() });
    if (this.withAnswers && text === this.text()) body.set("answers", "1");
    const signal = AbortSignal.any([asking.signal, AbortSignal.timeout(PATIENCE)]);
    try {
      const answer = await fetch(this.address + this.#query, { method: "POST", body, signal, redirect: "manual" });
      if (!answer.ok) throw new Error(String(answer.status));
      const seen = /** @type {Seen} */ (await answer.json());
      if (asking !== this.#asking) return;
      this.hear(seen);
      if (this.#isReady && seen.html !== null) this.#tell({ is: "page", html: seen.html, whole: isWhole });
    } catch {
      if (asking === this.#asking) this.fail("The preview is out of reach just now; it is tried again as you write.");
    }
  }

  /** @param {import("./editor.model.js").Place} place */
  follow(place) {
    if (this.#isReady) this.#tell({ is: "place", ...place });
  }

  /** The frame's page has no origin, so that none can be named. @param {Record<string, unknown>} words */
  #tell(words) {
    this.frame.contentWindow?.postMessage(words, "*");
  }
}
