/**
 * What the lifecycle lab's models read: everyday sentences, a shop's sentences, a shop's questions with answers.
 *
 * Each text is drawn by seed from sentence patterns written for this lab. A word in braces stands for one of a
 * list; {bird} and the like decide what the rest of the sentence may say, so that there is something to learn
 * beyond which words are frequent.
 */

/** @typedef {{name: string, patterns: string[]}} Source */

/** @type {Record<string, string>} the lists, each word or group of words between bars */
const LISTS = {
  look: "small|old|grey|brown|happy|quiet",
  bird: "robin|crow|swallow|owl|wren",
  pet: "cat|dog|rabbit|hen",
  fish: "trout|pike|carp",
  child: "boy|girl|baker|farmer|teacher|doctor",
  green: "garden|forest|meadow|orchard",
  water: "river|lake|pond|sea",
  town: "school|market|mill|church|station",
  soft: "under the table|by the fire|on the bed|near the door|in the sun",
  when: "morning|evening|night",
  season: "spring|summer|autumn|winter",
  sky: "rain|snow|fog|sunlight",
  food: "soup|bread|fish|rice|cake",
  kin: "mother|father|sister|uncle",
  item: "lamp|chair|phone|kettle|desk|shelf|camera|printer|mirror|rug|clock|heater",
  n: "two|three|five|seven|ten",
  account: "card|bank account|voucher",
  place: "box|parcel|letter",
  day: "today|tomorrow|on monday|on friday",
  will: "will|can|shall",
  yes: "yes|certainly|gladly",
  sum: "refund|money|sum",
  comes: "comes|arrives",
  you: "you|customers",
};

const GENERAL = `the {look} {bird} sings in the {green} .
the {bird} flies over the {water} in the {when} .
a {look} {pet} sleeps {soft} .
in the {when} the {child} walks to the {town} .
the {child} reads a {look} book {soft} .
{sky} falls on the {green} in {season} .
the {fish} swims in the {water} .
my {kin} cooks {food} for the {child} .
the {pet} runs to the {green} when {sky} falls .`;

const DOMAIN = `the {item} leaves the store within {n} days .
the refund for the {item} reaches your {account} within {n} days .
the courier brings the {item} to your door {day} .
a broken {item} is replaced at no cost .
the return label for the {item} is in the {place} .
customers pay for the {item} by {account} or by invoice .
each {item} comes with a warranty of {n} years .
the order for the {item} can be cancelled {day} .`;

// A question and what the shop's agents answer. The item is looked up in the question, seven tokens back.
const PAIRS = `where is the {item} ? > we {will} bring the {item} {day} .
can i return the {item} ? > {yes} , send the {item} back within {n} days .
how do i repair the {item} ? > we {will} repair the {item} {day} .
when do i get the money for the {item} ? > the {sum} for the {item} {comes} within {n} days .
how do i pay for the {item} ? > {you} pay for the {item} by {account} .
can i cancel the {item} ? > {yes} , cancel the {item} {day} .`;

const lines = (/** @type {string} */ text) => text.split("\n");
export const SOURCES = { general: lines(GENERAL), domain: lines(DOMAIN) };
export const INTENTS = lines(PAIRS);
export const ITEMS = LISTS.item.split("|");
/** Before a question, and before its answer; nothing else says which is which. */
export const ASK = "customer:";
export const SAY = "agent:";
/** What stands before the beginning. */
export const NOTHING = "·";

const words = (/** @type {string} */ text) => text.split(" ").filter((word) => word && word !== ">" && !word.startsWith("{"));
/** Every token there is, in a fixed order. */
export const VOCABULARY = [...new Set([
  NOTHING, ASK, SAY, ...[GENERAL, DOMAIN, PAIRS].flatMap((text) => lines(text).flatMap(words)),
  ...Object.values(LISTS).flatMap((list) => list.split("|").flatMap(words)),
])];
const NUMBERS = new Map(VOCABULARY.map((word, index) => [word, index]));

/** Words to token numbers. A word that no text holds is left out. @param {string} text */
export const encode = (text) => text.split(" ").flatMap((word) => NUMBERS.get(word) ?? []);

/** @param {ArrayLike<number>} tokens */
export const decode = (tokens) => Array.from(tokens, (token) => VOCABULARY[token]).join(" ");

/** @param {string} list @param {() => number} next */
const oneOf = (list, next) => {
  const words = LISTS[list].split("|");
  return words[Math.floor(next() * words.length)];
};

/** Fills a pattern's braces by chance; `fixed` says what must stand for some. @param {string} pattern @param {() => number} next @param {Record<string, string>} [fixed] */
const fill = (pattern, next, fixed = {}) => pattern.replace(/\{(\w+)\}/g, (_, list) => fixed[list] ?? oneOf(list, next));

/** What comes before, which is given, and what a model shall learn to say after it. @typedef {{given: number[], said: number[]}} Piece */

/** `n` sentences. @param {string[]} patterns @param {number} n @param {() => number} next @returns {Piece[]} */
export const write = (patterns, n, next) => Array.from({ length: n }, () =>
  ({ given: [], said: encode(fill(patterns[Math.floor(next() * patterns.length)], next)) }));

/** Whether a question of this intent about this item is kept for validation: each item is, for one intent in six. @param {number} intent @param {number} item */
export const keptBack = (intent, item) => (item + intent) % INTENTS.length === 0;

/** `n` questions with answers; those for validation ask what training never asks. @param {number} n @param {boolean} validation @param {() => number} next @returns {Piece[]} */
export function writePairs(n, validation, next) {
  const pairs = [];
  while (pairs.length < n) {
    const [intent, item] = [Math.floor(next() * INTENTS.length), Math.floor(next() * ITEMS.length)];
    if (keptBack(intent, item) !== validation) continue;
    const [question, answer] = fill(INTENTS[intent], next, { item: ITEMS[item] }).split(" > ");
    pairs.push({ given: encode(`${ASK} ${question} ${SAY}`), said: encode(answer) });
  }
  return pairs;
}
