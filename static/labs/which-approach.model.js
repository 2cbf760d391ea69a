/**
 * Which approach fits a case: the reasoning of the lab, without a page. Twin of curriculum/labs/which_approach.py: the
 * same points, the same words. The rule and its points: which-approach.rule.js.
 */
import { APPROACHES, EFFORT, QUESTIONS, RULE } from "./which-approach.rule.js";
import { SCENARIOS } from "./which-approach.scenarios.js";

/** @typedef {import("./which-approach.rule.js").Approach} Approach */
/** @typedef {import("./which-approach.rule.js").Question} Question */
/** @typedef {Record<Question, string>} Requirements an answer to each question */

export const LAB = "which-approach";
export const CHALLENGE = "contracts";
export const PRACTICE = Object.keys(SCENARIOS).filter((name) => name !== CHALLENGE);

const KINDS = /** @type {Approach[]} */ (Object.keys(APPROACHES));
const ASKED = /** @type {Question[]} */ (Object.keys(QUESTIONS));

/** What nobody has said anything about. @returns {Requirements} */
export const neutral = () =>
  /** @type {Requirements} */ (Object.fromEntries(ASKED.map((question) => [question, Object.keys(QUESTIONS[question].answers)[0]])));

/** Every reason for or against an approach; what it costs comes first. @param {Requirements} given */
export const reasons = (given) => /** @type {Record<Approach, {question: Question | "effort", points: number, why: string}[]>} */ (
  Object.fromEntries(KINDS.map((kind) => [kind, [
    { question: "effort", points: EFFORT[kind][0], why: EFFORT[kind][1] },
    ...ASKED.flatMap((question) => {
      const found = RULE[question][given[question]]?.[kind];
      return found ? [{ question, points: found[0], why: found[1] }] : [];
    }),
  ]])));

/** The sum of its reasons' points, for each approach. @param {Requirements} given */
export const points = (given) => /** @type {Record<Approach, number>} */ (Object.fromEntries(
  Object.entries(reasons(given)).map(([kind, found]) => [kind, found.reduce((sum, reason) => sum + reason.points, 0)])));

/**
 * What joins prompting: each approach with more than 0 points, but of the two kinds of fine-tuning only the one with
 * more; above 0 they are never level. Nothing means prompting alone.
 * @param {Requirements} given
 */
export function answer(given) {
  const sums = points(given);
  const lesser = sums.full > sums.peft ? "peft" : "full";
  return KINDS.filter((kind) => sums[kind] > 0 && kind !== lesser);
}

/** One question answered otherwise. @param {Requirements} given @param {Question} question @param {string} to @returns {Requirements} */
export const changed = (given, question, to) => ({ ...given, [question]: to });

/** Every other answer to one question that leads to another approach. @param {Requirements} given */
export function counterfactuals(given) {
  const now = answer(given).join();
  return ASKED.flatMap((question) => Object.keys(QUESTIONS[question].answers)
    .map((to) => ({ question, to, answer: answer(changed(given, question, to)) }))
    .filter((each) => each.answer.join() !== now));
}

/** The answers that a case's facts give; where they are silent, the neutral one. @param {string} scenario */
export const reading = (scenario) => SCENARIOS[scenario].facts.reduce(
  (found, [, question, to]) => (question ? changed(found, question, String(to)) : found), neutral());

/** RAG + PEFT. @param {Approach[]} kinds */
export const words = (kinds) => (kinds.length ? kinds.map((kind) => APPROACHES[kind].name).join(" + ") : "Prompting alone");

/** +3, 0, −2. @param {number} sum */
export const signed = (sum) => (sum > 0 ? `+${sum}` : sum < 0 ? `−${-sum}` : "0");

/**
 * Total: whatever comes, a verdict goes. An answer is {scenario, requirements, marks, named}; it meets the challenge
 * when, for the contracts, every question is answered as the facts say, those facts are ticked that bear on one, and
 * the approaches named are those the rule gives.
 * @param {unknown} response
 */
export function judge(response) {
  const { scenario, requirements, marks, named } = /** @type {Record<string, any>} */ (response ?? {});
  const isAnswered = ASKED.every((question) => typeof requirements?.[question] === "string"
    && Object.hasOwn(QUESTIONS[question].answers, requirements[question]));
  const isNamed = Array.isArray(named) && named.length <= 6 && named.every((kind) => ["prompting", ...KINDS].includes(kind));
  const isMarked = typeof scenario === "string" && Object.hasOwn(SCENARIOS, scenario) && Array.isArray(marks)
    && marks.length === SCENARIOS[scenario].facts.length && marks.every((mark) => typeof mark === "boolean");
  if (!isAnswered || !isNamed || !isMarked) {
    return { met: false, message: "No answer to judge: it needs a case, an answer to each question, the facts ticked and the approaches named." };
  }
  if (scenario !== CHALLENGE) {
    return { met: false, message: "This case is for practice: compare with the reading under its facts. The challenge is about the contracts." };
  }
  const key = reading(CHALLENGE);
  const wrong = ASKED.filter((question) => requirements[question] !== key[question]).length;
  const slips = SCENARIOS[CHALLENGE].facts.filter(([, question], index) => marks[index] !== (question !== undefined)).length;
  const fits = answer(key);
  const isOpen = fits.some((kind) => !named.includes(kind));
  const isMore = KINDS.some((kind) => named.includes(kind) && !fits.includes(kind));
  const message = [ofQuestions(wrong), ofFacts(slips), ofApproach(named.length > 0, isOpen, isMore)].join(" ");
  if (wrong || slips || isOpen || isMore) return { met: false, message };
  return { met: true, message: `Met. ${message} An index follows the contracts and shows the clause; pairs teach the form. The archive changes nothing, because its language is understood.` };
}

/** @param {number} wrong */
function ofQuestions(wrong) {
  if (!wrong) return "All eight questions are answered as the facts say.";
  return `${wrong} of the eight questions ${wrong === 1 ? "is" : "are"} answered otherwise than the facts say; what no fact mentions stays as it began.`;
}

/** @param {number} slips */
function ofFacts(slips) {
  if (!slips) return "The facts are ticked rightly.";
  return slips === 1
    ? "1 fact has a tick though no question asks about it, or lacks one though a question does."
    : `${slips} facts have a tick though no question asks about them, or lack one though a question does.`;
}

/** @param {boolean} isNamed @param {boolean} isOpen @param {boolean} isMore */
function ofApproach(isNamed, isOpen, isMore) {
  if (!isNamed) return "No approach is named.";
  if (isOpen) return `The approach leaves a need open${isMore ? " and does something the case does not ask for" : ""}.`;
  return isMore ? "The approach does more than the case asks for." : "The approach fits.";
}
