/**
 * <scaling-laws-lab budget="1e22" constants="besiroglu_2024">: spend a training budget.
 *
 * What the server wrote inside stays, but for `.still`, in whose place the live figure comes. A met challenge sends
 * `lab:done` with {lab, challenge, response}. Once the learner has changed something the state stands in the
 * address, #scaling-laws?b=…&n=…&c=…. The arithmetic is in scaling-laws.model.js.
 */
import {
  address, announcer, axes, button, drag, exactSlider, glide, html, label, linear, logarithmic, path, places, spread,
  svg, table, ticks, unique, within,
} from "./chart.js";
import {
  BUDGETS, CHALLENGE, CHALLENGE_BUDGET, CHALLENGE_EXCESS, CONSTANTS, LAB, MODELS, SIZES, brief, budgetOf, count, digits,
  excess, judge, loss, optimum, percent, perplexity, power, read, sizesWithin, spoken, spokenPower, tokensFor, twentyEach,
} from "./scaling-laws.model.js";

/** @typedef {{budget: number, size: number, constants: string, shown: boolean}} State */
/** @typedef {import("./chart.js").Range} Range */

const DECADES = [1e19, 1e20, 1e21, 1e22, 1e23, 1e24, 1e25];
const STOPS = [1e8, 1e9, 1e10, 1e11, 1e12];
const ENDS = /** @type {Range} */ ([Math.log10(SIZES[0]), Math.log10(SIZES[1])]);
const PAD = 11; // pixels: half a slider's thumb, so that the plot's axis and the slider beneath it agree
const FACTS = ["Parameters", "Tokens", "Tokens per parameter", "Loss, nats per token", "Perplexity", "Above the lowest"];
/** @type {State} */
const FIRST = { budget: 1e22, size: 1e9, constants: "besiroglu_2024", shown: false };
// At first two tokens for each parameter, much as GPT-3 had: there is something to better.
const FIRST_RATIO = 2;

/** The size under a pixel of a plot. @param {number} pixel @param {number} width */
const sizeAt = (pixel, width) => 10 ** within(linear([PAD, width - PAD], ENDS)(pixel), ENDS);

