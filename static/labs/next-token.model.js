/**
 * Next-token prediction with an n-gram model, without a page. Twin of curriculum/labs/ngram.py and next_token.py, which
 * say more of the formulas: the same numbers, the same words.
 *
 * Each token but the first is the label of the n - 1 tokens before it, or of what there is. Losses are in nats per token.
 */
import { chance } from "./chance.js";
import { softmax } from "./formulas.js";
import { digits, isNumber } from "./numbers.js";
import { PRESETS } from "./next-token.texts.js";

export { softmax };

export const LAB = "next-token";
export const CHALLENGE = "held-out-perplexity";
export const ORDERS = /** @type {const} */ ([1, 5]);
export const SMOOTHINGS = /** @type {const} */ ([0.001, 1]); // or 0
export const TEMPERATURES = /** @type {const} */ ([0.1, 5]);
export const TOP_PS = /** @type {const} */ ([0.05, 1]);
export const MOST_CHARACTERS = 2000;
export const LEAST_TOKENS = 10; // two of them held out
export const UNKNOWN = "⟨unk⟩"; // any token that the training part lacks
export const ASKED = 6.8; // the challenge: a held-out perplexity of at most this
const ORDER = 3; // the only order that gets there
const LENGTHS = { words: 40, characters: 160 };

/** @typedef {keyof typeof LENGTHS} Unit */
/** @typedef {{total: number, next: Map<number, number>}} Row what followed one context, and how often */
/** @typedef {ReturnType<typeof fit>} Fitted */

/** Lower-case words and punctuation, or characters as they are. @param {string} text @param {Unit} unit */
export const tokenize = (text, unit) => unit === "characters" ? [...text]
  : text.toLowerCase().match(/[^ \t\n\r\f\v\u00a0.,;:!?()"“”]+|[.,;:!?()"“”]/g) ?? [];

/**
 * Counts, for contexts of every length, in the first `split` tokens; a fifth is held out. Linear in the text.
 * @param {string} text @param {Unit} unit
 */
export function fit(text, unit) {
  const tokens = tokenize(text, unit);
  const split = tokens.length - Math.floor(tokens.length / 5);
  const kinds = [...new Set([...tokens.slice(0, split), UNKNOWN])];
  const idOf = new Map(kinds.map((kind, id) => [kind, id]));
  const ids = idsOf(idOf, tokens);
  /** @type {Map<string, Row>} */
  const rows = new Map();
  for (let place = 1; place < split; place += 1) {
    for (const key of contextsAt(ids, place)) {
      const row = rows.get(key) ?? { total: 0, next: new Map() };
      row.total += 1;
      row.next.set(ids[place], (row.next.get(ids[place]) ?? 0) + 1);
      rows.set(key, row);
    }
  }
  /** @type {(Row | undefined)[][]} */
  const rowsAt = Array.from({ length: ORDERS[1] }, () => []);
  for (let place = 1; place < ids.length; place += 1) {
    contextsAt(ids, place).forEach((key, length) => (rowsAt[length][place] = rows.get(key)));
  }
  return { unit, tokens, ids, split, kinds, idOf, rows, rowsAt }; // rowsAt: by length of context, then by place
}

/** @param {Map<string, number>} idOf @param {string[]} tokens */
const idsOf = (idOf, tokens) => tokens.map((token) => idOf.get(token) ?? /** @type {number} */ (idOf.get(UNKNOWN)));

/** The contexts before a place, the shortest first, as keys. @param {number[]} ids @param {number} place */
function contextsAt(ids, place) {
  const keys = [""];
  for (let length = 1; length < ORDERS[1] && length <= place; length += 1) keys.push(`${ids[place - length]} ${keys[length - 1]}`);
  return keys;
}

/**
 * Add-k: (c(context, label) + k) / (c(context) + k V), 0 instead of 0/0.
 * @param {Row | undefined} row @param {number} label @param {number} k @param {number} kinds V
 */
