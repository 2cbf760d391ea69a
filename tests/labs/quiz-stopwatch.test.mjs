// Seconds are counted while the page is on the screen, sent with an answer, and counted once.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Stopwatch } from "../../static/elements/quiz.stopwatch.js";

function bench() {
  let now = 0;
  const watch = new Stopwatch(() => now);
  return { watch, pass: (seconds) => { now += 1000 * seconds; } };
}

test("only time on the screen counts", () => {
  const { watch, pass } = bench();
  pass(5);
  assert.equal(watch.take(), 0);
  watch.run();
  pass(7);
  watch.run();
  watch.rest();
  pass(100);
  watch.rest();
  assert.equal(watch.take(), 7);
});

test("what is saved is not sent again, and what is not saved is", () => {
  const { watch, pass } = bench();
  watch.run();
  pass(3.6);
  assert.equal(watch.take(), 3);
  pass(2);
  assert.equal(watch.take(), 5);
  watch.saved();
  watch.saved();
  pass(1);
  assert.equal(watch.take(), 1);
});

test("a question that shares its page says nothing", () => {
  const { watch, pass } = bench();
  watch.run();
  pass(4);
  assert.deepEqual(watch.fields(1, [{ id: "question-1" }]), { "seconds-1": "4" });
  assert.deepEqual(watch.fields(2, [{ id: "question-1" }]), {});
  assert.deepEqual(watch.fields(1, [{ id: "question-1" }, { id: "question-2" }]), {});
});
