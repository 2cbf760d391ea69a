// What the doctor says and mends in the browser alone: places in broken JSON, other formats, safe mends, figures.
import assert from "node:assert/strict";
import test from "node:test";
import { examine, jaccard } from "../../static/labs/data-doctor.checks.js";
import { parse } from "../../static/labs/data-doctor.json.js";
import { classes, lengths, mendSafely, tellMended, tokens } from "../../static/labs/data-doctor.model.js";
import { close, starting } from "./reference.mjs";

for (const { id, inputs, outputs, tolerance } of starting("jaccard.")) {
  test(id, () => close(jaccard(inputs.A, inputs.B, Number(inputs.n[0])), outputs.j, tolerance, "similarity"));
}

const pair = (prompt, completion) => JSON.stringify({ prompt, completion });
const seen = (train, more = {}) => examine({ train, validation: "", format: "detect", limit: 2000, ...more });

for (const [line, at, why, mend] of [
  ['{"a": "b" "c": "d"}', 10, 'a comma is missing before "c"', "put a comma there"],
  ['{"a": "b"},', 10, "a comma stands after the record", "take it out"],
  ['{"a": "b",}', 9, "a comma stands before }", "take the comma out"],
  ["[1, 2,]", 5, "a comma stands before ]", "take the comma out"],
  ['{"a" "b"}', 5, "a colon is missing after the key a", "put : "],
  ["{a: 1}", 1, "“a” stands where a key", "put a key"],
  ["{'a': 1}", 1, "' is no quotation mark", "straight double"],
  ["{“a”: 1}", 1, "“ is typographic", "straight"],
  ['{"a": "b”}', 8, "a typographic quotation mark does not end a text", "straight"],
  ['{"a": "b}', 6, "the text that begins here has no end", 'put "'],
  ['{"a": "x "b" y"}', 10, "the text goes on", 'write \\"'],
  ['{"a": "x\ty"}', 8, "a tab", "\\t"],
  ['{"a": "C:\\User"}', 9, "\\U is no escape", "\\\\"],
  ['{"a": None}', 6, "None is no word of JSON", "write null"],
  ['{"a": 01}', 6, "no number", "7"],
  ['{"a": 1', 7, "} is missing", "put }"],
  ['{"a": 1} {"a": 2}', 9, "a second record", "line of its own"],
  ['{"a": 1, "a": 2}', 9, "the key a stands here a second time", "keep one"],
  ["[", 0, "a bracket stands alone", "whole on one line"],
  ["[".repeat(21) + "1", 20, "more than 20 brackets", "flatten"],
]) {
  test(`a fault has its place, its reason and its mend: ${line.slice(0, 24)}`, () => {
    const { fault } = parse(line);
    assert.equal(fault.at, at);
    assert.ok(fault.why.includes(why), fault.why);
    assert.ok(fault.mend.includes(mend), fault.mend);
  });
}

test("what is valid is read as JSON.parse reads it", () => {
  for (const value of [null, true, 0, -1.5e300, "é\u2028\ud83d\ude00\"\\/\b", [[], {}], { a: [1, { b: "c" }], "": 0 }]) {
    for (const text of [JSON.stringify(value), ` ${JSON.stringify(value, null, 1)}\r`]) assert.equal(JSON.stringify(parse(text).value), JSON.stringify(value));
  }
  assert.equal(parse('{"__proto__": 1}').value.__proto__, 1);
});

test("time grows with the length of a line, not with its square", () => {
  const begun = performance.now();
  for (const text of ["[", '"', '{"a":', "0", "a@", "+0", " ", "\\", "TODO"]) {
    seen(pair(text.repeat(8000), "b"), { validation: text.repeat(8000) });
  }
  assert.ok(performance.now() - begun < 2000);
});

const talk = (messages, more = {}) => JSON.stringify({ schemaVersion: "bedrock-conversation-2024", messages, ...more });
const turn = (role, text) => ({ role, content: [{ text }] });

