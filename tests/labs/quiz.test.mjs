// The arithmetic of the quiz elements: pauses, clocks and orders.

import assert from "node:assert/strict";
import { test } from "node:test";
import { clock, countWords, lookAfter, minutesToTell, moved, pauseAfter, put, takenOut } from "../../static/elements/quiz.model.js";

test("tries come after 1, 2, 4 … and at most 30 seconds", () => {
  assert.deepEqual([1, 2, 3, 4, 5, 6, 60].map(pauseAfter), [1000, 2000, 4000, 8000, 16000, 30000, 30000]);
});

test("looks for a mark begin soon and end at five seconds", () => {
  assert.deepEqual([0, 1, 2, 3].map(lookAfter), [20, 60, 120, 250]);
  assert.equal(lookAfter(500), 5000);
});

test("the clock shows what is left, rounded up, and never less than nothing", () => {
  assert.deepEqual([696, 59.2, 3725, 0, -5].map(clock), ["11:36", "1:00", "1:02:05", "0:00", "0:00"]);
});

test("ten, five and one minutes are told when they are passed, each once, also after a sleep", () => {
  assert.deepEqual([minutesToTell(601, 600), minutesToTell(600, 599), minutesToTell(301, 299), minutesToTell(61, 60)], [10, 0, 5, 1]);
  assert.equal(minutesToTell(700, 200), 5);
  assert.equal(minutesToTell(700, 30), 1);
  assert.equal(minutesToTell(61, -3), 0);
});

test("words are counted as people count them", () => {
  assert.deepEqual(["", "  ", "one", " two  words\n", "a b\tc"].map(countWords), [0, 0, 1, 2, 3]);
});

test("moving keeps every item, and beyond the ends nothing moves", () => {
  const order = { placed: ["a", "b", "c"], rest: ["x"] };
  assert.deepEqual(moved(order, "a", 1).placed, ["b", "a", "c"]);
  assert.deepEqual(moved(order, "c", -1).placed, ["a", "c", "b"]);
  for (const [id, by] of [["a", -1], ["c", 1], ["x", 1], ["nothing", 1]]) assert.equal(moved(order, id, by), order);
});

test("putting in and taking out are each other's way back", () => {
  const order = { placed: ["a", "b"], rest: ["x"] };
  assert.deepEqual(put(order, "x", 1), { placed: ["a", "x", "b"], rest: [] });
  assert.deepEqual(put(order, "a", 9), { placed: ["b", "a"], rest: ["x"] });
  assert.deepEqual(takenOut(put(order, "x", 1), "x"), order);
  assert.equal(takenOut(order, "x"), order);
});
