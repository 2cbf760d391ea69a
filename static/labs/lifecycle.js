/**
 * <lifecycle-lab worker="lifecycle.worker.js">: pre-train, continue, tune and distil a small language model.
 *
 * A worker trains (lifecycle.worker.js, lifecycle.phases.js, lifecycle.model.js on lifecycle.texts.js); here is what
 * one sees of it. A seed takes hold when pre-training begins; a replay share or a number of labels, with the next run
 * of its phase.
 */
import { drawLines, still } from "./chart.js";
import { button, choice, exactSlider, folded } from "./controls.js";
import { html } from "./dom.js";
import { LabElement } from "./lab.js";
import { CHALLENGE, LAB, judge } from "./lifecycle.judge.js";
import { TEXTS, WORDS, curveTables, matrix, meter, nats, percentOf, students } from "./lifecycle.parts.js";
import { LABELS, PHASES, PLANS } from "./lifecycle.phases.js";
import { digits } from "./numbers.js";

/** @typedef {import("./lifecycle.phases.js").Settings} Settings @typedef {import("./lifecycle.phases.js").Phase} Phase */
/** @typedef {import("./lifecycle.phases.js").Losses} Losses @typedef {import("./lifecycle.phases.js").Point} Point */
/** @typedef {import("./lifecycle.parts.js").Said} Said @typedef {import("./lifecycle.parts.js").Results} Results */

const REPLAYS = /** @type {const} */ ([0, 0.5]);
const SEEDS = /** @type {const} */ ([1, 999]);

/** @extends {LabElement<Settings>} */
class LifecycleLab extends LabElement {
  lab = LAB;
  challenge = CHALLENGE;
  goal = "Run phase 2 once without replay, to see what is forgotten. Then find a replay share of at most 15% that takes back "
    + "four fifths of it, while the shop’s text is learned as well within 5%.";
  judge = judge;

