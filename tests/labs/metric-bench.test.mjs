// The metrics in the browser against reference values, and what only the browser does.
import assert from "node:assert/strict";
import test from "node:test";
import * as model from "../../static/labs/metric-bench.model.js";
import * as metrics from "../../static/labs/text-metrics.js";
import { close, starting } from "./reference.mjs";

const KINDS = [1, 2, "L"];
// The eight pairs of the reference's corpus.
const CORPUS = [
  ["the cat sat on the mat", "the cat sat on the mat"],
  ["the cat lay on the mat", "the cat sat on the mat"],
  ["the quick brown fox", "the quick brown fox jumps over the lazy dog"],
  ["yes the refund was issued to your card this morning", "the refund was issued"],
  ["the gunman killed police", "police killed the gunman"],
  ["your parcel has not arrived on time", "the delivery is late"],
  ["the the the the the the the", "the cat is on the mat"],
  ["the order cannot be cancelled within thirty days", "the order can be cancelled within thirty days"],
];
const added = (lists) => lists[0].map((_, place) => lists.reduce((sum, list) => sum + list[place], 0));
const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

for (const { id, inputs, outputs, tolerance } of starting("rouge.")) {
  test(id, () => {
    for (const kind of KINDS) {
      const wanted = outputs[`rouge${kind}`];
      if (typeof wanted === "number") close(mean(CORPUS.map((pair) => metrics.rouge(...pair, kind).f1)), wanted, tolerance, `ROUGE-${kind}`);
      if (!wanted?.f && wanted?.f !== 0) continue;
      const { precision, recall, f1 } = metrics.rouge(inputs.candidate, inputs.reference, kind);
      close(precision, wanted.p, tolerance, "precision");
      close(recall, wanted.r, tolerance, "recall");
      close(f1, wanted.f, tolerance, "F1");
    }
    // Without a stemmer: that is how the lab reckons.
    const plain = outputs.rouge1_f ?? outputs.rouge1_f_nostem;
    if (plain !== undefined) close(metrics.rouge(inputs.candidate, inputs.reference, 1).f1, plain, tolerance, "F1");
  });
}

for (const { id, inputs, outputs, tolerance } of starting("bleu.").filter(({ inputs }) => inputs.candidate)) {
  test(id, () => {
    const references = inputs.references ?? [inputs.reference];
    const counts = metrics.bleuCounts(inputs.candidate, references);
    const { score, precisions, brevity } = metrics.bleuScore(counts);
    if ("cased" in outputs) {
      close(score, outputs.cased, tolerance, "cased");
      close(metrics.bleu(inputs.candidate, inputs.reference, true).score, outputs.lowercase, tolerance, "lower-cased");
      return;
    }
    const wanted = outputs.bleu_exp_effective_order ?? outputs;
    close(score, wanted.score, tolerance, "BLEU");
    close(brevity, wanted.bp, tolerance, "brevity penalty");
    precisions.forEach((precision, place) => close(precision, wanted.precisions[place], tolerance, "precision"));
    assert.deepEqual(counts, { correct: wanted.counts, total: wanted.totals, candidate: wanted.sys_len, reference: wanted.ref_len });
    if (outputs.chrf2 === undefined) return;
    close(metrics.bleuScore(counts, "exp", false).score, outputs.bleu_exp_default, tolerance, "exp");
    close(metrics.bleuScore(counts, "none", false).score, outputs.bleu_no_smoothing, tolerance, "none");
    close(metrics.chrf(inputs.candidate, inputs.reference).score, outputs.chrf2, tolerance, "chrF");
    assert.equal(metrics.answerF1(inputs.candidate, inputs.reference).exact, Boolean(outputs.exact_match));
  });
}

