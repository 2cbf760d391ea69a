/**
 * Trains in a thread of its own, so that the page stays free. In: {run, settings} or {pause}. Out: {kind: "born" |
 * "progress" | "done", phase, …}, see lifecycle.js.
 */
import { PLANS, continueAll, distil, keepOn, library, newborn, pretrain, tune, weigh } from "./lifecycle.phases.js";

/** @typedef {import("./lifecycle.phases.js").Phase} Phase @typedef {import("./lifecycle.phases.js").Network} Network */

const SLICE = 30; // milliseconds of work between two looks at what the page wants
const REPORT = 150; // milliseconds between two reports

/** The texts of the seed that was pre-trained on. @type {import("./lifecycle.phases.js").Library | undefined} */
let texts;
/** The model after each phase. @type {Partial<Record<Phase, Network>>} */
const models = {};
/** What is being trained. @type {{phase: Phase, seed: number, run: Generator<any, any>, step: number} | undefined} */
let work;
let paused = false;
let queued = false;
let reported = 0;

addEventListener("message", ({ data }) => {
  if ("pause" in data) paused = data.pause;
  else start(data.run, data.settings);
  queue();
});

/** The next turn, once: messages may come while one is waiting. */
function queue() {
  if (!work || paused || queued) return;
  queued = true;
  setTimeout(turn);
}

/** @param {Phase} phase @param {import("./lifecycle.phases.js").Settings} settings */
function start(phase, settings) {
  if (phase === "pretraining" || !texts) {
    texts = library(settings.seed);
    const network = newborn(settings.seed);
    postMessage({ kind: "born", losses: weigh(network, texts.validation), said: continueAll(network, settings.seed) });
  }
  const [read, after] = [texts, /** @type {Record<Phase, Network>} */ (models)];
  const begin = {
    pretraining: () => pretrain(read, settings),
    continuing: () => keepOn(after.pretraining, read, settings),
    tuning: () => tune(after.continuing, read, settings),
    distilling: () => distil(after.tuning, read, settings),
  };
  work = { phase, seed: settings.seed, run: begin[phase](), step: 0 };
}

/** Trains for a moment, then lets messages in. */
function turn() {
  queued = false;
  if (!work || paused) return;
  const until = performance.now() + SLICE;
  while (performance.now() < until) {
    const { done, value } = work.run.next();
    if (done) return finish(value);
    if (value) {
      work.step = value.step;
      postMessage({ kind: "progress", phase: work.phase, point: value, share: value.step / PLANS[work.phase].steps });
      reported = performance.now();
    } else work.step += 1;
  }
  if (performance.now() - reported > REPORT) {
    postMessage({ kind: "progress", phase: work.phase, share: Math.min(1, work.step / PLANS[work.phase].steps) });
    reported = performance.now();
  }
  queue();
}

/** @param {{network: Network, alone?: Network}} result */
function finish({ network, alone }) {
  if (!work || !texts) return;
  const { phase, seed } = work;
  models[phase] = network;
  work = undefined;
  postMessage({
    kind: "done", phase, losses: weigh(network, texts.validation), said: continueAll(network, seed),
    ...(alone && { alone: weigh(alone, texts.validation) }),
  });
}
