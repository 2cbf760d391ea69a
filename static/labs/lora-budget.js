/**
 * <lora-budget-lab preset="seven">: what an adapter trains, how large it is, and what training it has to hold.
 * The arithmetic is in lora-budget.model.js and memory.model.js.
 */
import { barTable, button, choice, exactSlider, facts, folded, presets, table, tick } from "./controls.js";
import { html } from "./dom.js";
import { LabElement } from "./lab.js";
import { grouped, memoryBars, memoryTable } from "./memory.js";
import { GB, MEMORIES, fits, plain, size, total, weightsAt } from "./memory.model.js";
import { count, percent, readWhole } from "./numbers.js";
import {
  ARCHITECTURES, ASKED, CHALLENGE, FREE, LAB, METHODS, PRESETS, RANKS, TARGETS, adapterOf, adaptersInCopy, judge, shapesOf,
  statesOf, trainedIn,
} from "./lora-budget.model.js";

/** @typedef {import("./lora-budget.model.js").Target} Target @typedef {import("./lora-budget.model.js").Method} Method */
/** @typedef {import("./lora-budget.model.js").Plan & {bytes: number}} State `bytes` of an adapter's number on disk */

const FACTS = [
  "Trained by the adapter", "Share of all parameters", "Adapter on disk", "The model, in 16 bits", "Adapters in its place",
  "States, as chosen",
];
const NAMES = /** @type {Target[]} */ (Object.keys(TARGETS));
const WAYS = /** @type {Method[]} */ (Object.keys(METHODS));
const SIZES = { 2: "16 bits a number", 4: "32 bits a number" };

/** @param {number} adapter numbers of it @param {import("./lora-budget.model.js").Architecture} model */
const shareOf = (adapter, model) => (adapter ? percent(adapter / model.parameters) : "0%");

/** @extends {LabElement<State>} */
class LoraBudgetLab extends LabElement {
  lab = LAB;
  challenge = CHALLENGE;
  goal = `Adapt ${ARCHITECTURES[ASKED.architecture].name} on one GPU of ${ASKED.memory} GB. Keep ${FREE} GB free for `
    + "activations and buffers; train at least q, v and down, and from 0.5% to 0.6% of the parameters. "
    + "Choose the method, the targets and the rank.";
  judge = judge;

