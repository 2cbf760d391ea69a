/**
 * Metric bench: pairs of texts, given similarities, and what the challenge asks. Twin of
 * curriculum/labs/metric_bench.py: the same numbers, the same words. The metrics are in text-metrics.js.
 */
import { answerF1, bleu, bleuCounts, bleuScore, chrf, common, countsOf, grams, rouge } from "./text-metrics.js";

export const LAB = "metric-bench";
export const CHALLENGE = "words-without-order";
export const MOST = 600; // characters of a text
export const REFERENCE = "Your refund arrives within five working days after we receive the parcel."; // the challenge's
export const LEAST_ROUGE = 0.8;
export const MOST_BLEU = 20;
const KINDS = /** @type {const} */ ([1, 2, "L"]);

/**
 * @typedef {{name: string, reference: string, candidate: string, person: string}} Pair
 * @typedef {{name: string, reference: string[], candidate: string[], similarities: number[][], referenceWeights: number[], candidateWeights: number[]}} Matrix
 * @typedef {{pair: string, values: number[], weighted: boolean, baseline: number}} Matching `values` are a matrix's, packed
 * @typedef {Matching & {reference: string, candidate: string, metric: string, n: number, lower: boolean, smoothing: "exp" | "none"}} State
 */

/** @type {Record<string, Pair>} */
export const PRESETS = {
  negation: {
    name: "One word turns it round",
    reference: "The order is refunded within five days.",
    candidate: "The order is not refunded within five days.",
    person: "Wrong: it says the opposite. The scores see one word too many.",
  },
  identical: {
    name: "Identical",
    reference: "Your parcel arrives on Friday.",
    candidate: "Your parcel arrives on Friday.",
    person: "The same answer; it is as right as the reference is.",
  },
  paraphrase: {
    name: "Other words",
    reference: "the delivery is late",
    candidate: "your parcel has not arrived on time",
    person: "Right: the same message. No word is shared, so every score of whole words is 0.",
  },
  repetition: {
    name: "Repetition",
    reference: "the refund is on the way",
    candidate: "the the the the the the the",
    person: "No answer at all. Clipping counts two of the seven words: the reference has no more.",
  },
  short: {
    name: "Too short",
    reference: "The refund is paid to your card within five working days.",
    candidate: "The refund is paid to your card",
    person: "True, but it leaves out when. Precision is perfect; recall and the brevity penalty see the gap.",
  },
  wordy: {
    name: "More than was asked",
    reference: "the refund was issued",
    candidate: "yes the refund was issued to your card this morning",
    person: "Right, and more helpful. Precision counts each further word against it.",
  },
  reordered: {
    name: "Another order",
    reference: "the courier lost the parcel",
    candidate: "the parcel lost the courier",
    person: "Absurd. ROUGE-1 counts the same words and gives full marks.",
  },
};

/** @type {Record<string, Matrix>} */
export const MATRICES = {
  longer: {
    name: "Two words against three",
    reference: ["refund", "issued"], candidate: ["money", "returned", "today"],
    similarities: [[0.9, 0.2, 0.1], [0.3, 0.8, 0.4]], referenceWeights: [1, 3], candidateWeights: [1, 2, 2],
  },
  paraphrase: {
    name: "Other words",
    reference: ["delivery", "is", "late"], candidate: ["parcel", "is", "delayed"],
    similarities: [[0.82, 0.55, 0.6], [0.54, 0.97, 0.58], [0.59, 0.57, 0.88]],
    referenceWeights: [3, 0.5, 2.5], candidateWeights: [3, 0.5, 3.5],
  },
  negation: {
    name: "One word turns it round",
    reference: ["order", "is", "refunded"], candidate: ["order", "is", "not", "refunded"],
    similarities: [[0.97, 0.55, 0.52, 0.61], [0.56, 0.98, 0.66, 0.6], [0.6, 0.59, 0.64, 0.95]],
    referenceWeights: [1.5, 0.5, 2.5], candidateWeights: [1.5, 0.5, 1, 2.5],
  },
  unrelated: {
    name: "Nothing in common",
    reference: ["refund", "issued"], candidate: ["sunny", "weather"],
    similarities: [[0.52, 0.5], [0.49, 0.53]], referenceWeights: [2.5, 2], candidateWeights: [3, 3],
  },
};

/** Every score of a pair as its tool prints it. @param {string} candidate @param {string} reference @param {boolean} lower @param {"exp" | "none"} smoothing */
export function scoresOf(candidate, reference, lower, smoothing) {
  const answer = answerF1(candidate, reference);
  const ofOne = (/** @type {string} */ name, /** @type {number} */ share) => ({ name, share, words: share.toFixed(3) });
  const ofHundred = (/** @type {string} */ name, /** @type {number} */ score) => ({ name, share: score / 100, words: score.toFixed(2) });
  return [
    ...KINDS.map((kind) => ofOne(`ROUGE-${kind} F1`, rouge(candidate, reference, kind).f1)),
    ofHundred("BLEU", bleu(candidate, reference, lower, smoothing).score),
    ofHundred("chrF", chrf(candidate, reference).score),
    ofOne("Token F1", answer.f1),
    { name: "Exact match", share: Number(answer.exact), words: String(Number(answer.exact)) },
  ];
}

