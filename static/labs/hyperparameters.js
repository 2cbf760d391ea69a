/**
 * <hyperparameters-lab preset="first">: turn the dials of a training run and watch it learn.
 * Settings, names and challenge: hyperparameters.model.js. The training: hyperparameters.training.js.
 */
import { still } from "./chart.js";
import { button, choice, exactSlider, facts, folded, presets, table } from "./controls.js";
import { html } from "./dom.js";
import { LabElement } from "./lab.js";
import {
  CHALLENGE, DECAYS, LAB, MOST_LOSS, MOST_STEPS, PRESETS, RANGES, bestOf, judge, lossWords, nameOf, settingsIn,
} from "./hyperparameters.model.js";
import { drawFit, drawLosses, drawSchedule } from "./hyperparameters.plots.js";
import { TRAINING, stepsOf, training } from "./hyperparameters.training.js";

/** @typedef {import("./hyperparameters.training.js").Settings} Settings */
/** @typedef {import("./hyperparameters.training.js").Training} Training */
/** @typedef {import("./hyperparameters.plots.js").Shown} Shown */

const FACTS = ["The run", "Steps an epoch", "Steps taken", "Validation loss, kept", "Lowest validation loss", "Training loss, kept"];
const FRAMES = 90; // a whole run is watched for a second and a half, by its losses and its model in turn
const SLICE = 8; // milliseconds of training at a time, so that the page stays quick
const PAUSE = 250; // milliseconds after the last change of a dial, before a run begins
const MOST_BEFORE = 3; // earlier runs shown

/** In a word, and what it means. @type {Record<string, [string, string]>} */
const CALLED = {
  diverged: ["diverged", "The steps are so long that each lands further off."],
  noisy: ["noisy", "Each small batch pulls another way, and steps this long follow every pull."],
  overfitted: ["overfitted", "It has learned the noise of its 24 points; on other days it has become worse."],
  slow: ["too slow", "It was still on its way when its steps ended."],
  good: ["good", "The weights kept are near the lowest validation loss of the run."],
};
const LATE = "It was still on its way when early stopping ended it.";

/** What else was chosen for a run. @param {Settings} settings */
const besides = ({ epochs, warmup, decay, patience, seed }) => [
  `${epochs} epochs`, warmup && `warm-up ${warmup}`, decay === "linear" && "decay", patience && `patience ${patience}`, seed > 1 && `order ${seed}`,
].filter(Boolean).join(", ");

/** @extends {LabElement<Settings>} */
class HyperparametersLab extends LabElement {
  lab = LAB;
  challenge = CHALLENGE;
  goal = `Find settings that keep a validation loss of at most ${MOST_LOSS.toFixed(2)} after at most ${MOST_STEPS} steps.`;
  judge = judge;

