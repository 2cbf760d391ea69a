/**
 * <distillation-temperature-lab preset="sure">: soften a teacher's answers and weigh them against the label.
 * The arithmetic is in distillation-temperature.model.js.
 */
import { drawLines, spread, still } from "./chart.js";
import { barTable, button, exactSlider, facts, folded, presets, table } from "./controls.js";
import { html } from "./dom.js";
import { LabElement } from "./lab.js";
import { digits } from "./numbers.js";
import {
  CHALLENGE, CLASSES, LAB, LOGITS, PRESETS, TEMPERATURES, divergence, entropy, gradient, judge, readLogits, softmax, wholeLoss,
} from "./distillation-temperature.model.js";

/** @typedef {{teacher: number[], student: number[], temperature: number, alpha: number}} State */

const FACTS = ["Teacher’s entropy, nats", "KL(teacher ‖ student)", "T² × KL", "Loss on the label", "Whole loss"];
const STOPS = [1, 2, 3, 5, 8, 12, 20];

/** @extends {LabElement<State>} */
class DistillationTemperatureLab extends LabElement {
  lab = LAB;
  challenge = CHALLENGE;
  goal = "Take the sure teacher. Find the temperature at which its second choice is half as likely as its first, give or take 0.01.";
  judge = judge;

  temperature = exactSlider({
    label: "Temperature T", range: TEMPERATURES, write: digits, say: (value) => `temperature ${digits(value)}`,
    change: (temperature) => this.set({ temperature }),
  });
  alpha = exactSlider({
    label: "Weight α of the soft targets", range: [0, 1], step: 0.05, write: (value) => value.toFixed(2),
    change: (alpha) => this.set({ alpha }),
  });
  logits = /** @type {const} */ (["teacher", "student"]).map((who) => ({
    who,
    sliders: CLASSES.map((name, index) => exactSlider({
      label: `${who === "teacher" ? "Teacher" : "Student"}: ${name}`, range: LOGITS, step: 0.1, write: (value) => value.toFixed(1),
      change: (logit) => this.set({ [who]: this.state[who].map((old, at) => (at === index ? logit : old)) }),
    })),
  }));
  bars = html("div", { class: "beside" });
  facts = facts(FACTS);
  plot = still();
  table = folded("The gradient as a table", () => [this.#table()]);

  first() {
    const { teacher, student } = PRESETS[this.getAttribute("preset") ?? ""] ?? PRESETS.sure;
    return { teacher, student, temperature: 1, alpha: 0.5 };
  }

  carry() {
    const { teacher, student, temperature, alpha } = this.state;
    return { t: teacher.join("_"), s: student.join("_"), T: temperature, a: alpha };
  }

  /** @param {URLSearchParams} given @returns {Partial<State>} */
  read(given) {
    const [teacher, student] = [readLogits(given.get("t")), readLogits(given.get("s"))];
    const [temperature, alpha] = [Number(given.get("T")), Number(given.get("a") ?? NaN)];
    return {
      ...(teacher && { teacher }),
      ...(student && { student }),
      ...(temperature >= TEMPERATURES[0] && temperature <= TEMPERATURES[1] && { temperature }),
      ...(alpha >= 0 && alpha <= 1 && { alpha }),
    };
  }

  spoken() {
    const { teacher, student, temperature, alpha } = this.state;
    const [first, second] = softmax(teacher, temperature).sort((one, other) => other - one);
    return `Teacher’s first choice ${first.toFixed(2)}, second ${second.toFixed(2)}; whole loss ${wholeLoss(teacher, student, temperature, alpha).toFixed(3)}`;
  }

  /** @param {State} from @param {State} to @param {number} share */
  between(from, to, share) {
    const mixed = (/** @type {"teacher" | "student"} */ who) => from[who].map((logit, index) => logit + (to[who][index] - logit) * share);
    return { ...to, teacher: mixed("teacher"), student: mixed("student"), temperature: from.temperature * (to.temperature / from.temperature) ** share };
  }

  build() {
    const begin = Object.values(PRESETS).map(({ name, teacher, student }) => [name, () => this.set({ teacher, student }, true)]);
    return [
      presets("Begin from", Object.fromEntries(begin)),
      html("div", { class: "controls" }, this.temperature.row, this.alpha.row),
      this.bars,
      this.facts.list,
      html("div", {}, this.plot, html("p", { class: "note small" },
        "The pull on the student’s logits fades as T grows, about as 1/T² once T is large against the logits. The factor T² puts it back, so that α means the same at every temperature.")),
      this.table.element,
      html("details", {}, html("summary", {}, "The logits"), html("div", { class: "controls" },
        ...this.logits.map(({ sliders }) => html("div", {}, ...sliders.map(({ row }) => row))))),
    ];
  }

  aids() {
    return [button("Take the sure teacher", () => this.set(PRESETS.sure, true))];
  }

  response() {
    return { temperature: this.state.temperature };
  }

  render() {
    const { teacher, student, temperature, alpha } = this.seen;
    this.temperature.show(temperature, this.state.temperature);
    this.alpha.show(alpha);
    for (const { who, sliders } of this.logits) sliders.forEach(({ show }, index) => show(this.seen[who][index], this.state[who][index]));
    const [p, q] = [softmax(teacher, temperature), softmax(student, temperature)];
    const rows = (/** @type {number[]} */ shares) => CLASSES.map((name, index) => ({
      name, share: shares[index], words: shares[index].toFixed(3), note: index === 0 ? "the label" : "",
    }));
    this.bars.replaceChildren(
      barTable(`Teacher at T = ${digits(temperature)}: the soft targets`, ["Class", "Probability"], rows(p)),
      barTable(`Student at T = ${digits(temperature)}`, ["Class", "Probability"], rows(q)));
    const kl = divergence(p, q);
    this.facts.show([entropy(p), kl, temperature ** 2 * kl, -Math.log(softmax(student)[0]), wholeLoss(teacher, student, temperature, alpha)]
      .map((value) => value.toFixed(4)));
    this.#draw();
    this.table.show();
  }

  #draw() {
    const { teacher, student, temperature } = this.seen;
    const along = spread(TEMPERATURES, 60);
    const plain = along.map((at) => /** @type {[number, number]} */ ([at, gradient(teacher, student, at)]));
    const scaled = plain.map(([at, size]) => /** @type {[number, number]} */ ([at, at ** 2 * size]));
    const highest = Math.max(0.1, ...scaled.map(([, size]) => size));
    const now = temperature ** 2 * gradient(teacher, student, temperature);
    drawLines(this.plot, {
      words: `Pull on the student’s logits against temperature: falling without the factor T squared, ${now.toFixed(3)} with it at the temperature chosen.`,
      height: 240,
      x: { range: TEMPERATURES, log: true, title: "Temperature", stops: STOPS },
      y: { range: [0, highest * 1.15], title: "Length of the gradient" },
      lines: [{ points: plain, look: "plot-third", name: "without T²" }, { points: scaled, name: "times T²" }],
      marks: [{ at: [temperature, now] }],
    });
  }

  #table() {
    const { teacher, student, temperature } = this.seen;
    const rows = [...STOPS.map((at) => ({ at, note: "" })), { at: temperature, note: "yours" }].sort((one, other) => one.at - other.at)
      .map(({ at, note }) => {
        const size = gradient(teacher, student, at);
        return { name: digits(at), note, values: [softmax(teacher, at)[0].toFixed(3), size.toFixed(4), (at ** 2 * size).toFixed(4)] };
      });
    return table("Temperature and pull", ["T", "Teacher’s first class", "Gradient", "T² × gradient"], rows);
  }
}

customElements.define("distillation-temperature-lab", DistillationTemperatureLab);
