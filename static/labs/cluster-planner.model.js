/**
 * Planning a cluster: the arithmetic of the lab, without a page. Twin of curriculum/labs/cluster_planner.py: the same
 * numbers, the same words.
 *
 * Operations are floating-point operations, sizes bytes unless a name says otherwise; a GPU's memory is in GB.
 */
import { GB, MEMORIES, plain, size, states, total } from "./memory.model.js";
import { brief, digits, isNumber } from "./numbers.js";

export const LAB = "cluster-planner";
export const CHALLENGE = "fourteen-days";
export const PARAMETERS = /** @type {const} */ ([1e8, 1e13]);
export const TOKENS = /** @type {const} */ ([1e6, 1e14]);
export const GPUS = /** @type {const} */ ([1, 32768]);
export const PEAKS = /** @type {const} */ ([1e12, 1e16]); // operations a second
export const UTILISATIONS = /** @type {const} */ ([0.05, 1]);
export const PRICES = /** @type {const} */ ([0, 20]); // of one GPU-hour
export const STAGES = ["No sharding", "ZeRO stage 1", "ZeRO stage 2", "ZeRO stage 3"];

/**
 * What is to be done, and with which GPU; a plan says on how many.
 * @typedef {{parameters: number, tokens: number, peak: number, memory: number, utilisation: number}} Run
 * @typedef {Run & {gpus: number, stage: number}} Plan
 */

/** The challenge's run, its time and what every GPU shall keep free, in GB. @type {Run} */
export const ASKED = { parameters: 14e9, tokens: 180e9, peak: 312e12, memory: 40, utilisation: 0.4 };
export const DAYS = 14;
export const FREE = 10;
export const EIGHT = 8; // GPUs to a server

/**
 * Dense 16-bit operations a second and memory, rounded from the maker's data sheets.
 * @type {Record<string, {name: string, peak: number, memory: number}>}
 */
export const CARDS = {
  "a100-40": { name: "A100, 40 GB", peak: 312e12, memory: 40 },
  "a100-80": { name: "A100, 80 GB", peak: 312e12, memory: 80 },
  "h100-80": { name: "H100 SXM, 80 GB", peak: 989e12, memory: 80 },
};

/** @typedef {{name: string, parameters: number, tokens: number, gpus: number, note: string}} Preset */

/** @type {Record<string, Preset>} */
export const PRESETS = {
  seven: {
    name: "7 B on 2 T tokens", parameters: 7e9, tokens: 2e12, gpus: 256,
    note: "286 tokens for each parameter: more than the lowest loss for this compute asks, to have a small model that "
      + "is cheap to run.",
  },
  seventy: {
    name: "70 B on 1.4 T tokens", parameters: 70e9, tokens: 1.4e12, gpus: 1024,
    note: "Chinchilla’s size and tokens, 20 for each parameter.",
  },
  gpt3: {
    name: "175 B on 300 B tokens", parameters: 175e9, tokens: 300e9, gpus: 1024,
    note: "GPT-3’s size and tokens, fewer than 2 for each parameter.",
  },
  continued: {
    name: "Continued pre-training", parameters: 1.3e9, tokens: withReplay(20e9, 0.05), gpus: 8,
    note: "20 B tokens are new. Replay is 5% of all that is read, so that 20 B are 95%: 20 / 0.95 = 21.05 B.",
  },
  tuning: {
    name: "Fine-tuning", parameters: 7e9, tokens: 15e6, gpus: 8,
    note: "10,000 conversations of a support bot, 500 tokens each, read three times.",
  },
};

/** New tokens and replayed ones together, where `share` of all is replay. @param {number} fresh @param {number} share */
export function withReplay(fresh, share) {
  return fresh / (1 - share);
}

/**
 * 6ND: two for each parameter and token forwards, four backwards (Kaplan et al., 2020, arXiv 2001.08361).
 * @param {number} parameters @param {number} tokens
 */
export const operations = (parameters, tokens) => 6 * parameters * tokens;

/** 2N: forwards only, for each token read or written once the model is in use. @param {number} parameters */
export const perToken = (parameters) => 2 * parameters;

/** @param {number} parameters @param {number} tokens @param {number} peak @param {number} utilisation */
export const gpuHours = (parameters, tokens, peak, utilisation) =>
  operations(parameters, tokens) / (peak * utilisation) / 3600;

/** With perfect scaling: twice the GPUs, half the time. @param {number} hours of one GPU @param {number} gpus */
export const days = (hours, gpus) => hours / gpus / 24;

/**
 * From how many GPUs on the states fit into `room` bytes of each; Infinity if the part that is not shared is too large.
 * @param {number} parameters @param {number} stage @param {number} room
 */
export function fewest(parameters, stage, room) {
  const kept = total(states(parameters, Infinity, stage));
  const shared = total(states(parameters, 1, stage)) - kept;
  if (shared === 0) return kept <= room ? 1 : Infinity;
  return kept < room ? Math.max(1, Math.ceil(shared / (room - kept))) : Infinity;
}

