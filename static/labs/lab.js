/**
 * What every lab's element does, whatever it is about: takes the place of its still figure, keeps a state, carries it
 * in the address, says what changed, pronounces on the challenge and starts again.
 */
import { within } from "./chart.js";
import { button } from "./controls.js";
import { html } from "./dom.js";

/** @typedef {{met: boolean, message: string}} Verdict */

/**
 * <section class="lab"> … <x-lab><div class="body">what it is about<div class="still">figure and worked example</div></div></x-lab>
 *
 * What the server wrote inside stays, but for `.still`, in whose place the live part comes, with a footer for the
 * challenge beneath. A met challenge sends `lab:done` with {lab, challenge, response}. Once the learner has changed
 * something the state stands in the address, #lab?key=value&….
 * @template {object} S the state: what the learner chose, and nothing that follows from it
 */
export class LabElement extends HTMLElement {
  // --- A lab's own: each says these of itself.

  /** Its id in the registry and in the address. */
  lab = "";
  challenge = "";
  /** What the challenge asks, in words. */
  goal = "";
  /** Where the lab begins and where a reset leads; attributes may have a say. @returns {S} */
  first() {
    throw new Error("a lab says where it begins");
  }
  /** What stands in the live part; called once. @returns {Node[]} */
  build() {
    return [];
  }
  /** Shows `this.seen`. */
  render() {}
  /** What the state means, for those who listen. */
  spoken() {
    return "";
  }
  /** The state as the address carries it. @returns {Record<string, string | number>} */
  carry() {
    return {};
  }
  /** What of the state an address carries; only what is valid. @param {URLSearchParams} _given @returns {Partial<S>} */
  read(_given) {
    return {};
  }
  /** Buttons beside the one that checks and the one that resets. @returns {HTMLButtonElement[]} */
  aids() {
    return [];
  }
  /** What the judge is asked about, as JSON can hold it. @returns {unknown} */
  response() {
    return this.state;
  }
  /** @param {unknown} _response @returns {Verdict} */
  judge(_response) {
    throw new Error("a lab judges its challenge");
  }
  /**
   * A state on its way to the one chosen, where the eye shall follow; undefined where nothing lies between.
   * @param {S} _from @param {S} _to @param {number} _share 0 … 1 @returns {S | undefined}
   */
  between(_from, _to, _share) {
    return undefined;
  }
  /** Ends what runs, when the lab leaves the page or starts again. */
  halt() {}

  // --- What all do.

