/**
 * A small neural language model in plain arithmetic, and what training does to it (Bengio et al., 2003: the words
 * before, as vectors side by side, one hidden layer, a probability for each next token).
 *
 * Losses are cross-entropies in nats per token. Everything is decided by the seed.
 */
import { normal } from "./chance.js";

/** `hidden` and `context` · `width` are multiples of four. @typedef {{vocabulary: number, context: number, width: number, hidden: number}} Shape */
/**
 * `embedding` [vocabulary × width], `inner` [context · width × hidden], `innerBias` [hidden],
 * `outer` [hidden × vocabulary], `outerBias` [vocabulary].
 * @typedef {{shape: Shape, weights: Record<Part, Float32Array>}} Network
 * @typedef {"embedding" | "inner" | "innerBias" | "outer" | "outerBias"} Part
 */
/** Contexts, one after the other, with the token that follows each; `targets`, if there are, are whole distributions. @typedef {{contexts: Uint16Array, labels: Uint16Array, targets?: Float32Array}} Examples */

const PARTS = /** @type {const} */ (["embedding", "inner", "innerBias", "outer", "outerBias"]);
/** How many numbers each part has. @param {Shape} shape @returns {Record<Part, number>} */
const sizes = ({ vocabulary, context, width, hidden }) => ({
  embedding: vocabulary * width, inner: context * width * hidden, innerBias: hidden, outer: hidden * vocabulary, outerBias: vocabulary,
});

/** How many parameters a network of this shape has. @param {Shape} shape */
export const countParameters = (shape) => Object.values(sizes(shape)).reduce((sum, size) => sum + size, 0);

/** A network that knows nothing yet: weights by chance, small enough to begin near the uniform guess. @param {Shape} shape @param {() => number} next @returns {Network} */
export function begin(shape, next) {
  const spread = { embedding: 0.3, inner: 1 / Math.sqrt(shape.context * shape.width), innerBias: 0, outer: 0.3 / Math.sqrt(shape.hidden), outerBias: 0 };
  const all = sizes(shape);
  return { shape, weights: over((part) => Float32Array.from({ length: all[part] }, () => (spread[part] ? spread[part] * normal(next) : 0))) };
}

/** @template T @param {(part: Part) => T} make @returns {Record<Part, T>} */
const over = (make) => /** @type {Record<Part, T>} */ (Object.fromEntries(PARTS.map((part) => [part, make(part)])));

/** @param {Network} network @returns {Network} */
export const copy = ({ shape, weights }) => ({ shape, weights: over((part) => weights[part].slice()) });

/** Room for one example's way through a network, and for a batch's gradient. @param {Shape} shape */
function bench({ vocabulary, context, width, hidden }) {
  const all = sizes({ vocabulary, context, width, hidden });
  return {
    input: new Float32Array(context * width), middle: new Float32Array(hidden), shares: new Float32Array(vocabulary),
    pull: new Float32Array(hidden), gradient: over((part) => new Float32Array(all[part])),
  };
}

/** The probabilities of the next token, into `room.shares`. @param {Network} network @param {ReturnType<typeof bench>} room @param {ArrayLike<number>} contexts @param {number} start @param {number} [temperature] */
function forward({ shape, weights }, { input, middle, shares }, contexts, start, temperature = 1) {
  const { vocabulary, context, width, hidden } = shape;
  const { embedding, inner, innerBias, outer, outerBias } = weights;
  for (let place = 0; place < context; place += 1) {
    const from = contexts[start + place] * width;
    for (let index = 0; index < width; index += 1) input[place * width + index] = embedding[from + index];
  }
  middle.set(innerBias);
  addRows(input, inner, middle);
  for (let unit = 0; unit < hidden; unit += 1) middle[unit] = Math.tanh(middle[unit]);
  shares.set(outerBias);
  addRows(middle, outer, shares);
  let highest = -Infinity;
  for (let token = 0; token < vocabulary; token += 1) if (shares[token] > highest) highest = shares[token];
  let total = 0;
  for (let token = 0; token < vocabulary; token += 1) total += shares[token] = Math.exp((shares[token] - highest) / temperature);
  for (let token = 0; token < vocabulary; token += 1) shares[token] /= total;
}

/**
 * Adds to `sums` each row of a matrix times its value. Four rows at a time, which halves the time: a sum is fetched
 * and stored once for the four.
 * @param {Float32Array} values a multiple of four of them @param {Float32Array} matrix @param {Float32Array} sums
 */
function addRows(values, matrix, sums) {
  const { length } = sums;
  for (let row = 0; row < values.length; row += 4) {
    const [a, b, c, d] = [values[row], values[row + 1], values[row + 2], values[row + 3]];
    const [one, two, three, four] = [row * length, (row + 1) * length, (row + 2) * length, (row + 3) * length];
    for (let index = 0; index < length; index += 1) {
      sums[index] += a * matrix[one + index] + b * matrix[two + index] + c * matrix[three + index] + d * matrix[four + index];
    }
  }
}

