// What the editor makes of a text: where things stand, what an insertion does, and which blocks of a page change.

import assert from "node:assert/strict";
import { test } from "node:test";
import { changed, indentation, insertion, lineOf, placeOf, startOf, unique } from "../../static/elements/editor.model.js";
import { common } from "../../static/elements/preview.morph.js";

const HEAD = "---\nid: alpha\n---\n";
const block = (text, ids = []) => ({ text, ids, is_inline: false });

/** @param {string} text @param {{ from: number, to: number, text: string }} edit */
const done = (text, { from, to, text: words }) => text.slice(0, from) + words + text.slice(to);

test("a line is found from a place in the text, and a place from a line", () => {
  const text = "one\n\nthree\nfour";
  for (let line = 1; line <= 4; line += 1) assert.equal(lineOf(text, startOf(text, line)), line);
  assert.equal(startOf(text, 99), startOf(text, 4));
  assert.equal(lineOf("", 0), 1);
});

test("ids of an example are as none is in the text yet, and longer ones are others", () => {
  const example = block("## A {#new}\n\nSee [A](#new).", ["new"]);
  assert.equal(unique("## B {#new-one}", example), example.text);
  assert.equal(unique("## B {#new}", example), "## A {#new-2}\n\nSee [A](#new-2).");
  assert.equal(unique("{#new} {#new-2}", example), "## A {#new-3}\n\nSee [A](#new-3).");
});

test("a block stands between blank lines, below the caret's line, and never within the front matter", () => {
  const text = `${HEAD}\nOne line.\nAnother.\n`;
  const at = text.indexOf("One") + 2;
  assert.equal(done(text, insertion(text, at, at, block("NEW"))), `${HEAD}\nOne line.\n\nNEW\n\nAnother.\n`);
  assert.equal(done(text, insertion(text, text.length, text.length, block("NEW"))), `${text}\nNEW\n`);
  assert.ok(done(text, insertion(text, 5, 5, block("NEW"))).startsWith(HEAD));
  assert.equal(done("", insertion("", 0, 0, block("NEW"))), "NEW\n");
});

test("what was inserted is selected", () => {
  const text = `${HEAD}\nOne.\n`;
  const edit = insertion(text, text.length, text.length, block("NEW"));
  assert.equal(edit.text.slice(...edit.select), "NEW");
});

test("words within a line take the place of what is selected", () => {
  const text = `${HEAD}\nOne line.\n`;
  const from = text.indexOf("line");
  assert.equal(done(text, insertion(text, from, from + 4, { text: "$x$", ids: [], is_inline: true })), `${HEAD}\nOne $x$.\n`);
});

test("lines are moved in by four spaces and out again", () => {
  const text = "a\nb\n\nc";
  const moved = done(text, indentation(text, 0, text.length, false));
  assert.equal(moved, "    a\n    b\n\n    c");
  assert.equal(done(moved, indentation(moved, 0, moved.length, true)), text);
  assert.equal(done("ab", indentation("ab", 1, 1, false)), "a    b");
});

test("a place is told by its heading and by the blocks since; fences and front matter count for nothing", () => {
  const text = `${HEAD}\nLead.\n\n## One {#one .deeper}\n\nFirst.\n\n\`\`\`md\n## None\n\nx\n\`\`\`\n\nThird.\n\n### Two\n`;
  const of = (words) => placeOf(text, text.indexOf(words) + 1);
  assert.deepEqual(of("id: alpha"), { anchor: "", heading: 0, block: 0 });
  assert.deepEqual(of("Lead"), { anchor: "", heading: 0, block: 1 });
  assert.deepEqual(of("First"), { anchor: "one", heading: 1, block: 1 });
  assert.deepEqual(of("Third"), { anchor: "one", heading: 1, block: 3 });
  assert.deepEqual(placeOf(text, text.length), { anchor: "", heading: 2, block: 0 });
});

test("two lists are told apart by what is equal in front and behind", () => {
  assert.deepEqual(changed(["a", "b", "c"], ["a", "x", "y", "c"]), { before: 1, after: 1 });
  assert.deepEqual(changed(["a", "a"], ["a"]), { before: 1, after: 0 });
  assert.deepEqual(changed([], ["a"]), { before: 0, after: 0 });
});

test("the longest list that both have in common is kept", () => {
  const pairs = (a, b) => common([...a], [...b]).map(([i, j]) => [a[i], b[j]].join(""));
  assert.deepEqual(pairs("abcd", "abxcd"), ["aa", "bb", "cc", "dd"]);
  assert.deepEqual(pairs("abcd", "dabc"), ["aa", "bb", "cc"]);
  assert.deepEqual(pairs("axbyc", "abzc"), ["aa", "bb", "cc"]);
  assert.deepEqual(pairs("", "abc"), []);
});
