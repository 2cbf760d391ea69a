/** What the hyperparameters lab draws: the losses of a run, the model on its data, and the schedule of the rate. */
import { drawLines, within } from "./chart.js";
import { bestOf, lossWords } from "./hyperparameters.model.js";
import { TRAINING, VALIDATION, features, predict, rateAt, stepsOf } from "./hyperparameters.training.js";

/** @typedef {import("./hyperparameters.training.js").Settings} Settings */
/** @typedef {import("./hyperparameters.training.js").Training} Training */
/** @typedef {import("./chart.js").Range} Range */
/** @typedef {{number: number, settings: Settings, course: Generator<Training, void>, now: Training, done: boolean}} Shown a run, so far */

/** What is in view of the losses; the second where a run leaves the first. @type {{range: Range, stops: number[]}[]} */
const VIEWS = [{ range: [0.02, 5], stops: [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2] }, { range: [0.02, 200], stops: [0.1, 1, 10, 100] }];
const MESSAGES = /** @type {Range} */ ([-0.8, 4.6]);
const MOST_SEEN = 60; // messages a minute, where a model runs away
const HOURS = Array.from({ length: 121 }, (_, index) => ({ hour: index / 5, values: features(index / 5) }));

/** @param {HTMLElement} place @param {Shown} run @param {Shown[]} before */
export function drawLosses(place, { settings, now: { train, valid, stopped }, done }, before) {
  const points = (/** @type {number[]} */ curve) => curve.map((loss, epoch) => /** @type {Range} */ ([epoch, Math.min(loss, 1e9)]));
  const last = train.length - 1;
  const best = last ? bestOf({ valid }) : 0;
  const earlier = before.map(({ number, now }) => ({
    points: points(now.valid.slice(0, settings.epochs + 1)), look: "plot-faint", name: `run ${number}`,
  }));
  const at = (/** @type {number} */ epoch) => /** @type {Range} */ ([epoch, valid[epoch]]);
  drawLines(place, {
    words: `Training and validation loss by epoch: from ${lossWords(train[0])} and ${lossWords(valid[0])} `
      + `to ${lossWords(train[last])} and ${lossWords(valid[last])} after epoch ${last}; `
      + `validation lowest, ${lossWords(valid[best])}, after epoch ${best}.`,
    height: 320,
    x: { range: [0, settings.epochs], title: "Epochs" },
    y: { ...VIEWS[Math.max(...train, ...valid) > VIEWS[0].range[1] ? 1 : 0], log: true, title: "Loss, mean squared error" },
    lines: [...earlier, { points: points(train), look: "plot-second", name: "training" }, { points: points(valid), name: "validation" }],
    marks: [
      ...(done ? [{ at: at(best), name: best < last ? `lowest ${lossWords(valid[best])}` : "" }] : []),
      ...(stopped ? [{ at: at(stopped), look: "plot-best", name: "stopped" }] : []),
    ],
  });
  // The run shown is to stand out among those before it.
  for (const text of place.querySelectorAll("text")) if (text.textContent?.startsWith("run ")) text.classList.remove("plot-here");
}

/** The weights kept, or those of the moment, on the data. @param {HTMLElement} place @param {Shown} run */
export function drawFit(place, { now: { weights, keptWeights, kept, train }, done }) {
  const epoch = done ? kept : train.length - 1;
  const curve = HOURS.map(({ hour, values }) => /** @type {Range} */ ([
    hour, within(predict(done ? keptWeights : weights, values), [-MOST_SEEN, MOST_SEEN]),
  ]));
  const heights = curve.map(([, height]) => height * 1.1);
  drawLines(place, {
    words: `The model after epoch ${epoch}, over ${TRAINING.length} training points, filled, and ${VALIDATION.length} validation points, open.`,
    height: 240,
    x: { range: [0, 24], stops: [0, 6, 12, 18, 24], title: "Hour of the day" },
    y: { range: [Math.min(MESSAGES[0], ...heights), Math.max(MESSAGES[1], ...heights)], title: `Messages a minute; the model after epoch ${epoch}` },
    lines: [{ points: curve }],
    marks: [...VALIDATION.map((at) => ({ at, look: "plot-best" })), ...TRAINING.map((at) => ({ at }))],
  });
}

/** @param {HTMLElement} place @param {Settings} settings */
export function drawSchedule(place, { rate, batch, epochs, warmup, decay }) {
  const { total } = stepsOf(TRAINING.length, batch, epochs);
  const plan = { peak: rate, warmup, total, decay };
  const corners = [0, ...(warmup > 0 && warmup < total ? [warmup] : []), total];
  drawLines(place, {
    words: `Learning rate by step, ${total} steps: ${warmup ? `up from 0 over ${warmup} steps, then ` : ""}`
      + `${decay === "linear" ? "down to 0 in a straight line" : "constant"}; peak ${rate}.`,
    height: 240,
    x: { range: [0, total], title: "Steps" },
    y: { range: [0, rate * 1.2], title: "Learning rate by step" },
    lines: [{ points: corners.map((step) => [step, rateAt(plan, step)]) }],
  });
}
