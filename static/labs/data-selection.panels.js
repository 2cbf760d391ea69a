/** The panels of the lab on data selection: one finds near-copies by MinHash and bands, one draws by importance weights. */
import { drawLines, still } from "./chart.js";
import { barTable, button, choice, exactSlider, facts, folded, presets, table, tick } from "./controls.js";
import { html } from "./dom.js";
import {
  aimless, approach, collisions, correlation, draw, features, inclusion, logWeights, normalised,
} from "./data-selection.dsir.js";
import {
  CHOICES, DIFFERENT, MOST_HASHES, PRESETS, RANGES, SAME, compare, family, fates, probability, signature,
} from "./data-selection.model.js";

/** @typedef {import("./data-selection.model.js").State} State */
/** @typedef {(change: Partial<State>) => void} Change */
/** @typedef {{alike: number, texts: string[]}} Pool its first `alike` texts are about the shop */

/** @param {State["step"]} step @param {Change} set */
const begin = (step, set) => presets("Begin from", Object.fromEntries(Object.values(PRESETS)
  .filter(({ state }) => state.step === step).map(({ name, state }) => [name, () => set(state)])));

/** A slider of whole numbers. @param {"n" | "bands" | "rows" | "k"} name @param {string} label @param {Change} set */
const whole = (name, label, set) =>
  exactSlider({ label, range: RANGES[name], step: 1, write: String, change: (to) => set({ [name]: Math.round(to) }) });

const FOUND = ["Hashes, b × r", "P at similarity 0.8", "P at similarity 0.4", "Near-copies found", "False candidates", "Documents kept"];
const LEVELS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
const LEAST = 0.1; // pairs less alike are not worth a row, unless they are candidates
const FATES = {
  kept: "kept", removed: "removed as a copy of #", left: "left: kept, though a near-copy of #",
  lost: "lost: removed as a copy of #, yet nothing like it is kept",
};

/** @param {string[]} documents @param {Change} set */
export function deduplicatePanel(documents, set) {
  const controls = {
    bands: whole("bands", "Bands b", set),
    rows: whole("rows", "Rows r of each band", set),
    n: whole("n", "Words of a shingle", set),
    threshold: exactSlider({
      label: "Near-copies from", range: RANGES.threshold, step: 0.05, write: (value) => value.toFixed(2), change: (threshold) => set({ threshold }),
    }),
  };
  const verify = tick("Compare candidates in full before one is removed", (on) => set({ verify: on }));
  const readout = facts(FOUND);
  const plot = still();
  const note = html("p", { class: "note small" });
  const list = html("ol", { class: "documents" }, ...documents.map((text) => html("li", {}, html("span", {}, text), " ", html("b", {}))));
  const pairTable = html("div", {});
  const curve = folded("The curve as a table", () => [table("Probability that a pair becomes a candidate",
    ["Similarity", `${state.bands} × ${state.rows}`],
    LEVELS.map((level) => ({ name: level.toFixed(1), values: [caught(level).toFixed(4)] })))]);
  const element = html("div", { class: "panel" },
    begin("deduplicate", set),
    html("div", { class: "controls" }, controls.bands.row, controls.rows.row),
    readout.list, html("div", {}, plot, note), curve.element,
    html("div", { class: "controls" }, controls.n.row, controls.threshold.row),
    html("div", { class: "buttons" }, verify.row,
      button("Other hash functions", () => set({ family: (state.family % RANGES.family[1]) + 1 }))),
    html("div", {}, html("p", {}, html("b", {}, "The pool, and what becomes of it")), list), pairTable);

  /** @type {State} */
  let state;
  /** For one family and width, as many hashes as there can be; settings use the first of them. */
  let signed = { by: "", signatures: /** @type {number[][]} */ ([]) };
  let spoken = "";

  const caught = (/** @type {number} */ similarity) => probability(similarity, state.bands, state.rows);

  /** @param {State} next */
  function show(next) {
    state = next;
    const by = `${next.n} ${next.family}`;
    if (signed.by !== by) {
      const keys = family(next.family, RANGES.bands[1] * RANGES.rows[1]);
      signed = { by, signatures: documents.map((text) => signature(text, next.n, keys)) };
    }
    const pairs = compare(documents, signed.signatures, next);
    const found = fates(documents.length, pairs, next.verify);
    for (const [key, control] of Object.entries(controls)) control.show(next[/** @type {keyof typeof controls} */ (key)]);
    verify.show(next.verify);

    const near = pairs.filter((pair) => pair.near);
    const right = near.filter(({ candidate }) => candidate).length;
    const wrong = pairs.filter(({ candidate }) => candidate).length - right;
    const kept = found.filter(({ kind }) => kind === "kept" || kind === "left").length;
    const size = next.bands * next.rows;
    const [same, different] = [SAME, DIFFERENT].map(({ similarity }) => caught(similarity).toFixed(4));
    readout.show([`${size}${size > MOST_HASHES ? `, over ${MOST_HASHES}` : ""}`, same, different,
      `${right} of ${near.length}`, `${wrong}`, `${kept} of ${documents.length}`]);
    spoken = `${size} hashes; P ${same} at 0.8, ${different} at 0.4; ${right} of ${near.length} near-copies found, ${wrong} false; ${kept} documents kept`;

    [...list.children].forEach((item, index) => {
      const { kind, like } = found[index];
      item.setAttribute("data-fate", kind);
      const fate = /** @type {Element} */ (item.lastElementChild);
      const words = FATES[kind].replace("#", String(like + 1));
      if (fate.textContent !== words) fate.textContent = words;
    });
    const shown = pairs.filter(({ similarity, candidate }) => similarity >= LEAST || candidate);
    draw(shown);
    curve.show();
    pairTable.replaceChildren(table(`Pairs of similarity ${LEAST} or more, and every candidate`,
      ["Pair", "Similarity", "Hashes alike", "P", "Outcome"],
      shown.sort((one, other) => other.similarity - one.similarity).map(({ one, other, similarity, estimate, candidate, near: alike }) => ({
        name: `${one + 1}\u00a0–\u00a0${other + 1}`,
        values: [similarity.toFixed(3), estimate.toFixed(2), caught(similarity).toFixed(3),
          alike ? (candidate ? "found" : "missed") : candidate ? "false" : "passed over"],
      }))));
  }

  /** @param {import("./data-selection.model.js").Pair[]} shown */
  function draw(shown) {
    const { bands, rows, threshold } = state;
    const steepest = ((1 / bands) ** (1 / rows)).toFixed(2);
    note.textContent = "Each dot is a pair of the pool: filled if it became a candidate, open if not. Near-copies lie right of the broken line. "
      + `The curve is steepest near (1/b)^(1/r) = ${steepest}.`;
    drawLines(plot, {
      words: `Probability that a pair becomes a candidate against its similarity: an S, steepest near ${steepest}. The pairs of the pool lie on it.`,
      height: 260,
      x: { range: [0, 1], title: "Jaccard similarity", stops: [0, 0.2, 0.4, 0.6, 0.8, 1], write: (value) => value.toFixed(1) },
      y: { range: [0, 1.02], title: "Probability of becoming a candidate" },
      lines: [
        { points: [[threshold, 0], [threshold, 1.02]], look: "plot-third" },
        { points: Array.from({ length: 101 }, (_, step) => [step / 100, caught(step / 100)]) },
      ],
      marks: shown.map(({ similarity, candidate }) => ({ at: [similarity, caught(similarity)], look: candidate ? "plot-dot" : "plot-best" })),
    });
  }

  return { element, show, spoken: () => spoken };
}

