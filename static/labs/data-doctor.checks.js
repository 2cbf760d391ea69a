/** What can be wrong with training data. For prompts and completions curriculum/labs/data_doctor_checks.py is its twin. */
import { parse } from "./data-doctor.json.js";
import { jaccard as ofSets } from "./formulas.js";

/** @typedef {"train" | "validation"} Side */
/** @typedef {"pairs" | "conversation" | "raw"} Format */
/** @typedef {{side: Side, line: number, at: number, kind: string, why: string, mend: string}} Finding `line` from 1, `at` from 0 */
/** @typedef {{side: Side, line: number, prompt: string, answer: string, text: string}} Example */
/** @typedef {{train: string, validation: string, format: Format | "detect", limit: number}} Asked */
/** @typedef {{format: Format, findings: Finding[], examples: Record<Side, Example[]>, lines: Record<Side, number>}} Report */
/** @typedef {import("./data-doctor.json.js").Json} Json */

export const SIDES = /** @type {const} */ (["train", "validation"]);
const SCHEMA = "bedrock-conversation-2024";
const NEAR = 0.5; // Jaccard similarity from which two prompts count as nearly the same
const SHINGLE = 2; // words

export const FORMATS = { pairs: "prompt and completion", conversation: "conversation", raw: "input, unlabelled" };

export const ERRORS = /** @type {Record<string, string>} */ ({
  json: "not valid JSON", keys: "wrong keys", empty: "empty or not text", roles: "roles out of order", blank: "blank line",
  bom: "byte-order mark", long: "too long", conflict: "contradicted answer", leak: "leakage",
});
export const WARNINGS = /** @type {Record<string, string>} */ ({
  near: "near leakage", duplicate: "duplicate", variant: "answer in two spellings", personal: "personal data, perhaps",
  placeholder: "placeholder",
});

const SPACE = " \t\n\r\f\v\u00a0\u200b\u3000\ufeff";

/** Without spaces around it; by a pattern that would take quadratic time. @param {string} text */
export function strip(text) {
  let [from, to] = [0, text.length];
  while (from < to && SPACE.includes(text[from])) from += 1;
  while (to > from && SPACE.includes(text[to - 1])) to -= 1;
  return text.slice(from, to);
}

/** @param {string} text @returns {string[]} */
export const words = (text) => text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];

/** Without case, punctuation and spacing. @param {string} text */
export const normal = (text) => words(text).join(" ") || strip(text);

/** The set of its n neighbouring words; a shorter text is one. @param {string} text */
export function shingles(text, n = SHINGLE) {
  const all = words(text);
  if (all.length <= n) return new Set(all.length ? [all.join(" ")] : []);
  return new Set(all.slice(n - 1).map((_, index) => all.slice(index, index + n).join(" ")));
}

/** The similarity of two texts, by their neighbouring words. @param {string} one @param {string} other */
export const jaccard = (one, other, n = SHINGLE) => ofSets(shingles(one, n), shingles(other, n));

/** A line break at the end begins no further line. @param {string} text */
export function linesOf(text) {
  const lines = text.replace(/^\ufeff/, "").split("\n");
  return lines[lines.length - 1] === "" ? lines.slice(0, -1) : lines;
}

// Each looks a bounded way ahead: linear time.
const MAIL = /[A-Za-z0-9]@[A-Za-z0-9-]{1,63}\.[A-Za-z]/;
const CARD = /(?:^|[^0-9])[0-9](?:[ -]?[0-9]){12,18}(?![0-9])/;
const PHONE = /(?:^|[^0-9])(?:\+|0)[0-9](?:[ ()/.-]{0,2}[0-9]){7,13}(?![0-9])/;
const PLACEHOLDER = /(?:^|[^A-Za-z])(?:TODO|TBD|FIXME|XXX)(?![A-Za-z])|[Ll]orem ipsum/;

/** @param {string} text */
const personal = (text) =>
  MAIL.test(text) ? "an e-mail address" : CARD.test(text) ? "a card number" : PHONE.test(text) ? "a telephone number" : "";

/** @param {Json | undefined} value @returns {value is {[key: string]: Json}} */
const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @typedef {{kind: string, why: string, mend: string, at: number}} Trouble */
const trouble = (/** @type {string} */ kind, /** @type {string} */ why, /** @type {string} */ mend, at = 0) => ({ kind, why, mend, at });

/** @param {Json | undefined} text @param {string} where @returns {Trouble | undefined} */
function unfilled(text, where) {
  if (typeof text !== "string") return trouble("empty", `${where} is not a text`, 'write a text in "…"');
  if (!strip(text)) return trouble("empty", `${where} is empty`, "write what belongs there, or take the line out");
  return undefined;
}

