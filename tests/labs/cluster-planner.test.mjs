// The arithmetic of the cluster planner against reference values, and what only the browser does.
import assert from "node:assert/strict";
import test from "node:test";
import * as model from "../../static/labs/cluster-planner.model.js";
import { close, starting } from "./reference.mjs";

for (const { id, inputs: { N, D }, outputs, tolerance } of starting("flops.").filter(({ outputs }) => outputs.flops)) {
  test(id, () => close(model.operations(N, D), outputs.flops, tolerance, "operations"));
}

for (const { id, inputs: { N }, outputs, tolerance } of starting("flops.inference")) {
  test(id, () => close(model.perToken(N), outputs.flops_per_token, tolerance, "operations"));
}

for (const { id, inputs, outputs, tolerance } of starting("flops.time.")) {
  const { N, D, peak_flops: peak, mfu, gpus } = inputs;
  test(id, () => close(model.days(model.gpuHours(N, D, peak, mfu), gpus), outputs.days, tolerance, "days"));
}

for (const { id, inputs, outputs, tolerance } of starting("cost.")) {
  test(id, () => {
    const { N, tokens_processed: tokens, peak_flops: peak, mfu, usd_per_gpu_hour: price } = inputs;
    const hours = model.gpuHours(N, tokens, peak, mfu);
    close(model.operations(N, tokens), outputs.flops, tolerance, "operations");
    close(hours, outputs.gpu_hours, tolerance, "GPU-hours");
    // The reference is printed in whole cents.
    close(Number((hours * price).toFixed(2)), outputs["usd_at_2.5_per_gpu_hour"], tolerance, "cost");
  });
}

for (const { id, inputs, outputs, tolerance } of starting("cpt.replay")) {
  test(id, () => {
    const tokens = model.withReplay(inputs.new_tokens, inputs.replay_fraction_of_total);
    close(tokens, outputs.total_tokens, tolerance, "tokens");
    close(tokens - inputs.new_tokens, outputs.replay_tokens, tolerance, "replayed");
    close(model.operations(inputs.N, tokens), outputs.flops, tolerance, "operations");
    assert.equal(model.PRESETS.continued.tokens, tokens);
  });
}

test("only one number of GPUs and one stage meet the challenge", () => {
  const met = [];
  for (let gpus = 8; gpus <= 512; gpus += 1) {
    for (let stage = 0; stage <= 3; stage += 1) if (model.judge({ ...model.ASKED, gpus, stage }).met) met.push([gpus, stage]);
  }
  assert.deepEqual(met, [[104, 2]]);
});
