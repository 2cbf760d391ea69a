/**
 * <cluster-planner-lab preset="seven">: how long a training run takes, what it costs, and what each GPU must hold.
 * The arithmetic is in cluster-planner.model.js and memory.model.js.
 */
import { drawLines, spread, still, within } from "./chart.js";
import { button, choice, exactSlider, facts, folded, presets, table } from "./controls.js";
import { html } from "./dom.js";
import { LabElement } from "./lab.js";
import { grouped, memoryBars, memoryTable } from "./memory.js";
import { GB, GIB, MEMORIES, fits, plain, size, states, total } from "./memory.model.js";
import { brief, count, digits, power, read, readWhole, spoken } from "./numbers.js";
import {
  ASKED, CARDS, CHALLENGE, DAYS, EIGHT, FREE, GPUS, LAB, PARAMETERS, PEAKS, PRESETS, PRICES, STAGES, TOKENS, UTILISATIONS,
  days, fewest, hoursOf, judge, operations, perToken, time,
} from "./cluster-planner.model.js";

/** @typedef {import("./cluster-planner.model.js").Plan & {price: number}} State */
/** @typedef {import("./chart.js").Range} Range */

const FACTS = ["Operations, 6ND", "GPU-hours", "Time", "Cost at your price", "States on each GPU", "To answer, per token: 2N"];
const LENGTHS = { "1 hour": 1 / 24, "1 day": 1, "1 week": 7, "1 month": 30, "1 year": 365, "10 years": 3650 };
const OWN = "own";

/** Sliders move from eight to eight, as servers come. @param {number} gpus */
const inEights = (gpus) => within(gpus < EIGHT ? Math.round(gpus) : Math.round(gpus / EIGHT) * EIGHT, GPUS);

/** @extends {LabElement<State>} */
class ClusterPlannerLab extends LabElement {
  lab = LAB;
  challenge = CHALLENGE;
  goal = `${brief(ASKED.parameters)} parameters shall read ${brief(ASKED.tokens)} tokens in at most ${DAYS} days, on GPUs of `
    + `${ASKED.memory} GB that sustain 40% of ${brief(ASKED.peak)} operations a second. Leave ${FREE} GB of each GPU free for `
    + "activations and buffers. Find the fewest GPUs, a multiple of 8, and for them the lowest ZeRO stage.";
  judge = judge;

