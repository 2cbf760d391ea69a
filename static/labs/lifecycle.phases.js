/**
 * The four phases of a small model's life. Each is a generator that trains a step at a time, so that whoever runs it
 * can pause, show what has come so far, and leave. No page, no clock; everything is decided by the seed.
 */
import { chance } from "./chance.js";
import { begin, copy, countParameters, examplesOf, lossOn, sample, say, trainer } from "./lifecycle.model.js";
import { SOURCES, VOCABULARY, decode, encode, write, writePairs } from "./lifecycle.texts.js";

/** @typedef {import("./lifecycle.model.js").Network} Network */
/** @typedef {import("./lifecycle.model.js").Examples} Examples */
/** @typedef {{seed: number, replay: number, labels: keyof typeof LABELS}} Settings `replay` is the general text's share of what phase 2 reads */
/** @typedef {{general: number, domain: number, answers: number}} Losses on validation texts, nats per token */
/** @typedef {{step: number, train: number} & Partial<Losses> & {taught?: number, alone?: number}} Point */

const CONTEXT = 10;
const TEACHER = { vocabulary: VOCABULARY.length, context: CONTEXT, width: 16, hidden: 64 };
const STUDENT = { vocabulary: VOCABULARY.length, context: CONTEXT, width: 8, hidden: 16 };
export const PARAMETERS = { teacher: countParameters(TEACHER), student: countParameters(STUDENT) };
/** How many labelled pairs the students get. */
export const LABELS = { few: 24, many: 300 };
const QUESTIONS = 600; // without answers, for the teacher to answer
const BATCH = 24;
const EVERY = 50; // steps between two points of a curve
const GLANCE = 30; // sentences of each validation text that a point looks at; the whole is weighed at the end
const END = encode(".")[0];

/** Steps and learning rates. */
export const PLANS = {
  pretraining: { steps: 1200, rate: 0.01 },
  continuing: { steps: 800, rate: 0.006 },
  tuning: { steps: 800, rate: 0.01 },
  distilling: { steps: 1500, rate: 0.015 },
};
/** @typedef {keyof typeof PLANS} Phase */
export const PHASES = /** @type {Phase[]} */ (Object.keys(PLANS));

/** What there is to read, by seed: texts to learn from, and others, drawn apart, to be judged by. @param {number} seed */
export function library(seed) {
  const [next, apart] = [chance(seed), chance(seed + 77_777)];
  const general = write(SOURCES.general, 800, next);
  const domain = write(SOURCES.domain, 500, next);
  const pairs = writePairs(LABELS.many, false, next);
  const examples = (/** @type {import("./lifecycle.texts.js").Piece[]} */ pieces) => examplesOf(pieces, CONTEXT);
  const read = {
    general: examples(general), domain: examples(domain), pairs: examples(pairs), few: examples(pairs.slice(0, LABELS.few)),
    questions: writePairs(QUESTIONS, false, next).map(({ given }) => given),
  };
  const kept = [write(SOURCES.general, 120, apart), write(SOURCES.domain, 120, apart), writePairs(120, true, apart)];
  const [validation, glance] = [kept, kept.map((pieces) => pieces.slice(0, GLANCE))].map((sets) => {
    const [general, domain, answers] = sets.map(examples);
    return { general, domain, answers };
  });
  return { ...read, validation, glance };
}
/** @typedef {ReturnType<typeof library>} Library */

/** A model that has read nothing. @param {number} seed */
export const newborn = (seed) => begin(TEACHER, chance(seed + 1));

/** The three validation losses. @param {Network} network @param {Library["validation"]} texts @returns {Losses} */
export function weigh(network, { general, domain, answers }) {
  return { general: lossOn(network, general), domain: lossOn(network, domain), answers: lossOn(network, answers) };
}

/** Prompts whose continuations show what a model has become. */
export const PROMPTS = ["the", "in the", "the refund for the", "customer: where is the lamp ? agent:", "customer: can i return the rug ? agent:"];

/** What a model makes of each prompt. @param {Network} network @param {number} seed */
export const continueAll = (network, seed) => PROMPTS.map((prompt, index) => ({
  prompt, said: decode(sample(network, encode(prompt), { next: chance(seed + index), end: END })),
}));

/** A learning rate that warms up over 50 steps and then falls to a tenth. @param {number} rate @param {number} step @param {number} steps */
const rateAt = (rate, step, steps) => rate * Math.min(1, (step + 1) / 50) * (1 - (0.9 * step) / steps);

