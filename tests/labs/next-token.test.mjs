// The arithmetic of the lab on next tokens against reference values, and what only the browser does.
import assert from "node:assert/strict";
import test from "node:test";
import * as model from "../../static/labs/next-token.model.js";
import { PRESETS } from "../../static/labs/next-token.texts.js";
import { close, starting } from "./reference.mjs";

const tidy = model.fit(PRESETS.tidy.text, "words");

for (const { id, inputs, outputs, tolerance } of starting("ppl.tokens")) {
  test(id, () => {
    const loss = model.crossEntropy(inputs.true_token_probs);
    close(loss, outputs.ce_nats, tolerance, "nats");
    close(model.bits(loss), outputs.ce_bits, tolerance, "bits");
    close(model.perplexity(loss), outputs.ppl, tolerance, "perplexity");
  });
}

for (const { id, inputs, outputs, tolerance } of starting("ppl.uniform.")) {
  test(id, () => {
    const loss = model.crossEntropy([1 / inputs.vocab]);
    close(loss, outputs.ce_nats, tolerance, "nats");
    close(model.perplexity(loss), outputs.ppl, tolerance, "perplexity");
  });
}

for (const { id, inputs, outputs, tolerance } of starting("ppl.from_loss")) {
  test(id, () => close(model.perplexity(inputs.loss_nats), outputs.ppl, tolerance, "perplexity"));
}

for (const { id, inputs, outputs, tolerance } of starting("softmax.")) {
  test(id, () => {
    model.softmax(inputs.logits, inputs.T).forEach((share, index) => close(share, outputs.probs[index], tolerance, `share ${index}`));
  });
}

test("a temperature on probabilities is a temperature on their logits", () => {
  const logits = [2, 1, 0.1];
  model.temper(model.softmax(logits, 1), 2).forEach((share, index) =>
    close(share, model.softmax(logits, 2)[index], { type: "abs", value: 1e-12 }, `share ${index}`));
});

test("words are in lower case, punctuation stands alone, a space of a text of characters is a token", () => {
  assert.deepEqual(model.tokenize("Don’t go, Anna!\nWhere to?", "words"), ["don’t", "go", ",", "anna", "!", "where", "to", "?"]);
  assert.deepEqual(model.tokenize("A b\n😀", "characters"), ["A", " ", "b", "\n", "😀"]);
  assert.deepEqual(model.tokenize("", "words"), []);
});

test("the cat sat gives two pairs", () => {
  const { rows, ids } = model.fit("the cat sat", "words");
  assert.deepEqual([...rows.get(`${ids[0]} `)?.next ?? []], [[ids[1], 1]]);
  assert.deepEqual([...rows.get(`${ids[1]} `)?.next ?? []], [[ids[2], 1]]);
  assert.equal(rows.get("")?.total, 2);
});

test("without smoothing what never came costs an infinite loss, and a new context has no distribution", () => {
  assert.equal(model.measure(tidy, 3, 0).heldOut, Infinity);
  assert.equal(model.distribution(tidy, model.promptIds(tidy, "nowhere"), 2, 0), undefined);
  const { tokens, ended } = model.continuation(tidy, "nowhere", { order: 2, smoothing: 0, temperature: 1, topP: 1, seed: 1 });
  assert.deepEqual([tokens, ended], [[], true]);
});

test("top-p keeps the fewest tokens that reach it", () => {
  const shares = [0.1, 0.6, 0, 0.3];
  assert.deepEqual(model.nucleus(shares, 0.6), [1]);
  assert.deepEqual(model.nucleus(shares, 0.61), [1, 3]);
  assert.deepEqual(model.nucleus(shares, 0.9), [1, 3]);
  assert.deepEqual(model.nucleus(shares, 1), [1, 3, 0]);
});

test("only one order meets the challenge, with a little smoothing, and no preset begins there", () => {
  const tried = Array.from({ length: 301 }, (_, index) => 10 ** (index / 100 - 3));
  const met = [1, 2, 3, 4, 5].map((order) => tried.filter((smoothing) => model.judge({ order, smoothing }).met));
  assert.deepEqual(met.map((found) => found.length > 0), [false, false, true, false, false]);
  assert.ok(met[2][0] > 0.005 && met[2][met[2].length - 1] < 0.03);
  assert.equal(model.judge({ order: 2, smoothing: 0.1 }).met, false);
});
