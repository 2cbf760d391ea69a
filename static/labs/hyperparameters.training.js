/**
 * Gradient descent on a small problem: the data, the model and its training, without a page. Twin of
 * curriculum/labs/hyperparameters_training.py. Only + - × ÷ on the same numbers in the same order: the same bits.
 *
 * Epochs are counted from 1; epoch 0 is the model before its training. Losses are mean squared errors.
 */
import { chance, shuffle } from "./chance.js";

/** @typedef {readonly (readonly [number, number])[]} Points hour of the day, messages a minute */

/** Invented: messages a minute to a shop's support bot, with two busy times and some noise. @type {Points} */
export const TRAINING = [
  [0.1, 0], [1.7, 0], [2.3, 1], [3.3, 0.4], [4.5, 0.4], [5.2, 0], [6.7, 0.4], [7.4, 0],
  [8.7, 1.5], [9.7, 3.1], [10.7, 3], [11.6, 2.4], [12.3, 1.4], [13.7, 1.2], [14.1, 1.3], [15.8, 1.7],
  [16.2, 1], [17.1, 1.3], [18.6, 3.4], [19.2, 3], [20.5, 2.7], [21.5, 1.6], [22.5, 1.3], [23.5, 0.3],
];

/** Other days, held back. @type {Points} */
export const VALIDATION = [
  [0.2, 0.4], [0.9, 0], [2.1, 0.3], [2.3, 0.1], [3.6, 0.8], [3.8, 0.4], [4.8, 0.3], [5.4, 0.5],
  [6.3, 0.4], [6.9, 0], [7.7, 1.4], [8.6, 1.2], [9.6, 2.5], [10.3, 3], [10.7, 2.8], [11.6, 1.8],
  [12.4, 1.7], [13, 1.3], [13.7, 1.5], [14.4, 0.5], [15.5, 1], [16.4, 1.5], [16.6, 1.4], [17.6, 2.2],
  [18.1, 2.4], [19.1, 3.1], [19.9, 3.9], [20.8, 3.2], [21.6, 2], [22, 1], [22.6, 0.6], [23.7, 0.5],
];

const BUMPS = 24; // one an hour: enough to follow every training point, noise and all
const RUNAWAY = 10; // times the first training loss: nothing is learned any more

/** What the model weighs at an hour: 1, and a bump 1/(1 + d²) about the middle of each hour of the day. @param {number} hour */
export function features(hour) {
  const values = new Float64Array(BUMPS + 1);
  values[0] = 1;
  for (let bump = 0; bump < BUMPS; bump += 1) {
    const distance = hour - (bump + 0.5);
    values[bump + 1] = 1 / (1 + distance * distance);
  }
  return values;
}

/** The model: Σ w_k f_k(hour). @param {ArrayLike<number>} weights @param {ArrayLike<number>} values */
export function predict(weights, values) {
  let total = 0;
  for (let index = 0; index < values.length; index += 1) total += weights[index] * values[index];
  return total;
}

/** @typedef {{values: Float64Array, target: number}} Example */

/** @param {Points} points @returns {Example[]} */
const examples = (points) => points.map(([hour, target]) => ({ values: features(hour), target }));
const LEARNED = examples(TRAINING);
const HELD_BACK = examples(VALIDATION);

/** The mean squared error. @param {ArrayLike<number>} weights @param {Example[]} of */
function meanSquare(weights, of) {
  let total = 0;
  for (const { values, target } of of) {
    const error = predict(weights, values) - target;
    total += error * error;
  }
  return total / of.length;
}

/** Training and validation loss. @param {ArrayLike<number>} weights @returns {[number, number]} */
export const losses = (weights) => [meanSquare(weights, LEARNED), meanSquare(weights, HELD_BACK)];

/**
 * ∂/∂w of the mean squared error of a batch: Σ 2 (prediction - target) f / n.
 * @param {ArrayLike<number>} weights @param {number[]} batch places in TRAINING
 */
export function gradient(weights, batch) {
  const slope = new Float64Array(weights.length);
  for (const place of batch) {
    const { values, target } = LEARNED[place];
    const pull = (2 * (predict(weights, values) - target)) / batch.length;
    for (let index = 0; index < values.length; index += 1) slope[index] += pull * values[index];
  }
  return slope;
}

/** @typedef {"constant" | "linear"} Decay */

