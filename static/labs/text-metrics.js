/**
 * Metrics of a candidate text against a reference. Twin of curriculum/labs/text_metrics.py: the same numbers.
 * ROUGE and token F1 run from 0 to 1, BLEU and chrF to 100, as their tools print them.
 */

/** @typedef {Map<string, number>} Counts */
/** @typedef {{correct: number[], total: number[], candidate: number, reference: number}} BleuCounts with the lengths of both texts */

export const ORDERS = 4; // of BLEU's n-grams
export const CHARACTERS = 6; // in chrF's longest n-grams
const BETA = 2; // chrF's weight of recall
const SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u; // as in Python

const divided = (/** @type {string} */ text) => text.split(SPACE).filter(Boolean);
const share = (/** @type {number} */ part, /** @type {number} */ whole) => (whole ? part / whole : 0);
export const harmonic = (/** @type {number} */ one, /** @type {number} */ other) =>
  one + other > 0 ? (2 * one * other) / (one + other) : 0;

/** Each run of n neighbours. @param {string[]} items @param {number} n */
export const grams = (items, n, between = " ") =>
  Array.from({ length: Math.max(0, items.length - n + 1) }, (_, start) => items.slice(start, start + n).join(between));

/** @param {string[]} items @returns {Counts} */
export function countsOf(items) {
  const counts = new Map();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

/** Σ min of both counts, so that each is clipped to the reference's. @param {Counts} candidate @param {Counts} reference */
export function matches(candidate, reference) {
  let sum = 0;
  for (const [gram, count] of candidate) sum += Math.min(count, reference.get(gram) ?? 0);
  return sum;
}

/** As rouge-score 0.1.2 without stemmer: lower case, runs of a-z and 0-9. @param {string} text @returns {string[]} */
export const rougeTokens = (text) => text.toLowerCase().match(/[a-z0-9]+/g) ?? [];

/**
 * A longest common subsequence, as pairs of places: in order, with gaps (Lin, 2004, section 3).
 * @param {string[]} one @param {string[]} other @returns {[number, number][]}
 */
export function common(one, other) {
  const table = Array.from({ length: one.length + 1 }, () => new Uint16Array(other.length + 1));
  for (let i = one.length - 1; i >= 0; i -= 1) {
    for (let j = other.length - 1; j >= 0; j -= 1) {
      table[i][j] = one[i] === other[j] ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
    }
  }
  /** @type {[number, number][]} */
  const pairs = [];
  for (let i = 0, j = 0; i < one.length && j < other.length; ) {
    if (one[i] === other[j]) pairs.push([i++, j++]);
    else if (table[i + 1][j] >= table[i][j + 1]) i += 1;
    else j += 1;
  }
  return pairs;
}

/**
 * ROUGE-N, or ROUGE-L by the longest common subsequence (Lin, 2004).
 * @param {string} candidate @param {string} reference @param {1 | 2 | "L"} kind
 */
export function rouge(candidate, reference, kind) {
  const [ours, theirs] = [rougeTokens(candidate), rougeTokens(reference)];
  const [made, wanted] = kind === "L" ? [ours, theirs] : [grams(ours, kind), grams(theirs, kind)];
  const matched = kind === "L" ? common(ours, theirs).length : matches(countsOf(made), countsOf(wanted));
  return { matched, candidate: made.length, reference: wanted.length, ...fromMatches(matched, made.length, wanted.length) };
}

/** @param {number} matched @param {number} made @param {number} wanted */
function fromMatches(matched, made, wanted) {
  const [precision, recall] = [share(matched, made), share(matched, wanted)];
  return { precision, recall, f1: harmonic(precision, recall) };
}

/** As sacrebleu's tokenizer 13a, which follows mteval-v13a. @param {string} text @param {boolean} [lower] */
export function bleuTokens(text, lower = false) {
  const line = [...(lower ? text.toLowerCase() : text)];
  while (line.length && SPACE.test(line[line.length - 1])) line.pop();
  const plain = line.join("").replaceAll("<skipped>", "").replaceAll("-\n", "").replaceAll("\n", " ")
    .replaceAll("&quot;", '"').replaceAll("&amp;", "&").replaceAll("&lt;", "<").replaceAll("&gt;", ">");
  return divided(` ${plain} `
    .replace(/[{-~[-` -&(-+:-@/]/g, " $& ")
    .replace(/([^0-9])([.,])/g, "$1 $2 ") // but between digits
    .replace(/([.,])([^0-9])/g, " $1 $2")
    .replace(/([0-9])(-)/g, "$1 $2 "));
}

/**
 * What BLEU counts; a corpus adds these up first. Of several references the length nearest to the candidate's counts.
 * @param {string} candidate @param {string[]} references @param {boolean} [lower] @returns {BleuCounts}
 */
export function bleuCounts(candidate, references, lower = false) {
  const ours = bleuTokens(candidate, lower);
  const theirs = references.map((reference) => bleuTokens(reference, lower));
  const [correct, total] = [/** @type {number[]} */ ([]), /** @type {number[]} */ ([])];
  for (let n = 1; n <= ORDERS; n += 1) {
    const most = /** @type {Counts} */ (new Map());
    for (const tokens of theirs) {
      for (const [gram, count] of countsOf(grams(tokens, n))) most.set(gram, Math.max(count, most.get(gram) ?? 0));
    }
    const made = grams(ours, n);
    correct.push(matches(countsOf(made), most));
    total.push(made.length);
  }
  const off = (/** @type {number} */ length) => Math.abs(length - ours.length);
  const [reference] = theirs.map(({ length }) => length).sort((one, other) => off(one) - off(other) || one - other);
  return { correct, total, candidate: ours.length, reference };
}

/**
 * BP · exp(mean of ln p_n) (Papineni et al., 2002). `exp` makes missing matches 1/2, 1/4, …, as mteval-v13a does; with
 * `effective` the mean ends with the longest n-gram that the candidate has room for.
 * @param {BleuCounts} counts @param {"exp" | "none"} [smoothing] @param {boolean} [effective]
 */
export function bleuScore({ correct, total, candidate, reference }, smoothing = "exp", effective = true) {
  const brevity = candidate >= reference ? 1 : candidate ? Math.exp(1 - reference / candidate) : 0;
  const precisions = total.map(() => 0);
  if (!correct.some(Boolean)) return { score: 0, precisions, brevity, mean: 0, orders: 0 };
  const found = total.includes(0) ? total.indexOf(0) : ORDERS;
  let missing = 1;
  for (let n = 0; n < found; n += 1) {
    if (!correct[n] && smoothing === "exp") missing *= 2;
    precisions[n] = (correct[n] ? 100 * correct[n] : smoothing === "exp" ? 100 / missing : 0) / total[n];
  }
  const orders = effective ? found : ORDERS;
  const mean = Math.exp(precisions.slice(0, orders).reduce((sum, precision) => sum + Math.log(precision), 0) / orders);
  return { score: brevity * mean, precisions, brevity, mean, orders };
}

/** BLEU of one sentence, as sacrebleu's sentence_bleu reckons it. @param {string} candidate @param {string} reference @param {boolean} [lower] @param {"exp" | "none"} [smoothing] */
export const bleu = (candidate, reference, lower = false, smoothing = "exp") =>
  bleuScore(bleuCounts(candidate, [reference], lower), smoothing);

/** The characters that chrF compares: all but white space. @param {string} text */
export const characters = (text) => [...divided(text).join("")];

/** [in candidate, in reference, matched] for 1 … 6 characters. @param {string} candidate @param {string} reference */
export function chrfCounts(candidate, reference) {
  const [ours, theirs] = [characters(candidate), characters(reference)];
  return Array.from({ length: CHARACTERS }, (_, index) => {
    const [made, wanted] = [ours, theirs].map((text) => grams(text, index + 1, ""));
    return [wanted.length ? made.length : 0, wanted.length, matches(countsOf(made), countsOf(wanted))];
  });
}

/** chrF2: precision and recall, each a mean over the lengths that both texts have (Popović, 2015). @param {number[][]} counts */
export function chrfScore(counts) {
  const used = counts.filter(([made, wanted]) => made && wanted);
  const mean = (/** @type {0 | 1} */ whole) => share(used.reduce((sum, count) => sum + count[2] / count[whole], 0), used.length);
  const [precision, recall] = [mean(0), mean(1)];
  const score = precision + recall ? (100 * (1 + BETA ** 2) * precision * recall) / (BETA ** 2 * precision + recall) : 0;
  return { score, precision, recall, orders: used.length };
}

/** @param {string} candidate @param {string} reference */
export const chrf = (candidate, reference) => chrfScore(chrfCounts(candidate, reference));

/** As SQuAD's script: lower case, without ASCII punctuation and articles (Rajpurkar et al., 2016). @param {string} text */
export const answerTokens = (text) => divided(text.toLowerCase().replace(/[!-/:-@[-`{-~]/g, "")
  .replace(/(?<![\p{L}\p{N}_])(a|an|the)(?![\p{L}\p{N}_])/gu, " "));

/** Token F1 and exact match of an answer to a question; two empty answers agree. @param {string} candidate @param {string} reference */
export function answerF1(candidate, reference) {
  const [ours, theirs] = [answerTokens(candidate), answerTokens(reference)];
  const matched = matches(countsOf(ours), countsOf(theirs));
  const exact = ours.join(" ") === theirs.join(" ");
  const scores = exact ? { precision: 1, recall: 1, f1: 1 } : fromMatches(matched, ours.length, theirs.length);
  return { matched, candidate: ours.length, reference: theirs.length, ...scores, exact };
}

/** BERTScore's rescaling: what is left above a baseline (Zhang et al., 2020, section 3). @param {number} score @param {number} baseline */
export const rescaled = (score, baseline) => (score - baseline) / (1 - baseline);

/**
 * BERTScore's greedy matching: each token takes its most similar partner, whoever else took it (Zhang et al., 2020).
 * @param {number[][]} similarities a row for each token of the reference, a column for each of the candidate
 * @param {number[]} referenceWeights idf, or ones @param {number[]} candidateWeights likewise
 */
export function greedy(similarities, referenceWeights, candidateWeights) {
  const weighed = (/** @type {number[]} */ best, /** @type {number[]} */ weights) =>
    share(best.reduce((sum, value, index) => sum + value * weights[index], 0), weights.reduce((sum, weight) => sum + weight, 0));
  const recall = weighed(similarities.map((row) => Math.max(...row)), referenceWeights);
  const precision = weighed(candidateWeights.map((_, column) => Math.max(...similarities.map((row) => row[column]))), candidateWeights);
  return { precision, recall, f1: harmonic(precision, recall) };
}
