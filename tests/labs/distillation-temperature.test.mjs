// The arithmetic of the temperature lab against reference values, and what only the browser does.
import assert from "node:assert/strict";
import test from "node:test";
import * as model from "../../static/labs/distillation-temperature.model.js";
import { close, starting } from "./reference.mjs";

for (const { id, inputs, outputs, tolerance } of starting("kd.T=")) {
  test(id, () => {
    const [p, q] = [inputs.teacher_logits, inputs.student_logits].map((logits) => model.softmax(logits, inputs.T));
    p.forEach((share, index) => close(share, outputs.teacher[index], tolerance, "teacher"));
    q.forEach((share, index) => close(share, outputs.student[index], tolerance, "student"));
    close(model.entropy(p), outputs.teacher_entropy_nats, tolerance, "entropy");
    close(model.divergence(p, q), outputs.kl, tolerance, "KL");
    close(model.gradient(inputs.teacher_logits, inputs.student_logits, inputs.T), outputs.grad_l2, tolerance, "gradient");
  });
}

for (const { id, inputs, outputs, tolerance } of starting("kd.total.")) {
  test(id, () => {
    const { teacher_logits: teacher, student_logits: student, T, alpha, true_class: label } = inputs;
    close(model.wholeLoss(teacher, student, T, alpha, label), outputs.loss, tolerance, "loss");
  });
}

for (const { id, inputs: { student_logits: student, true_class: label }, outputs, tolerance } of starting("kd.hard_ce")) {
  test(id, () => close(model.wholeLoss(student, student, 1, 0, label), outputs.hard_ce, tolerance, "loss on the label"));
}

test("the address carries four logits or none", () => {
  assert.deepEqual(model.readLogits("3_2.8_0_-1"), [3, 2.8, 0, -1]);
  for (const text of [null, "", "1_2_3", "1_2_3_x", "1_2_3_11", "1_2_3_4_5"]) assert.equal(model.readLogits(text), undefined, String(text));
});

test("the challenge lies where its formula says", () => {
  close(model.ratioOf(3.6 / Math.LN2), 0.5, { type: "abs", value: 1e-12 }, "ratio");
});