function smoothed(row, label, k, kinds) {
  const all = (row?.total ?? 0) + k * kinds;
  return all > 0 ? ((row?.next.get(label) ?? 0) + k) / all : 0;
}

/** Of the token that stands there. @param {Fitted} fitted @param {number} place from 1 @param {number} order @param {number} k */
export const probabilityAt = ({ rowsAt, ids, kinds }, place, order, k) =>
  smoothed(rowsAt[Math.min(order - 1, place)][place], ids[place], k, kinds.length);

/** Of every kind after some ids; undefined for 0/0. @param {Fitted} fitted @param {number[]} before @param {number} order @param {number} k */
export function distribution({ rows, kinds }, before, order, k) {
  const row = rows.get(contextsAt(before, before.length)[Math.min(order - 1, before.length)]);
  return row || k > 0 ? kinds.map((_, id) => smoothed(row, id, k, kinds.length)) : undefined;
}

/** -(1/n) Σ ln p, in nats. @param {number[]} probabilities of the tokens that came */
export const crossEntropy = (probabilities) =>
  probabilities.reduce((sum, probability) => sum - Math.log(probability), 0) / probabilities.length;

/** @param {number} nats */
export const bits = (nats) => nats / Math.LN2;

/** e^loss. @param {number} nats */
export const perplexity = (nats) => Math.exp(nats);

/**
 * Losses of both parts; how many held-out contexts were `seen` in training, how many held-out tokens are `impossible`.
 * @param {Fitted} fitted @param {number} order @param {number} k
 */
export function measure(fitted, order, k) {
  const { split, tokens, rowsAt } = fitted;
  const probabilities = tokens.map((_, place) => (place ? probabilityAt(fitted, place, order, k) : 1)); // the first is no label
  const held = probabilities.slice(split);
  return {
    training: crossEntropy(probabilities.slice(1, split)),
    heldOut: crossEntropy(held),
    seen: held.filter((_, index) => rowsAt[Math.min(order - 1, split + index)][split + index]).length,
    impossible: held.filter((probability) => probability === 0).length,
  };
}

/** The same for every order. @param {string} text @param {Unit} unit @param {number} k */
export function measures(text, unit, k) {
  const fitted = fit(text, unit);
  return Array.from({ length: ORDERS[1] }, (_, index) => measure(fitted, index + 1, k));
}

/** Probabilities at a temperature. @param {number[]} shares @param {number} temperature */
export const temper = (shares, temperature) => softmax(shares.map((share) => Math.log(share)), temperature);

/** Top-p: the smallest set of ids whose mass reaches p, the likeliest first. @param {number[]} shares @param {number} p */
export function nucleus(shares, p) {
  const order = shares.map((_, id) => id).filter((id) => shares[id] > 0).sort((one, other) => shares[other] - shares[one] || one - other);
  let mass = 0;
  const last = order.findIndex((id) => (mass += shares[id]) >= p - 1e-12); // 0.3 + 0.6 reaches 0.9
  return last < 0 ? order : order.slice(0, last + 1);
}

/** @typedef {{order: number, smoothing: number, temperature: number, topP: number, seed: number}} Sampling */

/** What may come next: tempered, then cut to the nucleus. @param {Fitted} fitted @param {number[]} before @param {Omit<Sampling, "seed">} sampling */
export function candidates(fitted, before, { order, smoothing, temperature, topP }) {
  const shares = distribution(fitted, before, order, smoothing);
  if (!shares) return undefined;
  const tempered = temper(shares, temperature);
  return nucleus(tempered, topP).map((id) => ({ id, share: tempered[id] }));
}

/** The ids of a prompt. @param {Fitted} fitted @param {string} prompt */
export const promptIds = ({ idOf, unit }, prompt) => idsOf(idOf, tokenize(prompt, unit));