  /** What the learner chose. @type {S} */
  state = /** @type {S} */ ({});
  /** What is drawn, which may still be on its way to `state`. @type {S} */
  seen = /** @type {S} */ ({});
  live = html("div", { class: "live" });
  verdict = html("p", { role: "status" });
  region = html("p", { class: "visually-hidden", role: "status" });
  say = announcer(this.region);
  address = address("");
  #stop = () => {};
  #isDue = false;
  #width = 0;
  // Only a new width asks for a new drawing; what is drawn changes the height.
  #watcher = new ResizeObserver(([{ contentRect }]) => {
    if (contentRect.width === this.#width) return;
    this.#width = contentRect.width;
    this.render();
  });

  connectedCallback() {
    this.address = address(this.lab);
    this.state = this.seen = this.first();
    // A page restored from a snapshot brings the old controls along, without their listeners.
    for (const old of this.querySelectorAll(".live, footer")) old.remove();
    const still = this.querySelector(".still");
    still?.setAttribute("hidden", "");
    this.live.replaceChildren(...this.build(), this.region);
    if (still) still.before(this.live);
    else this.append(html("div", { class: "body" }, this.live));
    this.append(html("footer", {},
      html("p", {}, html("b", {}, "Challenge. "), this.goal),
      html("div", { class: "buttons" },
        button("Check my answer", () => this.check(), false), ...this.aids(), button("Reset", () => this.reset())),
      this.verdict));
    this.render();
    this.#watcher.observe(this.live);
    addEventListener("hashchange", this.#arrive); // a link in the lesson may carry a state
    this.#arrive();
  }

  disconnectedCallback() {
    this.#watcher.disconnect();
    removeEventListener("hashchange", this.#arrive);
    this.address.stop();
    this.#stop();
    this.halt();
  }

  /** Takes the state that the address carries, if it carries one. */
  #arrive = () => {
    const given = this.address.read();
    if (!given) return;
    this.pronounce();
    this.move(this.read(given));
    this.scrollIntoView();
  };

  /** The learner changed something: it is shown, said, and put into the address. @param {Partial<S>} change @param {boolean} [slowly] */
  set(change, slowly = false) {
    this.pronounce(); // a verdict is about one answer
    this.move(change, slowly);
    this.say(() => this.spoken());
    this.address.write(this.carry());
  }

  /** @param {Partial<S>} change @param {boolean} [slowly] so that the eye can follow */
  move(change, slowly = false) {
    this.#stop();
    const from = this.seen;
    const to = (this.state = { ...this.state, ...change });
    const step = (/** @type {number} */ share) => {
      this.seen = (share < 1 && this.between(from, to, share)) || to;
      this.#drawSoon();
    };
    if (slowly && this.between(from, to, 0)) this.#stop = glide(step);
    else step(1);
  }

  /** Once for all that changed, and not before the browser has shown what the control itself has to say. */
  #drawSoon() {
    if (this.#isDue) return;
    this.#isDue = true;
    requestAnimationFrame(() => setTimeout(() => {
      this.#isDue = false;
      if (this.isConnected) this.render();
    }));
  }

  check() {
    const response = this.response();
    const verdict = this.judge(response);
    this.pronounce(verdict);
    if (!verdict.met) return;
    const detail = { lab: this.lab, challenge: this.challenge, response };
    this.dispatchEvent(new CustomEvent("lab:done", { bubbles: true, detail }));
  }

  /** Shows a verdict, or takes the last one away. @param {Verdict} [verdict] */
  pronounce(verdict) {
    const footer = this.verdict.parentElement;
    if (!verdict && footer && this.verdict.textContent) {
      // Its room stays until the next click is over: a page that shrank at its foot would move a button from under the finger.
      footer.style.minHeight = `${footer.offsetHeight}px`;
      addEventListener("click", () => (footer.style.minHeight = ""), { once: true });
    }
    this.verdict.textContent = verdict?.message ?? "";
    this.verdict.className = verdict ? `verdict ${verdict.met ? "right" : "wrong"}` : "";
  }

  reset() {
    this.halt();
    this.pronounce();
    this.move(this.first(), true);
    this.address.clear();
  }
}

/**
 * Speaks through a polite live region, once a second at most, the last words only; a function is asked for them then.
 * @param {HTMLElement} region
 */
export function announcer(region) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  /** @type {string | (() => string)} */
  let words = "";
  return (/** @type {string | (() => string)} */ text) => {
    words = text;
    waiting ??= setTimeout(() => {
      waiting = undefined;
      region.textContent = typeof words === "string" ? words : words();
    }, 1000);
  };
}

/**
 * Calls `step` with 0 … 1 over `time` milliseconds, slowing down; at once with 1 where motion is unwelcome.
 * @param {(share: number) => void} step @param {number} [time] @returns {() => void} stops it
 */
export function glide(step, time = 450) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    step(1);
    return () => {};
  }
  const begun = performance.now();
  const move = (/** @type {number} */ now) => {
    const done = within((now - begun) / time, [0, 1]);
    step(done === 1 ? 1 : 1 - (1 - done) ** 3);
    if (done < 1) frame = requestAnimationFrame(move);
  };
  let frame = requestAnimationFrame(move);
  return () => cancelAnimationFrame(frame);
}

/**
 * A lab's state in the address, #name?key=value&…; an ordinary #anchor is none of its business.
 * @param {string} name
 */
export function address(name) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  const read = () => {
    const [named, query] = location.hash.slice(1).split("?");
    return named === name && query !== undefined ? new URLSearchParams(query) : undefined;
  };
  const replace = (/** @type {string} */ url) => history.replaceState(history.state, "", url);
  return {
    /** What the address says of this lab, if anything. */
    read,
    /** Writes when the learner pauses, without a new entry in the history. @param {Record<string, string | number>} values */
    write(values) {
      clearTimeout(waiting);
      // Six digits, as in 5.76e23: a plus would have to be escaped.
      const text = (/** @type {string | number} */ value) => typeof value === "string" ? encodeURIComponent(value)
        : Number.isInteger(value) && Math.abs(value) < 1e6 ? value : Number(value.toPrecision(6)).toExponential().replace("e+", "e");
      const query = Object.entries(values).map(([key, value]) => `${key}=${text(value)}`).join("&");
      waiting = setTimeout(() => replace(`#${name}?${query}`), 300);
    },
    stop: () => clearTimeout(waiting),
    clear() {
      clearTimeout(waiting);
      if (read()) replace(location.pathname + location.search);
    },
  };
}
