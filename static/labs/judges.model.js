/**
 * Judges and preferences: the arithmetic of the lab, without a page. Twin of curriculum/labs/judges.py: the same
 * numbers, the same words. Ratings are letters, one a pair: a or b for the model preferred, t for a tie.
 */
import { chance, shuffle } from "./chance.js";

/** @typedef {readonly [number, number]} Range */

export const LAB = "judges";
export const CHALLENGE = "pairs-for-sixty";
export const RATE = 60; // per cent, of the challenge
export const RATES = /** @type {Range} */ ([50, 95]);
export const NUMBERS = /** @type {Range} */ ([10, 500]);
export const Z = 1.959963984540054; // 95% of a normal distribution lie within so many standard deviations
const APART = 10; // words; by fewer two answers count as equally long

/** The parts; the lab begins with the one that a lesson names. @type {Record<string, string>} */
export const PRESETS = {
  rate: "1 Rate", agreement: "2 Agreement", pull: "3 Pull", number: "4 How many pairs", reward: "5 Reward",
};

export const RUBRIC = "Judge by the shop’s rules. Unworn goods go back free within 30 days; a refund comes 5 working days "
  + "after the parcel has arrived; delivery takes 2 to 4 working days; what arrives broken is replaced free.";

/** Question, answer of A, answer of B; all invented. In four A is longer by ten words or more, in four B is. */
export const PAIRS = [
  ["Where is my parcel? It was due yesterday.",
    "I am sorry that it is late. Send me your order number, and I will tell you today when it comes; if it is lost, we send it again.",
    "Delivery takes 2 to 4 working days. Please wait a little longer."],
  ["My mug arrived broken. What now?",
    "Oh no, we understand how disappointing that must be. Please post the mug back to us at your own cost, and our team will decide what can be done.",
    "I am sorry. Send me a photo: a new mug leaves today, free of charge."],
  ["Why was I charged twice?",
    "One of the two is probably a hold that your bank lifts by itself. Send me your order number and I will check; if not, one comes back.",
    "Please ask your bank about this."],
  ["Is this jacket waterproof?",
    "Yes, it is waterproof. The seams are taped and the zip is covered, so that it also serves well on a long walk in steady rain.",
    "Yes: taped seams and a covered zip keep rain out."],
  ["How long does a refund take?",
    "5 working days, counted from the day on which your parcel reaches us.",
    "Usually it is quite quick, but it depends on many things."],
  ["Can I change the address of my order?",
    "No, an order cannot be changed any more once it is placed.",
    "Yes, until it leaves the warehouse. Send me the new address now."],
  ["Which size of shoe should I order?",
    "Measure your foot and compare it with the table on the page.",
    "The table on the page says which length of foot each size fits."],
  ["Do you deliver to Norway?",
    "Yes, in 5 to 7 working days; customs may add a fee.",
    "Yes! We love Norway and send parcels there all the time."],
  ["Can I return shoes that I wore outside?",
    "I am afraid not: only unworn shoes can go back, within 30 days.",
    "Thank you for asking! Returns are an important part of our service. Many items can be returned, depending on the circumstances of each order."],
  ["How do I return a lamp?",
    "Just send it back.",
    "Open your order, choose “Return” and print the label. Hand the lamp in at any post office within 30 days; it is free, and a refund follows."],
  ["Is there a discount for students?",
    "No, there is none at present. Prices fall in the sales of January and July.",
    "Great question! Students are very welcome in our shop. We are always thinking about making shopping more rewarding, so do keep an eye on our pages."],
  ["I have forgotten my password.",
    "Use the link on the page.",
    "Choose “Forgotten password” where you sign in, and enter your e-mail address. If no link comes, look in the spam folder or write to us again."],
];

const wordsOf = (/** @type {string} */ text) => text.split(" ").length;

/** How many words A's and B's answer have. */
export const LENGTHS = PAIRS.map(([, a, b]) => [wordsOf(a), wordsOf(b)]);

/** A second person's ratings. */
const PERSON = "abatabtaabab";

/** An LLM judge's verdicts with A's answer first, and with B's: the person's, with a pull to the first and one to the longer. */
export const LLM = { a: "aaaaabaaabab", b: "abatabbabbbb" };