/** 53.3 days, 4.21 hours. @param {number} length in days */
export function time(length) {
  if (length >= 730) return `${digits(length / 365)}\u00a0years`;
  if (length >= 2) return `${digits(length)}\u00a0days`;
  if (length * 24 >= 1) return `${digits(length * 24)}\u00a0hours`;
  return length * 1440 >= 1 ? `${digits(length * 1440)}\u00a0minutes` : "less than a minute";
}

/** Hours of one GPU that a plan takes. @param {Run} run */
export const hoursOf = ({ parameters, tokens, peak, utilisation }) => gpuHours(parameters, tokens, peak, utilisation);

/** What stays free on each GPU, bytes; below zero where the states do not fit. @param {Plan} plan */
export const freeOf = ({ parameters, gpus, stage, memory }) => memory * GB - total(states(parameters, gpus, stage));

/** @type {[keyof Run, readonly [number, number], (value: number) => string][]} */
const SAID = [
  ["parameters", PARAMETERS, (value) => `${brief(value)} parameters`],
  ["tokens", TOKENS, (value) => `${brief(value)} tokens`],
  ["peak", PEAKS, (value) => `a peak of ${brief(value)} operations a second`],
  ["memory", MEMORIES, (value) => `GPUs of ${plain(value)} GB`],
  ["utilisation", UTILISATIONS, (value) => `a utilisation of ${plain(value * 100)}%`],
];
const SAME = 1e-3;

/** @param {unknown} value @param {readonly [number, number]} range @returns {value is number} */
const lies = (value, [low, high]) => isNumber(value) && value >= low && value <= high;

/** The plan in a response, if it is one. @param {unknown} response @returns {Plan | undefined} */
function planIn(response) {
  const plan = /** @type {Plan} */ (response ?? {});
  const whole = [plan.gpus, plan.stage].every(Number.isInteger) && lies(plan.gpus, GPUS) && lies(plan.stage, [0, 3]);
  return whole && SAID.every(([key, range]) => lies(plan[key], range)) ? plan : undefined;
}

/**
 * Total: whatever comes, a verdict goes. An answer is a plan, {parameters, tokens, peak, memory, utilisation, gpus,
 * stage}; it meets the challenge when it is the run asked, in time, with room, and neither fewer GPUs, in eights, nor
 * a lower stage would do.
 * @param {unknown} response
 */
export function judge(response) {
  const plan = planIn(response);
  const wrong = (/** @type {string} */ message) => ({ met: false, message });
  if (!plan) return wrong("No answer to judge: it needs a run, a number of GPUs and a stage from 0 to 3.");
  for (const [key, , say] of SAID) {
    if (Math.abs(plan[key] / ASKED[key] - 1) <= SAME) continue;
    return wrong(`Another run: this has ${say(plan[key])}, the challenge ${say(ASKED[key])}.`);
  }
  const { gpus, stage } = plan;
  if (gpus % EIGHT) return wrong(`${gpus} GPUs do not fill servers of 8: take a multiple of 8.`);
  // From here on the challenge's own numbers count, so that no rounding of an address decides.
  const asked = { ...ASKED, gpus, stage };
  const [length, free] = [days(hoursOf(asked), gpus), freeOf(asked)];
  const faults = [];
  if (length > DAYS) {
    faults.push(`Too slow: ${gpus} GPUs need ${digits(length)} days, ${digits(length - DAYS)} more than ${DAYS}.`);
  }
  if (free < FREE * GB) {
    const held = size(total(states(asked.parameters, gpus, stage)));
    const over = size(FREE * GB - free);
    faults.push(`Too little room: the states take ${held} of each GPU’s 40 GB, ${over} more than 10 GB left free allow.`);
  }
  if (faults.length) return wrong(faults.join(" "));
  const before = { ...asked, gpus: gpus - EIGHT };
  if (works({ ...before, stage: 3 })) {
    return wrong("In time and with room, but not with the fewest GPUs: 8 fewer would do too.");
  }
  if (works({ ...asked, stage: stage - 1 })) {
    return wrong(`In time and with room, but stage ${stage} shares out more than it must: a lower stage would do.`);
  }
  return {
    met: true,
    message: `Met: ${gpus} GPUs need ${digits(length)} days and keep ${size(free)} free. With ${before.gpus} `
      + `both would fail, at ${digits(days(hoursOf(before), before.gpus))} days and ${size(freeOf(before))}; `
      + "and stage 1 leaves 4 bytes a parameter, 56 GB, on every GPU, however many there are.",
  };
}

/** @param {Plan} plan */
const works = (plan) =>
  plan.gpus > 0 && plan.stage >= 0 && days(hoursOf(plan), plan.gpus) <= DAYS && freeOf(plan) >= FREE * GB;
