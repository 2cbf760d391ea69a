/** <metric-bench-lab preset="negation">: score a candidate against a reference. The arithmetic is in text-metrics.js. */
import { area, barTable, button, choice, presets, tick } from "./controls.js";
import { html } from "./dom.js";
import { LabElement } from "./lab.js";
import { matched, matching } from "./metric-bench.matching.js";
import { BASELINE, CHALLENGE, LAB, MATRICES, MOST, PRESETS, REFERENCE, isText, judge, packed, readValues, scoresOf } from "./metric-bench.model.js";
import { counted, pieces, worked } from "./metric-bench.working.js";

/** @typedef {import("./metric-bench.model.js").State} State */

/** What each metric is called, and which of all scores it explains. @type {Record<string, [string, string]>} */
const METRICS = {
  "rouge-1": ["ROUGE-1: words", "ROUGE-1 F1"],
  "rouge-2": ["ROUGE-2: pairs of words", "ROUGE-2 F1"],
  "rouge-l": ["ROUGE-L: words in order", "ROUGE-L F1"],
  bleu: ["BLEU", "BLEU"],
  chrf: ["chrF: characters", "chrF"],
  answer: ["Token F1 and exact match", "Token F1"],
  bertscore: ["BERTScore’s matching", ""],
};
const FOUR = { 1: "1 in a row", 2: "2 in a row", 3: "3 in a row", 4: "4 in a row" };
const SIX = { ...FOUR, 5: "5 in a row", 6: "6 in a row" };

/** @extends {LabElement<State>} */
class MetricBenchLab extends LabElement {
  lab = LAB;
  challenge = CHALLENGE;
  goal = "Take the shop’s answer as the reference. Write a candidate with a ROUGE-1 F1 of at least 0.80, yet a BLEU, lower-cased and smoothed by exp, of at most 20.";
  judge = judge;

  metric = choice("Metric", Object.fromEntries(Object.entries(METRICS).map(([metric, [name]]) => [metric, name])), (metric) => this.set({ metric }));
  tokens = choice("Marked tokens", FOUR, (n) => this.set({ n: Number(n) }));
  characters = choice("Marked characters", SIX, (n) => this.set({ n: Number(n) }));
  smoothing = choice("Smoothing", { exp: "exp: sacrebleu’s default", none: "none" }, (smoothing) => this.set({ smoothing }));
  lower = tick("Lower-case both texts first", (lower) => this.set({ lower }));
  reference = area("Reference", (reference) => this.set({ reference }), { rows: 3, most: MOST });
  candidate = area("Candidate", (candidate) => this.set({ candidate }), { rows: 3, most: MOST });
  person = html("p", { class: "note" });
  pieces = html("div", { class: "bench" });
  working = html("div", { class: "bench" });
  scores = html("div");
  texts = html("div", { class: "bench" });
  matching = matching((change) => this.set(change));
  /** @type {State | undefined} */
  #drawn;
  #scored = { of: "", scores: scoresOf("", "", false, "exp") };

  /** @returns {State} */
  first() {
    const { reference, candidate } = PRESETS[this.getAttribute("preset") ?? ""] ?? PRESETS.negation;
    return { reference, candidate, metric: "rouge-1", n: 1, lower: false, smoothing: "exp", pair: "longer", values: packed("longer"), weighted: false, baseline: 0 };
  }

  /** @returns {Record<string, string | number>} */
  carry() {
    const { metric, reference, candidate, n, lower, smoothing, pair, values, weighted, baseline } = this.state;
    return metric === "bertscore" ? { m: metric, q: pair, v: values.join("_"), w: Number(weighted), b: baseline }
      : { m: metric, n, l: Number(lower), s: smoothing, r: reference, c: candidate };
  }