  replay = exactSlider({
    label: "Replay: everyday text in phase 2", range: REPLAYS, step: 0.01, write: percentOf, change: (replay) => this.set({ replay }),
  });
  seed = exactSlider({ label: "Seed", range: SEEDS, step: 1, write: String, change: (seed) => this.set({ seed: Math.round(seed) }) });
  labels = choice("Labelled pairs for the students", { few: `few: ${LABELS.few}`, many: `many: ${LABELS.many}` }, (labels) => this.set({ labels }));
  all = button("Run all four phases", () => this.#runAll(), false);
  pause = button("Pause", () => this.#pause(!this.paused));
  bar = html("progress", { max: 1, value: 0, "aria-label": "Progress of the phase" });
  status = html("p", { class: "note small" });
  panels = PHASES.map((phase) => {
    const run = button(WORDS[phase].button, () => this.#run(phase));
    return { phase, run, plot: still(), note: html("p", { class: "note small" }), said: html("dl", { class: "said" }) };
  });
  meter = html("div", {});
  matrix = html("div", {});
  students = html("div", {});
  curves = folded("The curves as tables", () => curveTables((phase) => this.#points(phase)));

  /** @type {Worker | undefined} */
  worker;
  /** @type {{losses: Losses, said: Said} | undefined} */
  born;
  /** @type {Results} */
  results = {};
  /** Each run of phase 2 from the same pre-trained model, by its replay share. @type {Map<number, Losses>} */
  replays = new Map();
  /** @type {{phase: Phase, settings: Settings, points: Point[], share: number, begun: number} | undefined} */
  work;
  /** @type {Phase[]} */
  queue = [];
  paused = false;

  first() {
    return /** @type {Settings} */ ({ seed: 1, replay: 0, labels: "few" });
  }

  carry() {
    const { seed, replay, labels } = this.state;
    return { s: seed, r: replay, l: labels };
  }

  /** @param {URLSearchParams} given @returns {Partial<Settings>} */
  read(given) {
    const [seed, replay, labels] = [Number(given.get("s")), Number(given.get("r") ?? NaN), given.get("l") ?? ""];
    return {
      ...(Number.isInteger(seed) && seed >= SEEDS[0] && seed <= SEEDS[1] && { seed }),
      ...(replay >= REPLAYS[0] && replay <= REPLAYS[1] && { replay }),
      ...(labels === "few" || labels === "many" ? { labels } : {}),
    };
  }

  spoken() {
    const { seed, replay, labels } = this.state;
    return `Replay ${percentOf(replay)}, ${LABELS[labels]} labelled pairs, seed ${seed}`;
  }

  build() {
    return [
      html("div", { class: "controls" }, this.replay.row, this.seed.row),
      html("div", { class: "choices" }, this.labels.row, html("div", { class: "buttons" }, this.all, this.pause)),
      html("div", {}, this.bar, this.status),
      html("ol", { class: "phases" }, ...this.panels.map(({ phase, run, plot, note, said }) => html("li", {},
        html("h3", {}, WORDS[phase].name), html("p", { class: "note" }, WORDS[phase].idea), run, plot, note, said))),
      this.meter, this.matrix, this.students, this.curves.element,
    ];
  }

  response() {
    const [without, replayed] = [this.replays.get(0), this.replays.get(this.#lastReplay() ?? -1)];
    const part = (/** @type {Losses | undefined} */ losses) => losses && { general: losses.general, domain: losses.domain };
    return {
      before: this.results.pretraining?.losses.general ?? null,
      without: part(without) ?? null, replayed: part(replayed) ?? null, replay: this.#lastReplay() ?? null,
    };
  }

  /** The share of the newest run of phase 2 that had any. */
  #lastReplay() {
    return [...this.replays.keys()].reverse().find((replay) => replay > 0);
  }

  halt() {
    this.worker?.terminate();
    this.worker = this.born = this.work = undefined;
    this.results = {};
    this.replays = new Map();
    this.queue = [];
    this.paused = false;
  }

  // --- running

  #runAll() {
    this.queue = [...PHASES];
    this.#next();
  }

  #next() {
    const phase = this.queue.shift();
    if (phase) this.#run(phase, true);
  }

  /** @param {Phase} phase @param {boolean} [queued] */
  #run(phase, queued = false) {
    if (!queued) this.queue = [];
    this.pronounce();
    if (!this.worker) {
      this.worker = new Worker(this.getAttribute("worker") ?? "", { type: "module" });
      this.worker.addEventListener("message", ({ data }) => this.#hear(data));
      this.worker.addEventListener("error", () => this.#fail());
    }
    if (phase === "pretraining") this.replays = new Map();
    const seed = phase === "pretraining" ? this.state.seed : this.results.pretraining?.settings.seed ?? this.state.seed;
    const settings = { ...this.state, seed };
    // What was built on this phase no longer stands on what it shows.
    for (const later of PHASES.slice(PHASES.indexOf(phase))) delete this.results[later];
    this.work = { phase, settings, points: [], share: 0, begun: performance.now() };
    this.paused = false;
    this.worker.postMessage({ run: phase, settings });
    this.render();
  }

  /** @param {boolean} paused */
  #pause(paused) {
    if (!this.work) return;
    this.paused = paused;
    this.worker?.postMessage({ pause: paused });
    this.#showWork();
    this.say(this.status.textContent ?? "");
  }

  #fail() {
    this.halt();
    this.render();
    this.status.textContent = "The training stopped: this browser could not load its worker. Reload the page and try again.";
  }

  /** @param {any} message from the worker */
  #hear(message) {
    if (message.kind === "born") this.born = message;
    if (!this.work || message.phase !== this.work.phase) return;
    if (message.kind === "progress") {
      this.work.share = message.share;
      if (message.point) {
        this.work.points.push(message.point);
        this.#draw(this.work.phase);
      }
      this.#showWork();
      return;
    }
    const { phase, settings, points, begun } = this.work;
    const { losses, said, alone } = message;
    this.results[phase] = { losses, said, alone, settings, points, seconds: (performance.now() - begun) / 1000 };
    if (phase === "continuing") {
      this.replays.delete(settings.replay);
      this.replays.set(settings.replay, losses);
    }
    this.work = undefined;
    this.#draw(phase);
    this.#speak(phase);
    this.#showWork();
    // A task of its own, so that neither is long.
    setTimeout(() => this.#tabulate());
    this.say(`${WORDS[phase].name} done. ${this.#note(phase)}`);
    this.#next();
  }

  // --- showing

  render() {
    const { seed, replay, labels } = this.state;
    this.seed.show(seed);
    this.replay.show(replay);
    this.labels.show(labels);
    for (const { phase } of this.panels) {
      this.#draw(phase);
      this.#speak(phase);
    }
    this.#showWork();
    this.#tabulate();
  }

  #tabulate() {
    this.meter.replaceChildren(...meter(this.results.pretraining, this.replays, this.#lastReplay()));
    this.matrix.replaceChildren(...matrix(this.born?.losses, this.results));
    this.students.replaceChildren(...students(this.results));
    this.curves.show();
  }

  #showWork() {
    const { work, paused } = this;
    this.all.disabled = Boolean(work);
    this.pause.disabled = !work;
    this.pause.textContent = paused ? "Resume" : "Pause";
    this.bar.value = work?.share ?? 0;
    this.status.textContent = work
      ? `${WORDS[work.phase].name}: ${percentOf(work.share)} of ${PLANS[work.phase].steps} steps${paused ? ", paused" : ""}`
      : "Nothing runs. Each phase takes some seconds, in a thread of its own.";
    for (const { phase, run } of this.panels) {
      const earlier = PHASES[PHASES.indexOf(phase) - 1];
      run.disabled = Boolean(work) || Boolean(earlier && !this.results[earlier]);
      run.textContent = this.results[phase] ? `${WORDS[phase].button} again` : WORDS[phase].button;
    }
  }

  /** The points of a phase: of the run at work, or of the last. @param {Phase} phase */
  #points(phase) {
    return this.work?.phase === phase ? this.work.points : this.results[phase]?.points ?? [];
  }

  /** @param {Phase} phase */
  #draw(phase) {
    const panel = this.panels[PHASES.indexOf(phase)];
    const points = this.#points(phase);
    const line = (/** @type {"general" | "domain" | "answers" | "taught" | "alone" | "train"} */ key, /** @type {string} */ look, /** @type {string} */ name) => ({
      look, name, points: points.filter((point) => Number.isFinite(point[key])).map((point) => /** @type {[number, number]} */ ([point.step, point[key]])),
    });
    const teacher = this.results.tuning?.losses.answers ?? NaN;
    const { steps } = PLANS[phase];
    const lines = phase === "distilling"
      ? [line("alone", "plot-third", "labels alone"), line("taught", "plot-curve", "with teacher"),
        ...(points.length ? [{ look: "plot-faint", points: /** @type {[number, number][]} */ ([[0, teacher], [steps, teacher]]) }] : [])]
      : [line("answers", "plot-third", TEXTS.answers), line("domain", "plot-second", TEXTS.domain), line("general", "plot-curve", TEXTS.general)];
    const last = points[points.length - 1];
    drawLines(panel.plot, {
      words: last ? `Validation loss over ${last.step} steps. ${this.#note(phase)}` : "No loss yet: this phase has not run.",
      height: 190,
      x: { range: [0, steps], title: "Steps" },
      y: { range: phase === "distilling" ? [0, 6] : [0, 9], title: "Validation loss, nats per token", stops: phase === "distilling" ? [0, 2, 4, 6] : [0, 3, 6, 9] },
      lines: points.length ? lines : [],
    });
    panel.note.textContent = this.#note(phase);
  }

  /** What a phase came to, in a sentence. @param {Phase} phase */
  #note(phase) {
    const result = this.results[phase];
    if (!result) return "";
    const { losses, seconds, alone, settings } = result;
    const time = `${seconds.toFixed(1)} s.`;
    if (phase === "pretraining") return `Everyday text ${nats(losses.general)}: perplexity ${digits(Math.exp(losses.general))}. ${time}`;
    if (phase === "continuing") return `Replay ${percentOf(settings.replay)}: shop ${nats(losses.domain)}, everyday text ${nats(losses.general)}. ${time}`;
    if (phase === "tuning") return `Answers ${nats(losses.answers)}. ${time}`;
    return `With the teacher ${nats(losses.answers)}, with ${LABELS[settings.labels]} labelled pairs alone ${nats(alone?.answers ?? NaN)}. ${time}`;
  }

  /** What the model made of some prompts before and after a phase. @param {Phase} phase */
  #speak(phase) {
    const { said } = this.panels[PHASES.indexOf(phase)];
    const result = this.results[phase];
    const earlier = PHASES[PHASES.indexOf(phase) - 1];
    const before = earlier ? this.results[earlier]?.said : this.born?.said;
    const names = phase === "distilling" ? ["Teacher", "Student"] : ["Before", "After"];
    said.replaceChildren(...(result && before ? WORDS[phase].shown.flatMap((index) => [
      html("dt", {}, result.said[index].prompt),
      html("dd", {}, html("b", {}, `${names[0]} `), before[index].said),
      html("dd", {}, html("b", {}, `${names[1]} `), result.said[index].said),
    ]) : []));
  }
}

customElements.define("lifecycle-lab", LifecycleLab);