class ScalingLawsLab extends HTMLElement {
  address = address(LAB);
  plot = html("div", { class: "plot" });
  note = html("p", { class: "note small" });
  size = exactSlider({
    label: "Model size, parameters", range: SIZES, write: count, read,
    say: (value) => `${spoken(value)} parameters`, change: (size, slowly) => this.#set({ size }, slowly),
  });
  budget = exactSlider({
    label: "Budget, operations", range: BUDGETS, write: power, read,
    say: (value) => `${spokenPower(value)} operations`, change: (budget, slowly) => this.#set({ budget }, slowly),
  });
  constants = html("select", { class: "input", id: unique("constants") },
    ...Object.entries(CONSTANTS).map(([value, law]) => html("option", { value }, law.name)));
  shown = html("input", { type: "checkbox" });
  facts = FACTS.map((title) => ({ title, value: html("dd") }));
  table = html("details", {}, html("summary", {}, "The curve as a table"));
  verdict = html("p", { role: "status" });
  region = html("p", { class: "visually-hidden", role: "status" });
  say = announcer(this.region);
  watcher = new ResizeObserver(() => this.#draw());
  stop = () => {};

  /** Where a reset leads. @type {State} */
  first = FIRST;
  /** What the learner chose. @type {State} */
  state = FIRST;
  /** What is drawn, which may still be on its way to `state`. @type {State} */
  seen = FIRST;

  constructor() {
    super();
    drag(this.plot, (pixel) => this.#set({ size: sizeAt(pixel, this.plot.clientWidth) }));
    this.constants.addEventListener("change", () => this.#set({ constants: this.constants.value }));
    this.shown.addEventListener("change", () => {
      this.#move({ shown: this.shown.checked });
      this.say(this.note.textContent ?? "");
    });
    this.table.addEventListener("toggle", () => this.#tabulate());
  }

  connectedCallback() {
    const budget = within(Number(this.getAttribute("budget")) || FIRST.budget, BUDGETS);
    const constants = this.getAttribute("constants") ?? FIRST.constants;
    const size = within(Math.sqrt(budget / (6 * FIRST_RATIO)), SIZES);
    this.first = { ...FIRST, budget, size, ...(Object.hasOwn(CONSTANTS, constants) && { constants }) };
    this.state = this.seen = this.first;
    this.#build();
    this.#render();
    this.watcher.observe(this.plot);
    addEventListener("hashchange", this.#arrive); // a link in the lesson may carry a state
    this.#arrive();
  }

  disconnectedCallback() {
    this.watcher.disconnect();
    removeEventListener("hashchange", this.#arrive);
    this.address.stop();
    this.stop();
  }

  /** Takes the state that the address carries, if it carries one. */
  #arrive = () => {
    const given = this.address.read();
    if (!given) return;
    const [budget, size, constants] = [Number(given.get("b")), Number(given.get("n")), given.get("c") ?? ""];
    this.#move({
      ...(budget >= BUDGETS[0] && budget <= BUDGETS[1] && { budget }),
      ...(size >= SIZES[0] && size <= SIZES[1] && { size }),
      ...(Object.hasOwn(CONSTANTS, constants) && { constants }),
    });
    this.scrollIntoView();
  };

  /** The learner changed something. @param {Partial<State>} change @param {boolean} [slowly] */
  #set(change, slowly = false) {
    this.#move(change, slowly);
    const { budget, size, constants } = this.state;
    const tokens = tokensFor(budget, size);
    this.say(`${spoken(size)} parameters, ${spoken(tokens)} tokens, loss ${loss(CONSTANTS[constants], size, tokens).toFixed(4)}`);
    this.address.write({ b: budget, n: size, c: constants });
  }

  /** @param {Partial<State>} change @param {boolean} [slowly] so that the eye can follow */
  #move(change, slowly = false) {
    this.stop();
    const from = this.seen;
    const to = { ...this.state, ...change };
    this.state = to;
    // A verdict is about one answer; to look at the optimum does not change it.
    if (change.shown === undefined) this.#pronounce();
    const step = (/** @type {number} */ share) => {
      const part = (/** @type {"budget" | "size"} */ key) => from[key] * (to[key] / from[key]) ** share;
      this.seen = share === 1 ? to : { ...to, budget: part("budget"), size: part("size") };
      this.#render();
    };
    if (slowly) this.stop = glide(step);
    else step(1);
  }

  #build() {
    // A page restored from a snapshot brings the old controls along, without their listeners.
    for (const old of this.querySelectorAll(".live, footer")) old.remove();
    const still = this.querySelector(".still");
    still?.setAttribute("hidden", "");
    const models = MODELS.map(({ name, parameters, tokens }) =>
      button(name, () => this.#set({ size: parameters, budget: budgetOf(parameters, tokens) }, true)));
    const live = html("div", { class: "live" },
      html("div", {}, this.plot, this.size.row, this.budget.row,
        html("label", { class: "tick" }, this.shown, "Show the optimum"), this.note),
      html("dl", { class: "readout" }, ...this.facts.map(({ title, value }) => html("div", {}, html("dt", {}, title), value))),
      html("div", { class: "choices" },
        html("div", {}, html("label", { for: this.constants.id }, "Constants"), this.constants),
        html("div", { role: "group", "aria-label": "Models as they were trained" },
          html("p", {}, "Models as they were trained"), html("div", { class: "buttons" }, ...models))),
      this.table, this.region);
    if (still) still.before(live);
    else this.append(html("div", { class: "body" }, live));
    this.append(this.#challenge());
  }

  #challenge() {
    return html("footer", {},
      html("p", {}, html("b", {}, "Challenge. "), `Gopher had ${power(CHALLENGE_BUDGET)} operations. Spend them better: `
        + "find a size whose loss is within 0.1% of the lowest possible, under the constants you chose."),
      html("div", { class: "buttons" },
        button("Check my answer", () => this.#check(), false),
        button("Set this budget", () => this.#set({ budget: CHALLENGE_BUDGET }, true)),
        button("Reset", () => this.#reset())),
      this.verdict);
  }

  #check() {
    const { budget, size: parameters, constants } = this.state;
    const response = { budget, parameters, constants };
    const verdict = judge(response);
    this.#pronounce(verdict);
    if (!verdict.met) return;
    this.dispatchEvent(new CustomEvent("lab:done", { bubbles: true, detail: { lab: LAB, challenge: CHALLENGE, response } }));
  }

  /** Shows a verdict, or takes the last one away. @param {{met: boolean, message: string}} [verdict] */
  #pronounce(verdict) {
    this.verdict.textContent = verdict?.message ?? "";
    this.verdict.className = verdict ? `verdict ${verdict.met ? "right" : "wrong"}` : "";
  }

  #reset() {
    this.#move(this.first, true);
    this.#pronounce();
    this.address.clear();
  }

  #render() {
    const { budget, size, constants, shown } = this.seen;
    const law = CONSTANTS[constants];
    const tokens = tokensFor(budget, size);
    const nats = loss(law, size, tokens);
    this.size.show(size, this.state.size);
    this.budget.show(budget, this.state.budget);
    this.constants.value = constants;
    this.shown.checked = shown;
    const above = shown ? percent(excess(law, budget, size)) : "hidden";
    const values = [count(size), count(tokens), digits(tokens / size), nats.toFixed(4), perplexity(nats).toFixed(2), above];
    for (const [index, { value }] of this.facts.entries()) value.textContent = values[index];
    this.facts[5].value.classList.toggle("muted", !shown);
    const [low, high] = sizesWithin(law, budget, CHALLENGE_EXCESS);
    this.note.textContent = shown
      ? `Broad stroke: within 0.1% of the lowest loss, ${count(low)} to ${count(high)}. Dashes: the optima of other budgets.`
      : "The point in the figure can be dragged.";
    this.#draw();
    this.#tabulate();
  }

  #draw() {
    const width = this.plot.clientWidth;
    if (!width) return;
    const { budget, size, constants, shown } = this.seen;
    const law = CONSTANTS[constants];
    const lossOf = (/** @type {number} */ some, /** @type {number} */ at) => loss(law, at, tokensFor(some, at));
    const [best, below, above] = [optimum(law, budget), optimum(law, budget * 10).loss, optimum(law, budget / 10).loss];
    const view = /** @type {Range} */ ([below - (above - below) * 0.12, best.loss + (above - best.loss) * 2.2]);
    const narrow = width < 420;
    const [top, foot, height] = narrow ? [26, 234, 260] : [26, 304, 330];
    const x = logarithmic(SIZES, [PAD, width - PAD]);
    const y = linear(view, [foot, top]);
    const curve = (/** @type {number} */ some, /** @type {Range} */ sizes, /** @type {string} */ look) =>
      svg("path", { class: look, d: path(spread(sizes, 90).map((at) => [x(at), y(lossOf(some, at))])) });

    const { values, decimals } = ticks(view, narrow ? 4 : 6);
    const { lines, labels } = axes({
      width, heights: [top, foot],
      levels: values.map((level) => ({ at: y(level), words: level.toFixed(decimals) })),
      stops: STOPS.map((at) => ({ at: x(at), words: brief(at) })),
    });

    // An inner svg clips what leaves the view, without an id.
    const curves = svg("svg", { y: top, width, height: foot - top, viewBox: `0 ${top} ${width} ${foot - top}` });
    const others = DECADES.filter((other) => Math.abs(Math.log10(other / budget)) > 0.02);
    for (const other of others) curves.append(curve(other, SIZES, "plot-faint"));
    if (shown) {
      const optima = spread(BUDGETS, 24).map((other) => optimum(law, other));
      curves.append(svg("path", { class: "plot-optima", d: path(optima.map((at) => [x(at.parameters), y(at.loss)])) }));
      curves.append(curve(budget, sizesWithin(law, budget, CHALLENGE_EXCESS), "plot-near"));
    }
    curves.append(curve(budget, SIZES, "plot-curve"));

    // Each curve is named where it leaves the view on the right; the chosen one first, the rest where room is left.
    labels.append(label(narrow ? "Loss" : "Loss, nats per token", 0, 12, { "text-anchor": "start" }));
    const free = places(66, 16);
    free(narrow ? 20 : 64, 12);
    if (shown && narrow) free(width, y(best.loss) + 44);
    for (const some of [budget, ...others]) {
      const crossing = sizesWithin(law, some, view[1] / optimum(law, some).loss - 1)[1];
      const inside = crossing < SIZES[1];
      const at = inside ? x(crossing) : width;
      const line = inside ? 12 : y(lossOf(some, SIZES[1])) + (some > budget ? 18 : -10);
      if (line > foot - 6 || optimum(law, some).loss > view[1] || !free(at, line)) continue;
      const end = at > width - 40;
      labels.append(label(power(some), end ? width : at, line, { class: some === budget && "plot-here", "text-anchor": end ? "end" : "middle" }));
    }

    const nats = lossOf(budget, size);
    const off = nats > view[1];
    const [at, line] = [x(size), off ? top : y(nats)];
    const marks = svg("g", {}, svg("path", { class: "plot-drop", d: `M${at.toFixed(1)} ${line.toFixed(1)}V${foot}` }));
    const side = Math.abs(Math.log10(size / best.parameters)) < 0.3 ? 0 : Math.sign(size - best.parameters);
    if (shown) {
      const [middle, low] = [x(best.parameters), y(best.loss)];
      marks.append(svg("circle", { class: "plot-best", cx: middle, cy: low, r: 9 }));
      labels.append(label(`lowest ${best.loss.toFixed(4)} at ${count(best.parameters)}`,
        within(middle, [90, width - 90]), low + (Math.abs(middle - at) < 190 ? 44 : 26)));
    }
    marks.append(off
      ? svg("path", { class: "plot-dot", d: `M${at.toFixed(1)} ${top - 4}l7 12h-14z` })
      : svg("circle", { class: "plot-dot", cx: at, cy: line, r: 6 }));
    // Beneath the bowl its line is never in the way: beside the point, or at the plot's edge under what lies there.
    const room = at + side * 115 === within(at + side * 115, [0, width]);
    const under = within(x(best.parameters), side < 0 ? [0, 92] : [width - 92, width]);
    const [shift, drop, anchor] = off ? [-side * 13, 18, -side] : !side ? [0, 25, 0] : room ? [side * 13, 12, side]
      : [side < 0 ? -at : width - at, y(lossOf(budget, sizeAt(under, width))) + 22 - line, -side];
    labels.append(label(`yours ${nats.toFixed(4)}${off ? " ↑" : ""}`, at + shift, line + drop,
      { class: "plot-here", "text-anchor": ["end", "middle", "start"][anchor + 1] }));

    const words = `Loss against size at ${spokenPower(budget)} operations: a bowl. Yours has ${spoken(size)} parameters, loss ${nats.toFixed(4)}.`;
    const frame = { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": words };
    this.plot.replaceChildren(svg("svg", frame, lines, curves, marks, labels));
  }

  /** The curve in numbers, when somebody looks. */
  #tabulate() {
    if (!this.table.open) return;
    const { budget, size, constants, shown } = this.seen;
    const law = CONSTANTS[constants];
    const sizes = STOPS.flatMap((at) => [{ at, note: "" }, { at: 3 * at, note: "" }]);
    sizes.push({ at: size, note: "yours" }, { at: twentyEach(budget), note: "20 tokens each" });
    if (shown) sizes.push({ at: optimum(law, budget).parameters, note: "lowest" });
    const rows = sizes.sort((a, b) => a.at - b.at).map(({ at, note }) => {
      const tokens = tokensFor(budget, at);
      const over = shown ? [note === "lowest" ? "0%" : percent(excess(law, budget, at))] : [];
      return { name: count(at), note, values: [count(tokens), digits(tokens / at), loss(law, at, tokens).toFixed(4), ...over] };
    });
    const heads = ["Parameters", "Tokens", "Tokens each", "Loss", "Above lowest"].slice(0, shown ? 5 : 4);
    this.table.replaceChildren(this.table.children[0], table(`A budget of ${power(budget)} operations`, heads, rows));
  }
}

customElements.define("scaling-laws-lab", ScalingLawsLab);