/** Each n-gram of either text with its counts: matched ones first, then the candidate's. @param {string[]} candidate @param {string[]} reference @param {number} n @param {string} [between] */
export function tally(candidate, reference, n, between = " ") {
  const [made, wanted] = [candidate, reference].map((items) => countsOf(grams(items, n, between)));
  return [...new Set([...made.keys(), ...wanted.keys()])].map((gram) => {
    const [ours, theirs] = [made.get(gram) ?? 0, wanted.get(gram) ?? 0];
    return { gram, candidate: ours, reference: theirs, matched: Math.min(ours, theirs) };
  }).sort((one, other) => other.matched - one.matched);
}

/**
 * For each piece of `text`: `hit` if an n-gram of it counts as matched, which the first ones do; `near` if it is clipped.
 * @param {string[]} text @param {string[]} other @param {number | "L"} n @returns {string[]}
 */
export function marks(text, other, n) {
  const found = text.map(() => "");
  if (n === "L") {
    for (const [place] of common(text, other)) found[place] = "hit";
    return found;
  }
  const left = countsOf(grams(other, n));
  const known = new Set(left.keys());
  grams(text, n).forEach((gram, start) => {
    if (!known.has(gram)) return;
    const rest = left.get(gram) ?? 0;
    left.set(gram, rest - 1);
    for (let place = start; place < start + n; place += 1) if (rest > 0 || !found[place]) found[place] = rest > 0 ? "hit" : "near";
  });
  return found;
}

export const BASELINE = /** @type {const} */ ([0, 0.95]);

/** A matrix in one list: its rows, then the idf weights of both texts. @param {string} pair */
export function packed(pair) {
  const { similarities, referenceWeights, candidateWeights } = MATRICES[pair];
  return [...similarities.flat(), ...referenceWeights, ...candidateWeights];
}

/** What a packed value may be. @param {string} pair @param {number} at @returns {[number, number]} */
export const rangeOf = (pair, at) => [0, at < MATRICES[pair].similarities.flat().length ? 1 : 20];

/** The list as a matrix again; all words weigh 1 unless idf is asked for. @param {Matching} state */
export function unpacked({ pair, values, weighted }) {
  const [rows, width] = [MATRICES[pair].reference.length, MATRICES[pair].candidate.length];
  const similarities = Array.from({ length: rows }, (_, row) => values.slice(row * width, (row + 1) * width));
  const columns = similarities[0].map((_, column) => similarities.map((row) => row[column]));
  const weights = values.slice(rows * width).map((weight) => (weighted ? weight : 1));
  return { similarities, columns, referenceWeights: weights.slice(0, rows), candidateWeights: weights.slice(rows) };
}

/** @param {unknown} text @returns {text is string} */
export const isText = (text) => typeof text === "string" && [...text].length <= MOST;

/**
 * Total: whatever comes, a verdict goes. An answer is {reference, candidate}; it meets the challenge when the reference
 * is the shop's, ROUGE-1 F1 at least 0.8, and BLEU, lower-cased with exp smoothing, at most 20.
 * @param {unknown} response
 */
export function judge(response) {
  const { reference, candidate } = /** @type {Record<string, unknown>} */ (response ?? {});
  if (!isText(candidate)) {
    return { met: false, message: `No answer to judge: it needs a candidate of at most ${MOST} characters.` };
  }
  if (reference !== REFERENCE) {
    return { met: false, message: "Not yet. The challenge is about the shop’s answer: take it as the reference." };
  }
  const words = rouge(candidate, REFERENCE, 1);
  const { precision, recall } = words;
  const counts = bleuCounts(candidate, [REFERENCE], true);
  const { correct, total } = counts;
  const { score } = bleuScore(counts);
  const [f1, bleu] = [`ROUGE-1 F1 is ${words.f1.toFixed(2)}`, `BLEU is ${score.toFixed(2)}`];
  const runs = `of its runs of two tokens ${correct[1]} of ${total[1]} stand in the reference, of its runs of three ${correct[2]} of ${total[2]}.`;
  const [shared, scattered] = [words.f1 >= LEAST_ROUGE, score <= MOST_BLEU];
  if (shared && scattered) {
    const found = `${words.matched} of ${words.candidate} words stand in the reference`;
    return { met: true, message: `Met. ${f1}: ${found}. ${bleu}: ${runs} ROUGE-1 sees no order; BLEU’s longer n-grams do.` };
  }
  const why = recall < precision ? "too few of the reference’s words are there"
    : recall > precision ? "too many words are not in the reference" : "too few words are shared";
  const first = shared ? `${f1}, high enough.` : `${f1}, too low: ${why}.`;
  return { met: false, message: `Not yet. ${first} ${bleu}, ${scattered ? "low enough." : `too high: ${runs}`}` };
}

/** A packed matrix as the address carries it; undefined unless every value is valid. @param {string} pair @param {string | null} text */
export function readValues(pair, text) {
  const parts = (text ?? "").split("_");
  const values = parts.map((part) => (part ? Number(part) : NaN));
  const valid = (/** @type {number} */ value, /** @type {number} */ at) => value >= 0 && value <= rangeOf(pair, at)[1];
  return values.length === packed(pair).length && values.every(valid) ? values : undefined;
}
