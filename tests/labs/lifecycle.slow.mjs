// node lifecycle.slow.mjs SEED…: what each seed's four phases come to, as JSON lines on standard output.
// tests/curriculum/labs/test_lifecycle_seeds.py asks, on seeds that nobody looked at while tuning.
import { LABELS, PARAMETERS, distil, finish, keepOn, library, newborn, pretrain, tune, weigh } from "../../static/labs/lifecycle.phases.js";

for (const seed of process.argv.slice(2).map(Number)) {
  const texts = library(seed);
  const settings = { seed, replay: 0.2, labels: "few" };
  const seconds = [];
  const run = (phase) => {
    const begun = performance.now();
    const { points, result } = finish(phase);
    seconds.push((performance.now() - begun) / 1000);
    return { points, network: result.network, alone: result.alone, losses: weigh(result.network, texts.validation) };
  };
  const pretrained = run(pretrain(texts, settings));
  const forgot = run(keepOn(pretrained.network, texts, { ...settings, replay: 0 }));
  const replayed = run(keepOn(pretrained.network, texts, settings));
  const tuned = run(tune(replayed.network, texts, settings));
  const student = run(distil(tuned.network, texts, settings));
  const many = run(distil(tuned.network, texts, { ...settings, labels: "many" }));
  process.stdout.write(`${JSON.stringify({
    seed, seconds, parameters: PARAMETERS, labels: LABELS, born: weigh(newborn(seed), texts.validation),
    pretrained: pretrained.losses, forgot: forgot.losses, replayed: replayed.losses, tuned: tuned.losses,
    taught: student.losses.answers, alone: weigh(student.alone, texts.validation).answers,
    taughtByMany: many.losses.answers, aloneByMany: weigh(many.alone, texts.validation).answers,
  })}\n`);
}
