/**
 * Hyperparameters: the settings of a run, what a run is called, and the challenge, without a page. Twin of
 * curriculum/labs/hyperparameters.py: the same numbers, the same words. The training: hyperparameters.training.js.
 */
import { digits, isNumber } from "./numbers.js";
import { TRAINING, stepsOf, trained } from "./hyperparameters.training.js";

/** @typedef {import("./hyperparameters.training.js").Settings} Settings */
/** @typedef {import("./hyperparameters.training.js").Run} Run */
/** @typedef {"diverged" | "noisy" | "overfitted" | "slow" | "good"} Name */

export const LAB = "hyperparameters";
export const CHALLENGE = "sixty-steps";
export const MOST_LOSS = 0.16;
export const MOST_STEPS = 60;

/**
 * Lowest and highest of each setting that is a number; the rate and min_delta need not be whole.
 * @type {Record<Exclude<keyof Settings, "decay">, readonly [number, number]>}
 */
export const RANGES = {
  rate: [0.001, 2], batch: [1, TRAINING.length], epochs: [1, 200], warmup: [0, 100], patience: [0, 30], delta: [0, 0.1], seed: [1, 999],
};
export const DECAYS = { constant: "none: constant rate", linear: "linear, to 0 at the last step" };

/** @type {Settings} */
const FIRST = { rate: 0.03, batch: 8, epochs: 40, warmup: 0, decay: "constant", patience: 0, delta: 0, seed: 1 };

/** @type {Record<string, {name: string, settings: Settings}>} */
export const PRESETS = {
  first: { name: "A first guess", settings: FIRST },
  diverges: { name: "Diverges", settings: { ...FIRST, rate: 0.9, batch: 24 } },
  slow: { name: "Too slow", settings: { ...FIRST, rate: 0.01, batch: 24, epochs: 80 } },
  overfits: { name: "Overfits", settings: { ...FIRST, rate: 0.4, batch: 24, epochs: 200 } },
  noisy: { name: "Noisy small batches", settings: { ...FIRST, rate: 0.25, batch: 1, epochs: 20 } },
  stops: { name: "Stops in time", settings: { ...FIRST, rate: 0.1, batch: 4, epochs: 100, patience: 5 } },
};

/** The settings in a value, if it holds them all and each is within its range. @param {unknown} value @returns {Settings | undefined} */
export function settingsIn(value) {
  const given = /** @type {Record<string, unknown>} */ (value ?? {});
  const valid = Object.entries(RANGES).every(([name, [low, high]]) => {
    const found = given[name];
    return isNumber(found) && found >= low && found <= high && (name === "rate" || name === "delta" || Number.isInteger(found));
  });
  const { rate, batch, epochs, warmup, decay, patience, delta, seed } = /** @type {Settings} */ (given);
  return valid && (decay === "constant" || decay === "linear") ? { rate, batch, epochs, warmup, decay, patience, delta, seed } : undefined;
}

/** The epoch, from 1 on, with the lowest validation loss; the first of equals. @param {Pick<Run, "valid">} run */
export function bestOf({ valid }) {
  let best = 1;
  for (let epoch = 2; epoch < valid.length; epoch += 1) if (valid[epoch] < valid[best]) best = epoch;
  return best;
}

/** What the names of runs rest on; shares and factors. */
export const RULE = { second: 0.5, often: 0.25, jump: 0.1, risen: 1.1, moved: 0.5, tail: 0.2, falling: 1.1 };

/**
 * What a run is called; the first that holds.
 *
 * diverged: the training loss ends at or above where it began, or rose in every epoch of the second half.
 * noisy: in the second half the training loss rose in a quarter of the epochs or more, by 10% or more on average.
 * overfitted: the validation loss kept is 10% or more above the lowest, with a lower training loss.
 * slow: the validation loss kept is more than half the first, or that of the end fell by a tenth in the last fifth.
 * @param {Pick<Run, "train" | "valid" | "kept">} run of one epoch at least @returns {Name}
 */
