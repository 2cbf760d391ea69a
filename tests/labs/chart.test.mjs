// The parts of static/labs/chart.js that need no page.
import assert from "node:assert/strict";
import test from "node:test";
import { linear, logarithmic, path, places, spread, ticks, within } from "../../static/labs/chart.js";
import { unique } from "../../static/labs/dom.js";

test("scales meet their ends and reverse", () => {
  const y = linear([1, 3], [200, 0]);
  assert.deepEqual([1, 2, 3].map(y), [200, 100, 0]);
  const x = logarithmic([1e8, 1e12], [0, 400]);
  assert.deepEqual([1e8, 1e10, 1e12].map(x), [0, 200, 400]);
});

test("ticks are round, inside, and say how many decimals they need", () => {
  for (const [range, values, decimals] of [
    [[1.93, 2.52], [2, 2.1, 2.2, 2.3, 2.4, 2.5], 1],
    [[1.9, 2.15], [1.9, 1.95, 2, 2.05, 2.1, 2.15], 2],
    [[2.4, 4.2], [2.5, 3, 3.5, 4], 1],
    [[0, 100], [0, 20, 40, 60, 80, 100], 0],
  ]) {
    const found = ticks(range, 6);
    assert.deepEqual(found.values.map((value) => Number(value.toFixed(6))), values);
    assert.equal(found.decimals, decimals);
  }
});

test("a spread keeps its ends and its ratio", () => {
  assert.deepEqual(spread([1, 16], 4).map(Math.round), [1, 2, 4, 8, 16]);
});

test("paths, limits, ids, places", () => {
  assert.equal(path([[0, 1.25], [10, 20]]), "M0.0 1.3L10.0 20.0");
  assert.deepEqual([-1, 0.5, 7].map((value) => within(value, [0, 1])), [0, 0.5, 1]);
  assert.notEqual(unique("a"), unique("a"));
  const free = places(50, 10);
  assert.deepEqual([free(0, 0), free(40, 5), free(60, 5), free(0, 20)], [true, false, true, true]);
});