  rate = exactSlider({
    label: "Learning rate, peak", range: RANGES.rate, write: (value) => String(Number(value.toPrecision(3))),
    change: (rate) => this.set({ rate: Number(rate.toPrecision(3)) }),
  });
  batch = this.#whole("batch", "Batch size, examples");
  epochs = this.#whole("epochs", "Epochs, at most");
  warmup = this.#whole("warmup", "Warm-up, steps");
  decay = choice("Decay of the rate", DECAYS, (decay) => this.set({ decay }));
  patience = this.#whole("patience", "Early stopping: patience (0: off)");
  delta = exactSlider({
    label: "Early stopping: min_delta", range: RANGES.delta, step: 0.005, write: (value) => value.toFixed(3),
    change: (delta) => this.set({ delta }),
  });
  losses = still();
  fit = still();
  schedule = still();
  told = html("p", { class: "note" });
  progress = html("progress", { "aria-label": "Progress of the run" });
  steer = button("Pause", () => this.#steer());
  facts = facts(FACTS);
  compared = html("div");
  table = folded("The run as a table of epochs", () => [this.#table()]);

  /** The run shown. @type {Shown | undefined} */
  run;
  /** The ones before it, whole. @type {Shown[]} */
  earlier = [];
  paused = false;
  #frame = 0;
  #turn = 0;
  /** The state last rendered. @type {Settings | undefined} */
  #rendered;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #wait;

  /** A slider of whole numbers. @param {"batch" | "epochs" | "warmup" | "patience"} name @param {string} label */
  #whole(name, label) {
    return exactSlider({
      label, range: RANGES[name], step: 1, write: String, change: (value) => this.set({ [name]: Math.round(value) }),
    });
  }

  first() {
    return (PRESETS[this.getAttribute("preset") ?? ""] ?? PRESETS.first).settings;
  }

  carry() {
    const { rate, batch, epochs, warmup, decay, patience, delta, seed } = this.state;
    return { r: rate, b: batch, e: epochs, w: warmup, d: decay, p: patience, m: delta, s: seed };
  }

  /** @param {URLSearchParams} given @returns {Partial<Settings>} */
  read(given) {
    /** @type {Record<string, unknown>} */
    let settings = { ...this.state };
    for (const [key, name] of Object.entries({ r: "rate", b: "batch", e: "epochs", w: "warmup", d: "decay", p: "patience", m: "delta", s: "seed" })) {
      const text = given.get(key);
      const one = { ...settings, [name]: name === "decay" ? text : Number(text ?? NaN) };
      if (settingsIn(one)) settings = one;
    }
    return settings;
  }

  spoken() {
    const { run } = this;
    if (!run?.done || run.settings !== this.state) {
      return `Training, ${stepsOf(TRAINING.length, this.state.batch, this.state.epochs).total} steps at most`;
    }
    const { valid, kept, steps } = run.now;
    const best = bestOf(run.now);
    return `Run ${run.number} ${CALLED[nameOf(run.now)][0]}: validation loss ${lossWords(valid[kept])} after ${steps} steps, `
      + `lowest ${lossWords(valid[best])} after epoch ${best}`;
  }

  build() {
    const begin = Object.values(PRESETS).map(({ name, settings }) => [name, () => this.set(settings)]);
    this.#rendered = undefined;
    this.#begin(true);
    return [
      presets("Begin from", Object.fromEntries(begin)),
      html("div", {}, this.losses, this.told),
      html("div", { class: "running" }, this.progress, html("div", { class: "buttons" },
        this.steer, button("Another order of the examples", () => this.set({ seed: (this.state.seed % RANGES.seed[1]) + 1 })))),
      html("div", { class: "controls" }, this.rate.row, this.batch.row, this.epochs.row, this.warmup.row,
        this.patience.row, this.delta.row, html("div", { class: "choices" }, this.decay.row)),
      html("div", { class: "beside" },
        html("div", {}, this.fit, html("p", { class: "note small" }, "Filled: training points. Open: validation points.")), this.schedule),
      this.facts.list,
      this.compared,
      this.table.element,
    ];
  }

  /** A change of the settings asks for a run, once the dial rests. @param {Partial<Settings>} change */
  move(change) {
    super.move(change);
    clearTimeout(this.#wait);
    if (this.run) this.#wait = setTimeout(() => this.#begin(), PAUSE);
    else this.#begin(true);
  }

  /** An answer is judged with its whole run in sight. */
  check() {
    if (!this.run?.done || this.run.settings !== this.state) this.#begin(true);
    super.check();
  }

  halt() {
    clearTimeout(this.#wait);
    this.#pause();
    this.run = undefined;
    this.earlier = [];
  }

  /** Begins a run of the settings chosen. @param {boolean} [quick] not to be watched */
  #begin(quick = matchMedia("(prefers-reduced-motion: reduce)").matches) {
    clearTimeout(this.#wait);
    this.#pause();
    const old = this.run;
    const other = old?.done && JSON.stringify(old.settings) !== JSON.stringify(this.state);
    if (old && other) this.earlier = [...this.earlier, old].slice(-MOST_BEFORE);
    const course = training(this.state);
    const now = /** @type {Training} */ (course.next().value);
    this.run = { number: (old?.number ?? 1) + (other ? 1 : 0), settings: this.state, course, now, done: false };
    this.#compare();
    this.#go(quick);
  }

  /** @param {boolean} [quick] */
  #go(quick = false) {
    const { run } = this;
    if (!run) return;
    const pace = quick ? Infinity : Math.ceil(run.settings.epochs / FRAMES);
    const next = () => {
      const begun = performance.now();
      for (let epoch = 0; epoch < pace && !run.done && performance.now() - begun < SLICE; epoch += 1) run.done = !!run.course.next().done;
      this.#frame = run.done ? 0 : requestAnimationFrame(next);
      if (run.done) this.#show();
      else if (!quick) this.#follow(run);
      if (run.done && run.now.train.length > 1) this.say(this.spoken());
    };
    this.paused = false;
    next();
  }

  #pause() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  #steer() {
    if (this.run?.done) this.#begin();
    else if (this.paused) this.#go();
    else {
      this.#pause();
      this.paused = true;
      this.#show();
    }
  }

  render() {
    const { rate, batch, epochs, warmup, decay, patience, delta } = this.state;
    this.rate.show(rate);
    this.batch.show(batch);
    this.epochs.show(epochs);
    this.warmup.show(warmup);
    this.decay.show(decay);
    this.patience.show(patience);
    this.delta.show(delta);
    drawSchedule(this.schedule, this.state);
    // A dial that turns changes no more than this; another width changes all.
    if (!this.#rendered || this.#rendered === this.seen) this.#show();
    this.#rendered = this.seen;
  }

  /** All that a run changes. */
  #show() {
    const { run } = this;
    if (!run) return;
    this.#tell(run);
    drawLosses(this.losses, run, this.earlier);
    drawFit(this.fit, run);
    if (!run.done) return;
    this.#compare();
    this.table.show();
  }

  /** A run under way, half of it at a time. @param {Shown} run */
  #follow(run) {
    this.#turn += 1;
    if (this.#turn % 2) return drawFit(this.fit, run);
    this.#tell(run);
    drawLosses(this.losses, run, this.earlier);
  }

  /** @param {Shown} run */
  #tell(run) {
    const { train, valid, kept, steps, stopped } = run.now;
    const epoch = train.length - 1;
    const { each, total } = stepsOf(TRAINING.length, run.settings.batch, run.settings.epochs);
    const name = run.done ? nameOf(run.now) : "";
    this.steer.textContent = run.done ? "Run again" : this.paused ? "Resume" : "Pause";
    this.progress.max = run.settings.epochs;
    this.progress.value = run.done ? run.settings.epochs : epoch;
    const means = name === "slow" && stopped ? LATE : name && CALLED[name][1];
    this.told.replaceChildren(...(name
      ? [html("b", {}, `Run ${run.number}: ${CALLED[name][0]}. `), means]
      : [`Run ${run.number}: epoch ${epoch} of ${run.settings.epochs}${this.paused ? ", paused" : ""}.`]));
    const best = epoch ? `${lossWords(valid[bestOf(run.now)])}, epoch ${bestOf(run.now)}` : "–";
    this.facts.show([name ? CALLED[name][0] : "under way", String(each), `${steps} of ${total}`,
      lossWords(valid[kept]), best, lossWords(train[kept])]);
  }

  /** The run beside those before it. */
  #compare() {
    const rows = [...this.earlier, ...(this.run ? [this.run] : [])].map(({ number, settings, now, done }) => ({
      name: String(number), note: number === this.run?.number ? "shown" : "",
      values: [String(settings.rate), String(settings.batch), besides(settings), ...(done
        ? [String(now.steps), lossWords(now.valid[now.kept]), CALLED[nameOf(now)][0]] : ["–", "–", "under way"])],
    }));
    this.compared.replaceChildren(table("The last runs; the earlier ones are the thin curves",
      ["Run", "Rate", "Batch", "Besides", "Steps", "Validation loss", "Called"], rows));
  }

  /** At most twenty or so epochs, with those that matter. */
  #table() {
    if (!this.run) return html("p");
    const { settings, now: { train, valid, kept, stopped } } = this.run;
    const last = train.length - 1;
    const stride = Math.ceil(last / 20);
    const best = bestOf({ valid });
    const { each } = stepsOf(TRAINING.length, settings.batch, settings.epochs);
    const notes = (/** @type {number} */ epoch) => [
      epoch === best && "lowest", epoch === kept && "kept", epoch === stopped && stopped && "stopped",
    ].filter(Boolean).join(", ");
    const rows = train.map((loss, epoch) => ({
      name: String(epoch), note: notes(epoch), values: [String(epoch * each), lossWords(loss), lossWords(valid[epoch])],
    })).filter(({ note }, epoch) => note || epoch % stride === 0 || epoch === last);
    return table(`Run ${this.run.number}, by epoch`, ["Epoch", "Steps", "Training loss", "Validation loss"], rows);
  }
}

customElements.define("hyperparameters-lab", HyperparametersLab);