/** A share in per cent. @param {number} share @param {number} [places] */
export const cents = (share, places = 1) => `${(100 * share).toFixed(places)}%`;

/** @param {string} ratings @param {string} letter */
const count = (ratings, letter) => ratings.split(letter).length - 1;

/** A's wins, a tie as half a win. @param {number} wins @param {number} ties @param {number} losses */
export const winRate = (wins, ties, losses) => (wins + ties / 2) / (wins + ties + losses);

/** @param {string} ratings */
export const winRateOf = (ratings) => winRate(count(ratings, "a"), count(ratings, "t"), count(ratings, "b"));

/**
 * The 95% interval of a share seen in n independent trials: Wilson (1927), JASA 22(158), 209–212. With ties as halves
 * it is a little too wide, for a half varies less than a win or a loss.
 * @param {number} share @param {number} n
 */
export function wilson(share, n) {
  const square = Z * Z;
  const centre = share + square / (2 * n);
  const half = Z * Math.sqrt((share * (1 - share)) / n + square / (4 * n * n));
  const whole = 1 + square / n;
  return [Math.max(0, (centre - half) / whole), Math.min(1, (centre + half) / whole)];
}

/** The number of trials from which on a share's interval keeps a half outside. @param {number} share */
export const limit = (share) => (Z * Z * 0.25) / (share - 0.5) ** 2;

/** @param {number} share above a half */
export const fewest = (share) => Math.floor(limit(share)) + 1;

/** The order in which pairs come, and whose answer stands first; either model six times. @param {number} seed */
export function deal(seed) {
  const next = chance(seed);
  const order = shuffle(PAIRS.map((_, pair) => pair), next);
  const first = shuffle([..."abababababab"], next);
  return order.map((pair, place) => ({ pair, first: first[place] }));
}

/** Choices made blind, f, t or s in the order dealt, as ratings by pair; "-" is not yet rated. @param {string} choices @param {number} seed */
export function ratingsOf(choices, seed) {
  const ratings = PAIRS.map(() => "-");
  deal(seed).forEach(({ pair, first }, place) => {
    const choice = choices[place];
    if (choice) ratings[pair] = choice === "t" ? "t" : (choice === "f") === (first === "a") ? "a" : "b";
  });
  return ratings.join("");
}

/** How often the longer answer was chosen, and of how many: ties, and pairs of one length, aside. @param {string} ratings */
export function longerChosen(ratings) {
  const longer = LENGTHS.map(([a, b]) => (a > b ? "a" : a < b ? "b" : ""));
  const told = longer.filter((its, pair) => its && "ab".includes(ratings[pair]));
  return [longer.filter((its, pair) => its === ratings[pair]).length, told.length];
}

/** How often one rater says a, t, b (rows) where the other says a, t, b (columns). @param {string} one @param {string} two */
export const crossed = (one, two) => [..."atb"].map((row) => [..."atb"].map((column) =>
  [...one].filter((rating, pair) => rating === row && two[pair] === column).length));

const sum = (/** @type {number[]} */ numbers) => numbers.reduce((total, number) => total + number, 0);

/**
 * Observed agreement, that of two who rate by habit alone, and Cohen's (1960) κ, null where chance explains all.
 * @param {number[][]} counts rows: first rater, columns: second
 */
export function agreement(counts) {
  const n = sum(counts.map(sum));
  const observed = sum(counts.map((row, index) => row[index])) / n;
  const expected = sum(counts.map((row, index) => sum(row) * sum(counts.map((each) => each[index])))) / (n * n);
  return { observed, expected, kappa: expected < 1 ? (observed - expected) / (1 - expected) : null };
}

/** Who else rated. Of two orders a win stands only if it stands in both: Zheng et al. (2023), arXiv 2306.05685, section 3.4. @type {Record<string, string>} */
export const RATERS = {
  person: PERSON, once: LLM.a, both: [...LLM.a].map((rating, pair) => (rating === LLM.b[pair] ? rating : "t")).join(""),
};

