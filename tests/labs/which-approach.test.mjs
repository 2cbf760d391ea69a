// The reasoning of the approach lab: its laws over every combination of answers, and what only the browser does.
import assert from "node:assert/strict";
import test from "node:test";
import * as model from "../../static/labs/which-approach.model.js";
import { APPROACHES, QUESTIONS, RULE } from "../../static/labs/which-approach.rule.js";
import { SCENARIOS } from "../../static/labs/which-approach.scenarios.js";

/** Every combination of answers to the questions. */
const EVERY = Object.entries(QUESTIONS).reduce(
  (found, [question, { answers }]) => found.flatMap((given) => Object.keys(answers).map((to) => ({ ...given, [question]: to }))), [{}]);

test("the rule speaks of its own questions, answers and approaches only", () => {
  assert.deepEqual(Object.keys(RULE), Object.keys(QUESTIONS));
  for (const [question, answers] of Object.entries(RULE)) {
    for (const [to, brings] of Object.entries(answers)) {
      assert.ok(to in QUESTIONS[question].answers, `${question}: ${to}`);
      for (const [kind, [points, why]] of Object.entries(brings)) assert.ok(kind in APPROACHES && points && why, `${question}: ${to}: ${kind}`);
    }
  }
});

test("whatever is answered, at most one kind of fine-tuning joins, and all that joins has more than 0 points", () => {
  for (const given of EVERY) {
    const [fits, points] = [model.answer(given), model.points(given)];
    assert.ok(!(fits.includes("peft") && fits.includes("full")));
    assert.ok(fits.every((kind) => points[kind] > 0));
    assert.ok(points.full <= 0 || points.full !== points.peft, "above 0 the two are never level");
  }
});

test("no approach ever has more points than its bar can show", () => {
  assert.equal(Math.max(...EVERY.flatMap((given) => Object.values(model.points(given)))), 6);
});

test("each approach that may be named is the answer to some combination, and so is prompting alone", () => {
  const answers = new Set(EVERY.map((given) => model.answer(given).join()));
  for (const kind of ["", ...Object.keys(APPROACHES)]) assert.ok(answers.has(kind), kind);
});

test("a case's facts name answers that exist, and give no question two", () => {
  for (const [scenario, { facts }] of Object.entries(SCENARIOS)) {
    const read = new Map();
    for (const [words, question, to] of facts.filter((fact) => fact.length > 1)) {
      assert.ok(to in QUESTIONS[question].answers, words);
      assert.equal(read.get(question) ?? to, to, words);
      read.set(question, to);
    }
    assert.ok(facts.some((fact) => fact.length === 1), `${scenario} has a fact that bears on nothing`);
  }
});

test("the challenge is not met untouched, nor by a case's reading alone", () => {
  const marks = SCENARIOS.contracts.facts.map(() => false);
  for (const requirements of [model.neutral(), model.reading("contracts")]) {
    assert.equal(model.judge({ scenario: "contracts", requirements, marks, named: [] }).met, false);
  }
});