/** @param {{[key: string]: Json}} record @param {string[]} needed @param {string[]} [allowed] @returns {Trouble | undefined} */
function misnamed(record, needed, allowed = needed) {
  const keys = Object.keys(record);
  if (needed.every((key) => key in record) && keys.every((key) => allowed.includes(key))) return undefined;
  return trouble("keys", `the keys are ${keys.join(", ").slice(0, 60) || "none"}`, `they must be ${needed.join(" and ")}, and no others`);
}

/** @param {{[key: string]: Json}} record @param {string} first @param {string[]} second @returns {{prompt: string, answer: string} | Trouble} */
function filled(record, first, ...second) {
  const keys = [first, ...second];
  const [prompt, answer = ""] = keys.map((key) => /** @type {string} */ (record[key]));
  return misnamed(record, keys) ?? keys.map((key) => unfilled(record[key], key)).find(Boolean) ?? { prompt, answer };
}

/** @type {Record<Format, (record: {[key: string]: Json}) => {prompt: string, answer: string} | Trouble>} */
const READERS = {
  pairs: (record) => filled(record, "prompt", "completion"),
  raw: (record) => filled(record, "input"),
  conversation(record) {
    const wrong = misnamed(record, ["schemaVersion", "messages"], ["schemaVersion", "system", "messages"]);
    if (wrong) return wrong;
    if (record.schemaVersion !== SCHEMA) return trouble("keys", `schemaVersion is not ${SCHEMA}`, `write ${SCHEMA}`);
    const { system = [], messages } = record;
    if (!Array.isArray(messages) || !messages.length) return trouble("roles", "messages holds no turns", "write a list of turns, user first");
    const blocks = textsOf(system, "system");
    if (!Array.isArray(blocks)) return blocks;
    for (const [index, turn] of messages.entries()) {
      const wanted = index % 2 ? "assistant" : "user";
      const where = `turn ${index + 1}`;
      if (!isRecord(turn)) return trouble("keys", `${where} is no object`, "write role and content in {…}");
      const misfit = misnamed(turn, ["role", "content"]);
      if (misfit) return { ...misfit, why: `${where}: ${misfit.why}` };
      if (turn.role !== wanted) return trouble("roles", `${where} is not the ${wanted}’s`, "let user and assistant take turns, user first");
      const texts = textsOf(turn.content, `the content of ${where}`);
      if (!Array.isArray(texts)) return texts;
      blocks.push(texts.join("\n"));
    }
    if (messages.length % 2) return trouble("roles", "the conversation does not end with the assistant", "add the answer, or take the last turn out");
    const answer = blocks.pop() ?? "";
    return { prompt: blocks.join("\n"), answer };
  },
};

/** @param {Json} content a list of {text} @param {string} where @returns {string[] | Trouble} */
function textsOf(content, where) {
  const mend = 'write [{"text": "…"}]';
  if (!Array.isArray(content)) return trouble("keys", `${where} is no list`, mend);
  if (!content.length && where !== "system") return trouble("empty", `${where} is empty`, mend);
  const texts = [];
  for (const block of content) {
    const wrong = isRecord(block) ? misnamed(block, ["text"]) ?? unfilled(block.text, where) : trouble("keys", `${where} holds no {…}`, mend);
    if (wrong) return wrong;
    texts.push(/** @type {{text: string}} */ (block).text);
  }
  return texts;
}

/** The format of most records. @param {Json[]} records @returns {Format} */
function detect(records) {
  const half = Math.max(1, records.length / 2);
  const with_ = (/** @type {string} */ key) => records.filter((record) => isRecord(record) && key in record).length;
  return with_("messages") >= half ? "conversation" : with_("input") >= half ? "raw" : "pairs";
}

