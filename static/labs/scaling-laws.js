/**
 * <scaling-laws-lab budget="1e22" constants="besiroglu_2024">: spend a training budget.
 * The arithmetic is in scaling-laws.model.js.
 */
import {
  axes, drag, label, linear, logarithmic, path, places, spread, ticks, within,
} from "./chart.js";
import { button, choice, exactSlider, facts, folded, presets, table, tick } from "./controls.js";
import { html, svg } from "./dom.js";
import { LabElement } from "./lab.js";
import { brief, count, digits, percent, power, read, spoken, spokenPower } from "./numbers.js";
import { SHARES, smallerModel, whatSetsSay } from "./scaling-laws.more.js";
import {
  BUDGETS, CHALLENGE, CHALLENGE_BUDGET, CHALLENGE_EXCESS, CONSTANTS, LAB, MODELS, SIZES, budgetOf,
  excess, judge, loss, optimum, perplexity, sizesWithin, tokensFor, twentyEach,
} from "./scaling-laws.model.js";

/** @typedef {{budget: number, size: number, constants: string, shown: boolean, share: number}} State `share`: of the optimum’s size, for a smaller model */
/** @typedef {import("./chart.js").Range} Range */

const DECADES = [1e19, 1e20, 1e21, 1e22, 1e23, 1e24, 1e25];
const STOPS = [1e8, 1e9, 1e10, 1e11, 1e12];
const ENDS = /** @type {Range} */ ([Math.log10(SIZES[0]), Math.log10(SIZES[1])]);
const PAD = 11; // pixels: half a slider's thumb, so that the plot's axis and the slider beneath it agree
const FACTS = ["Parameters", "Tokens", "Tokens per parameter", "Loss, nats per token", "Perplexity", "Above the lowest"];
/** @type {State} */
const FIRST = { budget: 1e22, size: 1e9, constants: "besiroglu_2024", shown: false, share: 0.3 };
// At first two tokens for each parameter, much as GPT-3 had: there is something to better.
const FIRST_RATIO = 2;

/** The size under a pixel of a plot. @param {number} pixel @param {number} width */
const sizeAt = (pixel, width) => 10 ** within(linear([PAD, width - PAD], ENDS)(pixel), ENDS);

/** @extends {LabElement<State>} */
class ScalingLawsLab extends LabElement {
  lab = LAB;
  challenge = CHALLENGE;
  goal = `Gopher had ${power(CHALLENGE_BUDGET)} operations. Spend them better: `
    + "find a size whose loss is within 0.1% of the lowest possible, under the constants you chose.";
  judge = judge;