test("bleu.corpus8: a corpus adds its counts up", () => {
  const [{ outputs, tolerance }] = starting("bleu.corpus8");
  const counts = CORPUS.map(([candidate, reference]) => metrics.bleuCounts(candidate, [reference]));
  const whole = {
    correct: added(counts.map(({ correct }) => correct)), total: added(counts.map(({ total }) => total)),
    candidate: outputs.sys_len, reference: outputs.ref_len,
  };
  assert.deepEqual([whole.correct, whole.total], [outputs.counts, outputs.totals]);
  assert.deepEqual(added(counts.map(({ candidate, reference }) => [candidate, reference])), [outputs.sys_len, outputs.ref_len]);
  close(metrics.bleuScore(whole, "exp", false).score, outputs.score, tolerance, "BLEU");
  close(mean(counts.map((one) => metrics.bleuScore(one).score)), outputs.mean_of_sentence_scores, tolerance, "mean");
  const characters = CORPUS.map((pair) => metrics.chrfCounts(...pair));
  const summed = characters[0].map((_, order) => added(characters.map((counts) => counts[order])));
  close(metrics.chrfScore(summed).score, outputs.corpus_chrf2, tolerance, "chrF");
});

test("qa.f1_em", () => {
  const [{ inputs, outputs, tolerance }] = starting("qa.f1_em");
  const { matched, precision, recall, f1, exact } = metrics.answerF1(inputs.pred, inputs.gold);
  assert.deepEqual([matched, Number(exact)], [outputs.common, outputs.em]);
  close(precision, outputs.p, tolerance, "precision");
  close(recall, outputs.r, tolerance, "recall");
  close(f1, outputs.f1, tolerance, "F1");
});

test("bertscore.toy", () => {
  const [{ inputs, outputs, tolerance }] = starting("bertscore.toy");
  const similarities = inputs.cosine_rows_reference_cols_candidate;
  const plain = metrics.greedy(similarities, [1, 1], [1, 1, 1]);
  for (const name of ["precision", "recall", "f1"]) close(plain[name], outputs[name], tolerance, name);
  close(metrics.rescaled(plain.f1, inputs.baseline_b), outputs["rescaled_f1_b0.5"], tolerance, "rescaled");
  close(metrics.greedy(similarities, inputs.idf_ref, [1, 1, 1]).recall, outputs.recall_idf_weights_1_3, tolerance, "recall by idf");
});

test("a piece is matched, clipped, or neither", () => {
  assert.deepEqual(model.marks(["the", "the", "the", "way"], ["on", "the", "way"], 1), ["hit", "near", "near", "hit"]);
  assert.deepEqual(model.marks(["a", "b", "c", "b"], ["b", "c", "x"], 2), ["", "hit", "hit", ""]);
  assert.deepEqual(model.marks(["b", "a", "c"], ["a", "b", "c"], "L").filter(Boolean).length, 2);
  assert.deepEqual(model.marks([], ["a"], 1), []);
});

test("what is tallied is what BLEU counts", () => {
  for (const [candidate, reference] of CORPUS) {
    const { correct, total } = metrics.bleuCounts(candidate, [reference]);
    const tokens = [candidate, reference].map((text) => metrics.bleuTokens(text));
    for (let n = 1; n <= 4; n += 1) {
      const rows = model.tally(...tokens, n);
      assert.deepEqual(added(rows.map(({ matched, candidate: made }) => [matched, made])), [correct[n - 1], total[n - 1]]);
    }
  }
});

test("a matrix is packed and unpacked, and the address carries all of it or nothing", () => {
  for (const [pair, matrix] of Object.entries(model.MATRICES)) {
    const values = model.packed(pair);
    const back = model.unpacked({ pair, values, weighted: true, baseline: 0 });
    assert.deepEqual(back.similarities, matrix.similarities);
    assert.deepEqual([back.referenceWeights, back.candidateWeights], [matrix.referenceWeights, matrix.candidateWeights]);
    assert.deepEqual(model.readValues(pair, values.join("_")), values);
    for (const text of [null, "", "1", values.slice(1).join("_"), values.join("_").replace(/^[\d.]+/, "1.1"), `${values.slice(1).join("_")}_`]) {
      assert.equal(model.readValues(pair, text), undefined, String(text));
    }
  }
});