/**
 * The learning rate of a step, counted from 0: up to the peak in a straight line, then level or down to `floor`.
 * @param {{peak: number, warmup: number, total: number, decay: Decay, floor?: number}} schedule warmup and total in steps
 * @param {number} step
 */
export function rateAt({ peak, warmup, total, decay, floor = 0 }, step) {
  if (step < warmup) return (peak * step) / warmup;
  return decay === "constant" || step === warmup ? peak : floor + ((peak - floor) * (total - step)) / (total - warmup);
}

/**
 * Steps of a run: ceil(examples / effective batch) × epochs; the last batch of an epoch may be smaller.
 * @param {number} count of examples @param {number} batch on one device, at once @param {number} epochs
 */
export function stepsOf(count, batch, epochs, accumulation = 1, devices = 1) {
  const effective = batch * accumulation * devices;
  const each = Math.ceil(count / effective);
  return { effective, each, total: each * epochs };
}

/**
 * Early stopping: an epoch is better only if its loss is below the best one less `delta`; after `patience` epochs in a
 * row that are not, training stops. `stop` is 0 if it never does.
 * @param {number[]} validation from epoch 1 on @param {number} patience at least 1 @param {number} delta
 */
export function earlyStop(validation, patience, delta) {
  let [best, loss] = [0, Infinity];
  for (let epoch = 1; epoch <= validation.length; epoch += 1) {
    if (validation[epoch - 1] < loss - delta) [best, loss] = [epoch, validation[epoch - 1]];
    else if (epoch - best >= patience) return { stop: epoch, best, loss };
  }
  return { stop: 0, best, loss };
}

/**
 * @typedef {object} Settings
 * @property {number} rate peak of the learning rate @property {number} batch @property {number} epochs
 * @property {number} warmup steps @property {Decay} decay
 * @property {number} patience epochs; 0: early stopping is off @property {number} delta min_delta
 * @property {number} seed of the order of the examples
 *
 * @typedef {object} Run
 * @property {number[]} train @property {number[]} valid losses by epoch, from epoch 0
 * @property {number} stopped the epoch in which early stopping ended it, or 0
 * @property {number} kept the epoch whose weights are kept: the last, or the best where early stopping is on
 * @property {number} steps taken
 *
 * @typedef {Run & {weights: Float64Array, keptWeights: Float64Array}} Training
 */

/**
 * One epoch of mini-batch gradient descent, in place.
 * @param {Float64Array} weights @param {number[]} order @param {number} batch
 * @param {(step: number) => number} rate @param {number} step of its first batch @returns {number} the step after its last
 */
function descend(weights, order, batch, rate, step) {
  for (let start = 0; start < order.length; start += batch) {
    const slope = gradient(weights, order.slice(start, start + batch));
    const length = rate(step);
    for (let index = 0; index < weights.length; index += 1) weights[index] -= length * slope[index];
    step += 1;
  }
  return step;
}

/** Trains, and pauses after each epoch. @param {Settings} settings @returns {Generator<Training, void>} */
export function* training({ rate, batch, epochs, warmup, decay, patience, delta, seed }) {
  const { total } = stepsOf(LEARNED.length, batch, epochs);
  const schedule = { peak: rate, warmup, total, decay };
  const next = chance(seed);
  const order = LEARNED.map((_, place) => place);
  const weights = new Float64Array(BUMPS + 1);
  const [first, held] = losses(weights);
  /** @type {Training} */
  const run = { train: [first], valid: [held], stopped: 0, kept: 0, steps: 0, weights, keptWeights: weights.slice() };
  yield run;
  for (let epoch = 1; epoch <= epochs; epoch += 1) {
    run.steps = descend(weights, shuffle(order, next), batch, (step) => rateAt(schedule, step), run.steps);
    const [train, valid] = losses(weights);
    run.train.push(train);
    run.valid.push(valid);
    const { stop, best } = patience ? earlyStop(run.valid.slice(1), patience, delta) : { stop: 0, best: epoch };
    run.stopped = stop;
    if (best === epoch) [run.kept, run.keptWeights] = [epoch, weights.slice()];
    yield run;
    // What is not a number is not below either.
    if (stop || !(train <= RUNAWAY * first)) return;
  }
}

/** A whole run at once. @param {Settings} settings @returns {Run} */
export function trained(settings) {
  let run;
  for (run of training(settings));
  const { train, valid, stopped, kept, steps } = /** @type {Training} */ (run);
  return { train, valid, stopped, kept, steps };
}