/** A hundred answers, acceptable or not by two raters; invented, each with 90% agreement. @type {Record<string, number[][]>} */
export const TABLES = { even: [[45, 5], [5, 45]], lopsided: [[90, 5], [5, 0]] };

/** How many verdicts stay when the order is swapped, how many turn to the other model, and how many of these to the first answer. */
export function swapped() {
  const both = [...LLM.a].map((one, pair) => one + LLM.b[pair]);
  const times = (/** @type {string[]} */ ...kinds) => both.filter((pair) => kinds.includes(pair)).length;
  return [times("aa", "bb", "tt"), times("ab", "ba"), times("ab")];
}

/** A's win rate by the LLM judge with order a, b or "both", averaged. @param {string} order @param {number[]} [pairs] all, if not given */
export function llmRate(order, pairs = PAIRS.map((_, pair) => pair)) {
  const rate = (/** @type {string} */ verdicts) => winRateOf(pairs.map((pair) => verdicts[pair]).join(""));
  return order === "both" ? (rate(LLM.a) + rate(LLM.b)) / 2 : rate(order === "a" ? LLM.a : LLM.b);
}

/** Pairs in which A is longer by ten words or more, those about alike, and those in which B is. */
export function byLength() {
  const groups = /** @type {number[][]} */ ([[], [], []]);
  LENGTHS.forEach(([a, b], pair) => groups[a - b >= APART ? 0 : b - a >= APART ? 2 : 1].push(pair));
  return groups;
}

/** 1 / (1 + e^-x). @param {number} x */
export const sigmoid = (x) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));

/** -ln σ(margin), in nats, without overflow. @param {number} margin */
export const lossOf = (margin) => Math.max(0, -margin) + Math.log1p(Math.exp(-Math.abs(margin)));

/** Bradley and Terry (1952), and the loss of a reward model: Ouyang et al. (2022), arXiv 2203.02155. @param {number} chosen @param {number} rejected */
export function preference(chosen, rejected) {
  const margin = chosen - rejected;
  return { margin, p: sigmoid(margin), loss: lossOf(margin) };
}

/**
 * DPO, Rafailov et al. (2023), arXiv 2305.18290, equation 7: the same on rewards β ln(π/π_ref).
 * @param {number} beta @param {number} chosen ln π @param {number} rejected @param {number} refChosen ln π_ref @param {number} refRejected
 */
export const dpo = (beta, chosen, rejected, refChosen, refRejected) =>
  preference(beta * (chosen - refChosen), beta * (rejected - refRejected));

/** @param {unknown} value @param {Range} range @returns {value is number} */
const isWhole = (value, [low, high]) => typeof value === "number" && Number.isInteger(value) && value >= low && value <= high;

/**
 * Total: whatever comes, a verdict goes. An answer is {rate, pairs}: a win rate in per cent, and the fewest pairs
 * at which its Wilson 95% interval lies wholly above 50%.
 * @param {unknown} response
 */
export function judge(response) {
  const { rate, pairs } = /** @type {Record<string, unknown>} */ (response ?? {});
  if (!isWhole(rate, RATES) || !isWhole(pairs, NUMBERS)) {
    return { met: false, message: "No answer to judge: it needs a win rate from 50 to 95 per cent and from 10 to 500 pairs, both whole." };
  }
  if (rate !== RATE) return { met: false, message: `This is a win rate of ${rate}%. The challenge is about ${RATE}%.` };
  const low = `With ${pairs} pairs the lower end of the interval is ${cents(wilson(rate / 100, pairs)[0], 3)}`;
  const enough = fewest(rate / 100);
  if (pairs < enough) return { met: false, message: `Too few. ${low}: 50% is still inside, so the two models may be equally good.` };
  if (pairs > enough) return { met: false, message: `Enough, but not the fewest. ${low}: fewer pairs would still keep 50% outside.` };
  return {
    met: true,
    message: `Met. ${low}. It rises above 50% once n is more than z² × 0.25 / (0.60 − 0.50)² = ${limit(rate / 100).toFixed(2)}. `
      + `At a win rate of 55% it takes ${fewest(0.55)}: half the distance costs four times the pairs.`,
  };
}
