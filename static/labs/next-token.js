/**
 * <next-token-lab preset="tidy">: train an n-gram model on a text, see what it learns of it, and let it continue.
 * The arithmetic is in next-token.model.js, the walk through the text in next-token.walk.js.
 */
import { drawLines, still, within } from "./chart.js";
import { area, barTable, button, choice, exactSlider, facts, folded, presets, table, tick } from "./controls.js";
import { html, unique } from "./dom.js";
import { LabElement } from "./lab.js";
import { digits } from "./numbers.js";
import {
  ASKED, CHALLENGE, LAB, LEAST_TOKENS, MOST_CHARACTERS, ORDERS, SMOOTHINGS, TEMPERATURES, TOP_PS, bits, candidates, continuation, fit,
  isOrder, isSmoothing, joined, judge, measure, perplexity, promptIds, written,
} from "./next-token.model.js";
import { PRESETS } from "./next-token.texts.js";
import { inWords, visible, walk } from "./next-token.walk.js";

/** @typedef {import("./next-token.model.js").Unit} Unit */

const FACTS = ["Training loss, nats per token", "Held-out loss, nats per token", "Held-out loss, bits per token",
  "Training perplexity", "Held-out perplexity", "Held-out contexts seen"];
const MOST_PROMPT = 80;
const MOST_ROWS = 8;
const MOST_SEED = 999_999;
const FIRST = {
  text: "", unit: /** @type {Unit} */ ("words"), order: 2, smoothing: 0.1, smooth: true, place: 12, prompt: "to return", temperature: 1, topP: 0.5, seed: 1,
};
/** @typedef {typeof FIRST} State */
const stops = Array.from({ length: ORDERS[1] }, (_, index) => index + 1);
const places = (/** @type {number} */ value) => value.toFixed(3);
/** Two digits: what is shown is what is used. @param {number} value */
const rounded = (value) => Number(value.toPrecision(2));
/** Halves of pairs, as of an emoji cut in two, cannot stand in an address. @param {string} text */
const whole = (text) => text.replace(/\p{Surrogate}/gu, "\ufffd");
/** @param {string} title @param {...Node} nodes */
const part = (title, ...nodes) => html("div", { class: "trained", role: "group", "aria-label": title }, html("p", {}, html("b", {}, title)), ...nodes);
/** @param {State} state */
const smoothingOf = ({ smooth, smoothing }) => (smooth ? smoothing : 0);

/** @extends {LabElement<State>} */
class NextTokenLab extends LabElement {
  lab = LAB;
  challenge = CHALLENGE;
  goal = `Take the tidy replies in words. Choose the order n and the smoothing k so that the held-out perplexity is at most ${ASKED.toFixed(2)}.`;
  judge = judge;

