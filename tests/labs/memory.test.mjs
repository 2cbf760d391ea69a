// Model states in memory against reference values.
import assert from "node:assert/strict";
import test from "node:test";
import * as memory from "../../static/labs/memory.model.js";
import { close, starting } from "./reference.mjs";

const STAGES = ["baseline", "zero1", "zero2", "zero3"];

for (const { id, inputs, outputs, tolerance } of starting("mem.").filter(({ inputs }) => inputs.stage)) {
  test(id, () => {
    const held = memory.total(memory.states(inputs.params, inputs.gpus, STAGES.indexOf(inputs.stage)));
    close(held / memory.GB, outputs.GB, tolerance, "GB");
    if (outputs.GiB) close(held / memory.GIB, outputs.GiB, tolerance, "GiB");
  });
}

test("mem.7B.components, mem.7B.hf18 and mem.7B.inference", () => {
  const [{ inputs, outputs, tolerance }] = starting("mem.7B.components");
  const parts = memory.states(inputs.params, 1, 0);
  close(parts.weights / memory.GB, outputs.GB.weights_bf16, tolerance, "weights");
  close(parts.gradients / memory.GB, outputs.GB.grads_bf16, tolerance, "gradients");
  close(parts.optimizer / memory.GB, outputs.GB.master_fp32 + outputs.GB.adam_m_fp32 + outputs.GB.adam_v_fp32, tolerance, "optimizer");
  close(memory.total(parts) / memory.GB, outputs.GB.total, tolerance, "together");
  close(memory.total(parts) / memory.GIB, outputs.total_GiB, tolerance, "GiB");
  const [wide] = starting("mem.7B.hf18");
  close(memory.total(memory.states(7e9, 1, 0, 4)) / memory.GB, wide.outputs.GB, wide.tolerance, "18 bytes");
  const [answering] = starting("mem.7B.inference");
  for (const [name, bits] of Object.entries({ fp32: 32, bf16: 16, int8: 8, int4: 4 })) {
    close(memory.weightsAt(7e9, bits) / memory.GB, answering.outputs.GB[name], answering.tolerance, name);
  }
});

test("a size has three digits and the unit that suits it", () => {
  assert.deepEqual([8192, 16777216, 999.6e6, 112e9].map(memory.size), ["8.19\u00a0kB", "16.8\u00a0MB", "1.00\u00a0GB", "112\u00a0GB"]);
});

test("what is exactly as large as its place fits", () => {
  assert.equal(memory.fits(80e9, 80), "fits, 0.00\u00a0kB left");
  assert.equal(memory.fits(112e9, 80), "32.0\u00a0GB too much");
});