/** Adds one example's gradient to the batch's; `shares` holds what forward() left. @param {Network} network @param {ReturnType<typeof bench>} room @param {Examples} examples @param {number} index @param {number} weight */
function backward({ shape, weights }, { input, middle, shares, pull, gradient }, { contexts, labels, targets }, index, weight) {
  const { vocabulary, context, width, hidden } = shape;
  // ∂loss/∂logits: what was said less what should have been.
  if (targets) for (let token = 0; token < vocabulary; token += 1) shares[token] -= targets[index * vocabulary + token];
  else shares[labels[index]] -= 1;
  for (let token = 0; token < vocabulary; token += 1) {
    shares[token] *= weight;
    gradient.outerBias[token] += shares[token];
  }
  for (let unit = 0; unit < hidden; unit += 1) {
    const [value, from] = [middle[unit], unit * vocabulary];
    let sum = 0;
    for (let token = 0; token < vocabulary; token += 1) {
      gradient.outer[from + token] += value * shares[token];
      sum += weights.outer[from + token] * shares[token];
    }
    pull[unit] = sum * (1 - value * value);
    gradient.innerBias[unit] += pull[unit];
  }
  for (let row = 0; row < input.length; row += 1) {
    const [value, from] = [input[row], row * hidden];
    let sum = 0;
    for (let unit = 0; unit < hidden; unit += 1) {
      gradient.inner[from + unit] += value * pull[unit];
      sum += weights.inner[from + unit] * pull[unit];
    }
    gradient.embedding[contexts[index * context + Math.floor(row / width)] * width + (row % width)] += sum;
  }
}

/**
 * Adam (Kingma and Ba, 2015, arXiv 1412.6980), on batches drawn by chance.
 * @param {Network} network changed in place
 */
export function trainer(network) {
  const room = bench(network.shape);
  const [first, second] = [1, 2].map(() => over((part) => new Float32Array(network.weights[part].length)));
  let steps = 0;
  /**
   * One step; the mean loss of its examples, before it.
   * @param {{examples: Examples, index: number}[]} batch @param {number} rate
   */
  return (batch, rate) => {
    const { gradient, shares } = room;
    for (const part of PARTS) gradient[part].fill(0);
    let loss = 0;
    for (const { examples, index } of batch) {
      forward(network, room, examples.contexts, index * network.shape.context);
      loss -= Math.log(Math.max(shares[examples.labels[index]], 1e-12)) / batch.length;
      backward(network, room, examples, index, 1 / batch.length);
    }
    steps += 1;
    const [one, two] = [1 - 0.9 ** steps, 1 - 0.999 ** steps];
    for (const part of PARTS) {
      const [slope, mean, square, weights] = [gradient[part], first[part], second[part], network.weights[part]];
      for (let index = 0; index < slope.length; index += 1) {
        const value = slope[index];
        mean[index] += 0.1 * (value - mean[index]);
        square[index] += 0.001 * (value * value - square[index]);
        weights[index] -= (rate * mean[index]) / one / (Math.sqrt(square[index] / two) + 1e-8);
      }
    }
    return loss;
  };
}

/** The mean cross-entropy over examples. @param {Network} network @param {Examples} examples */
export function lossOn(network, { contexts, labels }) {
  const room = bench(network.shape);
  let loss = 0;
  for (let index = 0; index < labels.length; index += 1) {
    forward(network, room, contexts, index * network.shape.context);
    loss -= Math.log(Math.max(room.shares[labels[index]], 1e-12));
  }
  return loss / labels.length;
}

/** What the network says of each example, at a temperature: distributions side by side. @param {Network} network @param {Examples} examples @param {number} temperature */
export function say(network, { contexts, labels }, temperature = 1) {
  const room = bench(network.shape);
  const { vocabulary, context } = network.shape;
  const said = new Float32Array(labels.length * vocabulary);
  for (let index = 0; index < labels.length; index += 1) {
    forward(network, room, contexts, index * context, temperature);
    said.set(room.shares, index * vocabulary);
  }
  return said;
}

/** A continuation of `prompt`, token by token by chance, until `end` or `most` tokens. @param {Network} network @param {number[]} prompt @param {{next: () => number, end: number, most?: number, temperature?: number}} how */
export function sample(network, prompt, { next, end, most = 16, temperature = 1 }) {
  const room = bench(network.shape);
  const { context, vocabulary } = network.shape;
  const tokens = [...Array(context).fill(0), ...prompt];
  const said = [];
  while (said.length < most && said[said.length - 1] !== end) {
    forward(network, room, tokens, tokens.length - context, temperature);
    let [token, left] = [0, next()];
    while (token < vocabulary - 1 && (left -= room.shares[token]) > 0) token += 1;
    tokens.push(token);
    said.push(token);
  }
  return said;
}

/**
 * Each token that is to be said, with the `context` tokens before it; what is given is not learned.
 * @param {{given: number[], said: number[]}[]} pieces @param {number} context @returns {Examples}
 */
export function examplesOf(pieces, context) {
  const total = pieces.reduce((sum, { said }) => sum + said.length, 0);
  const contexts = new Uint16Array(total * context); // 0 stands for nothing, before the beginning
  const labels = new Uint16Array(total);
  let at = 0;
  for (const { given, said } of pieces) {
    const all = [...given, ...said];
    for (let end = given.length; end < all.length; end += 1, at += 1) {
      const before = all.slice(Math.max(0, end - context), end);
      contexts.set(before, (at + 1) * context - before.length);
      labels[at] = all[end];
    }
  }
  return { contexts, labels };
}
