/**
 * A LoRA budget: the arithmetic of the lab, without a page. Twin of curriculum/labs/lora_budget.py: the same numbers,
 * the same words.
 *
 * A shape is [outputs d, inputs k] of a weight matrix; sizes are bytes, a GPU's memory is in GB.
 */
import { GB, MEMORIES, plain, size, states, total, weightsAt } from "./memory.model.js";
import { count, isNumber, percent } from "./numbers.js";

export const LAB = "lora-budget";
export const CHALLENGE = "twelve-free";
export const RANKS = /** @type {const} */ ([1, 256]);
/** The matrices of a layer: four of attention, three of the feed-forward part. */
export const TARGETS = { q: "queries", k: "keys", v: "values", o: "output", gate: "gate", up: "up", down: "down" };
export const METHODS = { full: "Full fine-tuning", lora: "LoRA", qlora: "QLoRA" };
/** Of each frozen weight. */
export const FROZEN_BITS = { lora: 16, qlora: 4 };

/** @typedef {keyof typeof TARGETS} Target @typedef {keyof typeof METHODS} Method @typedef {readonly [number, number]} Shape */
/** @typedef {import("./memory.model.js").Parts} Parts */
/**
 * @typedef {object} Architecture
 * @property {string} name @property {number} layers @property {number} parameters in all
 * @property {number} width of a layer
 * @property {number} keys outputs of k and v: fewer where groups of queries share them
 * @property {number} inner width of the feed-forward part @property {boolean} gated whether that part has a gate
 */

/** As published with the models; sources in the template. @type {Record<string, Architecture>} */
export const ARCHITECTURES = {
  "llama-2-7b": { name: "Llama 2 7B", layers: 32, parameters: 6738415616, width: 4096, keys: 4096, inner: 11008, gated: true },
  "llama-3-8b": { name: "Llama 3 8B", layers: 32, parameters: 8030261248, width: 4096, keys: 1024, inner: 14336, gated: true },
  "llama-3-70b": { name: "Llama 3 70B", layers: 80, parameters: 70553706496, width: 8192, keys: 1024, inner: 28672, gated: true },
  "gpt-3": { name: "GPT-3 175B", layers: 96, parameters: 175e9, width: 12288, keys: 12288, inner: 49152, gated: false },
};

/** @typedef {{name: string, architecture: string, method: Method, rank: number, targets: Target[], note: string}} Preset */

/** @type {Record<string, Preset>} */
export const PRESETS = {
  seven: {
    name: "7 B: q and v, rank 8", architecture: "llama-2-7b", method: "lora", rank: 8, targets: ["q", "v"],
    note: "Two square matrices in each of 32 layers: 2 × 32 × 8 × (4,096 + 4,096).",
  },
  attention: {
    name: "7 B: attention, rank 16", architecture: "llama-2-7b", method: "lora", rank: 16,
    targets: ["q", "k", "v", "o"],
    note: "Twice the matrices at twice the rank: four times as many numbers as q and v at rank 8.",
  },
  grouped: {
    name: "8 B: q and v, rank 8", architecture: "llama-3-8b", method: "lora", rank: 8, targets: ["q", "v"],
    note: "Four queries share one key and value here: v has 1,024 outputs, and its adapter is smaller than that of q.",
  },
  quantised: {
    name: "7 B: QLoRA on all, rank 64", architecture: "llama-2-7b", method: "qlora", rank: 64,
    targets: ["q", "k", "v", "o", "gate", "up", "down"],
    note: "All matrices of a layer, as in the paper on QLoRA. In 4 bits the frozen weights take a quarter of their room.",
  },
  gpt3: {
    name: "GPT-3: q and v, rank 4", architecture: "gpt-3", method: "lora", rank: 4, targets: ["q", "v"],
    note: "The paper on LoRA calls this ten thousand times fewer numbers to train; by this count it is 9,272 times.",
  },
};

/** What the challenge asks; shares are of all parameters, FREE is in GB. */
export const ASKED = { architecture: "llama-2-7b", memory: 24, targets: /** @type {Target[]} */ (["q", "v", "down"]) };
export const FREE = 12;
export const SHARES = /** @type {const} */ ([0.005, 0.006]);

/** The shapes of a layer's matrices. @param {Architecture} architecture @returns {Partial<Record<Target, Shape>>} */
export const shapesOf = ({ width, keys, inner, gated }) => ({
  q: [width, width], k: [keys, width], v: [keys, width], o: [width, width],
  ...(gated && { gate: [inner, width] }), up: [inner, width], down: [width, inner],
});

/**
 * r(d + k): B has d × r numbers, A has r × k (Hu et al., 2021, arXiv 2106.09685, section 4.1).
 * @param {Shape} shape @param {number} rank
 */
export const adapterOf = ([d, k], rank) => rank * (d + k);

