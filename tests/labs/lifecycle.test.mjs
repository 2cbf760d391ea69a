// The lifecycle lab's network, texts and phases: what must hold whatever the seed. How whole runs end, on seeds that
// nobody tuned for, is asked by tests/curriculum/labs/test_lifecycle_seeds.py.
import assert from "node:assert/strict";
import test from "node:test";
import { chance } from "../../static/labs/chance.js";
import { begin, copy, countParameters, examplesOf, lossOn, sample, say, trainer } from "../../static/labs/lifecycle.model.js";
import { PARAMETERS, PLANS, distil, finish, keepOn, library, newborn, pretrain, weigh } from "../../static/labs/lifecycle.phases.js";
import { INTENTS, ITEMS, SOURCES, VOCABULARY, decode, encode, keptBack, write, writePairs } from "../../static/labs/lifecycle.texts.js";
import { close } from "./reference.mjs";

const TINY = { vocabulary: 7, context: 4, width: 2, hidden: 4 };
const ABS = (value) => ({ type: "abs", value });
const pieces = [{ given: [], said: [1, 2, 3, 4] }, { given: [5, 6], said: [1, 1] }];

test("a context is what stands before, filled with nothing; what is given is not learned", () => {
  const { contexts, labels } = examplesOf(pieces, 3);
  assert.deepEqual([...labels], [1, 2, 3, 4, 1, 1]);
  assert.deepEqual([...contexts], [0, 0, 0, 0, 0, 1, 0, 1, 2, 1, 2, 3, 0, 5, 6, 5, 6, 1]);
});

test("probabilities add up to 1, and a new network guesses nearly evenly", () => {
  const network = begin(TINY, chance(1));
  const said = say(network, examplesOf(pieces, 4));
  for (let index = 0; index < said.length; index += 7) close(said.slice(index, index + 7).reduce((sum, share) => sum + share), 1, ABS(1e-6), "sum");
  close(lossOn(network, examplesOf(pieces, 4)), Math.log(7), ABS(0.5), "loss");
  assert.equal(countParameters(TINY), 7 * 2 + 4 * 2 * 4 + 4 + 4 * 7 + 7);
});

test("one step goes against the slope of the loss: finite differences agree on every part", () => {
  // Adam's first step is rate · sign(gradient), wherever the gradient is not nothing.
  const network = begin(TINY, chance(2));
  const examples = examplesOf([{ given: [], said: [1, 2, 3] }], 4);
  const before = copy(network);
  trainer(network)([0, 1, 2].map((index) => ({ examples, index })), 1e-3);
  let compared = 0;
  for (const [part, weights] of Object.entries(before.weights)) {
    for (let index = 0; index < weights.length; index += 1) {
      const moved = copy(before);
      const at = (shift) => {
        moved.weights[part][index] = weights[index] + shift;
        return lossOn(moved, examples);
      };
      const slope = (at(1e-2) - at(-1e-2)) / 2e-2;
      if (Math.abs(slope) < 1e-3) continue;
      compared += 1;
      assert.equal(Math.sign(network.weights[part][index] - weights[index]), -Math.sign(slope), `${part} ${index}`);
    }
  }
  assert.ok(compared > 30);
});

test("whole distributions as targets: the loss settles at the teacher's entropy", () => {
  const teacher = begin(TINY, chance(3));
  const examples = examplesOf(pieces, 4);
  const targets = say(teacher, examples);
  const student = begin(TINY, chance(4));
  const step = trainer(student);
  for (let round = 0; round < 600; round += 1) step([0, 1, 2, 3, 4, 5].map((index) => ({ examples: { ...examples, targets }, index })), 0.02);
  const learned = say(student, examples);
  targets.forEach((share, index) => close(learned[index], share, ABS(0.02), "share"));
});

test("a sample ends where a sentence ends, or at the most", () => {
  const network = begin(TINY, chance(5));
  const said = sample(network, [1], { next: chance(6), end: 2, most: 12 });
  assert.ok(said.length <= 12 && said.slice(0, -1).every((token) => token !== 2));
  assert.deepEqual(sample(network, [1], { next: chance(6), end: 2, most: 12 }), said);
});

test("every word of the texts is in the vocabulary, once", () => {
  assert.equal(new Set(VOCABULARY).size, VOCABULARY.length);
  for (const source of Object.values(SOURCES)) {
    for (const { said } of write(source, 300, chance(7))) assert.match(decode(said), /^[a-z]+( [a-z]+)+ \.$/);
  }
  for (const { given, said } of writePairs(300, false, chance(8))) {
    assert.match(decode(given), /^customer: [a-z ]+ \? agent:$/);
    assert.match(decode(said), /^[a-z]+( ,)?( [a-z]+)+ \.$/);
  }
  assert.deepEqual(encode("the unheard lamp"), encode("the lamp"));
});

test("what is asked for validation is never trained on, and each item is kept back for one intent", () => {
  const questions = (validation) => new Set(writePairs(600, validation, chance(9)).map(({ given }) => decode(given)));
  const [trained, kept] = [questions(false), questions(true)];
  assert.deepEqual([...kept].filter((question) => trained.has(question)), []);
  ITEMS.forEach((_, item) => assert.equal(INTENTS.filter((_, intent) => keptBack(intent, item)).length, 1));
});

test("a seed decides everything", () => {
  const run = (seed) => {
    const phase = pretrain(library(seed), { seed, replay: 0, labels: "few" });
    let point;
    for (let step = 0; step <= 100; step += 1) point = phase.next().value ?? point;
    return point;
  };
  assert.deepEqual(run(11), run(11));
  assert.notDeepEqual(run(11), run(12));
});

test("a phase reports its steps in order and leaves the model before it as it was", () => {
  const texts = library(21);
  const before = newborn(21);
  const untouched = copy(before);
  PLANS.continuing.steps = 100;
  const { points, result } = finish(keepOn(before, texts, { seed: 21, replay: 0.2, labels: "few" }));
  assert.deepEqual(points.map(({ step }) => step), [0, 50, 100]);
  assert.deepEqual(before, untouched);
  assert.ok(weigh(result.network, texts.glance).domain < points[0].domain - 1);
});

test("both students begin alike and have less than a quarter of the teacher's parameters", () => {
  assert.ok(PARAMETERS.student * 4 < PARAMETERS.teacher);
  const phase = distil(newborn(31), library(31), { seed: 31, replay: 0, labels: "few" });
  let point;
  while (!(point = phase.next().value));
  assert.equal(point.step, 0);
  assert.equal(point.taught, point.alone);
});
