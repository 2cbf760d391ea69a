/**
 * The doctor's arithmetic, what it mends, and its challenge. Twin of curriculum/labs/data_doctor.py; the data sets to
 * begin from are only there, and the page carries them.
 */
import { ERRORS, SIDES, WARNINGS, examine, linesOf, normal, strip, words } from "./data-doctor.checks.js";
import { parse } from "./data-doctor.json.js";

/** @typedef {import("./data-doctor.checks.js").Example} Example */

export const LAB = "data-doctor";
export const CHALLENGE = "heal-the-set";
export const MOST = 20_000; // characters, of both texts
export const MOST_JUDGED = 3_000;
export const LIMITS = /** @type {const} */ ([100, 20_000]); // characters of an example
export const CLASSES = ["delivery", "exchange", "refund"];
export const LEAST = 10; // examples to train on
export const LEAST_EACH = 3; // of a class, to train on

/** What must stay as it was in the sick set. @type {Record<string, [string, string][]>} */
export const HEALTHY = {
  train: [
    ["Where is my parcel?", "delivery"],
    ["Can I swap the blue mug for a red one?", "exchange"],
    ["These shoes pinch. A size larger, please.", "exchange"],
    ["I cancelled. Please return what I paid.", "refund"],
  ],
  validation: [
    ["I would like a bigger jacket instead.", "exchange"],
    ["The money is not on my account.", "refund"],
    ["Tracking says my box is lost.", "delivery"],
  ],
};
/** A message without its answer, by its words, and the answer that fits. */
const UNANSWERED = ["i returned the lamp when am i paid", "refund"];

/**
 * Estimated three ways, lowest and highest: six characters a token (AWS, for planning), four, and three words for four
 * tokens (common rules for English).
 * @param {number} characters @param {number} spaced words between spaces @returns {[number, number]}
 */
export function tokens(characters, spaced) {
  const ways = [characters / 6, characters / 4, (spaced * 4) / 3].map((value) => Math.floor(value + 0.5));
  return [Math.min(...ways), Math.max(...ways)];
}

/** @param {Example[]} examples */
export function tokensOf(examples) {
  const texts = examples.map(({ text }) => text);
  return tokens(texts.join("").length, texts.reduce((sum, text) => sum + strip(text).split(/\s+/).length, 0));
}

const STEPS = [20, 30, 40, 50, 70, 100, 150, 200, 300, 500, 1000, 2000, Infinity];

/** How many examples are how long, in characters. @param {Example[]} examples */
export function lengths(examples) {
  const places = examples.map(({ text }) => STEPS.findIndex((step) => text.length <= step));
  return STEPS.map((most, place) => ({ name: most < Infinity ? `up to ${most}` : "more", count: places.filter((other) => other === place).length }))
    .slice(Math.min(...places), Math.max(...places, -1) + 1);
}

/** Examples of each class, if answers are classes: at most three words, and half as many as examples. @param {Record<"train" | "validation", Example[]>} examples */
export function classes({ train, validation }) {
  const names = [...new Set(train.map(({ answer }) => normal(answer)))];
  const count = (/** @type {Example[]} */ side, /** @type {string} */ name) => side.filter(({ answer }) => normal(answer) === name).length;
  const few = names.length <= Math.min(12, train.length / 2) && names.every((name) => name && words(name).length <= 3);
  return few ? names.map((name) => ({ name, count: count(train, name), values: [String(count(validation, name))] })).sort((one, other) => other.count - one.count) : [];
}

/** @typedef {Record<string, number>} Mended how many of each were taken away */

const SAFE = { bom: "byte-order marks", blank: "blank lines", comma: "spare commas", spaces: "outer spaces", twin: "exact duplicates" };

/** Takes away what means nothing; a text without any stays as it is. @param {string} text @returns {{text: string, did: Mended}} */
export function mendSafely(text) {
  const did = { bom: text.startsWith("\ufeff") ? 1 : 0, blank: 0, comma: 0, spaces: 0, twin: 0 };
  const kept = new Set(); // in the order in which they came
  for (const line of linesOf(text)) {
    const bare = strip(line);
    const plain = withoutSpareCommas(bare);
    if (!bare) did.blank += 1;
    else if (kept.has(plain)) did.twin += 1;
    else {
      if (bare !== line) did.spaces += 1;
      if (plain !== bare) did.comma += 1;
      kept.add(plain);
    }
  }
  return { text: Object.values(did).some(Boolean) ? [...kept, ""].join("\n") : text, did };
}

/** The line without its spare commas if that makes it valid; else as it was. @param {string} line */
function withoutSpareCommas(line) {
  let plain = line;
  for (let round = 0; round < 20; round += 1) { // each costs a further reading
    const { fault } = parse(plain);
    if (!fault) return plain;
    if (!fault.spare) break;
    plain = strip(plain.slice(0, fault.at) + plain.slice(fault.at + 1));
  }
  return line;
}

/** In words, over both sides. @param {Mended[]} sides */
export function tellMended(sides) {
  const parts = Object.entries(SAFE).flatMap(([name, words]) => {
    const sum = sides.reduce((total, did) => total + did[name], 0);
    return sum ? `${words} ${sum}` : [];
  });
  return parts.length ? `Taken away: ${parts.join(", ")}. The rest is yours to decide.` : "Nothing can be mended here without a change of meaning.";
}

/**
 * Total: whatever comes, a verdict goes. An answer is {train, validation}; it meets the challenge when nothing is found
 * in it, the healthy examples stand and enough of every class is left.
 * @param {unknown} response
 */
export function judge(response) {
  const { train, validation } = /** @type {Record<string, unknown>} */ (response ?? {});
  if (typeof train !== "string" || typeof validation !== "string" || [...train, ...validation].length > MOST_JUDGED) {
    return { met: false, message: "No answer to judge: it needs a train and a validation text, of at most 3,000 characters together." };
  }
  const { findings, examples } = examine({ train, validation, format: "pairs", limit: Infinity });
  const all = [...examples.train, ...examples.validation];
  /** @type {string[]} */
  const wrong = [];
  const tell = (/** @type {string} */ name, /** @type {number} */ count) => count && wrong.push(`${name} ${count}`);
  for (const [kind, name] of Object.entries({ ...ERRORS, ...WARNINGS })) tell(name, findings.filter((one) => one.kind === kind).length);
  tell("healthy examples gone or changed", SIDES.flatMap((side) =>
    HEALTHY[side].filter(([prompt, label]) => !examples[side].some((one) => one.prompt === prompt && one.answer === label))).length);
  tell("answers that do not fit the message", all.filter(({ prompt, answer }) => normal(prompt) === UNANSWERED[0] && answer !== UNANSWERED[1]).length);
  tell("answers that are none of the three classes", all.filter(({ answer }) => !CLASSES.includes(answer)).length);
  const [n_train, n_held] = [examples.train.length, examples.validation.length];
  if (n_train < LEAST) wrong.push(`${n_train} examples to train on, at least ${LEAST} asked`);
  for (const name of CLASSES) {
    const [learned, held] = SIDES.map((side) => examples[side].filter(({ answer }) => answer === name).length);
    if (learned < LEAST_EACH) wrong.push(`${learned} of ${name} to train on, at least ${LEAST_EACH} asked`);
    if (!held) wrong.push(`none of ${name} to validate`);
  }
  if (wrong.length) return { met: false, message: `Not healed yet: ${wrong.join("; ")}.` };
  return { met: true, message: `Met. ${n_train} sound examples to train on, ${n_held} to validate: every class stands on both sides, and no message does.` };
}
