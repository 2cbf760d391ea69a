/**
 * <business-value-lab preset="busy">: set every price and see whether, when and why a distilled model repays its set-up.
 * The arithmetic is in business-value.model.js and business-value.measures.js.
 */
import { drawLines, still } from "./chart.js";
import { barTable, button, choice, exactSlider, facts, folded, presets, table } from "./controls.js";
import { html } from "./dom.js";
import { LabElement } from "./lab.js";
import { MEASURES } from "./business-value.measures.js";
import {
  ASSUMPTIONS, CASE, CHALLENGE, LAB, PRESETS, SWINGS, USERS, judge, money, months, price, ratio, sensitivity, volume, whole, worth,
} from "./business-value.model.js";
import { brief, digits, read } from "./numbers.js";

/** @typedef {import("./business-value.model.js").Assumption} Assumption */
/** @typedef {import("./business-value.model.js").Case} Case */
/** @typedef {import("./business-value.measures.js").Kind} Kind */
/** @typedef {Case & {swing: number, measure: string, inputs: number[]}} State */

const FACTS = [
  "Net value of the first year", "Payback time", "ROI: net value / set-up", "ROI: net value / all costs of the year",
  "Requests that cover the hosting", "Requests that repay all in 12 months",
];
/** Under which letter the address carries a number. @type {Record<keyof Case, string>} */
const KEYS = {
  requests: "v", tokensIn: "ti", tokensOut: "to", priceIn: "pi", priceOut: "po",
  own: "o", hosting: "h", setup: "s", extra: "x", handover: "c", users: "u",
};
/** @type {Partial<Record<Assumption, number>>} Those that may be 0 move in even steps. */
const STEPS = { hosting: 20, extra: 0.1, handover: 0.5 };
/** @type {Record<Kind, (value: number) => string>} */
const WRITE = {
  money, price, whole, ratio, months, hours: (value) => `${digits(value)} hours`, plain: (value) => String(Number(value.toPrecision(3))),
};
const starts = (/** @type {string} */ measure) => MEASURES[measure].inputs.map(({ start }) => start);
const shortest = (/** @type {number} */ value) => String(Number(value.toPrecision(6)));
// A slider lands between numbers that nobody would write.
const round = (/** @type {number} */ value, /** @type {boolean} */ exact) => (exact ? value : Number(value.toPrecision(3)));

/** @extends {LabElement<State>} */
class BusinessValueLab extends LabElement {
  lab = LAB;
  challenge = CHALLENGE;
  goal = "Take the case: 1,200 tokens in and 300 out; an API at $2 and $8 per million; a distilled model at $0.80 per 1,000 requests, $1,280 a month and $19,200 once, with 0.1 more hand-overs in 1,000 at $8 each. Find the fewest requests a month, within 2%, at which it has repaid its set-up in 6 months.";
  judge = judge;

