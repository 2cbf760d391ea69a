/**
 * Near-duplicates by MinHash and bands, the lab's settings and its challenge, without a page. Twin of
 * curriculum/labs/data_selection.py and data_selection_minhash.py: the same numbers, the same words.
 *
 * Broder (1997), On the resemblance and containment of documents; banding as in Leskovec, Rajaraman and Ullman,
 * Mining of Massive Datasets, chapter 3.
 */
import { chance } from "./chance.js";
import { jaccard } from "./formulas.js";
import { bucketOf } from "./sha256.js";

export { jaccard };

export const LAB = "data-selection";
export const CHALLENGE = "catch-copies";
export const RANGES = /** @type {const} */ ({
  n: [1, 5], bands: [1, 40], rows: [1, 12], threshold: [0.3, 0.95], family: [1, 999], k: [1, 20], draw: [1, 999],
});
/** @type {Record<string, (string | number)[]>} */
export const CHOICES = {
  step: ["deduplicate", "select"], verify: [0, 1], pool: ["even", "uneven"], noise: [0, 1], divide: [0, 1],
  buckets: [16, 32, 64, 128, 256, 512, 1024, 4096, 10_000], // 10,000 as in the paper
};
export const MOST_HASHES = 128;
export const SAME = /** @type {const} */ ({ similarity: 0.8, least: 0.95 });
export const DIFFERENT = /** @type {const} */ ({ similarity: 0.4, most: 0.05 });

/** @typedef {typeof FIRST} State `n` words make a shingle; `family` and `draw` are seeds, of hash functions and of noise */
export const FIRST = {
  step: /** @type {"deduplicate" | "select"} */ ("deduplicate"), n: 3, bands: 20, rows: 5, threshold: 0.7, family: 1, verify: false,
  pool: /** @type {"even" | "uneven"} */ ("even"), buckets: 1024, k: 5, noise: true, draw: 1, divide: false,
};

/** @type {Record<string, {name: string, state: Partial<State>}>} */
export const PRESETS = {
  usual: { name: "20 bands of 5", state: { step: "deduplicate", n: 3, bands: 20, rows: 5 } },
  fineweb: { name: "As FineWeb: 14 of 8, 5 words", state: { step: "deduplicate", n: 5, bands: 14, rows: 8 } },
  loose: { name: "32 bands of 1", state: { step: "deduplicate", n: 3, bands: 32, rows: 1 } },
  strict: { name: "1 band of 12", state: { step: "deduplicate", n: 3, bands: 1, rows: 12 } },
  even: { name: "Equal lengths", state: { step: "select", pool: "even", buckets: 1024, divide: false } },
  few: { name: "Only 16 buckets", state: { step: "select", pool: "even", buckets: 16, divide: false } },
  uneven: { name: "Unequal lengths", state: { step: "select", pool: "uneven", buckets: 1024, divide: false } },
};

/** What of the state an address carries. @param {URLSearchParams} given @returns {Partial<State>} */
export const readState = (given) => Object.fromEntries(Object.entries(FIRST).flatMap(([name, first]) => {
  const text = given.get(name) ?? "";
  const value = typeof first === "string" ? text : Number(text || NaN);
  const range = RANGES[/** @type {keyof typeof RANGES} */ (name)];
  const fits = !range ? CHOICES[name].includes(value)
    : Number(value) >= range[0] && Number(value) <= range[1] && (name === "threshold" || Number.isInteger(value));
  return fits ? [[name, typeof first === "boolean" ? value === 1 : value]] : [];
}));

/** Every run of n words, in order, joined by one space; words are lower-cased and split at spaces. @param {string} text @param {number} n */
export function grams(text, n) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return words.slice(n - 1).map((_, at) => words.slice(at, at + n).join(" "));
}

/** @typedef {{one: number, other: number, similarity: number, estimate: number, candidate: boolean, near: boolean}} Pair */
/** @typedef {{kind: "kept" | "removed" | "lost" | "left", like: number}} Fate `like` is the document it is held against */

/** P(candidate) = 1 - (1 - s^r)^b. @param {number} similarity @param {number} bands @param {number} rows */
export const probability = (similarity, bands, rows) => 1 - (1 - similarity ** rows) ** bands;