  plot = html("div", { class: "plot" });
  note = html("p", { class: "note small" });
  size = exactSlider({
    label: "Model size, parameters", range: SIZES, write: count, read,
    say: (value) => `${spoken(value)} parameters`, change: (size, slowly) => this.set({ size }, slowly),
  });
  budget = exactSlider({
    label: "Budget, operations", range: BUDGETS, write: power, read,
    say: (value) => `${spokenPower(value)} operations`, change: (budget, slowly) => this.set({ budget }, slowly),
  });
  constants = choice("Constants", Object.fromEntries(Object.entries(CONSTANTS).map(([id, law]) => [id, law.name])),
    (constants) => this.set({ constants }));
  shown = tick("Show the optimum", (shown) => {
    this.move({ shown });
    this.say(this.#note());
  });
  facts = facts(FACTS);
  table = folded("The curve as a table", () => [this.#table()]);
  smaller = smallerModel((share) => this.set({ share }));
  sets = folded("What the other constants would say", () => [whatSetsSay(this.seen.budget)]);

  constructor() {
    super();
    drag(this.plot, (pixel) => this.set({ size: sizeAt(pixel, this.plot.clientWidth) }));
  }

  first() {
    const budget = within(Number(this.getAttribute("budget")) || FIRST.budget, BUDGETS);
    const constants = this.getAttribute("constants") ?? FIRST.constants;
    const size = within(Math.sqrt(budget / (6 * FIRST_RATIO)), SIZES);
    return { ...FIRST, budget, size, ...(Object.hasOwn(CONSTANTS, constants) && { constants }) };
  }

  carry() {
    const { budget, size, constants } = this.state;
    return { b: budget, n: size, c: constants, k: this.state.share };
  }

  /** @param {URLSearchParams} given @returns {Partial<State>} */
  read(given) {
    const [budget, size, constants] = [Number(given.get("b")), Number(given.get("n")), given.get("c") ?? ""];
    const share = Number(given.get("k"));
    return {
      ...(budget >= BUDGETS[0] && budget <= BUDGETS[1] && { budget }),
      ...(size >= SIZES[0] && size <= SIZES[1] && { size }),
      ...(Object.hasOwn(CONSTANTS, constants) && { constants }),
      ...(share >= SHARES[0] && share <= SHARES[1] && { share }),
    };
  }

  spoken() {
    const { budget, size, constants } = this.state;
    const tokens = tokensFor(budget, size);
    return `${spoken(size)} parameters, ${spoken(tokens)} tokens, loss ${loss(CONSTANTS[constants], size, tokens).toFixed(4)}`;
  }

  /** @param {State} from @param {State} to @param {number} share */
  between(from, to, share) {
    const part = (/** @type {"budget" | "size"} */ key) => from[key] * (to[key] / from[key]) ** share;
    return { ...to, budget: part("budget"), size: part("size") };
  }

  build() {
    const models = MODELS.map(({ name, parameters, tokens }) =>
      [name, () => this.set({ size: parameters, budget: budgetOf(parameters, tokens) }, true)]);
    return [
      html("div", {}, this.plot, this.size.row, this.budget.row, this.shown.row, this.note),
      this.facts.list,
      html("div", { class: "choices" }, this.constants.row, presets("Models as they were trained", Object.fromEntries(models))),
      this.table.element, this.smaller.element, this.sets.element,
    ];
  }

  aids() {
    return [button("Set this budget", () => this.set({ budget: CHALLENGE_BUDGET }, true))];
  }

  response() {
    const { budget, size: parameters, constants } = this.state;
    return { budget, parameters, constants };
  }

  render() {
    const { budget, size, constants, shown } = this.seen;
    const law = CONSTANTS[constants];
    const tokens = tokensFor(budget, size);
    const nats = loss(law, size, tokens);
    this.size.show(size, this.state.size);
    this.budget.show(budget, this.state.budget);
    this.constants.show(constants);
    this.shown.show(shown);
    const above = shown ? percent(excess(law, budget, size)) : "hidden";
    this.facts.show([count(size), count(tokens), digits(tokens / size), nats.toFixed(4), perplexity(nats).toFixed(2), above]);
    this.facts.values[5].classList.toggle("muted", !shown);
    this.note.textContent = this.#note();
    this.#draw();
    this.table.show();
    this.smaller.show(law, budget, this.seen.share);
    this.sets.show();
  }

  /** What the figure shows. */
  #note() {
    const { budget, constants, shown } = this.state;
    if (!shown) return "The point in the figure can be dragged.";
    const [low, high] = sizesWithin(CONSTANTS[constants], budget, CHALLENGE_EXCESS);
    return `Broad stroke: within 0.1% of the lowest loss, ${count(low)} to ${count(high)}. Dashes: the optima of other budgets.`;
  }

  #draw() {
    const width = this.plot.clientWidth;
    if (!width) return;
    const { budget, size, constants, shown } = this.seen;
    const law = CONSTANTS[constants];
    const lossOf = (/** @type {number} */ some, /** @type {number} */ at) => loss(law, at, tokensFor(some, at));
    const [best, below, above] = [optimum(law, budget), optimum(law, budget * 10).loss, optimum(law, budget / 10).loss];
    const view = /** @type {Range} */ ([below - (above - below) * 0.12, best.loss + (above - best.loss) * 2.2]);
    const narrow = width < 420;
    const [top, foot, height] = narrow ? [26, 234, 260] : [26, 304, 330];
    const x = logarithmic(SIZES, [PAD, width - PAD]);
    const y = linear(view, [foot, top]);
    const curve = (/** @type {number} */ some, /** @type {Range} */ sizes, /** @type {string} */ look) =>
      svg("path", { class: look, d: path(spread(sizes, 90).map((at) => [x(at), y(lossOf(some, at))])) });

    const { values, decimals } = ticks(view, narrow ? 4 : 6);
    const { lines, labels } = axes({
      width, heights: [top, foot],
      levels: values.map((level) => ({ at: y(level), words: level.toFixed(decimals) })),
      stops: STOPS.map((at) => ({ at: x(at), words: brief(at) })),
    });

    // An inner svg clips what leaves the view, without an id.
    const curves = svg("svg", { y: top, width, height: foot - top, viewBox: `0 ${top} ${width} ${foot - top}` });
    const others = DECADES.filter((other) => Math.abs(Math.log10(other / budget)) > 0.02);
    for (const other of others) curves.append(curve(other, SIZES, "plot-faint"));
    if (shown) {
      const optima = spread(BUDGETS, 24).map((other) => optimum(law, other));
      curves.append(svg("path", { class: "plot-optima", d: path(optima.map((at) => [x(at.parameters), y(at.loss)])) }));
      curves.append(curve(budget, sizesWithin(law, budget, CHALLENGE_EXCESS), "plot-near"));
    }
    curves.append(curve(budget, SIZES, "plot-curve"));

    // Each curve is named where it leaves the view on the right; the chosen one first, the rest where room is left.
    labels.append(label(narrow ? "Loss" : "Loss, nats per token", 0, 12, { "text-anchor": "start" }));
    const free = places(66, 16);
    free(narrow ? 20 : 64, 12);
    if (shown && narrow) free(width, y(best.loss) + 44);
    for (const some of [budget, ...others]) {
      const crossing = sizesWithin(law, some, view[1] / optimum(law, some).loss - 1)[1];
      const inside = crossing < SIZES[1];
      const at = inside ? x(crossing) : width;
      const line = inside ? 12 : y(lossOf(some, SIZES[1])) + (some > budget ? 18 : -10);
      if (line > foot - 6 || optimum(law, some).loss > view[1] || !free(at, line)) continue;
      const end = at > width - 40;
      labels.append(label(power(some), end ? width : at, line, { class: some === budget && "plot-here", "text-anchor": end ? "end" : "middle" }));
    }

    const nats = lossOf(budget, size);
    const off = nats > view[1];
    const [at, line] = [x(size), off ? top : y(nats)];
    const marks = svg("g", {}, svg("path", { class: "plot-drop", d: `M${at.toFixed(1)} ${line.toFixed(1)}V${foot}` }));
    const side = Math.abs(Math.log10(size / best.parameters)) < 0.3 ? 0 : Math.sign(size - best.parameters);
    if (shown) {
      const [middle, low] = [x(best.parameters), y(best.loss)];
      marks.append(svg("circle", { class: "plot-best", cx: middle, cy: low, r: 9 }));
      labels.append(label(`lowest ${best.loss.toFixed(4)} at ${count(best.parameters)}`,
        within(middle, [90, width - 90]), low + (Math.abs(middle - at) < 190 ? 44 : 26)));
    }
    marks.append(off
      ? svg("path", { class: "plot-dot", d: `M${at.toFixed(1)} ${top - 4}l7 12h-14z` })
      : svg("circle", { class: "plot-dot", cx: at, cy: line, r: 6 }));
    // Beneath the bowl its line is never in the way: beside the point, or at the plot's edge under what lies there.
    const room = at + side * 115 === within(at + side * 115, [0, width]);
    const under = within(x(best.parameters), side < 0 ? [0, 92] : [width - 92, width]);
    const [shift, drop, anchor] = off ? [-side * 13, 18, -side] : !side ? [0, 25, 0] : room ? [side * 13, 12, side]
      : [side < 0 ? -at : width - at, y(lossOf(budget, sizeAt(under, width))) + 22 - line, -side];
    labels.append(label(`yours ${nats.toFixed(4)}${off ? " ↑" : ""}`, at + shift, line + drop,
      { class: "plot-here", "text-anchor": ["end", "middle", "start"][anchor + 1] }));

    const words = `Loss against size at ${spokenPower(budget)} operations: a bowl. Yours has ${spoken(size)} parameters, loss ${nats.toFixed(4)}.`;
    const frame = { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": words };
    this.plot.replaceChildren(svg("svg", frame, lines, curves, marks, labels));
  }

  /** The curve in numbers. */
  #table() {
    const { budget, size, constants, shown } = this.seen;
    const law = CONSTANTS[constants];
    const sizes = STOPS.flatMap((at) => [{ at, note: "" }, { at: 3 * at, note: "" }]);
    sizes.push({ at: size, note: "yours" }, { at: twentyEach(budget), note: "20 tokens each" });
    if (shown) sizes.push({ at: optimum(law, budget).parameters, note: "lowest" });
    const rows = sizes.sort((a, b) => a.at - b.at).map(({ at, note }) => {
      const tokens = tokensFor(budget, at);
      const over = shown ? [note === "lowest" ? "0%" : percent(excess(law, budget, at))] : [];
      return { name: count(at), note, values: [count(tokens), digits(tokens / at), loss(law, at, tokens).toFixed(4), ...over] };
    });
    const heads = ["Parameters", "Tokens", "Tokens each", "Loss", "Above lowest"].slice(0, shown ? 5 : 4);
    return table(`A budget of ${power(budget)} operations`, heads, rows);
  }
}

customElements.define("scaling-laws-lab", ScalingLawsLab);