export function nameOf({ train, valid, kept }) {
  const last = train.length - 1;
  const half = Math.floor(last * RULE.second);
  let [rises, rise] = [0, 0];
  for (let epoch = half + 1; epoch <= last; epoch += 1) {
    if (train[epoch] <= train[epoch - 1]) continue;
    rises += 1;
    rise += train[epoch] / train[epoch - 1] - 1;
  }
  if (!(train[last] < train[0]) || rises === last - half) return "diverged";
  if (rises >= RULE.often * (last - half) && rise >= RULE.jump * rises) return "noisy";
  const best = bestOf({ valid });
  if (valid[kept] >= RULE.risen * valid[best] && train[kept] < train[best]) return "overfitted";
  const before = valid[last - Math.ceil(last * RULE.tail)];
  return valid[kept] > RULE.moved * valid[0] || before >= RULE.falling * valid[last] ? "slow" : "good";
}

/** A loss to three digits; beyond 1,000 its size says nothing. @param {number} value */
export const lossWords = (value) => (value < 1 ? value.toFixed(3) : value < 999.5 ? digits(value) : "over 1,000");

/** Whether a loss is low enough, as it is written: 0.1604 is 0.160. @param {number} loss */
const isLow = (loss) => Number(loss.toFixed(3)) <= MOST_LOSS;

/** What came of a run, where the challenge is not met. @param {Run} run @param {number} batch @returns {string} */
function missed(run, batch) {
  const { train, valid, stopped, kept } = run;
  const [best, asked] = [bestOf(run), `at most ${lossWords(MOST_LOSS)} is asked.`];
  const [loss, lowest] = [lossWords(valid[kept]), lossWords(valid[best])];
  switch (nameOf(run)) {
    case "diverged":
      return `Diverged: the training loss was ${lossWords(train[0])} before the first step and `
        + `${lossWords(train[train.length - 1])} after epoch ${train.length - 1}. Its steps are too long.`;
    case "noisy":
      return `Too noisy: batches of ${batch}, at this rate, throw the loss up and down. It keeps a validation loss of ${loss}; ${asked}`;
    case "overfitted":
      return `Overfitted: the validation loss was ${lowest} after epoch ${best}, and is ${loss} in the weights kept, `
        + `while the training loss went on falling; ${asked}`;
    case "slow":
      return stopped
        ? `Stopped too soon: after epoch ${stopped}, with a validation loss of ${loss} that could still fall; ${asked}`
        : `Too slow: the validation loss has come from ${lossWords(valid[0])} to ${loss} when the steps end; ${asked}`;
    default:
      return isLow(valid[best])
        ? `Past its best: the validation loss was ${lowest} after epoch ${best}, and is ${loss} in the weights kept; ${asked}`
        : `Not low enough: the validation loss kept is ${loss}, `
          + `${kept === best ? "the lowest of the run" : `and it was never below ${lowest}`}; ${asked}`;
  }
}

/**
 * Total: whatever comes, a verdict goes. An answer is the settings of a run; the run is made anew, and meets the
 * challenge when the weights it keeps have a validation loss of at most 0.16 and it took at most 60 steps.
 * @param {unknown} response
 */
export function judge(response) {
  const settings = settingsIn(response);
  if (!settings) {
    return {
      met: false,
      message: "No answer to judge: it needs rate, batch, epochs, warmup, decay, patience, delta and seed, "
        + "each within its range.",
    };
  }
  const run = trained(settings);
  const { each } = stepsOf(TRAINING.length, settings.batch, settings.epochs);
  const epochs = run.train.length - 1;
  const diverged = nameOf(run) === "diverged";
  if (!diverged && run.steps > MOST_STEPS) {
    return {
      met: false,
      message: `Too many steps: ${run.steps}, for ${TRAINING.length} examples in batches of ${settings.batch} make ${each} an epoch, `
        + `and it ran ${epochs}. At most ${MOST_STEPS} are asked. The validation loss kept is ${lossWords(run.valid[run.kept])}.`,
    };
  }
  if (diverged || !isLow(run.valid[run.kept])) return { met: false, message: missed(run, settings.batch) };
  const why = settings.patience
    ? `early stopping keeps the weights of epoch ${run.kept}`
    : `it ends near its best, which was epoch ${bestOf(run)}`;
  return {
    met: true,
    message: `Met: a validation loss of ${lossWords(run.valid[run.kept])} after ${run.steps} steps. `
      + `With ${each === 1 ? "one step" : `${each} steps`} an epoch the rate is high enough to arrive in time `
      + `and low enough not to diverge, and ${why}.`,
  };
}
