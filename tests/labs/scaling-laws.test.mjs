// The arithmetic of the scaling-laws lab against reference values, and the laws that it must keep.
import assert from "node:assert/strict";
import test from "node:test";
import * as model from "../../static/labs/scaling-laws.model.js";
import { close, starting } from "./reference.mjs";

const laws = Object.entries(model.CONSTANTS);
const budgets = [1e19, 3e20, 1e22, 5.76e23, 1e25];
const ratios = [1e-3, 0.1, 0.5, 0.9, 0.99, 1.01, 1.1, 2, 10, 1e3];

test("the reference holds what it should", () => {
  const counts = ["chinchilla.loss.", "chinchilla.opt.", "rule20.", "ppl.from_loss", "flops."].map((prefix) => starting(prefix).length);
  assert.deepEqual(counts, [11, 15, 5, 3, 4]);
});

for (const { id, inputs, outputs, tolerance } of starting("chinchilla.loss.")) {
  test(id, () => {
    const law = model.CONSTANTS[id.split(".")[2]];
    for (const name of ["E", "A", "B", "alpha", "beta"]) close(law[name], inputs.constants[name], { type: "rel", value: 1e-12 }, name);
    close(model.loss(law, inputs.N, inputs.D), outputs.loss, tolerance, "loss");
    close(model.budgetOf(inputs.N, inputs.D), outputs.C, { type: "rel", value: 1e-12 }, "C");
  });
}

for (const { id, inputs, outputs, tolerance } of starting("chinchilla.opt.")) {
  test(id, () => {
    const best = model.optimum(model.CONSTANTS[id.split(".")[2]], inputs.C_flops);
    close(best.parameters, outputs.N, tolerance, "N");
    close(best.tokens, outputs.D, tolerance, "D");
    close(best.tokens / best.parameters, outputs.D_over_N, tolerance, "D/N");
    close(best.loss, outputs.loss, tolerance, "loss");
  });
}

for (const { id, inputs, outputs, tolerance } of starting("rule20.")) {
  test(id, () => {
    const size = model.twentyEach(inputs.C);
    close(size, outputs.N, tolerance, "N");
    close(model.tokensFor(inputs.C, size), outputs.D, tolerance, "D");
  });
}

for (const { id, inputs, outputs, tolerance } of starting("ppl.from_loss")) {
  test(id, () => close(model.perplexity(inputs.loss_nats), outputs.ppl, tolerance, "perplexity"));
}

for (const { id, inputs, outputs, tolerance } of starting("flops.").filter(({ outputs }) => outputs.flops)) {
  test(id, () => close(model.budgetOf(inputs.N, inputs.D), outputs.flops, tolerance, "C"));
}

test("a budget is spent in full: C = 6ND", () => {
  for (const budget of budgets) {
    for (const size of [3e7, 1e9, 7e10, 3e12]) close(model.budgetOf(size, model.tokensFor(budget, size)), budget, { type: "rel", value: 1e-14 }, "C");
    for (const [name, law] of laws) {
      const best = model.optimum(law, budget);
      close(model.budgetOf(best.parameters, best.tokens), budget, { type: "rel", value: 1e-12 }, name);
    }
  }
});

test("the optimum beats every other size on its budget", () => {
  for (const [name, law] of laws) {
    for (const budget of budgets) {
      const best = model.optimum(law, budget);
      for (const ratio of ratios) {
        const other = best.parameters * ratio;
        assert.ok(model.loss(law, other, model.tokensFor(budget, other)) > best.loss, `${name} ${budget} ×${ratio}`);
        assert.ok(model.excess(law, budget, other) > 0);
      }
    }
  }
});

test("more compute never raises the loss, nor do more parameters or tokens", () => {
  for (const [name, law] of laws) {
    for (let index = 1; index < budgets.length; index += 1) {
      const [less, more] = [budgets[index - 1], budgets[index]];
      assert.ok(model.optimum(law, more).loss < model.optimum(law, less).loss, name);
      for (const size of [3e7, 1e9, 3e12]) {
        assert.ok(model.loss(law, size, model.tokensFor(more, size)) < model.loss(law, size, model.tokensFor(less, size)), name);
      }
    }
    assert.ok(model.loss(law, 2e9, 1e11) < model.loss(law, 1e9, 1e11));
    assert.ok(model.loss(law, 1e9, 2e11) < model.loss(law, 1e9, 1e11));
  }
});

test("the sizes within 0.1% end where the excess is 0.1%", () => {
  for (const [, law] of laws) {
    for (const budget of budgets) {
      const [low, high] = model.sizesWithin(law, budget, 0.001);
      assert.ok(low < model.optimum(law, budget).parameters && model.optimum(law, budget).parameters < high);
      for (const end of [low, high]) close(model.excess(law, budget, end), 0.001, { type: "rel", value: 1e-9 }, "excess");
    }
  }
});

test("the challenge: met at the optimum, not by Gopher, and each fault is named", () => {
  for (const [constants, law] of laws) {
    const answer = (parameters, budget = 5.76e23) => model.judge({ budget, parameters, constants });
    const [low, high] = model.sizesWithin(law, 5.76e23, 0.001);
    assert.equal(answer(model.optimum(law, 5.76e23).parameters).met, true);
    assert.equal(answer(low * 1.001).met, true);
    assert.equal(answer(high / 1.001).met, true);
    assert.match(answer(low / 1.001).message, /^Too small: .* above the lowest; 0\.1% is allowed\.$/);
    assert.match(answer(high * 1.001).message, /^Too large: /);
    assert.match(answer(280e9).message, /^Too large: 280\u00a0B parameters leave 343\u00a0B tokens, 1\.22 for each\./);
    assert.match(answer(7e10, 1e22).message, /^Another budget: this is 10²² operations, the challenge gives 5\.76\u00a0×\u00a010²³\.$/);
    assert.match(answer(1e30).message, /^The size must lie between 30\u00a0M and 3\u00a0T parameters\.$/);
  }
});

test("the judge is total", () => {
  const odd = [undefined, null, 0, NaN, "", "x", [], [1], {}, true, { budget: "1e22" }, { budget: 5.76e23, parameters: -1, constants: "besiroglu_2024" },
    { budget: 5.76e23, parameters: 7e10, constants: "toString" }, { budget: Infinity, parameters: 7e10, constants: "besiroglu_2024" }];
  for (const response of odd) {
    const verdict = model.judge(response);
    assert.equal(verdict.met, false);
    assert.match(verdict.message, /^No answer to judge/);
  }
});
