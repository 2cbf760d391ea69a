/** BERTScore's greedy matching on similarities that are given: fields for them, and what follows. */
import { barTable, exactSlider, facts, presets, tick } from "./controls.js";
import { html } from "./dom.js";
import { BASELINE, MATRICES, packed, rangeOf, unpacked } from "./metric-bench.model.js";
import { greedy, rescaled } from "./text-metrics.js";

/** @typedef {import("./metric-bench.model.js").Matching} Matching */

/** @param {number[]} values */
const bestOf = (values) => values.indexOf(Math.max(...values));

/** Precision, recall and F1. @param {Matching} state @returns {[number, number, number]} */
export function matched(state) {
  const { similarities, referenceWeights, candidateWeights } = unpacked(state);
  const { precision, recall, f1 } = greedy(similarities, referenceWeights, candidateWeights);
  return [precision, recall, f1];
}

/** @param {(change: Partial<Matching>) => void} change */
export function matching(change) {
  /** @type {Matching} */
  let state;
  let built = "";
  /** @type {{field: HTMLInputElement, uses: HTMLElement}[]} in the order of the state's values */
  let cells = [];
  const grid = html("div", { class: "scroll bench-cells", tabindex: 0, role: "region", "aria-label": "Similarities, to be changed" });
  const error = html("p", { class: "error", role: "alert" });
  const weighted = tick("Weigh words by idf", (on) => change({ weighted: on }));
  const baseline = exactSlider({
    label: "Baseline b", range: BASELINE, step: 0.01, write: (value) => value.toFixed(2), change: (value) => change({ baseline: value }),
  });
  const tables = html("div", { class: "beside" });
  const results = facts(["Precision", "Recall", "F1", "Rescaled precision", "Rescaled recall", "Rescaled F1"]);

  /** A field for the next of the state's values. @param {string} label */
  function cell(label) {
    const at = cells.length;
    const [low, high] = rangeOf(state.pair, at);
    const field = html("input", { type: "text", class: "input", inputmode: "decimal", "aria-label": label, autocomplete: "off" });
    const uses = html("span");
    field.addEventListener("change", () => {
      const typed = field.value.trim() ? Number(field.value.replace(",", ".")) : NaN;
      if (typed >= low && typed <= high) return change({ values: state.values.map((old, place) => (place === at ? typed : old)) });
      error.textContent = `Write a number from ${low} to ${high}, such as ${state.values[at]}, for ${label}.`;
      field.setAttribute("aria-invalid", "true");
    });
    cells.push({ field, uses });
    return html("td", {}, field, uses);
  }

  function build() {
    const { reference, candidate } = MATRICES[state.pair];
    const { weighted } = state;
    cells = [];
    const row = (/** @type {string} */ name, /** @type {Node[]} */ fields) => html("tr", {}, html("th", { scope: "row" }, name), ...fields);
    const rows = reference.map((word) => row(word, candidate.map((other) => cell(`${word} and ${other}`))));
    const idf = reference.map((word) => cell(`idf of ${word}, reference`));
    const foot = row("idf", [...candidate.map((word) => cell(`idf of ${word}, candidate`)), html("td")]);
    if (weighted) rows.forEach((line, at) => line.append(idf[at]));
    const heads = ["Word", ...candidate, ...(weighted ? ["idf"] : [])].map((head) => html("th", { scope: "col" }, head));
    grid.replaceChildren(html("table", {},
      html("caption", {}, "Similarity of each reference word (rows) to each candidate word (columns)"),
      html("thead", {}, html("tr", {}, ...heads)),
      html("tbody", {}, ...rows, ...(weighted ? [foot] : []))));
  }

  /** @param {string} caption @param {string[]} words @param {string[]} others @param {number[][]} lines @param {number[]} weights */
  function matchTable(caption, words, others, lines, weights) {
    return barTable(caption, ["Word", "Best match", "Weight"], words.map((word, at) => {
      const best = bestOf(lines[at]);
      return { name: `${word} → ${others[best]}`, share: lines[at][best], words: lines[at][best].toFixed(2), values: [String(weights[at])] };
    }));
  }

  /** @param {Matching} next */
  function show(next) {
    state = next;
    const shape = `${state.pair} ${state.weighted}`;
    if (shape !== built) build();
    built = shape;
    const { reference, candidate } = MATRICES[state.pair];
    const { similarities, columns, referenceWeights, candidateWeights } = unpacked(state);
    error.textContent = "";
    cells.forEach(({ field, uses }, at) => {
      field.value = String(state.values[at]);
      field.removeAttribute("aria-invalid");
      const [row, column] = [Math.floor(at / candidate.length), at % candidate.length];
      if (row >= reference.length) return;
      uses.textContent = `${bestOf(similarities[row]) === column ? "R " : ""}${bestOf(columns[column]) === row ? "P" : ""}`;
    });
    weighted.show(state.weighted);
    baseline.show(state.baseline);
    tables.replaceChildren(
      matchTable("Recall: each word of the reference", reference, candidate, similarities, referenceWeights),
      matchTable("Precision: each word of the candidate", candidate, reference, columns, candidateWeights));
    const scores = matched(state);
    results.show([...scores, ...scores.map((score) => rescaled(score, state.baseline))].map((score) => score.toFixed(3)));
  }

  const begin = Object.entries(MATRICES).map(([pair, { name }]) => [name, () => change({ pair, values: packed(pair) })]);
  const element = html("div", { class: "bench" },
    html("p", { class: "note" }, "These similarities are given, and yours to change: no model computed them. BERTScore takes cosines of a language model’s vectors; what it does then is here in full."),
    presets("Begin from", Object.fromEntries(begin)),
    html("div", {}, grid, error, html("p", { class: "note small" }, "R: best of its row, counts for recall. P: best of its column, counts for precision. Words may share a partner.")),
    html("div", { class: "controls" }, weighted.row, baseline.row),
    tables, results.list);
  return { element, show };
}
