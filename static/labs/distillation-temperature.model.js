/**
 * Distillation by temperature: the arithmetic of the lab, without a page. Twin of
 * curriculum/labs/distillation_temperature.py: the same numbers, the same words.
 *
 * Logits are real numbers, one a class; losses and entropies are in nats.
 */
import { softmax } from "./formulas.js";
import { digits, isNumber, isPositive } from "./numbers.js";

export { softmax };

export const LAB = "distillation-temperature";
export const CHALLENGE = "half-as-likely";
export const CLASSES = ["refund", "return", "delivery", "account"];
export const TEMPERATURES = /** @type {const} */ ([0.5, 20]);
export const LOGITS = /** @type {const} */ ([-5, 10]);
export const RATIO = 0.5; // of the second choice to the first
export const RATIO_ERROR = 0.01;

/** @typedef {{name: string, teacher: number[], student: number[]}} Preset */

/** @type {Record<string, Preset>} */
export const PRESETS = {
  sure: { name: "A sure teacher", teacher: [6, 2.4, 1, -1], student: [2, 1.5, 1, 0.5] },
  usual: { name: "A teacher with doubts", teacher: [4, 2, 1, -1], student: [3, 2.5, 0.5, 0] },
  torn: { name: "A torn teacher", teacher: [3, 2.8, 0, -1], student: [3, 0.5, 0, 0] },
  agreed: { name: "A student that agrees", teacher: [4, 2, 1, -1], student: [4, 2, 1, -1] },
};

/** H(p) = -Σ p ln p. @param {number[]} shares */
export const entropy = (shares) => -shares.reduce((sum, share) => sum + (share > 0 ? share * Math.log(share) : 0), 0);

/** KL(p ‖ q) = Σ p ln(p/q). @param {number[]} p @param {number[]} q */
export const divergence = (p, q) =>
  p.reduce((sum, share, index) => sum + (share > 0 ? share * Math.log(share / q[index]) : 0), 0);

/**
 * The length of ∂KL(teacher_T ‖ student_T)/∂z over the student's logits z: ‖q - p‖ / T (Hinton et al., equation 2).
 * @param {number[]} teacher @param {number[]} student @param {number} temperature
 */
export function gradient(teacher, student, temperature) {
  const [p, q] = [softmax(teacher, temperature), softmax(student, temperature)];
  return Math.sqrt(p.reduce((sum, share, index) => sum + (q[index] - share) ** 2, 0)) / temperature;
}

/**
 * α T² KL(teacher_T ‖ student_T) + (1 - α) (-ln student_1[label]): soft targets and the true label.
 * @param {number[]} teacher @param {number[]} student @param {number} temperature @param {number} alpha @param {number} [label]
 */
export function wholeLoss(teacher, student, temperature, alpha, label = 0) {
  const soft = temperature ** 2 * divergence(softmax(teacher, temperature), softmax(student, temperature));
  return alpha * soft + (1 - alpha) * -Math.log(softmax(student)[label]);
}

/** How likely the teacher holds its second choice beside its first, at the challenge. @param {number} temperature */
export function ratioOf(temperature) {
  const [first, second] = softmax(PRESETS.sure.teacher, temperature).sort((one, other) => other - one);
  return second / first;
}

/**
 * Total: whatever comes, a verdict goes. An answer is {temperature}; it meets the challenge when the sure teacher's
 * second choice is half as likely as its first, within 0.01.
 * @param {unknown} response
 */
export function judge(response) {
  const { temperature } = /** @type {Record<string, unknown>} */ (response ?? {});
  if (!isPositive(temperature) || temperature < TEMPERATURES[0] || temperature > TEMPERATURES[1]) {
    return { met: false, message: "No answer to judge: it needs a temperature from 0.5 to 20." };
  }
  const ratio = ratioOf(temperature);
  const at = `At T = ${digits(temperature)} the second choice is ${ratio.toFixed(3)} as likely as the first`;
  if (Math.abs(ratio - RATIO) <= RATIO_ERROR) {
    return { met: true, message: `Met. ${at}: the logits differ by 3.6, and 3.6 / ln 2 = 5.19.` };
  }
  return { met: false, message: `Too ${ratio < RATIO ? "cold" : "hot"}. ${at}; 0.5 is asked, give or take 0.01.` };
}

/** Logits as the address carries them; undefined unless there are four within the range. @param {string | null} text */
export function readLogits(text) {
  const found = (text ?? "").split("_").map(Number);
  return found.length === CLASSES.length && found.every((logit) => isNumber(logit) && logit >= LOGITS[0] && logit <= LOGITS[1])
    ? found : undefined;
}