/** @param {string} line @param {Format} format @param {import("./data-doctor.json.js").Fault} fault */
function unread(line, format, fault) {
  return format === "raw" && !/^["[{]/.test(strip(line))
    ? trouble("json", "plain text, not a record", 'put {"input": "…"} around it')
    : trouble("json", `near character ${fault.at + 1}: ${fault.why}`, fault.mend, fault.at);
}

/** Examines both sides; yields now and then, so that the page can breathe. @param {Asked} asked @returns {Generator<undefined, Report>} */
export function* examining({ train, validation, format: chosen, limit }) {
  const texts = { train, validation };
  const lines = [];
  const counts = { train: 0, validation: 0 };
  for (const side of SIDES) {
    for (const text of linesOf(texts[side])) {
      counts[side] += 1;
      lines.push({ side, line: counts[side], text, parsed: strip(text) ? parse(text) : undefined });
      if (counts[side] % 50 === 0) yield;
    }
  }
  const records = lines.flatMap(({ parsed }) => (parsed && !parsed.fault ? [parsed.value] : []));
  const format = chosen === "detect" ? detect(records) : chosen;

  /** @type {Finding[]} */
  const findings = [];
  /** @type {Record<Side, Example[]>} */
  const examples = { train: [], validation: [] };
  for (const [index, { side, line, text, parsed }] of lines.entries()) {
    const found = (/** @type {Trouble} */ wrong) => findings.push({ side, line, ...wrong });
    if (line === 1 && texts[side].startsWith("\ufeff")) found(trouble("bom", "the file begins with an invisible mark", "save it as UTF-8 without BOM"));
    if (!parsed) found(trouble("blank", "no record stands here", "take the line out"));
    else if (parsed.fault) found(unread(text, format, parsed.fault));
    else if (!isRecord(parsed.value)) found(trouble("keys", "the value is no object", "write a record in {…}"));
    else {
      const read = READERS[format](parsed.value);
      if ("kind" in read) found(read);
      else {
        const example = { side, line, ...read, text: read.answer ? `${read.prompt}\n${read.answer}` : read.prompt };
        examples[side].push(example);
        alone(example, limit).forEach(found);
      }
    }
    if (index % 50 === 49) yield;
  }
  for (const side of SIDES) findings.push(...repeated(examples[side]));
  findings.push(...spellings([...examples.train, ...examples.validation]));
  yield;
  yield* leaking(examples, findings);
  const order = (/** @type {Finding} */ { side, line }) => (side === "train" ? 0 : 1e6) + line;
  findings.sort((one, other) => order(one) - order(other));
  return { format, findings, examples, lines: counts };
}

/** Examines at one go. @param {Asked} asked */
export function examine(asked) {
  const run = examining(asked);
  for (;;) {
    const { done, value } = run.next();
    if (done) return value;
  }
}

/** What an example shows by itself. @param {Example} example @param {number} limit */
function alone({ text }, limit) {
  const shape = personal(text);
  return [
    ...(text.length > limit ? [trouble("long", `${text.length} characters, and ${limit} are allowed`, "shorten or split it")] : []),
    ...(shape ? [trouble("personal", `something has the shape of ${shape}; a hint, no proof`, "if it is one, put a placeholder such as [NUMBER]; names have no shape")] : []),
    ...(PLACEHOLDER.test(text) ? [trouble("placeholder", "a word of the draft was left", "write the real text, or take the line out")] : []),
  ];
}

const BUT = "but for case, punctuation or spaces";

/** Prompts that come again on the same side. @param {Example[]} examples @returns {Finding[]} */
function repeated(examples) {
  /** @type {Map<string, Example>} */
  const seen = new Map();
  return examples.flatMap((example) => {
    const { side, line, prompt, answer } = example;
    const key = normal(prompt);
    const first = seen.get(key);
    if (!first) return seen.set(key, example), [];
    const wrong = normal(first.answer) !== normal(answer)
      ? trouble("conflict", `line ${first.line} has the same prompt and another answer`, "decide for one, or write into the prompts what tells the cases apart")
      : trouble("duplicate", `line ${first.line} is the same${first.prompt === prompt && first.answer === answer ? "" : ` ${BUT}`}`, "keep one; what comes twice is learned by heart");
    return { side, line, ...wrong };
  });
}

/** Answers of up to three words, written otherwise than before. @param {Example[]} examples @returns {Finding[]} */
function spellings(examples) {
  /** @type {Map<string, Example>} */
  const seen = new Map();
  return examples.flatMap((example) => {
    const { side, line, answer } = example;
    const key = words(answer).length <= 3 ? normal(answer) : "";
    const first = seen.get(key);
    if (key && !first) seen.set(key, example);
    if (!first || first.answer === answer) return [];
    return { side, line, ...trouble("variant", `“${answer}” is “${first.answer}” in line ${first.line} of ${first.side}`, "write a class in one way") };
  });
}

/** Validation prompts that training holds too. @param {Record<Side, Example[]>} examples @param {Finding[]} findings */
function* leaking({ train, validation }, findings) {
  const whole = new Map(train.map((example) => [normal(example.prompt), example]));
  const parts = train.map(({ prompt }) => shingles(prompt));
  for (const { side, line, prompt } of validation) {
    const same = whole.get(normal(prompt));
    const own = shingles(prompt);
    const likeness = parts.map((other) => ofSets(own, other));
    const most = Math.max(0, ...likeness);
    const mend = "let the example stand on one side only";
    if (same) findings.push({ side, line, ...trouble("leak", `line ${same.line} of train has the same prompt${same.prompt === prompt ? "" : ` ${BUT}`}`, mend) });
    else if (most >= NEAR) findings.push({ side, line, ...trouble("near", `line ${train[likeness.indexOf(most)].line} of train shares its pairs of words: Jaccard ${most.toFixed(2)}`, mend) });
    yield;
  }
}
