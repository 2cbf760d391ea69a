/** What the lifecycle lab shows of its runs besides the curves: the words of the phases, and tables. */
import { barTable, table } from "./controls.js";
import { html } from "./dom.js";
import { takenBack } from "./lifecycle.judge.js";
import { PARAMETERS, PHASES } from "./lifecycle.phases.js";
import { digits, percent } from "./numbers.js";

/** @typedef {import("./lifecycle.phases.js").Settings} Settings @typedef {import("./lifecycle.phases.js").Phase} Phase */
/** @typedef {import("./lifecycle.phases.js").Losses} Losses @typedef {import("./lifecycle.phases.js").Point} Point */
/** @typedef {{prompt: string, said: string}[]} Said */
/** @typedef {{losses: Losses, said: Said, settings: Settings, points: Point[], seconds: number, alone?: Losses}} Result */
/** The newest run of each phase. @typedef {Partial<Record<Phase, Result>>} Results */

/** @type {Record<Phase, {name: string, button: string, idea: string, shown: number[]}>} `shown`: which prompts tell */
export const WORDS = {
  pretraining: {
    name: "1 · Pre-training", button: "Pre-train", shown: [0, 1],
    idea: "A model that knows nothing reads everyday sentences and guesses each next word.",
  },
  continuing: {
    name: "2 · Continuous pre-training", button: "Continue", shown: [1, 2],
    idea: "It reads on in a shop’s text, no labels needed. What it read before fades, unless some of it is read again.",
  },
  tuning: {
    name: "3 · Instruction tuning", button: "Tune", shown: [3, 4],
    idea: "It learns to answer, from 300 questions with answers. Judged on questions it never saw.",
  },
  distilling: {
    name: "4 · Distillation", button: "Distil", shown: [3, 4],
    idea: "Two students of a quarter of the size: one learns from labelled pairs alone, one also from what the teacher answers to 600 questions.",
  },
};
export const TEXTS = { general: "everyday", domain: "shop", answers: "answers" };
export const nats = (/** @type {number} */ loss) => loss.toFixed(3);

/** 0%, 7%, 100%. @param {number} share */
export function percentOf(share) {
  return share < 0.005 ? "0%" : percent(Math.round(share * 100) / 100).replace(".0%", "%");
}

/** Forgetting: the everyday text's loss after each run of phase 2. @param {Result | undefined} pretraining @param {Map<number, Losses>} replays @param {number | undefined} newest */
export function meter(pretraining, replays, newest) {
  const runs = [...replays].sort(([one], [other]) => one - other);
  if (!pretraining || !runs.length) return [];
  const before = pretraining.losses.general;
  const worst = Math.max(...runs.map(([, { general }]) => general));
  const without = replays.get(0)?.general;
  const row = (/** @type {string} */ name, /** @type {number} */ loss, /** @type {string} */ back, /** @type {string} */ domain, note = "") =>
    ({ name, note, share: loss / worst, words: nats(loss), values: [back, domain] });
  const back = (/** @type {number} */ loss) => without === undefined ? "run 0% first" : percentOf(takenBack(before, without, loss));
  return [barTable("Forgetting: the everyday text’s loss", ["Phase 2", "Everyday text", "Taken back", "Shop"], [
    row("not run yet", before, "", nats(pretraining.losses.domain)),
    ...runs.map(([replay, { general, domain }]) =>
      row(`${percentOf(replay)} replay`, general, replay ? back(general) : "nothing", nats(domain), replay === newest ? "newest" : "")),
  ])];
}

/** Every text's loss after each phase. @param {Losses | undefined} born @param {Results} results */
export function matrix(born, results) {
  const names = { pretraining: "1 Pre-training", continuing: "2 Continuous", tuning: "3 Tuning", distilling: "4 Student" };
  const row = (/** @type {string} */ name, /** @type {Losses} */ losses) => ({
    name, values: Object.keys(TEXTS).map((text) => {
      const loss = losses[/** @type {keyof Losses} */ (text)];
      return `${loss.toFixed(2)} (${digits(Math.exp(loss))})`;
    }),
  });
  const rows = [
    ...(born ? [row("Nothing read yet", born)] : []),
    ...PHASES.flatMap((phase) => {
      const result = results[phase];
      return result ? [row(names[phase], result.losses)] : [];
    }),
  ];
  return rows.length > 1
    ? [table("Loss in nats per token, and perplexity, on texts kept back", ["After", "Everyday", "Shop", "Answers"], rows)] : [];
}

/** Teacher and students side by side. @param {Results} results */
export function students(results) {
  const { tuning, distilling } = results;
  if (!tuning || !distilling?.alone) return [];
  const rows = [["Teacher", tuning.losses.answers, PARAMETERS.teacher], ["Student with teacher", distilling.losses.answers, PARAMETERS.student],
    ["Student, labels alone", distilling.alone.answers, PARAMETERS.student]];
  const worst = Math.max(...rows.map(([, loss]) => Number(loss)));
  return [
    barTable("Teacher and students on questions nobody trained on", ["Model", "Loss on answers", "Parameters"],
      rows.map(([name, loss, size]) => ({ name: String(name), share: Number(loss) / worst, words: nats(Number(loss)), values: [size.toLocaleString("en")] }))),
    html("p", { class: "note small" }, distilling.settings.labels === "few"
      ? "Labels were few and the teacher’s answers many: that is when distillation pays. Try it with many."
      : "With labels in plenty for so easy a task, a student learns about as well without a teacher.")];
}

/** A table of each phase's curves. @param {(phase: Phase) => Point[]} pointsOf */
export function curveTables(pointsOf) {
  return PHASES.filter((phase) => pointsOf(phase).length).map((phase) => {
    const keys = /** @type {(keyof Point)[]} */ (phase === "distilling" ? ["taught", "alone"] : ["train", "general", "domain", "answers"]);
    const heads = phase === "distilling" ? ["Step", "With teacher", "Labels alone"] : ["Step", "Training", "Everyday", "Shop", "Answers"];
    const points = pointsOf(phase).filter((_, index, all) => index % 4 === 0 || index === all.length - 1);
    return table(WORDS[phase].name, heads, points.map((point) => ({
      name: String(point.step), values: keys.map((key) => (Number.isFinite(point[key]) ? nats(Number(point[key])) : "")),
    })));
  });
}