const DRAWN = ["KL(target ‖ raw), nats", "KL(target ‖ selected)", "KL reduction", "Reduction, random texts", "About the shop", "Expected over draws"];
const EXAMPLE = "refund";
const NOISE = (Math.PI / Math.sqrt(6)).toFixed(2); // the standard deviation of Gumbel noise

/** @param {number} value @param {number} [places] */
const write = (value, places = 4) => value.toFixed(places).replace(/^-(?=[0.]*$)/, "").replace("-", "−");

/** @param {string[]} target @param {Record<string, Pool>} pools @param {Change} set */
export function selectPanel(target, pools, set) {
  const k = whole("k", "Texts to select, k", set);
  const buckets = choice("Buckets", Object.fromEntries(CHOICES.buckets.map((size) => [size, size.toLocaleString("en")])),
    (size) => set({ buckets: Number(size) }));
  const noise = tick("Gumbel noise", (on) => set({ noise: on }));
  const divide = tick("Divide by length", (on) => set({ divide: on }));
  const readout = facts(DRAWN);
  const [plot, ranking] = [still(), html("div", {})];
  const [crowding, lengths] = [html("span"), html("span")];
  const curve = folded("The curve as a table", () => [table("KL(target ‖ first k texts), nats", ["k", "Selected", "Random order"],
    along.map((value, index) => ({ name: String(index + 1), values: [write(value), write(random[index])] })))]);
  const element = html("div", { class: "panel" },
    begin("select", set),
    html("div", { class: "controls" }, k.row, buckets.row),
    html("div", { class: "buttons" }, noise.row, divide.row,
      button("Draw again", () => set({ draw: (state.draw % RANGES.draw[1]) + 1, noise: true }))),
    readout.list,
    html("div", {}, plot, html("p", { class: "note small" },
      "The lower, the nearer to the target. With all texts the selection is the raw pool. Random orders are the mean of 20.")),
    curve.element,
    html("details", {}, html("summary", {}, "The target sample"),
      html("ul", { class: "documents" }, ...target.map((text) => html("li", {}, text)))),
    html("div", {}, html("p", { class: "note" }, html("b", {}, "Buckets. "), crowding), html("p", { class: "note" }, html("b", {}, "Lengths. "), lengths)),
    ranking);

  /** @type {State} */
  let state;
  let [along, random] = [[0], [0]];
  let reckoned = "";
  let spoken = "";

  /** @param {State} next */
  function show(next) {
    state = next;
    const { texts, alike } = pools[next.pool];
    const logs = logWeights(target, texts, next.buckets, next.divide);
    const { keys, order } = draw(logs, next.draw, next.noise);
    const places = logs.map((_, index) => order.indexOf(index));
    const chances = next.noise ? inclusion(logs, next.k) : places.map((place) => Number(place < next.k));
    along = approach(target, order.map((index) => texts[index]), next.buckets);
    const of = `${next.pool} ${next.buckets} ${next.divide}`;
    if (reckoned !== of) {
      random = aimless(target, texts, next.buckets);
      crowding.textContent = crowd(texts);
      lengths.textContent = length(texts, Math.max(...logs) - Math.min(...logs));
    }
    reckoned = of;

    k.show(next.k);
    buckets.show(String(next.buckets));
    noise.show(next.noise);
    divide.show(next.divide);
    const [raw, chosen] = [along[along.length - 1], along[next.k - 1]];
    const about = places.slice(0, alike).filter((place) => place < next.k).length;
    const expected = chances.slice(0, alike).reduce((sum, one) => sum + one, 0);
    readout.show([...[raw, chosen, raw - chosen, raw - random[next.k - 1]].map((value) => write(value)),
      `${about} of ${next.k}`, `${expected.toFixed(2)} of ${next.k}`]);
    spoken = `KL reduction ${write(raw - chosen)}; ${about} of ${next.k} selected texts are about the shop`;

    const parts = normalised(logs);
    const highest = Math.max(...parts);
    const more = next.noise ? ["With noise"] : [];
    ranking.replaceChildren(barTable(`The raw pool in order; the first ${next.k} are selected`,
      ["Text", "Weight", "ln w", ...more, "Chance", "Features"],
      order.map((index, place) => ({
        name: texts[index], note: place < next.k ? "selected" : "", share: parts[index] / highest, words: parts[index].toFixed(3),
        values: [write(logs[index], 2), ...more.map(() => write(keys[index], 2)), chances[index].toFixed(2), String(features(texts[index]).length)],
      }))));
    plotDistances();
    curve.show();
  }

  /** @param {string[]} texts */
  function crowd(texts) {
    const { features: all, shared, beside } = collisions([...target, ...texts], state.buckets, EXAMPLE);
    const some = beside.slice(0, 4).map((feature) => `“${feature}”`).join(", ");
    const more = beside.length > 4 ? ` and ${beside.length - 4} more` : "";
    return `Of ${all} different words and pairs of words, ${shared} (${Math.round((shared / all) * 100)}%) share a bucket with another. `
      + `“${EXAMPLE}” ${beside.length ? `counts as the same thing as ${some}${more}` : "has its bucket to itself"}.`;
  }

  /** @param {string[]} texts @param {number} range of the log weights */
  function length(texts, range) {
    const sizes = texts.map((text) => features(text).length);
    const [shortest, longest] = [Math.min(...sizes), Math.max(...sizes)];
    const linked = (/** @type {boolean} */ divided) => write(correlation(sizes, logWeights(target, texts, state.buckets, divided)), 2);
    return (shortest === longest ? `Every text has ${shortest} features: none gains by its length.`
      : `With ${shortest} to ${longest} features, length and log weight correlate at ${linked(false)}; divided by length, at ${linked(true)}.`)
      + (state.divide ? ` Divided, they lie within ${write(range, 2)} of one another, and Gumbel noise has a standard deviation of ${NOISE}: with it, chance decides nearly alone.` : "");
  }

  function plotDistances() {
    const { k: size } = state;
    const raw = along[along.length - 1];
    const line = (/** @type {number[]} */ values) => values.map((value, index) => /** @type {[number, number]} */ ([index + 1, value]));
    drawLines(plot, {
      words: `KL divergence of the target from the first k texts: ${write(along[size - 1])} for the ${size} selected, `
        + `${write(random[size - 1])} for as many in random order, ${write(raw)} for the raw pool.`,
      height: 250,
      x: { range: RANGES.k, title: "Texts selected, k", stops: [1, 5, 10, 15, 20] },
      y: { range: [0, Math.max(...along, ...random) * 1.15], title: "KL(target ‖ selected), nats" },
      // A name stands where a line ends, and on the right all of them meet: two have a point of their own for it.
      lines: [
        { points: line(along.map(() => raw)), look: "plot-third" }, { points: [[1, raw]], look: "plot-third", name: "raw pool" },
        { points: line(random), look: "plot-second" }, { points: [[8, random[10]]], look: "plot-second", name: "random order" },
        { points: line(along) },
      ],
      marks: [{ at: [size, along[size - 1]], name: "selected" }],
    });
  }

  return { element, show, spoken: () => spoken };
}