  sliders = /** @type {(keyof Case)[]} */ ([...Object.keys(ASSUMPTIONS), "users"]).map((name) => {
    const { label, range } = name === "users" ? { label: "Active users a month", range: USERS } : ASSUMPTIONS[name];
    const isCount = range[1] >= 20000;
    const slider = exactSlider({
      label, range, step: STEPS[/** @type {Assumption} */ (name)], read, write: isCount ? whole : shortest,
      change: (value, exact) => this.set({ [name]: round(value, exact) }),
    });
    return { name, ...slider };
  });
  swing = exactSlider({
    label: "Each assumption lower and higher by", range: SWINGS, step: 0.05, write: (value) => `${Math.round(value * 100)}%`,
    change: (swing) => this.set({ swing }),
  });
  plot = still();
  table = folded("The costs as a table", () => [this.#costs()]);
  facts = facts(FACTS);
  compared = html("div");
  tornado = html("div");
  decides = html("p", { class: "note" });
  measure = choice("Measure", Object.fromEntries(Object.entries(MEASURES).map(([key, { name }]) => [key, name])),
    (measure) => this.set({ measure, inputs: starts(measure) }));
  inputs = html("div", { class: "controls" });
  results = html("div", { class: "formulas" });
  /** The measure that is shown, its sliders and what they say. @type {{measure: string, sliders: ReturnType<typeof exactSlider>[], inputs: number[]}} */
  open = { measure: "", sliders: [], inputs: [] };

  first() {
    const { values } = PRESETS[this.getAttribute("preset") ?? ""] ?? PRESETS.busy;
    return { ...values, swing: 0.2, measure: "bot", inputs: starts("bot") };
  }

  carry() {
    const { swing, measure, inputs } = this.state;
    const numbers = Object.entries(KEYS).map(([name, key]) => [key, this.state[/** @type {keyof Case} */ (name)]]);
    return { ...Object.fromEntries(numbers), w: swing, m: measure, i: inputs.map(shortest).join("_") };
  }

  /** @param {URLSearchParams} given @returns {Partial<State>} */
  read(given) {
    const number = (/** @type {string} */ key) => Number(given.get(key) || NaN);
    const isIn = (/** @type {number} */ value, /** @type {readonly [number, number]} */ [low, high]) => value >= low && value <= high;
    const found = /** @type {[keyof Case, string][]} */ (Object.entries(KEYS))
      .map(([name, key]) => /** @type {const} */ ([name, number(key)]))
      .filter(([name, value]) => isIn(value, name === "users" ? USERS : ASSUMPTIONS[name].range));
    const measure = given.get("m") ?? "";
    const inputs = (given.get("i") ?? "").split("_").map(Number);
    const asked = Object.hasOwn(MEASURES, measure) ? MEASURES[measure].inputs : [];
    const isWhole = asked.length === inputs.length && asked.every(({ range }, index) => isIn(inputs[index], range));
    return {
      ...Object.fromEntries(found),
      ...(isIn(number("w"), SWINGS) && { swing: number("w") }),
      ...(asked.length && { measure, inputs: isWhole ? inputs : starts(measure) }),
    };
  }

  spoken() {
    const { value, payback } = worth(this.state);
    return `Net value of the first year ${money(value)}; payback ${months(payback)}`;
  }

  /** @param {State} from @param {State} to @param {number} share */
  between(from, to, share) {
    const mixed = /** @type {(keyof Case)[]} */ (Object.keys(KEYS)).map((name) => {
      const [start, end] = [from[name], to[name]];
      return [name, start > 0 && end > 0 ? start * (end / start) ** share : start + (end - start) * share];
    });
    return { ...to, ...Object.fromEntries(mixed) };
  }

  build() {
    const begin = Object.values(PRESETS).map(({ name, values }) => [name, () => this.set(values, true)]);
    const [requests, ...others] = this.sliders;
    return [
      presets("Begin from", Object.fromEntries(begin)),
      this.facts.list,
      html("div", {}, html("p", { class: "note small" }, "Rings are where costs meet; the dot is your own volume."), this.plot, requests.row),
      this.table.element,
      html("details", { open: matchMedia("(min-width: 48rem)").matches },
        html("summary", {}, "Assumptions: all yours, none a fact"),
        html("p", { class: "note" }, "No number here is a price list. Look up what you would pay, and date it."),
        html("div", { class: "controls" }, ...others.map(({ row }) => row))),
      this.compared,
      html("div", { class: "tornado" }, html("p", {}, html("b", {}, "Which assumption decides?")), this.decides, this.swing.row, this.tornado),
      html("details", {}, html("summary", {}, "Other measures of value"),
        html("div", { class: "choices" }, this.measure.row), this.inputs, this.results),
    ];
  }

  aids() {
    return [button("Take the case", () => this.set(CASE, true))];
  }

  response() {
    return Object.fromEntries(Object.keys(ASSUMPTIONS).map((name) => [name, this.state[/** @type {Assumption} */ (name)]]));
  }

  render() {
    const found = worth(this.seen);
    this.#draw(found); // it measures its place, so it comes before what changes the page
    for (const { name, show } of this.sliders) show(this.seen[name], this.state[name]);
    this.facts.show([
      money(found.value), months(found.payback), ratio(found.roiSetup), ratio(found.roiAll), volume(found.toHost), volume(found.toRepay),
    ]);
    this.table.show();
    this.#compare(found);
    this.#weigh();
    this.#measure();
  }

  /** How far the plot reaches: past its own requests, and well past those that repay all unless these are far off. */
  #reach() {
    const { requests } = this.seen;
    const { toRepay } = worth(this.seen);
    return Math.max(1.3 * requests, toRepay !== null && toRepay < 20 * requests ? 1.75 * toRepay : 0);
  }

  /** @param {ReturnType<typeof worth>} found */
  #draw({ api, own, toHost, toRepay, year }) {
    const { requests, hosting, setup } = this.seen;
    const end = this.#reach();
    const line = (/** @type {number} */ fixed, /** @type {number} */ each) =>
      /** @type {[number, number][]} */ ([[0, fixed], [end, fixed + 12 * end * each]]);
    const even = [toHost, toRepay].filter((at) => at !== null && at > 0 && at < end)
      .map((at) => /** @type {[number, number]} */ ([at, 12 * Number(at) * api]));
    const where = toRepay === null ? "The distilled model never costs less." : `They cost the same at ${volume(toRepay)}.`;
    drawLines(this.plot, {
      words: `Cost of the first year against requests a month: the API begins at nothing, the distilled model at set-up and hosting. ${where}`,
      x: { range: [0, end], title: "Requests a month", write: (value) => brief(value) },
      y: { range: [0, Math.max(12 * end * api, setup + 12 * (hosting + end * own)) * 1.12], title: "Cost of the first year", write: (value) => `$${brief(value)}` },
      lines: [
        { points: line(12 * hosting, own), look: "plot-third", name: "set-up left out" },
        { points: line(0, api), look: "plot-second", name: "API" },
        { points: line(setup + 12 * hosting, own), name: "distilled" },
        ...even.filter(([at]) => at === toRepay).map(([at, cost]) => (
          { points: /** @type {[number, number][]} */ ([[at, cost], [at, 0]]), look: "plot-drop", name: `even at ${brief(at)}` })),
      ],
      marks: [...even.map((at) => ({ at, look: "plot-best" })), { at: [requests, year] }],
    });
  }