  /** @param {URLSearchParams} given @returns {Partial<State>} */
  read(given) {
    const [metric, reference, candidate, smoothing] = ["m", "r", "c", "s"].map((key) => given.get(key));
    const [n, baseline, pair] = [Number(given.get("n")), Number(given.get("b") ?? NaN), given.get("q") ?? this.state.pair];
    const values = Object.hasOwn(MATRICES, pair) ? readValues(pair, given.get("v")) : undefined;
    return {
      ...(metric && Object.hasOwn(METRICS, metric) && { metric }),
      ...(isText(reference) && { reference }),
      ...(isText(candidate) && { candidate }),
      ...((smoothing === "exp" || smoothing === "none") && { smoothing }),
      ...(Number.isInteger(n) && n >= 1 && n <= 6 && { n }),
      ...(given.has("l") && { lower: given.get("l") === "1" }),
      ...(values && { pair, values }),
      ...(given.has("w") && { weighted: given.get("w") === "1" }),
      ...(baseline >= BASELINE[0] && baseline <= BASELINE[1] && { baseline }),
    };
  }

  spoken() {
    if (this.state.metric === "bertscore") {
      const [precision, recall, f1] = matched(this.state).map((score) => score.toFixed(3));
      return `Precision ${precision}, recall ${recall}, F1 ${f1}`;
    }
    return this.#scores().map(({ name, words }) => `${name} ${words}`).join(", ");
  }

  build() {
    this.#drawn = undefined;
    const begin = Object.values(PRESETS).map(({ name, reference, candidate }) => [name, () => this.set({ reference, candidate })]);
    this.texts.replaceChildren(
      presets("Begin from", Object.fromEntries(begin)),
      html("div", { class: "beside" }, this.reference.row, this.candidate.row),
      this.person, this.scores, this.pieces, this.working);
    return [
      html("div", { class: "choices bench-choices" }, this.metric.row, this.tokens.row, this.characters.row, this.smoothing.row, this.lower.row),
      this.texts, this.matching.element,
    ];
  }

  aids() {
    return [button("Take the shop’s answer", () => this.set({
      reference: REFERENCE, candidate: REFERENCE, lower: true, smoothing: "exp",
      ...(this.state.metric === "bertscore" && { metric: "rouge-1" }),
    }))];
  }

  response() {
    const { reference, candidate } = this.state;
    return { reference, candidate };
  }

  render() {
    if (this.#drawn === this.seen) return; // nothing here is drawn to a width
    this.#drawn = this.seen;
    const { metric, n, lower, smoothing, reference, candidate } = this.seen;
    const given = metric === "bertscore";
    this.metric.show(metric);
    this.tokens.show(String(Math.min(n, 4)));
    this.characters.show(String(n));
    this.smoothing.show(smoothing);
    this.lower.show(lower);
    for (const { row } of [this.tokens, this.smoothing, this.lower]) row.hidden = metric !== "bleu";
    this.characters.row.hidden = metric !== "chrf";
    this.texts.hidden = given;
    this.matching.element.hidden = !given;
    if (given) this.matching.show(this.seen);
    else this.#showTexts();
    this.reference.show(reference);
    this.candidate.show(candidate);
  }

  /** Reckoned again only when they change: long texts take a while. */
  #scores() {
    const { candidate, reference, lower, smoothing } = this.state;
    const of = JSON.stringify([candidate, reference, lower, smoothing]);
    if (this.#scored.of !== of) this.#scored = { of, scores: scoresOf(candidate, reference, lower, smoothing) };
    return this.#scored.scores;
  }

  #showTexts() {
    const { metric, reference, candidate } = this.seen;
    const preset = Object.values(PRESETS).find((pair) => pair.reference === reference && pair.candidate === candidate);
    this.person.replaceChildren(...(preset ? [html("b", {}, "A person would say: "), preset.person] : []));
    this.person.hidden = !preset;
    this.scores.replaceChildren(barTable("All scores of this pair, as their tools print them", ["Metric", "Score"],
      this.#scores().map((row) => ({ ...row, note: row.name === METRICS[metric][1] ? "shown below" : "" }))));
    this.pieces.replaceChildren(...pieces(this.seen), html("p", { class: "note small" },
      "Shaded: in a match. Dotted: clipped, since the other text has it less often."));
    this.working.replaceChildren(...worked(this.seen), ...counted(this.seen));
  }
}

customElements.define("metric-bench-lab", MetricBenchLab);
