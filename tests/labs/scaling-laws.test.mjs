// The arithmetic of the scaling-laws lab against reference values, and the laws that it must keep.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import * as model from "../../static/labs/scaling-laws.model.js";

const { items } = JSON.parse(readFileSync(new URL("reference.json", import.meta.url), "utf8"));
const starting = (prefix) => items.filter(({ id }) => id.startsWith(prefix));
const laws = Object.entries(model.CONSTANTS);
const budgets = [1e19, 3e20, 1e22, 5.76e23, 1e25];
const ratios = [1e-3, 0.1, 0.5, 0.9, 0.99, 1.01, 1.1, 2, 10, 1e3];

function close(actual, expected, { type, value }, what) {
  const error = Math.abs(actual - expected) / (type === "rel" ? Math.abs(expected) : 1);
  assert.ok(error <= value, `${what}: ${actual} is not ${expected} (${type} ${value})`);
}

test("the reference holds what it should", () => {
  const counts = ["chinchilla.loss.", "chinchilla.opt.", "rule20.", "ppl.", "flops."].map((prefix) => starting(prefix).length);
  assert.deepEqual(counts, [11, 15, 5, 3, 2]);
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

for (const { id, inputs, outputs, tolerance } of starting("ppl.")) {
  test(id, () => close(model.perplexity(inputs.loss_nats), outputs.ppl, tolerance, "perplexity"));
}

for (const { id, inputs, outputs, tolerance } of starting("flops.")) {
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

test("numbers as people read them", () => {
  assert.equal(model.count(72.2487e9), "72.2\u00a0B");
  assert.equal(model.count(999.6e6), "1.00\u00a0B");
  assert.equal(model.count(0.2), "0.20");
  assert.equal(model.spoken(1.4e12), "1.40\u00a0trillion");
  assert.equal(model.brief(70e9), "70\u00a0B");
  assert.equal(model.brief(100e9), "100\u00a0B");
  assert.equal(model.power(1e22), "10²²");
  assert.equal(model.power(5.76e23), "5.76\u00a0×\u00a010²³");
  assert.equal(model.spokenPower(5.76e23), "5.76 times 10 to the 23");
  assert.equal(model.spokenPower(1e22), "10 to the 22");
  assert.equal(model.percent(0.00097), "0.097%");
  assert.equal(model.percent(0.0128), "1.3%");
  assert.equal(model.percent(0), "less than 0.001%");
});

test("numbers as people write them", () => {
  const written = {
    "70B": 7e10, "72.2\u00a0B": 7.22e10, "1.5 T": 1.5e12, "9e9": 9e9, "1e+22": 1e22, "1E22": 1e22, "10²²": 1e22, "10^22": 1e22,
    "5.76\u00a0×\u00a010²³": 5.76e23, "5.76 x 10^23": 5.76e23, "5.76*10**23": 5.76e23, "70,000,000,000": 7e10, "300m": 3e8, ".5b": 5e8,
  };
  for (const [text, value] of Object.entries(written)) close(model.read(text), value, { type: "rel", value: 1e-12 }, text);
  for (const text of ["", "many", "-5", "1e", "e22", "1.2.3", "B", "10^", "7e10e", "1e22 flops", "0x10"]) assert.ok(Number.isNaN(model.read(text)), text);
  // What the field shows, it can read.
  for (const value of [3e7, 1.234e9, 7.2e10, 2.9e12]) close(model.read(model.count(value)), value, { type: "rel", value: 5e-3 }, "count");
  for (const value of [1e19, 5.76e23, 1e25]) close(model.read(model.power(value)), value, { type: "rel", value: 5e-3 }, "power");
});