for (const [what, record, kind] of [
  ["sound", talk([turn("user", "Where?"), turn("assistant", "There.")]), undefined],
  ["sound with a system text", talk([turn("user", "Where?"), turn("assistant", "There.")], { system: [{ text: "Be kind." }] }), undefined],
  ["sound with four turns", talk([turn("user", "Where?"), turn("assistant", "There."), turn("user", "When?"), turn("assistant", "Now.")]), undefined],
  ["ends with the user", talk([turn("user", "Where?")]), "roles"],
  ["begins with the assistant", talk([turn("assistant", "There."), turn("user", "Where?")]), "roles"],
  ["an unknown role", talk([turn("user", "Where?"), turn("tool", "There.")]), "roles"],
  ["no turns", talk([]), "roles"],
  ["an empty text", talk([turn("user", " "), turn("assistant", "There.")]), "empty"],
  ["content as text", talk([{ role: "user", content: "Where?" }, turn("assistant", "There.")]), "keys"],
  ["system as text", talk([turn("user", "Where?"), turn("assistant", "There.")], { system: "Be kind." }), "keys"],
  ["a misspelt version", talk([turn("user", "Where?"), turn("assistant", "There.")]).replace("conversation", "conversion"), "keys"],
]) {
  test(`a conversation is examined: ${what}`, () => {
    const { format, findings } = seen(record);
    assert.equal(format, "conversation");
    assert.equal(findings[0]?.kind, kind);
  });
}

test("the format is that of most records, and can be chosen", () => {
  assert.equal(seen('{"input": "a"}\n{"input": "b"}\n{"prompt": "c"}').format, "raw");
  assert.equal(seen(pair("a", "b")).format, "pairs");
  assert.equal(seen("").format, "pairs");
  assert.deepEqual(seen(pair("a", "b"), { format: "raw" }).findings.map(({ kind }) => kind), ["keys"]);
  assert.match(seen('Goods come back.\n{"input": "a"}').findings[0].why, /plain text/);
});

test("an example longer than the limit is told", () => {
  assert.equal(seen(pair("a".repeat(90), "b"), { limit: 100 }).findings.length, 0);
  assert.equal(seen(pair("a".repeat(99), "b"), { limit: 100 }).findings[0].kind, "long");
});

test("a safe mend changes no record", () => {
  const sound = [pair("a", "b"), pair("a, b", "c")];
  const { text, did } = mendSafely(`\ufeff  ${sound[0]}\n\n${sound[1]},\n${sound[0].replace("}", ",}")}\nbroken,\n`);
  assert.equal(text, `${sound.join("\n")}\nbroken,\n`);
  assert.deepEqual(did, { bom: 1, blank: 1, comma: 1, spaces: 1, twin: 1 });
  assert.match(tellMended([did]), /byte-order marks 1, blank lines 1/);
  assert.equal(mendSafely(text).text, text);
  assert.match(tellMended([mendSafely(text).did]), /Nothing/);
});

test("tokens are a range of three estimates", () => {
  assert.deepEqual(tokens(960, 160), [160, 240]);
  assert.deepEqual(tokens(0, 0), [0, 0]);
});

test("classes are counted where answers are few and short", () => {
  const lines = (...answers) => seen(answers.map((answer, number) => pair(`message ${number}`, answer)).join("\n")).examples;
  assert.deepEqual(classes(lines("refund", "Refund", "delivery", "refund")).map(({ name, count }) => [name, count]), [["refund", 3], ["delivery", 1]]);
  assert.deepEqual(classes(lines("one", "two", "three", "four")), []);
  assert.deepEqual(classes(lines("It left on Monday morning.", "It left on Monday morning.")), []);
  assert.deepEqual(lengths(lines("refund", "x".repeat(30)).train).map(({ count }) => count), [1, 0, 1]);
  assert.deepEqual(lengths([]), []);
});
