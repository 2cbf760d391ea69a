// The arithmetic of the hyperparameters lab against reference values, and the laws of its runs.
import assert from "node:assert/strict";
import test from "node:test";
import * as model from "../../static/labs/hyperparameters.model.js";
import { earlyStop, gradient, losses, rateAt, stepsOf, trained, training } from "../../static/labs/hyperparameters.training.js";
import { close, starting } from "./reference.mjs";

const FIRST = model.PRESETS.first.settings;

for (const { id, inputs, outputs, tolerance } of starting("lr.")) {
  test(id, () => {
    const { peak, warmup_steps: warmup, total_steps: total, min_lr: floor, decay } = inputs;
    for (const [step, rate] of Object.entries(outputs.lr_at_step)) {
      close(rateAt({ peak, warmup, total, decay, floor }, Number(step)), rate, rate ? tolerance : { type: "abs", value: 0 }, step);
    }
  });
}

for (const { id, inputs, outputs, tolerance } of starting("early_stop.")) {
  test(id, () => {
    const { stop, best, loss } = earlyStop(inputs.val_loss, inputs.patience, inputs.min_delta);
    assert.deepEqual([stop, best], [outputs.stop_epoch, outputs.best_epoch]);
    close(loss, outputs.best, tolerance, "best loss");
  });
}

for (const { id, inputs, outputs } of starting("steps.")) {
  test(id, () => {
    const { examples, micro_batch: batch, grad_accum: accumulation, gpus, epochs } = inputs;
    assert.deepEqual(stepsOf(examples, batch, epochs, accumulation, gpus),
      { effective: outputs.effective_batch, each: outputs.steps_per_epoch, total: outputs.total_steps });
  });
}

test("min_delta asks for more than a little progress", () => {
  const { stop, best } = earlyStop([2.1, 1.85, 1.7, 1.66, 1.67, 1.665, 1.69, 1.75], 2, 0.05);
  assert.deepEqual([stop, best], [5, 3]);
});

test("a gradient is the slope of the loss", () => {
  const all = Array.from({ length: 24 }, (_, place) => place);
  const weights = Float64Array.from({ length: 25 }, (_, index) => Math.sin(index));
  const slope = gradient(weights, all);
  for (const index of [0, 7, 24]) {
    const moved = (/** @type {number} */ by) => losses(weights.map((weight, at) => weight + (at === index ? by : 0)))[0];
    close(slope[index], (moved(1e-5) - moved(-1e-5)) / 2e-5, { type: "rel", value: 1e-5 }, `slope ${index}`);
  }
});

test("each preset is called by its name, and none meets the challenge", () => {
  const called = Object.entries(model.PRESETS).map(([id, { settings }]) => [id, model.nameOf(trained(settings))]);
  assert.deepEqual(Object.fromEntries(called),
    { first: "slow", diverges: "diverged", slow: "slow", overfits: "overfitted", noisy: "noisy", stops: "good" });
  for (const { settings } of Object.values(model.PRESETS)) assert.equal(model.judge(settings).met, false);
});

test("a run in pieces is the run at once, and the same each time", () => {
  const settings = { ...FIRST, batch: 5, decay: /** @type {const} */ ("linear"), warmup: 7, patience: 3 };
  const pieces = [...training(settings)];
  const { train, valid, stopped, kept, steps } = pieces[pieces.length - 1];
  assert.deepEqual({ train, valid, stopped, kept, steps }, trained(settings));
  assert.deepEqual(trained(settings), trained(settings));
});

test("the weights kept are those of the epoch kept", () => {
  const runs = [...training({ ...FIRST, rate: 0.4, batch: 24, epochs: 100, patience: 5 })];
  const run = runs[runs.length - 1];
  assert.equal(losses(run.keptWeights)[1], run.valid[run.kept]);
  assert.ok(run.kept < run.train.length - 1);
});

test("a challenge met has room around it", () => {
  const met = (/** @type {object} */ change) => model.judge({ ...FIRST, batch: 24, epochs: 60, ...change }).met;
  for (const rate of [0.25, 0.3, 0.35, 0.4, 0.45, 0.5]) assert.ok(met({ rate, patience: 5 }), String(rate));
  for (const epochs of [30, 35, 40, 45, 50]) assert.ok(met({ rate: 0.4, epochs }), String(epochs));
  for (const seed of [1, 2, 3, 4, 5]) assert.ok(met({ rate: 0.3, batch: 12, epochs: 20, seed }), String(seed));
  for (const rate of [0.01, 0.1, 0.8, 1.5]) assert.ok(!met({ rate }), String(rate));
});