/** The same for those shapes in every layer. @param {number} layers @param {Shape[]} shapes @param {number} rank */
export const trained = (layers, shapes, rank) =>
  layers * shapes.reduce((sum, shape) => sum + adapterOf(shape, rank), 0);

/**
 * Trained numbers; a target that the architecture lacks counts for nothing.
 * @param {Architecture} architecture @param {Target[]} targets @param {number} rank
 */
export function trainedIn(architecture, targets, rank) {
  const shapes = shapesOf(architecture);
  return trained(architecture.layers, targets.flatMap((target) => (shapes[target] ? [shapes[target]] : [])), rank);
}

/**
 * Model states on one GPU. What is frozen needs neither gradient nor optimizer; what is trained has 16 bytes a number.
 * @param {Method} method @param {number} parameters of the model @param {number} adapter numbers of it @returns {Parts}
 */
export function statesOf(method, parameters, adapter) {
  if (method === "full") return states(parameters, 1, 0);
  const own = states(adapter, 1, 0);
  return { ...own, weights: weightsAt(parameters, FROZEN_BITS[method]) + own.weights };
}

/**
 * How many adapters take no more room on disk than one 16-bit copy of the model.
 * @param {number} parameters @param {number} adapter numbers of it @param {number} bytes of each
 */
export const adaptersInCopy = (parameters, adapter, bytes) =>
  Math.floor(weightsAt(parameters, 16) / (adapter * bytes));

/** @typedef {{architecture: string, method: Method, rank: number, targets: Target[], memory: number}} Plan */

/** @param {unknown} name @param {object} names */
const known = (name, names) => typeof name === "string" && Object.hasOwn(names, name);

/** @param {unknown} value @param {Shape} range */
const lies = (value, [low, high]) => isNumber(value) && value >= low && value <= high;

/** The plan in a response, if it is one. @param {unknown} response @returns {Plan | undefined} */
function planIn(response) {
  const { architecture, method, rank, targets, memory } = /** @type {Plan} */ (response ?? {});
  const named = known(architecture, ARCHITECTURES) && known(method, METHODS);
  const sized = Number.isInteger(rank) && lies(rank, RANKS) && lies(memory, MEMORIES);
  const aimed = Array.isArray(targets) && targets.every((target) => known(target, TARGETS))
    && new Set(targets).size === targets.length;
  return named && sized && aimed ? { architecture, method, rank, targets, memory } : undefined;
}

/**
 * Total: whatever comes, a verdict goes. An answer is {architecture, method, rank, targets, memory}; it meets the
 * challenge when the targets asked are among its own, the share lies between the bounds and the room asked stays free.
 * @param {unknown} response
 */
export function judge(response) {
  const plan = planIn(response);
  const wrong = (/** @type {string} */ message) => ({ met: false, message });
  if (!plan) {
    return wrong(
      "No answer to judge: it needs an architecture, a method, a whole rank from 1 to 256, targets and a memory.");
  }
  const { architecture: id, method, rank, targets, memory } = plan;
  const model = ARCHITECTURES[id];
  if (id !== ASKED.architecture) {
    return wrong(`Another model: this is ${model.name}, the challenge has ${ARCHITECTURES[ASKED.architecture].name}.`);
  }
  if (Math.abs(memory - ASKED.memory) > 1e-9) {
    return wrong(`Another GPU: this has ${plain(memory)} GB, the challenge ${ASKED.memory} GB.`);
  }
  const adapter = trainedIn(model, targets, rank);
  const [share, held] = [adapter / model.parameters, total(statesOf(method, model.parameters, adapter))];
  if (method === "full") {
    return wrong(
      `Full fine-tuning trains every parameter, not 0.6% of them at most, and its states take ${size(held)} of 24 GB.`);
  }
  const missing = ASKED.targets.filter((target) => !targets.includes(target));
  if (missing.length) {
    return wrong(`Not all targets that are asked: ${missing.join(", ")} ${missing.length > 1 ? "are" : "is"} missing.`);
  }
  const free = memory * GB - held;
  const frozen = size(weightsAt(model.parameters, FROZEN_BITS[method]));
  const trains = `rank ${rank} on ${targets.length} matrices a layer trains ${count(adapter)} parameters, ${percent(share)}`;
  const faults = [];
  if (share < SHARES[0]) faults.push(`Too few: ${trains}; 0.5% is the least.`);
  if (share > SHARES[1]) faults.push(`Too many: ${trains}; 0.6% is the most.`);
  if (free < FREE * GB) {
    faults.push(`Too little room: the states take ${size(held)}, ${size(FREE * GB - free)} more than 12 GB left free allow; `
      + `the frozen weights are ${frozen} of it, whatever the rank.`);
  }
  if (faults.length) return wrong(faults.join(" "));
  return {
    met: true,
    message: `Met: ${trains}. In 4 bits the frozen weights take ${frozen}, and ${size(free)} stay free; in 16 bits they `
      + `alone take ${size(weightsAt(model.parameters, 16))}, which no rank can make up for.`,
  };
}