  architecture = choice("Model", Object.fromEntries(Object.entries(ARCHITECTURES).map(([id, { name }]) => [id, name])),
    (architecture) => this.set({ architecture }));
  method = choice("Method", METHODS, (method) => this.set({ method }));
  bytes = choice("Adapter on disk", /** @type {Record<string, string>} */ (SIZES), (bytes) => this.set({ bytes: Number(bytes) }));
  rank = exactSlider({
    label: "Rank r", range: RANKS, write: String, say: (value) => `rank ${value}`, read: readWhole,
    change: (rank) => this.set({ rank: Math.round(rank) }),
  });
  memory = exactSlider({
    label: "Memory of the GPU, GB", range: MEMORIES, write: plain,
    change: (memory, exact) => this.set({ memory: exact ? memory : Math.round(memory) }),
  });
  targets = NAMES.map((name) => ({
    name,
    ...tick(name === TARGETS[name] ? name : `${name} (${TARGETS[name]})`, (on) => this.set({
      targets: NAMES.filter((other) => (other === name ? on : this.state.targets.includes(other))),
    })),
  }));
  note = html("p", { class: "note small" });
  facts = facts(FACTS);
  matrices = html("div");
  bars = html("div");
  parts = folded("The memory in numbers", () => [memoryTable("States on the GPU", "Method", this.#rows())]);
  ranks = folded("Other ranks", () => [this.#ranks()]);

  first() {
    const { architecture, method, rank, targets } = PRESETS[this.getAttribute("preset") ?? ""] ?? PRESETS.seven;
    return { architecture, method, rank, targets, memory: 24, bytes: 2 };
  }

  carry() {
    const { architecture, method, rank, targets, memory, bytes } = this.state;
    return { a: architecture, w: method, r: rank, t: targets.join("_"), m: memory, b: bytes };
  }

  /** @param {URLSearchParams} given @returns {Partial<State>} */
  read(given) {
    const [architecture, method] = [given.get("a") ?? "", /** @type {Method} */ (given.get("w") ?? "")];
    const [rank, memory, bytes] = ["r", "m", "b"].map((key) => Number(given.get(key) ?? NaN));
    const named = (given.get("t") ?? "none").split("_").filter(Boolean);
    return {
      ...(Object.hasOwn(ARCHITECTURES, architecture) && { architecture }),
      ...(Object.hasOwn(METHODS, method) && { method }),
      ...(Number.isInteger(rank) && rank >= RANKS[0] && rank <= RANKS[1] && { rank }),
      ...(memory >= MEMORIES[0] && memory <= MEMORIES[1] && { memory }),
      ...(Object.hasOwn(SIZES, bytes) && { bytes }),
      ...(named.every((name) => Object.hasOwn(TARGETS, name)) && { targets: NAMES.filter((name) => named.includes(name)) }),
    };
  }

  spoken() {
    const { architecture, method, rank, targets, memory } = this.state;
    const model = ARCHITECTURES[architecture];
    const adapter = trainedIn(model, targets, rank);
    const held = total(statesOf(method, model.parameters, adapter));
    return `${count(adapter)} trained, ${shareOf(adapter, model)}; ${METHODS[method]}, ${size(held)}: ${fits(held, memory)}`;
  }

  build() {
    const begin = Object.values(PRESETS).map(({ name, architecture, method, rank, targets }) =>
      [name, () => this.set({ architecture, method, rank, targets })]);
    return [
      presets("Adapters to begin from", Object.fromEntries(begin)),
      this.note,
      html("div", { class: "controls" },
        html("div", { class: "setting" }, this.architecture.row), html("div", { class: "setting" }, this.method.row),
        this.rank.row, this.memory.row),
      html("div", { class: "controls" },
        html("div", { role: "group", "aria-label": "Targets in every layer" },
          html("p", {}, html("b", {}, "Targets in every layer")),
          html("div", { class: "ticks" }, ...this.targets.map(({ row }) => row))),
        html("div", { class: "setting" }, this.bytes.row)),
      this.facts.list,
      this.matrices,
      html("div", {}, this.bars, html("p", { class: "note small" },
        "Model states only: activations, buffers, and for QLoRA the constants of quantisation come on top. "
        + "1\u00a0GB is 10⁹ bytes.")),
      this.parts.element,
      this.ranks.element,
    ];
  }

  aids() {
    return [button("Set this model and GPU", () => this.set({ architecture: ASKED.architecture, memory: ASKED.memory }))];
  }

  response() {
    const { bytes, ...plan } = this.state;
    return plan;
  }

  render() {
    const { architecture, method, rank, targets, memory, bytes } = this.seen;
    const model = ARCHITECTURES[architecture];
    const shapes = shapesOf(model);
    this.architecture.show(architecture);
    this.method.show(method);
    this.bytes.show(String(bytes));
    this.rank.show(rank);
    this.memory.show(memory);
    for (const { name, row, show } of this.targets) {
      show(targets.includes(name));
      row.hidden = !shapes[name];
    }
    const same = Object.values(PRESETS).find((preset) => preset.architecture === architecture && preset.method === method
      && preset.rank === rank && preset.targets.join() === targets.join());
    this.note.textContent = same?.note ?? "An adapter of your own.";
    const adapter = trainedIn(model, targets, rank);
    this.facts.show([
      grouped(adapter), shareOf(adapter, model), size(adapter * bytes), size(weightsAt(model.parameters, 16)),
      adapter ? grouped(adaptersInCopy(model.parameters, adapter, bytes)) : "none trained",
      size(total(statesOf(method, model.parameters, adapter))),
    ]);
    const most = Math.max(...Object.values(shapes).map((shape) => adapterOf(shape, rank)));
    const rows = NAMES.flatMap((name) => {
      const shape = shapes[name];
      if (!shape) return [];
      const [numbers, note] = [adapterOf(shape, rank), targets.includes(name) ? "trained" : ""];
      return [{ name, note, share: numbers / most, words: grouped(numbers), values: [shape.join(" × ")] }];
    });
    const caption = `What rank ${rank} costs, in each of ${model.layers} layers`;
    this.matrices.replaceChildren(barTable(caption, ["Matrix", "Numbers, r(d + k)", "d × k"], rows));
    this.bars.replaceChildren(
      memoryBars(`What the GPU has to hold to adapt ${model.name}`, "Method", this.#rows(), memory));
    this.parts.show();
    this.ranks.show();
  }

  #rows() {
    const { architecture, method, rank, targets } = this.seen;
    const model = ARCHITECTURES[architecture];
    const adapter = trainedIn(model, targets, rank);
    return WAYS.map((way) => ({
      name: METHODS[way], note: way === method ? "yours" : "", parts: statesOf(way, model.parameters, adapter),
    }));
  }

  /** The same targets at other ranks. */
  #ranks() {
    const { architecture, method, rank, targets, memory, bytes } = this.seen;
    const model = ARCHITECTURES[architecture];
    const all = [...new Set([1, 2, 4, 8, 16, 32, 64, 128, 256, rank])].sort((one, other) => one - other);
    const rows = all.map((at) => {
      const adapter = trainedIn(model, targets, at);
      const held = total(statesOf(method, model.parameters, adapter));
      const values = [grouped(adapter), shareOf(adapter, model), size(adapter * bytes), size(held)];
      return { name: String(at), note: at === rank ? "yours" : "", values: [...values, held <= memory * GB ? "yes" : "no"] };
    });
    const heads = ["Rank", "Trained", "Share", "On disk", "States", "Fits"];
    return table(`These targets at other ranks; states by ${METHODS[method]}`, heads, rows);
  }
}

customElements.define("lora-budget-lab", LoraBudgetLab);