  text = area(`Text to train on, at most ${MOST_CHARACTERS.toLocaleString("en")} characters`,
    (text) => this.set({ text: whole(text) }), { rows: 6, most: MOST_CHARACTERS });
  problem = html("p", { class: "error", role: "alert" });
  note = html("p", { class: "note small" });
  unit = choice("Tokens", { words: "Words", characters: "Characters" }, (unit) => this.set({ unit }));
  order = exactSlider({
    label: "Order n", range: ORDERS, step: 1, write: (order) => order.toFixed(0), change: (order) => this.set({ order: Math.round(order) }),
  });
  smoothing = exactSlider({
    label: "Smoothing k", range: SMOOTHINGS, write: (k) => String(rounded(k)), change: (k) => this.set({ smoothing: rounded(k), smooth: true }),
  });
  bare = tick("Without smoothing, k = 0", (bare) => this.set({ smooth: !bare }));
  facts = facts(FACTS);
  plot = still();
  plotNote = html("p", { class: "note small" });
  table = folded("The losses as a table", () => [this.#table()]);
  walk = walk((place) => {
    this.set({ place });
    this.say(inWords(this.#fitted, place, this.state.order, smoothingOf(this.state)));
  });
  prompt = html("input", { type: "text", class: "input", id: unique("prompt"), maxlength: MOST_PROMPT, autocomplete: "off", spellcheck: "false" });
  temperature = exactSlider({
    label: "Temperature", range: TEMPERATURES, write: digits, change: (temperature) => this.set({ temperature: Number(digits(temperature)) }),
  });
  topP = exactSlider({ label: "Top-p", range: TOP_PS, step: 0.05, write: (p) => p.toFixed(2), change: (topP) => this.set({ topP }) });
  sample = html("output", { class: "sample", "aria-label": "The continuation" });
  sampleNote = html("p", { class: "note small" });
  kept = folded("What the first token is drawn from", () => this.#kept());
  results = html("div", { class: "trained" });

  #fitted = fit("", "words");
  #measured = [measure(this.#fitted, 1, 1)];
  /** What each part was last drawn from. @type {Map<string, string>} */
  #drawn = new Map();
  #waiting = 0;

  constructor() {
    super();
    this.prompt.addEventListener("input", () => this.set({ prompt: whole(this.prompt.value) }));
  }

  first() {
    return { ...FIRST, text: (PRESETS[this.getAttribute("preset") ?? ""] ?? PRESETS.tidy).text };
  }

  carry() {
    const { text, unit, order, smoothing, smooth, place, prompt, temperature, topP, seed } = this.state;
    const [preset] = Object.entries(PRESETS).find(([, { text: known }]) => known === text) ?? [];
    return {
      ...(preset ? { from: preset } : { text }), u: unit, n: order, k: smoothing, s: Number(smooth), at: place, x: prompt, T: temperature, p: topP, seed,
    };
  }

  /** @param {URLSearchParams} given @returns {Partial<State>} */
  read(given) {
    const number = (/** @type {string} */ key) => Number(given.get(key) || NaN);
    const isIn = (/** @type {number} */ value, /** @type {readonly [number, number]} */ [low, high], round = false) =>
      value >= low && value <= high && (!round || Number.isInteger(value));
    const text = Object.hasOwn(PRESETS, given.get("from") ?? "") ? PRESETS[given.get("from") ?? ""].text : given.get("text");
    const unit = given.get("u");
    const [order, smoothing, place, temperature, topP, seed] = ["n", "k", "at", "T", "p", "seed"].map(number);
    const prompt = given.get("x");
    return {
      ...(text !== null && text.length <= MOST_CHARACTERS && { text }),
      ...((unit === "words" || unit === "characters") && { unit }),
      ...(isOrder(order) && { order }),
      ...(smoothing > 0 && isSmoothing(smoothing) && { smoothing }),
      ...(["0", "1"].includes(given.get("s") ?? "") && { smooth: given.get("s") === "1" }),
      ...(isIn(place, [1, MOST_CHARACTERS], true) && { place }),
      ...(prompt !== null && prompt.length <= MOST_PROMPT && { prompt }),
      ...(isIn(temperature, TEMPERATURES) && { temperature }),
      ...(isIn(topP, TOP_PS) && { topP }),
      ...(isIn(seed, [1, MOST_SEED], true) && { seed }),
    };
  }

  spoken() {
    if (this.problem.textContent) return "";
    const [training, heldOut, , perplexity] = this.#written(this.state.order);
    return `Training loss ${training}, held-out loss ${heldOut} nats per token; held-out perplexity ${perplexity}`;
  }

  halt() {
    clearTimeout(this.#waiting);
  }

  build() {
    const begin = Object.values(PRESETS).map(({ name, text }) => [name, () => this.set({ text })]);
    const label = html("label", { for: this.prompt.id }, "Prompt");
    const another = button("Another sample", () => this.set({ seed: (this.state.seed % MOST_SEED) + 1 }));
    this.results.replaceChildren(
      html("div", { class: "controls" }, this.order.row, html("div", {}, this.smoothing.row, this.bare.row)),
      this.facts.list,
      html("div", { class: "text" }, this.plot, this.plotNote),
      this.table.element,
      part("The text is its own labels", ...this.walk.parts),
      part("Let it continue",
        html("div", { class: "text" }, label, this.prompt),
        html("div", { class: "controls" }, this.temperature.row, this.topP.row),
        this.sample, html("div", { class: "buttons" }, another), this.sampleNote, this.kept.element));
    return [
      html("div", { class: "choices" }, this.unit.row, presets("Begin from", Object.fromEntries(begin))),
      html("div", { class: "text" }, this.text.row, this.problem, this.note),
      this.results,
    ];
  }

  aids() {
    return [button("Take the tidy replies", () => this.set({ text: PRESETS.tidy.text, unit: "words" }))];
  }

  response() {
    return { order: this.state.order, smoothing: smoothingOf(this.state) };
  }

  render() {
    const state = this.seen;
    const { text, unit, order, smoothing, smooth, place, prompt, temperature, topP, seed } = state;
    const k = smoothingOf(state);
    this.text.show(text);
    this.unit.show(unit);
    this.order.show(order);
    this.smoothing.show(smoothing);
    this.bare.show(!smooth);
    this.temperature.show(temperature);
    this.topP.show(topP);
    if (this.prompt.value !== prompt) this.prompt.value = prompt;
    this.#when("text", [text, unit], () => this.#read());
    if (this.problem.textContent) return;
    this.#when("losses", [text, unit, k], () => (this.#measured = stops.map((n) => measure(this.#fitted, n, k))));
    this.#when("facts", [text, unit, order, k, this.plot.clientWidth], () => this.#showLosses());
    // The rest may wait, a task each, until what stands above is painted.
    const parts = [
      () => this.#when("walk", [text, unit, order, k, place], () => this.walk.show(this.#fitted, within(place, [1, this.#fitted.tokens.length - 1]), order, k)),
      () => this.#when("sample", [text, unit, order, k, prompt, temperature, topP, seed], () => this.#continue()),
    ];
    const next = () => {
      parts.shift()?.();
      if (parts.length) this.#waiting = setTimeout(next, 30);
    };
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(next, 30);
  }

  /** Draws a part when what it is drawn from has changed. @param {string} part @param {unknown[]} from @param {() => void} draw */
  #when(part, from, draw) {
    const key = JSON.stringify(from);
    if (this.#drawn.get(part) === key) return;
    this.#drawn.set(part, key);
    draw();
  }

  #read() {
    const { text, unit } = this.seen;
    this.#fitted = fit(text, unit);
    const { tokens, kinds, split } = this.#fitted;
    const short = LEAST_TOKENS - tokens.length;
    this.problem.textContent = short > 0
      ? `This text has ${tokens.length} ${tokens.length === 1 ? "token" : "tokens"}; write at least ${short} more, so that a fifth can be held out.` : "";
    this.results.hidden = short > 0;
    const known = Object.values(PRESETS).find((preset) => preset.text === text);
    this.note.textContent = short > 0 ? "" : `${tokens.length} tokens give ${tokens.length - 1} pairs of context and label, and nobody labelled one: `
      + `${split - 1} to train on, and the last ${tokens.length - split} held out. `
      + `The vocabulary has ${kinds.length} kinds, one of them ⟨unk⟩ for whatever the training part lacks. ${known?.note ?? ""}`;
  }

  #showLosses() {
    const { order } = this.seen;
    const { tokens, split, kinds } = this.#fitted;
    const { heldOut, impossible } = this.#measured[order - 1];
    const held = tokens.length - split;
    const [training, ...others] = this.#written(order);
    this.facts.show([training, others[0], written(bits(heldOut), places), ...others.slice(1)]);
    const [trained, tested] = /** @type {const} */ (["training", "heldOut"]).map((part) => this.#measured
      .map((losses, index) => /** @type {[number, number]} */ ([index + 1, losses[part]])).filter(([, loss]) => Number.isFinite(loss)));
    const even = Math.log(kinds.length);
    const here = (/** @type {[number, number][]} */ line, look = "plot-dot") => line.filter(([n]) => n === order).map((at) => ({ at, look }));
    drawLines(this.plot, {
      words: `Loss against the order n: at ${order} the training loss is ${training} and the held-out loss ${others[0]} nats per token; `
        + `guessing evenly costs ${places(even)}.`,
      height: 260,
      x: { range: [1, ORDERS[1]], title: "Order n", stops },
      y: { range: [0, Math.max(even, ...[...trained, ...tested].map(([, loss]) => loss)) * 1.12], title: "Loss, nats per token" },
      lines: [
        { points: [[1, even], [ORDERS[1], even]], look: "plot-third", name: "guessing evenly" },
        { points: trained, look: "plot-second", name: "training" },
        { points: tested, name: "held out" },
      ],
      marks: [...here(trained, "plot-best"), ...here(tested)],
    });
    this.plotNote.textContent = impossible
      ? `At n = ${order}, ${impossible} of ${held} held-out tokens never followed their context in training. `
        + "Without smoothing each has probability 0: one is enough to make the loss infinite, and the chart cannot show it."
      : `Guessing evenly among ${kinds.length} kinds costs ln ${kinds.length} = ${places(even)} nats. `
        + "A training loss that keeps falling while the held-out loss climbs is overfitting.";
    this.table.show();
  }

  /** Losses of an order, perplexities, contexts seen. @param {number} order */
  #written(order) {
    const { training, heldOut, seen } = this.#measured[order - 1];
    const { tokens, split } = this.#fitted;
    return [places(training), written(heldOut, places), digits(perplexity(training)), written(perplexity(heldOut)), `${seen} of ${tokens.length - split}`];
  }

  #table() {
    return table("Loss by order, nats per token", ["Order n", "Training", "Held out", "Training perplexity", "Held-out perplexity", "Contexts seen"],
      stops.map((order) => ({ name: String(order), note: order === this.seen.order ? "yours" : "", values: this.#written(order) })));
  }

  /** What the token after the prompt is drawn from, if there is anything. */
  #candidates() {
    const ids = promptIds(this.#fitted, this.seen.prompt);
    return ids.length ? candidates(this.#fitted, ids, { ...this.seen, smoothing: smoothingOf(this.seen) }) : undefined;
  }

  #continue() {
    const { unit, prompt, seed } = this.seen;
    const isEmpty = !promptIds(this.#fitted, prompt).length;
    const kept = this.#candidates();
    this.sample.hidden = isEmpty;
    this.kept.element.hidden = !kept;
    this.kept.show();
    if (isEmpty) {
      this.sampleNote.textContent = "The prompt is empty: write at least one token for the model to continue.";
      return;
    }
    const { tokens, ended } = continuation(this.#fitted, prompt, { ...this.seen, smoothing: smoothingOf(this.seen) });
    const gap = unit === "words" && !/^[.,;:!?)]/.test(tokens[0] ?? "") ? " " : "";
    this.sample.replaceChildren(html("b", {}, prompt), gap + joined(tokens, unit));
    this.sampleNote.textContent = `A sample with seed ${seed}. `
      + (kept ? `For its first token, top-p keeps ${kept.length} of ${this.#fitted.kinds.length} kinds. ` : "")
      + (ended ? "It ends where the context never occurred in training: without smoothing there is nothing to draw from." : "");
  }

  #kept() {
    let total = 0;
    const rows = (this.#candidates() ?? []).slice(0, MOST_ROWS).map(({ id, share }) =>
      ({ name: visible(this.#fitted.kinds[id]), share, words: places(share), values: [places(total += share)] }));
    return [barTable("The likeliest after the prompt, at this temperature", ["Token", "Probability", "Running total"], rows)];
  }
}

customElements.define("next-token-lab", NextTokenLab);
