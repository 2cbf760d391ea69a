/** The lifecycle lab's challenge. Twin of curriculum/labs/lifecycle.py: the same verdicts, word for word. */
import { isPositive, percent } from "./numbers.js";

export const LAB = "lifecycle";
export const CHALLENGE = "keep-four-fifths";
export const MOST_REPLAY = 0.15;
export const LEAST_BACK = 0.8; // of what is forgotten without replay
export const MOST_COST = 0.05; // of the domain's loss without replay
const MOST_LOSS = 30; // nats: above it nothing was measured

/** @typedef {{general: number, domain: number}} Run */

/** The share of what a run without replay forgot that another took back. @param {number} before @param {number} without @param {number} replayed */
export const takenBack = (before, without, replayed) => (without - replayed) / (without - before);

/** @param {unknown} run @returns {run is Run} */
function isRun(run) {
  const { general, domain } = /** @type {Record<string, unknown>} */ (run ?? {});
  return isPositive(general) && isPositive(domain) && general <= MOST_LOSS && domain <= MOST_LOSS;
}

/**
 * Total. An answer is {before, without: {general, domain}, replayed: {general, domain}, replay}: validation losses as
 * the learner's browser measured them; nobody else has the models, so they are taken at their word.
 * @param {unknown} response @returns {{met: boolean, message: string}}
 */
export function judge(response) {
  const { before, without, replayed, replay } = /** @type {Record<string, unknown>} */ (response ?? {});
  const no = (/** @type {string} */ message) => ({ met: false, message });
  if (!isPositive(before) || before > MOST_LOSS || !isRun(without) || !isRun(replayed) || !isPositive(replay) || replay > 1) {
    return no("Two runs are needed: phase 2 once without replay, then with some, from the same pre-trained model.");
  }
  if (without.general <= before) return no("The run without replay forgot nothing, so there is nothing to take back.");
  const back = takenBack(before, without.general, replayed.general);
  const cost = replayed.domain / without.domain - 1;
  const took = `${percent(replay)} of replay took back ${back > 0 ? percent(back) : "nothing"} of what was forgotten`;
  if (replay > MOST_REPLAY) return no(`${took}, but 15% is the most allowed.`);
  if (back < LEAST_BACK) return no(`${took}; four fifths are asked.`);
  if (cost > MOST_COST) return no(`${took}, but the shop’s text is learned worse by ${percent(cost)}; 5% is allowed.`);
  return { met: true, message: `Met: ${took}, and the shop’s text is learned as well within 5%.` };
}
