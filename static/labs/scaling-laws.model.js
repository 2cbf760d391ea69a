/**
 * Scaling laws: the arithmetic of the lab, without a page. Twin of curriculum/labs/scaling_laws.py:
 * the same numbers, the same words; tests/curriculum/test_labs.py holds them together.
 *
 * Units: budgets C in floating-point operations, sizes N in parameters, D in tokens, losses in nats per token.
 */
import { brief, count, digits, isPositive, percent, power } from "./numbers.js";

/**
 * One fit of the law L(N, D) = E + A/N^α + B/D^β.
 * @typedef {{name: string, E: number, A: number, B: number, alpha: number, beta: number, source: string}} Constants
 * @typedef {{budget: number, parameters: number, tokens: number, loss: number}} Optimum
 * @typedef {{met: boolean, excess: number | null, message: string}} Verdict
 */

export const BUDGETS = /** @type {const} */ ([1e19, 1e25]);
export const SIZES = /** @type {const} */ ([3e7, 3e12]);
export const LAB = "scaling-laws";
export const CHALLENGE = "gopher-budget";
export const CHALLENGE_BUDGET = 5.76e23;
export const CHALLENGE_EXCESS = 0.001;
const SAME_BUDGET = 1e-3;

const HOFFMANN = "Hoffmann et al. (2022), Training Compute-Optimal Large Language Models, arXiv 2203.15556";
const BESIROGLU = "Besiroglu et al. (2024), Chinchilla Scaling: A replication attempt, arXiv 2404.10102";

/** @type {Record<string, Constants>} */
export const CONSTANTS = {
  besiroglu_2024: {
    name: "Besiroglu et al., corrected",
    E: 1.8172, A: 482.01, B: 2085.43, alpha: 0.3478, beta: 0.3658,
    source: `${BESIROGLU}: the refit`,
  },
  hoffmann_tex_unrounded: {
    name: "Hoffmann et al., unrounded",
    E: Math.exp(0.5267228), A: Math.exp(6.0073404), B: Math.exp(6.0179186), alpha: 0.33917084, beta: 0.2849083,
    source: `${HOFFMANN}: ln E, ln A and ln B in its TeX source`,
  },
  hoffmann_rounded: {
    name: "Hoffmann et al., as printed",
    E: 1.69, A: 406.4, B: 410.7, alpha: 0.34, beta: 0.28,
    source: `${HOFFMANN}: as printed`,
  },
};

/** Models and the text they were trained on, as their makers published them. */
export const MODELS = [
  { name: "GPT-3", parameters: 175e9, tokens: 300e9 },
  { name: "Gopher", parameters: 280e9, tokens: 300e9 },
  { name: "Chinchilla", parameters: 70e9, tokens: 1.4e12 },
  { name: "Llama 3 8B", parameters: 8e9, tokens: 15e12 },
];

/** C = 6ND: two operations for each parameter and token forwards, four backwards (Kaplan et al., 2020). */
export const budgetOf = (/** @type {number} */ parameters, /** @type {number} */ tokens) => 6 * parameters * tokens;

/** D = C / 6N: the tokens that a budget leaves to a model of this size. */
export const tokensFor = (/** @type {number} */ budget, /** @type {number} */ parameters) => budget / (6 * parameters);

/**
 * L(N, D) = E + A/N^α + B/D^β (Hoffmann et al., 2022, approach 3), in nats per token.
 * @param {Constants} law @param {number} parameters @param {number} tokens
 */
export const loss = (law, parameters, tokens) =>
  law.E + law.A / parameters ** law.alpha + law.B / tokens ** law.beta;

/**
 * N* = G (C/6)^a and D* = (C/6)^b / G, with G = (αA/βB)^(1/(α+β)), a = β/(α+β) and b = α/(α+β): where
 * ∂L/∂N = 0 along C = 6ND, that is αA/N^α = βB/D^β.
 * @param {Constants} law @param {number} budget @returns {Optimum}
 */
export function optimum(law, budget) {
  const total = law.alpha + law.beta;
  const g = ((law.alpha * law.A) / (law.beta * law.B)) ** (1 / total);
  const parameters = g * (budget / 6) ** (law.beta / total);
  const tokens = (budget / 6) ** (law.alpha / total) / g;
  return { budget, parameters, tokens, loss: loss(law, parameters, tokens) };
}

/**
 * L / L* - 1 at this size on this budget.
 * @param {Constants} law @param {number} budget @param {number} parameters
 */
export const excess = (law, budget, parameters) =>
  loss(law, parameters, tokensFor(budget, parameters)) / optimum(law, budget).loss - 1;

