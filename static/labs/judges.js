/**
 * <judges-lab preset="rate">: judge answers blind, measure judges, and turn preferences into a loss.
 * The arithmetic is in judges.model.js, what stands in each part in judges.parts.js.
 */
import { button } from "./controls.js";
import { html } from "./dom.js";
import { LabElement } from "./lab.js";
import { CHALLENGE, LAB, NUMBERS, PRESETS, RATE, RATES, judge } from "./judges.model.js";
import { COMPARISONS, INPUTS, ORDERS, agreementPart, numberPart, pullPart, ratingPart, rewardPart } from "./judges.parts.js";

/** @typedef {import("./judges.parts.js").State} State */

const PARTS = { rate: ratingPart, agreement: agreementPart, pull: pullPart, number: numberPart, reward: rewardPart };

/** @extends {LabElement<State>} */
class JudgesLab extends LabElement {
  lab = LAB;
  challenge = CHALLENGE;
  goal = `In part 4, at a win rate of ${RATE}%: find the smallest number of pairs at which the Wilson 95% interval lies wholly above 50%.`;
  judge = judge;

  place = html("div");
  buttons = Object.entries(PRESETS).map(([part, name]) => ({ part, button: button(name, () => this.set({ part })) }));
  parts = Object.fromEntries(Object.entries(PARTS).map(([name, make]) => [name, make((change, slowly) => this.set(change, slowly), () => this.state)]));

  /** @returns {State} */
  first() {
    return {
      part: this.getAttribute("preset") ?? "rate", seed: 1, choices: "", compare: "person-once", order: "a", rate: RATE, pairs: 20,
      numbers: [1.5, 0.5, 0.1, -12, -14, -13, -13.5],
    };
  }

  carry() {
    const { part, seed, choices, compare, order, rate, pairs, numbers } = this.state;
    return { p: part, s: seed, v: choices, c: compare, o: order, w: rate, n: pairs, x: numbers.join("_") };
  }

  /** @param {URLSearchParams} given @returns {Partial<State>} */
  read(given) {
    const [part, choices, compare, order, x] = ["p", "v", "c", "o", "x"].map((key) => given.get(key) ?? "");
    const [seed, rate, pairs] = ["s", "w", "n"].map((key) => Number(given.get(key) ?? NaN));
    const numbers = x.split("_").map((text) => (text ? Number(text) : NaN));
    const lies = (/** @type {number} */ value, /** @type {readonly [number, number]} */ [low, high]) => value >= low && value <= high;
    const whole = (/** @type {number} */ value, /** @type {readonly [number, number]} */ range) => Number.isInteger(value) && lies(value, range);
    return {
      ...(Object.hasOwn(PARTS, part) && { part }),
      ...(whole(seed, [1, 999]) && { seed }),
      ...(/^[fts]{1,12}$/.test(choices) && { choices }),
      ...(Object.hasOwn(COMPARISONS, compare) && { compare }),
      ...(Object.hasOwn(ORDERS, order) && { order }),
      ...(whole(rate, RATES) && { rate }),
      ...(whole(pairs, NUMBERS) && { pairs }),
      ...(numbers.length === INPUTS.length && numbers.every((value, index) => lies(value, INPUTS[index][1])) && { numbers }),
    };
  }

  spoken() {
    return this.parts[this.state.part].said();
  }

  /** @param {State} from @param {State} to @param {number} share */
  between(from, to, share) {
    return { ...to, numbers: to.numbers.map((number, index) => from.numbers[index] + (number - from.numbers[index]) * share) };
  }

  build() {
    const buttons = this.buttons.map(({ button }) => button);
    return [html("div", { class: "buttons parts", role: "group", "aria-label": "Parts of the lab" }, ...buttons), this.place];
  }

  aids() {
    return [button("Go to part 4", () => this.set({ part: "number", rate: RATE }))];
  }

  response() {
    return { rate: this.state.rate, pairs: this.state.pairs };
  }

  render() {
    const part = this.parts[this.seen.part];
    for (const { part: its, button } of this.buttons) button.setAttribute("aria-pressed", String(its === this.seen.part));
    // What is in place stays there: taken out, it would lose the focus.
    if (this.place.firstChild !== part.element) this.place.replaceChildren(part.element);
    part.show(this.seen);
  }
}

customElements.define("judges-lab", JudgesLab);
