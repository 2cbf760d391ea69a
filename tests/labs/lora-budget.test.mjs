// The arithmetic of the LoRA budget against reference values, and what only the browser does.
import assert from "node:assert/strict";
import test from "node:test";
import * as model from "../../static/labs/lora-budget.model.js";
import { GB, total } from "../../static/labs/memory.model.js";
import { close, starting } from "./reference.mjs";

for (const { id, inputs: { d, k, r }, outputs, tolerance } of starting("lora.layer.")) {
  test(id, () => {
    assert.equal(model.adapterOf([d, k], r), outputs.lora);
    close((model.adapterOf([d, k], r) / (d * k)) * 100, outputs.ratio_pct, tolerance, "share");
  });
}

for (const { id, inputs, outputs, tolerance } of starting("lora.model.")) {
  test(id, () => {
    const numbers = model.trained(inputs.layers, inputs.shapes, inputs.r);
    assert.equal(numbers, outputs.trainable);
    close((numbers / inputs.total) * 100, outputs.pct, tolerance, "share");
  });
}

test("the presets train as many numbers as the reference says", () => {
  const wanted = { seven: "7B_qv_r8", attention: "7B_qkvo_r16", grouped: "Llama3.1-8B_qv_r8_GQA", gpt3: "GPT3_qv_r4" };
  for (const [name, id] of Object.entries(wanted)) {
    const { architecture, targets, rank } = model.PRESETS[name];
    const [{ inputs, outputs }] = starting(`lora.model.${id}`);
    assert.equal(model.trainedIn(model.ARCHITECTURES[architecture], targets, rank), outputs.trainable, name);
    assert.equal(model.ARCHITECTURES[architecture].parameters, inputs.total, name);
  }
});

test("mem.7B.lora_r8_qv and mem.7B.qlora_r8_qv", () => {
  const [lora] = starting("mem.7B.lora_r8_qv");
  close(total(model.statesOf("lora", lora.inputs.params, lora.inputs.trainable)) / GB, lora.outputs.total_GB, lora.tolerance, "LoRA");
  const [qlora] = starting("mem.7B.qlora_r8_qv");
  const held = total(model.statesOf("qlora", qlora.inputs.params, qlora.inputs.trainable)) / GB;
  close(held, qlora.outputs.total_GB_excl_quant_constants, qlora.tolerance, "QLoRA");
});

test("no preset meets the challenge by itself, whatever the GPU", () => {
  for (const preset of Object.values(model.PRESETS)) {
    const { architecture, method, rank, targets } = preset;
    assert.equal(model.judge({ architecture, method, rank, targets, memory: model.ASKED.memory }).met, false, preset.name);
  }
});
