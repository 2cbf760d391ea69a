// The arithmetic of the judges lab against reference values, and what only the browser does.
import assert from "node:assert/strict";
import test from "node:test";
import * as model from "../../static/labs/judges.model.js";
import { close, starting } from "./reference.mjs";

for (const { id, inputs, outputs, tolerance } of starting("human.kappa")) {
  test(id, () => {
    const { observed, expected, kappa } = model.agreement(inputs.table_rows_rater1_cols_rater2);
    close(observed, outputs.po, tolerance, "observed");
    close(expected, outputs.pe, tolerance, "expected");
    close(kappa, outputs.kappa, tolerance, "κ");
  });
}

for (const { id, inputs, outputs, tolerance } of starting("human.winrate")) {
  test(id, () => {
    const { wins, ties, losses } = inputs;
    const rate = model.winRate(wins, ties, losses);
    close(rate, outputs.win_rate, tolerance, "win rate");
    model.wilson(rate, wins + ties + losses).forEach((end, index) => close(end, outputs.wilson95[index], tolerance, "interval"));
  });
}

for (const { id, inputs, outputs, tolerance } of starting("rlhf.")) {
  test(id, () => {
    const { p, loss } = model.preference(inputs.r_chosen, inputs.r_rejected);
    close(p, outputs.p, tolerance, "P");
    close(loss, outputs.loss, tolerance, "loss");
  });
}

for (const { id, inputs, outputs, tolerance } of starting("dpo.")) {
  test(id, () => {
    const found = model.dpo(inputs.beta, inputs.logp_w, inputs.logp_l, inputs.ref_w, inputs.ref_l);
    for (const name of ["margin", "loss", "p"]) close(found[name], outputs[name], tolerance, name);
  });
}

test("all reference values are held", () => {
  assert.equal(["human.kappa", "human.winrate"].flatMap(starting).length, starting("human.").length);
});

test("no answer of a pair tells by its length alone which is better", () => {
  const [longer, told] = model.longerChosen(model.RATERS.person);
  assert.deepEqual([longer, told], [6, 9]);
  assert.deepEqual(model.byLength().map((group) => group.length), [4, 4, 4]);
});

test("choices mean what the order dealt made of them, and those missing stay so", () => {
  const [{ pair, first }] = model.deal(7);
  assert.equal(model.ratingsOf("f", 7)[pair], first);
  assert.notEqual(model.ratingsOf("s", 7)[pair], first);
  assert.equal(model.ratingsOf("t", 7)[pair], "t");
  assert.equal(model.ratingsOf("f", 7).replaceAll("-", "").length, 1);
});

test("a margin beyond all exponents still has a loss", () => {
  assert.deepEqual([model.lossOf(-2000), model.lossOf(2000), model.sigmoid(-2000), model.sigmoid(2000)], [2000, 0, 0, 1]);
});
