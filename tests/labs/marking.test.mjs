// What the page shows while criteria are given is what the server will store.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hundredths, inPoints, worth } from "../../static/elements/marking.model.js";

test("points of a rubric are shared out and rounded half up, as tests/quizzes/test_grading_rubric.py has them", () => {
  /** @type {[string[], number[], number, number][]} */
  const table = [
    [["3", "1"], [3, 1], 400, 400],
    [["0", "0"], [3, 1], 400, 0],
    [["1.5", "1"], [3, 1], 400, 250],
    [["1"], [3], 100, 33],
    [["2"], [3], 100, 67],
    [["1"], [8], 100, 13],
    [["0.5", "0", "0"], [1, 1, 1], 1000, 167],
  ];
  for (const [given, most, possible, expected] of table) assert.equal(worth(given, most, possible), expected, given.join());
});

test("what has no points yet adds nothing, and what a criterion cannot have makes no sum", () => {
  assert.equal(worth(["3", ""], [3, 1], 400), 300);
  for (const bad of ["4", "-1", "0.3", "x", "NaN", "Infinity"]) assert.equal(worth([bad, "1"], [3, 1], 400), null, bad);
});

test("points are read and written with two decimals", () => {
  assert.deepEqual(["4", "4.5", "4.50", "0.07", "10.00"].map(hundredths), [400, 450, 450, 7, 1000]);
  assert.deepEqual([0, 7, 250, 1000].map(inPoints), ["0.00", "0.07", "2.50", "10.00"]);
});