/** A batch drawn from several texts, each by its share. @param {{examples: Examples, share: number}[]} mix @param {() => number} next */
const draw = (mix, next) => Array.from({ length: BATCH }, () => {
  let [place, left] = [0, next()];
  while (place < mix.length - 1 && (left -= mix[place].share) > 0) place += 1;
  const { examples } = mix[place];
  return { examples, index: Math.floor(next() * examples.labels.length) };
});

/**
 * Trains networks side by side on what each reads; yields after every step, with a point of the curves now and then.
 * @template {Partial<Point>} W
 * @param {{network: Network, mix: {examples: Examples, share: number}[]}[]} classes
 * @param {Phase} phase @param {number} seed @param {() => W} watch
 * @returns {Generator<(W & {step: number, train: number}) | undefined, void>}
 */
function* train(classes, phase, seed, watch) {
  const { steps, rate } = PLANS[phase];
  const next = chance(seed + 2 + PHASES.indexOf(phase));
  const takes = classes.map(({ network, mix }) => ({ step: trainer(network), mix }));
  let sum = 0;
  for (let step = 0; step < steps; step += 1) {
    if (step === 0) yield { step, train: NaN, ...watch() };
    sum += takes.map((take) => take.step(draw(take.mix, next), rateAt(rate, step, steps)))[0];
    if ((step + 1) % EVERY === 0 || step + 1 === steps) {
      const n = (step + 1) % EVERY || EVERY;
      yield { step: step + 1, train: sum / n, ...watch() };
      sum = 0;
    } else yield undefined;
  }
}

/** Phase 1: a new model reads the general text. @param {Library} library @param {Settings} settings */
export function* pretrain(library, { seed }) {
  const network = newborn(seed);
  yield* train([{ network, mix: [{ examples: library.general, share: 1 }] }], "pretraining", seed, () => weigh(network, library.glance));
  return { network };
}

/** Phase 2: it reads on, the shop's text and some of the general one again. @param {Network} before @param {Library} library @param {Settings} settings */
export function* keepOn(before, library, { seed, replay }) {
  const network = copy(before);
  const mix = [{ examples: library.domain, share: 1 - replay }, { examples: library.general, share: replay }];
  yield* train([{ network, mix }], "continuing", seed, () => weigh(network, library.glance));
  return { network };
}

/** Phase 3: it learns to answer, from questions with answers. @param {Network} before @param {Library} library @param {Settings} settings */
export function* tune(before, library, { seed }) {
  const network = copy(before);
  yield* train([{ network, mix: [{ examples: library.pairs, share: 1 }] }], "tuning", seed, () => weigh(network, library.glance));
  return { network };
}

/**
 * Phase 4: two students, alike at first, take the same number of steps. Both have the labelled pairs; one also has
 * what the teacher answers to questions without answers, with all its probabilities.
 * @param {Network} teacher @param {Library} library @param {Settings} settings
 */
export function* distil(teacher, library, { seed, labels }) {
  const [taught, alone] = [begin(STUDENT, chance(seed + 7)), begin(STUDENT, chance(seed + 7))];
  const labelled = labels === "few" ? library.few : library.pairs;
  const answered = yield* answer(teacher, library.questions, chance(seed + 8));
  const classes = [
    { network: taught, mix: [{ examples: answered, share: 0.9 }, { examples: labelled, share: 0.1 }] },
    { network: alone, mix: [{ examples: labelled, share: 1 }] },
  ];
  yield* train(classes, "distilling", seed, () => ({
    taught: lossOn(taught, library.glance.answers), alone: lossOn(alone, library.glance.answers),
  }));
  return { network: taught, alone };
}

/** The teacher's answers, a question at a time. @param {Network} teacher @param {number[][]} questions @param {() => number} next @returns {Generator<undefined, Examples>} */
function* answer(teacher, questions, next) {
  const pieces = [];
  for (const given of questions) {
    pieces.push({ given, said: sample(teacher, given, { next, end: END }) });
    yield undefined;
  }
  const examples = examplesOf(pieces, CONTEXT);
  return { ...examples, targets: say(teacher, examples) };
}

/** Runs a phase to its end. @template R @param {Generator<Point | undefined, R>} phase @returns {{points: Point[], result: R}} */
export function finish(phase) {
  const points = [];
  for (;;) {
    const { done, value } = phase.next();
    if (done) return { points, result: value };
    if (value) points.push(value);
  }
}