/**
 * The smallest and the largest size whose excess is at most `allowed`, by bisection in ln N: on either side of
 * N* the loss rises without bound, so that each side is crossed once.
 * @param {Constants} law @param {number} budget @param {number} allowed @returns {[number, number]}
 */
export function sizesWithin(law, budget, allowed) {
  const centre = Math.log(optimum(law, budget).parameters);
  const end = (/** @type {number} */ outside) => {
    let inside = centre;
    for (let step = 0; step < 60; step += 1) {
      const middle = (inside + outside) / 2;
      if (excess(law, budget, Math.exp(middle)) <= allowed) inside = middle;
      else outside = middle;
    }
    return Math.exp(inside);
  };
  return [end(centre - 12), end(centre + 12)];
}

/** e^L: among how many equally likely tokens the model in effect chooses. */
export const perplexity = (/** @type {number} */ nats) => Math.exp(nats);

/** The size at which D = 20N, Chinchilla's rule of thumb: N = √(C/120). */
export const twentyEach = (/** @type {number} */ budget) => Math.sqrt(budget / 120);

/**
 * The tokens that bring a model of this size to a loss: D = (B / (L - E - A/N^α))^(1/β). Infinite where the size alone
 * keeps it from getting there.
 * @param {Constants} law @param {number} parameters @param {number} nats
 */
export function tokensToReach(law, parameters, nats) {
  const left = nats - law.E - law.A / parameters ** law.alpha;
  return left > 0 ? (law.B / left) ** (1 / law.beta) : Infinity;
}

/**
 * A model smaller than the budget's optimum, trained on until it is as good. Training costs 6ND, serving 2N a token;
 * `served` is where the tokens served have paid for the longer training: 3(ND - N*D*) / (N* - N).
 * @param {Constants} law @param {number} budget @param {number} share of the optimum's parameters, below 1
 * @returns {{parameters: number, tokens: number, training: number, served: number}} `training` is in operations
 */
export function overTrained(law, budget, share) {
  const best = optimum(law, budget);
  const parameters = best.parameters * share;
  const tokens = tokensToReach(law, parameters, best.loss);
  const served = (3 * (parameters * tokens - best.parameters * best.tokens)) / (best.parameters - parameters);
  return { parameters, tokens, training: budgetOf(parameters, tokens), served };
}

/** Serving costs about 2N operations a token: one multiplication and one addition for each parameter. @param {number} parameters @param {number} tokens */
export const serving = (parameters, tokens) => 2 * parameters * tokens;

/**
 * Total: whatever comes, a verdict goes. An answer is {budget, parameters, constants}; it meets the challenge when
 * its loss is at most 0.1% above the lowest for Gopher's budget.
 * @param {unknown} response @returns {Verdict}
 */
export function judge(response) {
  const answer = /** @type {Record<string, unknown>} */ (response ?? {});
  const { budget, parameters, constants: name } = answer;
  const law = typeof name === "string" && Object.hasOwn(CONSTANTS, name) ? CONSTANTS[name] : undefined;
  const wrong = (/** @type {string} */ message, over = null) => ({ met: false, excess: over, message });
  if (!isPositive(budget) || !isPositive(parameters) || !law) {
    const names = Object.keys(CONSTANTS).join(", ");
    return wrong(`No answer to judge: it needs a budget, parameters and constants (${names}).`);
  }
  if (Math.abs(budget / CHALLENGE_BUDGET - 1) > SAME_BUDGET) {
    return wrong(
      `Another budget: this is ${power(budget)} operations, the challenge gives ${power(CHALLENGE_BUDGET)}.`,
    );
  }
  if (parameters < SIZES[0] || parameters > SIZES[1]) {
    return wrong(`The size must lie between ${brief(SIZES[0])} and ${brief(SIZES[1])} parameters.`);
  }
  const over = excess(law, CHALLENGE_BUDGET, parameters);
  if (over <= CHALLENGE_EXCESS) {
    const [low, high] = sizesWithin(law, CHALLENGE_BUDGET, CHALLENGE_EXCESS);
    const message =
      `Met: ${percent(over)} above the lowest loss. Any size from ${count(low)} to ${count(high)} would do, ` +
      "for the bowl is flat at the bottom.";
    return { met: true, excess: over, message };
  }
  const tokens = tokensFor(CHALLENGE_BUDGET, parameters);
  const side = parameters < optimum(law, CHALLENGE_BUDGET).parameters ? "small" : "large";
  return {
    met: false,
    excess: over,
    message:
      `Too ${side}: ${count(parameters)} parameters leave ${count(tokens)} tokens, ` +
      `${digits(tokens / parameters)} for each. The loss is ${percent(over)} above the lowest; 0.1% is allowed.`,
  };
}
