/** The scaling-laws lab, further: a smaller model trained for longer, and how far the constant sets lie apart. */
import { drawLines, spread, still } from "./chart.js";
import { exactSlider, facts, table } from "./controls.js";
import { html } from "./dom.js";
import { brief, count, digits, percent, power, spoken } from "./numbers.js";
import { CONSTANTS, budgetOf, excess, optimum, overTrained, serving } from "./scaling-laws.model.js";

/** @typedef {import("./scaling-laws.model.js").Constants} Constants */

/** Of the optimum's parameters. */
export const SHARES = /** @type {const} */ ([0.1, 0.9]);
const FACTS = ["Parameters", "Tokens", "Training", "Serving a token", "Pays after, tokens served"];
const TABLE_SHARES = [0.1, 0.2, 0.3, 0.5, 0.7, 0.9];

/** @param {number} times */
const fold = (times) => (Number.isFinite(times) ? `${digits(times)} ×` : "out of reach");

/** A model smaller than the optimum that is trained until it is as good. @param {(share: number) => void} change */
export function smallerModel(change) {
  const slider = exactSlider({
    label: "Size, as a share of the optimum’s", range: SHARES, step: 0.05, write: (share) => share.toFixed(2), change,
  });
  const readout = facts(FACTS);
  const plot = still();
  const rows = html("div");
  const element = html("details", {},
    html("summary", {}, "Smaller, but trained for longer"),
    html("p", {}, "The optimum spends least on training. Whoever serves many tokens may rather train a smaller model for longer, "
      + "to the same loss: each token then costs less, for as long as the model is used."),
    slider.row, readout.list, plot, rows);
  /** @type {[Constants, number, number] | undefined} */
  let last;
  /** @param {Constants} law @param {number} budget @param {number} share */
  const show = (law, budget, share) => {
    last = [law, budget, share];
    if (!element.open) return;
    const best = optimum(law, budget);
    const small = overTrained(law, budget, share);
    slider.show(share);
    readout.show([count(small.parameters), Number.isFinite(small.tokens) ? count(small.tokens) : "out of reach", fold(small.training / budget), fold(share),
      Number.isFinite(small.served) ? count(small.served) : "never"]);
    drawCosts(plot, best, small);
    rows.replaceChildren(table("As good as the optimum, with fewer parameters", ["Share of its size", "Tokens", "Training", "Pays after"],
      TABLE_SHARES.map((at) => {
        const { tokens, training, served } = overTrained(law, budget, at);
        const reached = Number.isFinite(tokens);
        return { name: at.toFixed(1), values: reached ? [count(tokens), fold(training / budget), count(served)] : ["out of reach", "", ""] };
      })));
  };
  element.addEventListener("toggle", () => last && show(...last));
  return { element, show };
}

/** Operations for training and serving together, against the tokens served. @param {HTMLElement} plot @param {import("./scaling-laws.model.js").Optimum} best @param {ReturnType<typeof overTrained>} small */
function drawCosts(plot, best, small) {
  const whole = (/** @type {number} */ parameters, /** @type {number} */ tokens, /** @type {number} */ served) =>
    budgetOf(parameters, tokens) + serving(parameters, served);
  const reached = Number.isFinite(small.served);
  const middle = reached ? small.served : best.tokens;
  const range = /** @type {const} */ ([middle / 100, middle * 100]);
  const along = spread(range, 60);
  const line = (/** @type {number} */ parameters, /** @type {number} */ tokens) =>
    along.map((served) => /** @type {[number, number]} */ ([served, whole(parameters, tokens, served)]));
  const optimal = line(best.parameters, best.tokens);
  const longer = reached ? line(small.parameters, small.tokens) : [];
  const all = [...optimal, ...longer].map(([, cost]) => cost);
  drawLines(plot, {
    words: reached ? `Operations against tokens served: the smaller model costs less after ${spoken(small.served)} tokens.`
      : "Operations against tokens served: so small a model cannot become as good, however long it is trained.",
    height: 240,
    x: { range, log: true, title: "Tokens served", write: brief },
    y: { range: [Math.min(...all) / 1.5, Math.max(...all) * 1.5], log: true, title: "Operations, training and serving", write: power },
    lines: [{ points: optimal, look: "plot-third", name: "optimum" }, { points: longer, name: "smaller" }],
    marks: reached ? [{ at: [small.served, whole(best.parameters, best.tokens, small.served)] }] : [],
  });
}

/** What each set of constants advises for a budget, and what its advice costs where another is right. @param {number} budget */
export function whatSetsSay(budget) {
  const laws = Object.values(CONSTANTS);
  const short = ["corrected", "unrounded", "printed"];
  return table("Advice for this budget, and how far the loss lies above the lowest if another set is right",
    ["Constants", "Parameters", "Tokens each", ...short.map((name) => `${name} right`)],
    laws.map((law, index) => {
      const best = optimum(law, budget);
      const costs = laws.map((other) => (other === law ? "0%" : percent(Math.max(0, excess(other, budget, best.parameters)))));
      return { name: short[index], values: [count(best.parameters), digits(best.tokens / best.parameters), ...costs] };
    }));
}