  #costs() {
    const { requests } = this.seen;
    const { toHost, toRepay } = worth(this.seen);
    const asked = [
      { at: requests, note: "yours" },
      ...(toHost ? [{ at: toHost, note: "covers the hosting" }] : []),
      ...(toRepay ? [{ at: toRepay, note: "repays all" }] : []),
      ...[0.25, 0.5, 0.75, 1].map((share) => ({ at: share * this.#reach(), note: "" })),
    ];
    const rows = asked.sort((one, other) => one.at - other.at).map(({ at, note }) => {
      const { apiMonth, year, value } = worth({ ...this.seen, requests: at });
      return { name: whole(at), note, values: [money(12 * apiMonth), money(year), money(value)] };
    });
    return table("Cost of the first year", ["Requests a month", "API", "Distilled, with set-up", "Net value"], rows);
  }

  /** @param {ReturnType<typeof worth>} found */
  #compare(found) {
    const row = (/** @type {string} */ name, /** @type {number[]} */ values) => ({ name, values: values.map(price) });
    this.compared.replaceChildren(table("Costs side by side", ["What divides by what", "API", "Distilled"], [
      row("Variable cost of 1,000 requests", [1000 * found.api, 1000 * found.own]),
      row("Bill of a month, hosting included", [found.apiMonth, found.ownMonth]),
      row("Cost per request: bill / requests", found.perRequest),
      row("Cost per user: bill / active users", found.perUser),
      row("First year, set-up included", [12 * found.apiMonth, found.year]),
    ]));
  }

  /** The tornado: who moves the net value most stands first. */
  #weigh() {
    const { swing } = this.seen;
    this.swing.show(swing);
    const rows = sensitivity(this.seen, swing);
    const most = Math.max(1, rows[0].change);
    const by = `${Math.round(swing * 100)}%`;
    const turning = rows.filter(({ turns }) => turns).length;
    const [{ name, change }] = rows;
    this.decides.textContent = `“${ASSUMPTIONS[name].label}” moves the first year’s net value most: by ${money(change)} for ${by}. ` + (turning
      ? `${turning === 1 ? "One assumption alone turns" : `Each of ${turning} assumptions alone turns`} gain and loss around.`
      : `No single one turns ${worth(this.seen).value > 0 ? "the gain into a loss" : "the loss into a gain"}.`)
      + " “Zero at” is the change of an assumption that leaves nothing.";
    this.tornado.replaceChildren(barTable(
      "Net value if one assumption is wrong",
      ["Assumption", "Moves it by", "Now", `At −${by}`, `At +${by}`, "Zero at"],
      rows.map((row) => ({
        name: ASSUMPTIONS[row.name].label, share: row.change / most, words: money(row.change), note: row.turns ? "turns it" : "",
        values: [shown(this.seen[row.name]), money(row.low), money(row.high), row.zero === null ? "none" : `${row.zero > 0 ? "+" : ""}${ratio(row.zero)}`],
      }))));
  }

  #measure() {
    const { measure, inputs } = this.state;
    if (this.open.inputs === inputs) return;
    const { inputs: asked, results } = MEASURES[measure];
    if (this.open.measure !== measure) {
      const sliders = asked.map(({ label, range, kind }, index) => exactSlider({
        label, range, write: kind === "ratio" ? (value) => `${shortest(value * 100)}%` : kind === "whole" || kind === "money" ? whole : shortest,
        change: (value, exact) => this.set({ inputs: this.state.inputs.map((old, at) => (at === index ? round(value, exact) : old)) }),
      }));
      Object.assign(this.open, { measure, sliders });
      this.inputs.replaceChildren(...sliders.map(({ row }) => row));
    }
    this.open.inputs = inputs;
    this.measure.show(measure);
    this.open.sliders.forEach(({ show }, index) => show(inputs[index]));
    const rows = results(inputs).map(({ name, formula, value, kind }) => ({
      name, values: [value === null ? "never" : WRITE[kind](value), formula],
    }));
    this.results.replaceChildren(table("Results, each with what it divides by what", ["Measure", "Result", "Formula"], rows));
  }
}

/** An assumption as its row shows it. @param {number} value */
const shown = (value) => (value >= 1000 ? whole(value) : String(Number(value.toPrecision(4))));

customElements.define("business-value-lab", BusinessValueLab);