  sliders = {
    parameters: this.#slider("parameters", "Parameters N", PARAMETERS, brief, (value) => `${spoken(value)} parameters`),
    tokens: this.#slider("tokens", "Tokens D", TOKENS, brief, (value) => `${spoken(value)} tokens`),
    gpus: exactSlider({
      label: "GPUs", range: GPUS, write: grouped, read: readWhole,
      change: (gpus, exact) => this.set({ gpus: exact ? gpus : inEights(gpus) }, exact),
    }),
    peak: this.#slider("peak", "Peak of one, operations a second", PEAKS, brief, (value) => `${spoken(value)} operations a second`),
    memory: exactSlider({
      label: "Memory of one, GB", range: MEMORIES, write: plain,
      change: (memory, exact) => this.set({ memory: exact ? memory : Math.round(memory) }, exact),
    }),
    utilisation: exactSlider({
      label: "Utilisation (MFU)", range: UTILISATIONS, step: 0.01, write: (value) => `${plain(value * 100)}%`,
      change: (utilisation) => this.set({ utilisation }),
    }),
    price: exactSlider({
      label: "Price of a GPU-hour", range: PRICES, step: 0.05, write: (value) => value.toFixed(2),
      change: (price) => this.set({ price }),
    }),
  };
  card = choice("GPU",
    /** @type {Record<string, string>} */ ({ ...Object.fromEntries(Object.entries(CARDS).map(([id, { name }]) => [id, name])), [OWN]: "My own figures" }),
    (id) => this.set(id === OWN ? {} : { peak: CARDS[id].peak, memory: CARDS[id].memory }, true));
  stage = choice("Sharing", Object.fromEntries(STAGES.entries()), (stage) => this.set({ stage: Number(stage) }));
  note = html("p", { class: "note small" });
  facts = facts(FACTS);
  bars = html("div");
  parts = folded("The memory in numbers", () => [memoryTable("States on each GPU", "Sharing", this.#rows())]);
  plot = still();
  table = folded("The line as a table", () => [this.#table()]);

  first() {
    const { parameters, tokens, gpus } = PRESETS[this.getAttribute("preset") ?? ""] ?? PRESETS.seven;
    const { peak, memory } = CARDS["a100-80"];
    return { parameters, tokens, gpus, peak, memory, utilisation: 0.4, price: 2.5, stage: 0 };
  }

  carry() {
    const { parameters, tokens, gpus, peak, memory, utilisation, price, stage } = this.state;
    return { N: parameters, D: tokens, g: gpus, p: peak, m: memory, u: utilisation, c: price, z: stage };
  }

  /** @param {URLSearchParams} given @returns {Partial<State>} */
  read(given) {
    const number = (/** @type {string} */ key, /** @type {Range} */ [low, high], whole = false) => {
      const value = Number(given.get(key) ?? NaN);
      return value >= low && value <= high && (!whole || Number.isInteger(value)) ? value : undefined;
    };
    const found = {
      parameters: number("N", PARAMETERS), tokens: number("D", TOKENS), peak: number("p", PEAKS),
      memory: number("m", MEMORIES), utilisation: number("u", UTILISATIONS), price: number("c", PRICES),
      gpus: number("g", GPUS, true), stage: number("z", [0, 3], true),
    };
    return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
  }

  spoken() {
    const { gpus, stage, memory, parameters } = this.state;
    const held = total(states(parameters, gpus, stage));
    return `${time(days(hoursOf(this.state), gpus))}; ${STAGES[stage]}, ${size(held)} on each GPU: ${fits(held, memory)}`;
  }

  /** @param {State} from @param {State} to @param {number} share */
  between(from, to, share) {
    const keys = /** @type {const} */ (["parameters", "tokens", "gpus", "peak", "memory"]);
    return { ...to, ...Object.fromEntries(keys.map((key) => [key, from[key] * (to[key] / from[key]) ** share])) };
  }

  build() {
    const begin = Object.values(PRESETS).map(({ name, parameters, tokens, gpus }) =>
      [name, () => this.set({ parameters, tokens, gpus }, true)]);
    const { parameters, tokens, gpus, peak, memory, utilisation, price } = this.sliders;
    const more = (/** @type {number} */ by) => () => this.set({ gpus: inEights(this.state.gpus + by) });
    return [
      presets("Runs to begin from", Object.fromEntries(begin)),
      this.note,
      html("div", { class: "controls" },
        parameters.row, tokens.row,
        html("div", { class: "setting" }, gpus.row,
          html("div", { class: "buttons" }, button("8 fewer", more(-EIGHT)), button("8 more", more(EIGHT)))),
        html("div", { class: "setting" }, this.stage.row, this.card.row),
        peak.row, memory.row, utilisation.row, price.row),
      this.facts.list,
      html("div", {}, this.bars, html("p", { class: "note small" },
        "Model states only: activations, buffers and what is lost between them come on top. 1\u00a0GB is 10⁹ bytes.")),
      this.parts.element,
      html("div", {}, this.plot, html("p", { class: "note small" },
        "Dashes: shared out as chosen, the states do not fit on so few. Perfect scaling is assumed: twice the GPUs, "
        + "half the days, the same GPU-hours. In practice they wait for each other more, and utilisation falls.")),
      this.table.element,
    ];
  }

  aids() {
    return [button("Set this run", () => this.set(ASKED, true))];
  }

  response() {
    const { price, ...plan } = this.state;
    return plan;
  }

  render() {
    const { parameters, tokens, gpus, peak, memory, price, stage } = this.seen;
    for (const key of /** @type {(keyof typeof this.sliders)[]} */ (Object.keys(this.sliders))) {
      this.sliders[key].show(this.seen[key], this.state[key]);
    }
    const card = Object.entries(CARDS).find(([, one]) => one.peak === this.state.peak && one.memory === this.state.memory);
    this.card.show(card?.[0] ?? OWN);
    this.stage.show(String(stage));
    this.note.textContent = Object.values(PRESETS).find((preset) => preset.parameters === this.state.parameters
      && Math.abs(preset.tokens / this.state.tokens - 1) < 1e-4)?.note ?? "A run of your own.";
    const hours = hoursOf(this.seen);
    const held = total(states(parameters, gpus, stage));
    this.facts.show([
      power(operations(parameters, tokens)), count(hours), time(days(hours, gpus)), count(hours * price),
      `${size(held)} (${digits(held / GIB)}\u00a0GiB)`, brief(perToken(parameters)),
    ]);
    this.bars.replaceChildren(
      memoryBars(`What each of ${grouped(gpus)} GPUs has to hold`, "Sharing", this.#rows(), memory));
    this.parts.show();
    this.#draw(hours);
    this.table.show();
  }

  #rows() {
    const { parameters, gpus, memory, stage: chosen } = this.seen;
    return STAGES.map((name, stage) => {
      const [parts, from] = [states(parameters, gpus, stage), fewest(parameters, stage, memory * GB)];
      const help = from === Infinity ? "more GPUs do not help" : `fits from ${grouped(from)} GPUs on`;
      return { name, parts, note: stage === chosen ? "yours" : "", more: total(parts) > memory * GB ? help : "" };
    });
  }

  /** @param {number} hours */
  #draw(hours) {
    const { parameters, gpus, memory, stage } = this.seen;
    const from = within(fewest(parameters, stage, memory * GB), [GPUS[0], GPUS[1]]);
    const never = fewest(parameters, stage, memory * GB) > GPUS[1];
    const line = (/** @type {Range} */ range) =>
      spread(range, 20).map((some) => /** @type {Range} */ ([some, days(hours, some)]));
    drawLines(this.plot, {
      words: `Days against the number of GPUs, a falling line: ${time(days(hours, gpus))} with ${grouped(gpus)}. `
        + `${STAGES[stage]}: ${never ? "the states fit on none of them" : `the states fit from ${from} on`}.`,
      x: { range: GPUS, log: true, title: "GPUs", stops: [1, 8, 64, 512, 4096], write: grouped },
      y: {
        range: [1 / 48, 10000], log: true, title: "Time", stops: Object.values(LENGTHS),
        write: (value) => Object.entries(LENGTHS).find(([, length]) => length === value)?.[0] ?? "",
      },
      lines: [
        ...(from > GPUS[0] ? [{ points: line([GPUS[0], from]), look: "plot-third" }] : []),
        ...(never ? [] : [{ points: line([from, GPUS[1]]) }]),
      ],
      marks: [{ at: [gpus, days(hours, gpus)], name: time(days(hours, gpus)) }],
    });
  }

  #table() {
    const { parameters, gpus, memory, stage, price } = this.seen;
    const hours = hoursOf(this.seen);
    const stops = [8, 32, 128, 512, 2048, 8192, 32768].map((at) => ({ at, note: "" }));
    const rows = [...stops, { at: Math.round(gpus), note: "yours" }].sort((one, other) => one.at - other.at)
      .map(({ at, note }) => {
        const held = total(states(parameters, at, stage));
        const spent = [time(days(hours, at)), count(hours), count(hours * price)];
        return { name: grouped(at), note, values: [...spent, size(held), held <= memory * GB ? "yes" : "no"] };
      });
    const heads = ["GPUs", "Time", "GPU-hours", "Cost", "States on each", "Fits"];
    return table(`${STAGES[stage]}, on so many GPUs`, heads, rows);
  }

  /**
   * A slider through log₁₀.
   * @param {"parameters" | "tokens" | "peak"} key @param {string} label @param {Range} range
   * @param {(value: number) => string} write @param {(value: number) => string} say
   */
  #slider(key, label, range, write, say) {
    return exactSlider({ label, range, write, say, read, change: (value, exact) => this.set({ [key]: value }, exact) });
  }
}

customElements.define("cluster-planner-lab", ClusterPlannerLab);
