/**
 * Model states in memory: weights, gradients and the optimizer's numbers. Twin of curriculum/labs/memory.py.
 *
 * Sizes are bytes unless a name says otherwise; activations, buffers and fragmentation come on top of all of them.
 */
import { digits } from "./numbers.js";

export const GB = 1e9;
export const GIB = 2 ** 30;
export const MEMORIES = /** @type {const} */ ([8, 512]); // of one GPU, in GB

/**
 * Mixed-precision Adam: 16-bit weights and gradients; weights, momentum and variance in 32 bits for the optimizer
 * (Rajbhandari et al., 2020, ZeRO, arXiv 1910.02054, section 3.1).
 */
export const BYTES = { weights: 2, gradients: 2, optimizer: 12 };

/** @typedef {{weights: number, gradients: number, optimizer: number}} Parts bytes */

/**
 * What one of `gpus` holds. ZeRO shares out the optimizer's numbers from stage 1, gradients from stage 2 and weights
 * from stage 3; stage 0 is plain data parallelism.
 * @param {number} parameters @param {number} gpus @param {number} stage 0 … 3
 * @param {number} [gradientBytes] of one gradient; 4 where they are kept in 32 bits
 * @returns {Parts}
 */
export function states(parameters, gpus, stage, gradientBytes = BYTES.gradients) {
  const share = (/** @type {number} */ bytes, /** @type {number} */ from) =>
    (parameters * bytes) / (stage >= from ? gpus : 1);
  return { weights: share(BYTES.weights, 3), gradients: share(gradientBytes, 2), optimizer: share(BYTES.optimizer, 1) };
}

/** @param {Parts} parts */
export const total = ({ weights, gradients, optimizer }) => weights + gradients + optimizer;

/** Weights alone, as for answering. @param {number} parameters @param {number} bits of each */
export const weightsAt = (parameters, bits) => (parameters * bits) / 8;

/** 26.3 GB, 8.39 MB. @param {number} bytes */
export function size(bytes) {
  const [unit, letters] = bytes >= 0.9995e9 ? [1e9, "GB"] : bytes >= 0.9995e6 ? [1e6, "MB"] : [1e3, "kB"];
  return `${digits(bytes / unit)}\u00a0${letters}`;
}

/** One decimal, if it needs one: 40, 37.5. @param {number} value */
export const plain = (value) => String(Number(value.toFixed(1)));

/** Whether it fits, in words. @param {number} bytes needed @param {number} memory of the GPU, in GB */
export function fits(bytes, memory) {
  const left = memory * GB - bytes;
  return left >= 0 ? `fits, ${size(left)} left` : `${size(-left)} too much`;
}
