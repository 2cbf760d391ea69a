/**
 * Selection by importance resampling (DSIR): Xie et al. (2023), Data Selection for Language Models via Importance
 * Resampling, arXiv 2302.03169. Twin of curriculum/labs/data_selection_dsir.py: the same numbers.
 *
 * Logarithms are natural. Where the authors’ code adds 1e-8 to each share, this adds one to each count: with a few
 * short texts the former would leave nothing to chance.
 */
import { chance, gumbel, shuffle } from "./chance.js";
import { grams } from "./data-selection.model.js";
import { bucketOf } from "./sha256.js";

/** @typedef {{counts: Map<number, number>, all: number, buckets: number}} Bag hashed features; `all` with one for each bucket */

/** Words and pairs of words. @param {string} text */
export const features = (text) => [...grams(text, 1), ...grams(text, 2)];

/** @type {Map<string, number[]>} */
const known = new Map();

/** Each feature’s bucket; kept, for the same few texts come again and again. @param {string} text @param {number} buckets */
function bucketsOf(text, buckets) {
  const key = `${buckets} ${text}`;
  const found = known.get(key) ?? features(text).map((feature) => bucketOf(feature, buckets));
  known.set(key, found);
  return found;
}

/** @param {string[]} texts @param {number} buckets @returns {Bag} */
function bag(texts, buckets) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  const found = texts.flatMap((text) => bucketsOf(text, buckets));
  for (const bucket of found) counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  return { counts, all: found.length + buckets, buckets };
}

/** (count + 1) / (total + buckets). @param {Bag} bag @param {number} bucket */
const share = ({ counts, all }, bucket) => ((counts.get(bucket) ?? 0) + 1) / all;

/** @param {number[]} values */
const total = (values) => values.reduce((sum, value) => sum + value, 0);

/**
 * ln w = Σ over a text’s features of ln p̂ - ln q̂, target against raw; the mean where `divide`.
 * @param {string[]} target @param {string[]} raw @param {number} buckets @param {boolean} [divide]
 */
export function logWeights(target, raw, buckets, divide = false) {
  const [p, q] = [bag(target, buckets), bag(raw, buckets)];
  return raw.map((text) => {
    const terms = bucketsOf(text, buckets).map((bucket) => Math.log(share(p, bucket) / share(q, bucket)));
    return total(terms) / (divide ? Math.max(1, terms.length) : 1);
  });
}

/** Weights as shares of 1. @param {number[]} logs */
export function normalised(logs) {
  const highest = Math.max(...logs);
  const weights = logs.map((log) => Math.exp(log - highest));
  const sum = total(weights);
  return weights.map((weight) => weight / sum);
}

/**
 * Gumbel top-k: log weights with their noise, and the order of the sums, highest first. The first k are a sample without
 * replacement by weight; without noise they are the k highest weights.
 * @param {number[]} logs @param {number} seed @param {boolean} noise
 */
export function draw(logs, seed, noise) {
  const next = chance(seed);
  const keys = logs.map((log) => (noise ? log + gumbel(next) : log));
  return { keys, order: logs.map((_, index) => index).sort((one, other) => keys[other] - keys[one]) };
}

/**
 * KL(target ‖ the first k texts) for k = 1 … all, over all buckets. With q̂ = (c + 1) / all it is
 * Σ p̂ ln p̂ - Σ p̂ ln(c + 1) + ln all: a bucket counts once something falls into it.
 * @param {string[]} target @param {string[]} texts @param {number} buckets
 */
export function approach(target, texts, buckets) {
  const p = bag(target, buckets);
  /** @type {Map<number, number>} */
  const counts = new Map();
  let all = p.buckets;
  let rest = ((p.buckets - p.counts.size) / p.all) * -Math.log(p.all);
  for (const bucket of p.counts.keys()) rest += share(p, bucket) * Math.log(share(p, bucket));
  return texts.map((text) => {
    const found = bucketsOf(text, buckets);
    for (const bucket of found) {
      const count = (counts.get(bucket) ?? 0) + 1;
      counts.set(bucket, count);
      rest -= share(p, bucket) * Math.log((count + 1) / count);
    }
    all += found.length;
    return rest + Math.log(all);
  });
}

/** The same, the mean over 20 orders of chance. @param {string[]} target @param {string[]} texts @param {number} buckets */
export function aimless(target, texts, buckets) {
  const next = chance(1);
  const runs = Array.from({ length: 20 }, () => approach(target, shuffle([...texts], next), buckets));
  return texts.map((_, index) => total(runs.map((run) => run[index])) / runs.length);
}

const STEP = 0.5; // of ln t: the integrand is so smooth that halving it changes nothing before the seventh decimal

/**
 * How likely Gumbel top-k takes each text. Weights are rates: text i arrives after an exponential time, and is taken if
 * fewer than k others came before. ∫ w e^(-w t) P(fewer than k others by t) dt, by the trapezoidal rule over ln t.
 * @param {number[]} logs @param {number} k
 */
export function inclusion(logs, k) {
  if (k >= logs.length) return logs.map(() => 1);
  const highest = Math.max(...logs);
  const chances = logs.map(() => 0);
  for (let x = -20; x <= highest - Math.min(...logs) + 4; x += STEP) {
    const rates = logs.map((log) => Math.exp(log - highest + x)); // times t
    const late = rates.map((rate) => Math.exp(-rate));
    rates.forEach((rate, index) => (chances[index] += STEP * rate * late[index] * few(late, index, k)));
  }
  return chances;
}

/** P(fewer than k of the others have come). @param {number[]} late chances of not having come @param {number} me @param {number} k */
function few(late, me, k) {
  const exactly = Array(k).fill(0);
  exactly[0] = 1;
  late.forEach((missing, index) => {
    if (index === me) return;
    for (let count = k - 1; count > 0; count -= 1) exactly[count] += (exactly[count - 1] - exactly[count]) * (1 - missing);
    exactly[0] *= missing;
  });
  return total(exactly);
}

/** What shares a bucket with what. @param {string[]} texts @param {number} buckets @param {string} example */
export function collisions(texts, buckets, example) {
  const all = [...new Set(texts.flatMap(features))];
  const places = all.map((feature) => bucketOf(feature, buckets));
  const [once, again] = [new Set(), new Set()];
  for (const place of places) (once.has(place) ? again : once).add(place);
  return {
    features: all.length, shared: places.filter((place) => again.has(place)).length,
    beside: all.filter((feature, at) => feature !== example && places[at] === bucketOf(example, buckets)),
  };
}

/** Pearson’s correlation; 0 where one side does not vary. @param {number[]} xs @param {number[]} ys */
export function correlation(xs, ys) {
  const [x, y] = [total(xs) / xs.length, total(ys) / ys.length];
  const scale = Math.sqrt(total(xs.map((one) => (one - x) ** 2)) * total(ys.map((one) => (one - y) ** 2)));
  return scale && total(xs.map((one, index) => (one - x) * (ys[index] - y))) / scale;
}