/** Mixes 32 bits so that any one of them moves all (the last step of MurmurHash3). @param {number} word */
export function mix(word) {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** So many hash functions, x ↦ mix(x ⊕ key), each by its key. @param {number} seed @param {number} size */
export function family(seed, size) {
  const next = chance(seed);
  return Array.from({ length: size }, () => Math.floor(next() * 2 ** 32));
}

/**
 * MinHash: under each hash function the lowest value of any shingle. Two texts agree in one with a probability of
 * their Jaccard similarity.
 * @param {string} text @param {number} n @param {number[]} keys
 */
export function signature(text, n, keys) {
  const hashes = [...new Set(grams(text, n))].map((shingle) => bucketOf(shingle, 2 ** 32));
  return keys.map((key) => {
    let lowest = 2 ** 32;
    for (const hash of hashes) lowest = Math.min(lowest, mix(hash ^ key));
    return lowest;
  });
}

/** Whether all rows agree in some band. @param {number[]} one @param {number[]} other @param {number} bands @param {number} rows */
export function meet(one, other, bands, rows) {
  for (let band = 0; band < bands; band += 1) {
    let row = 0;
    while (row < rows && one[band * rows + row] === other[band * rows + row]) row += 1;
    if (row === rows) return true;
  }
  return false;
}

/** Every pair of texts. @param {string[]} texts @param {number[][]} signatures @param {State} settings @returns {Pair[]} */
export function compare(texts, signatures, { n, bands, rows, threshold }) {
  const shingles = texts.map((text) => new Set(grams(text, n)));
  const size = bands * rows;
  return texts.flatMap((_, other) => texts.slice(0, other).map((_, one) => {
    const [mine, yours] = [signatures[one], signatures[other]];
    const similarity = jaccard(shingles[one], shingles[other]);
    const agreeing = mine.slice(0, size).filter((value, at) => value === yours[at]).length;
    const near = similarity >= threshold;
    return { one, other, similarity, estimate: agreeing / size, candidate: meet(mine, yours, bands, rows), near };
  }));
}

/**
 * Candidates, or those of them that stand a check, are joined into groups; of each the first text is kept.
 * @param {number} size how many texts @param {Pair[]} pairs @param {boolean} verify @returns {Fate[]}
 */
export function fates(size, pairs, verify) {
  const group = Array.from({ length: size }, (_, index) => index);
  for (const { one, other, candidate, near } of pairs) {
    if (!candidate || (verify && !near) || group[one] === group[other]) continue;
    const [low, high] = [group[one], group[other]].sort((a, b) => a - b);
    group.forEach((at, index) => at === high && (group[index] = low));
  }
  const kept = group.map((first, index) => first === index);
  return group.map((first, index) => {
    const nearKept = pairs.filter(({ one, other, near }) => near && (one === index ? kept[other] : other === index && kept[one]));
    const copied = nearKept.find(({ other }) => other === index);
    if (kept[index]) return copied ? { kind: "left", like: copied.one } : { kind: "kept", like: index };
    return nearKept.length ? { kind: "removed", like: first } : { kind: "lost", like: first };
  });
}

/** @param {number} bands @param {number} rows */
const catches = (bands, rows) => probability(SAME.similarity, bands, rows) >= SAME.least;
/** @param {number} bands @param {number} rows */
const spares = (bands, rows) => probability(DIFFERENT.similarity, bands, rows) <= DIFFERENT.most;

/** Whether some number of bands of so many rows would do, were hashes free. @param {number} rows */
function steepEnough(rows) {
  let bands = 1;
  while (!catches(bands, rows)) bands += 1;
  return spares(bands, rows);
}


/** @param {any} value @param {readonly [number, number]} range @returns {value is number} */
const isWhole = (value, [low, high]) => Number.isInteger(value) && value >= low && value <= high;

/**
 * Total: whatever comes, a verdict goes. An answer is {bands, rows}; it meets the challenge when, with at most 128
 * hashes, pairs of similarity 0.8 become candidates with at least 0.95, and pairs of 0.4 with at most 0.05.
 * @param {unknown} response
 */
export function judge(response) {
  const { bands, rows } = /** @type {Record<string, unknown>} */ (response ?? {});
  if (!isWhole(bands, RANGES.bands) || !isWhole(rows, RANGES.rows)) {
    return { met: false, message: "No answer to judge: it needs whole numbers of bands, 1 to 40, and of rows, 1 to 12." };
  }
  const size = bands * rows;
  const [same, different] = [SAME, DIFFERENT].map(({ similarity }) => probability(similarity, bands, rows).toFixed(4));
  const seen = `With ${bands} × ${rows} = ${size} hashes, pairs of similarity 0.8 are caught with probability ${same}, `
    + `pairs of 0.4 with ${different}`;
  const [enough, fewFalse] = [catches(bands, rows), spares(bands, rows)];
  if (enough && fewFalse && size <= MOST_HASHES) {
    return { met: true, message: `Met. ${seen}. The curve rises between the two: rows make it steep, bands put it in its place.` };
  }
  const asked = "at least 0.95 and at most 0.05 are asked";
  if (enough && fewFalse) {
    return { met: false, message: `Too many hashes. ${seen}. The curve stands well, but ${MOST_HASHES} hashes are allowed.` };
  }
  if (!steepEnough(rows)) {
    return { met: false, message: `Not steep enough. ${seen}; ${asked}. With ${rows === 1 ? "1 row" : `${rows} rows`} no number of bands would do.` };
  }
  const side = enough ? "left: it also catches what differs" : "right: it misses what is alike";
  return { met: false, message: `Too far ${side}. ${seen}; ${asked}${size > MOST_HASHES ? `, with ${MOST_HASHES} hashes at most` : ""}.` };
}