/** By chance; shorter where a context leaves nothing to draw from. @param {Fitted} fitted @param {string} prompt @param {Sampling} sampling */
export function continuation(fitted, prompt, sampling) {
  const next = chance(sampling.seed);
  const ids = promptIds(fitted, prompt);
  const end = ids.length + LENGTHS[fitted.unit];
  const begin = ids.length;
  while (ids.length < end) {
    const kept = candidates(fitted, ids.slice(-ORDERS[1]), sampling);
    if (!kept) break;
    let left = next() * kept.reduce((sum, { share }) => sum + share, 0);
    ids.push((kept.find(({ share }) => (left -= share) < 0) ?? kept[kept.length - 1]).id);
  }
  return { tokens: ids.slice(begin).map((id) => fitted.kinds[id]), ended: ids.length < end };
}

/** The same from a text. @param {string} text @param {Unit} unit @param {string} prompt @param {Sampling} sampling */
export const continued = (text, unit, prompt, sampling) => continuation(fit(text, unit), prompt, sampling);

/** As one reads them: words apart, punctuation close. @param {string[]} tokens @param {Unit} unit */
export const joined = (tokens, unit) => unit === "characters" ? tokens.join("") : tokens.join(" ").replace(/ (?=[.,;:!?)])/g, "");

/** A loss or a perplexity as it is written. @param {number} value @param {(value: number) => string} [write] */
export const written = (value, write = digits) => (value === Infinity ? "infinite" : write(value));

/** @param {unknown} k @returns {k is number} */
export const isSmoothing = (k) => isNumber(k) && (k === 0 || (k >= SMOOTHINGS[0] && k <= SMOOTHINGS[1]));

/** @param {unknown} order @returns {order is number} */
export const isOrder = (order) => isNumber(order) && Number.isInteger(order) && order >= ORDERS[0] && order <= ORDERS[1];

/** What the challenge is judged on, once counted. @type {Fitted | undefined} */
let challenge;

/** Total: whatever comes, a verdict goes. An answer is {order, smoothing}. @param {unknown} response */
export function judge(response) {
  const { order, smoothing: k } = /** @type {Record<string, unknown>} */ (response ?? {});
  if (!isOrder(order) || !isSmoothing(k)) {
    return { met: false, message: "No answer to judge: it needs an order n from 1 to 5 and a smoothing k of 0 or from 0.001 to 1." };
  }
  const fitted = (challenge ??= fit(PRESETS.tidy.text, "words"));
  const { training, heldOut, seen, impossible } = measure(fitted, order, k);
  const held = fitted.tokens.length - fitted.split;
  const at = `With the tidy replies in words, training perplexity is ${written(perplexity(training))} and held-out perplexity ${written(perplexity(heldOut))}`;
  const met = perplexity(heldOut) < ASKED + 0.005; // as it is written, with two decimals
  const message = () => {
    if (met) return `Met. ${at}: two tokens of context say much and still recur in so small a text, and a little smoothing leaves room for what is new.`;
    if (impossible) {
      return `Too little smoothing. ${at}: ${impossible} of ${held} held-out tokens never followed their context in training, `
        + "and without smoothing each has probability 0.";
    }
    const asked = `${at}; at most ${ASKED.toFixed(2)} is asked.`;
    // Half the smoothing would be a clear gain.
    const much = heldOut - measure(fitted, order, k / 2).heldOut > 0.1;
    if (order < ORDER) return `Underfitting: the context is too short to tell what comes next. ${asked}${much ? " There is too much smoothing as well." : ""}`;
    if (order > ORDER) {
      return `${much ? "Too much smoothing, and a context too long" : "Overfitting: the context is too long"} for so little text. ${asked} `
        + `Of the ${held} held-out contexts ${seen} occurred in training.`;
    }
    return measure(fitted, order, k * 0.95).heldOut < heldOut
      ? `Too much smoothing. ${asked} Mass that was earned by counts goes to tokens that never came.`
      : `Too little smoothing. ${asked} What is new in the held-out part is held nearly impossible.`;
  };
  return { met, message: message() };
}
