/**
 * <which-approach-lab preset="support">: read a case, answer eight questions about it, and see which approach they speak
 * for. The reasoning is in which-approach.model.js, the rule in which-approach.rule.js.
 */
import { barTable, button, choice, folded, table, tick } from "./controls.js";
import { html } from "./dom.js";
import { LabElement } from "./lab.js";
import {
  CHALLENGE, LAB, PRACTICE, answer, changed, counterfactuals, judge, neutral, points, reading, reasons, signed, words,
} from "./which-approach.model.js";
import { APPROACHES, QUESTIONS } from "./which-approach.rule.js";
import { SCENARIOS } from "./which-approach.scenarios.js";

/** @typedef {import("./which-approach.model.js").Approach} Approach */
/** @typedef {import("./which-approach.model.js").Question} Question */
/** @typedef {{scenario: string, requirements: import("./which-approach.model.js").Requirements, marks: boolean[], named: string[]}} State */

const KINDS = /** @type {Approach[]} */ (Object.keys(APPROACHES));
const ASKED = /** @type {Question[]} */ (Object.keys(QUESTIONS));
const MOST = 6; // points that any answers can give to one approach

/** A case as it comes: nothing is read into it yet. @param {string} scenario @returns {State} */
const untouched = (scenario) => ({ scenario, requirements: neutral(), marks: SCENARIOS[scenario].facts.map(() => false), named: [] });

/** An answer with the question it belongs to. @param {Question} question @param {string} to */
const stated = (question, to) => `${QUESTIONS[question].short}: ${QUESTIONS[question].answers[to]}`;

/** @extends {LabElement<State>} */
class WhichApproachLab extends LabElement {
  lab = LAB;
  challenge = CHALLENGE;
  goal = "Take the contracts. Tick the facts that one of the eight questions asks about, answer the questions as the facts say (where they are silent, leave the first answer), and name what you would use.";
  judge = judge;

  scenario = choice("Case", Object.fromEntries(Object.entries(SCENARIOS)
    .map(([key, { name }]) => [key, key === CHALLENGE ? `Challenge: ${name}` : name])), (scenario) => this.set(untouched(scenario)));
  story = html("p");
  facts = html("div", { class: "facts", role: "group", "aria-label": "Facts of the case" });
  reading = folded("How this course reads the facts", () => [this.#reading()]);
  questions = ASKED.map((question) => choice(QUESTIONS[question].label, QUESTIONS[question].answers,
    (to) => this.set({ requirements: changed(this.state.requirements, question, to) })));
  answer = html("output", { class: "sample" });
  bars = html("div");
  points = html("div", { class: "points" });
  reasons = folded("Each point, with its reason", () => [this.#reasons()]);
  changes = html("div", { class: "sentences" });
  silent = html("p", { class: "note" });
  named = ["prompting", ...KINDS].map((kind) => tick(kind === "prompting" ? "Prompting alone" : APPROACHES[/** @type {Approach} */ (kind)].name, (on) => this.#name(kind, on)));
  /** The case whose facts are shown, and their boxes. @type {{scenario: string, boxes: ReturnType<typeof tick>[]}} */
  open = { scenario: "", boxes: [] };

  first() {
    const preset = this.getAttribute("preset") ?? "";
    return untouched(PRACTICE.includes(preset) ? preset : PRACTICE[0]);
  }

  carry() {
    const { scenario, requirements, marks, named } = this.state;
    return {
      c: scenario, r: ASKED.map((question) => requirements[question]).join("_"),
      k: `k${marks.map(Number).join("")}`, n: named.join("_"),
    };
  }

  /** @param {URLSearchParams} given @returns {Partial<State>} */
  read(given) {
    const scenario = given.get("c") ?? "";
    if (!Object.hasOwn(SCENARIOS, scenario)) return {};
    const answers = (given.get("r") ?? "").split("_");
    const isAnswered = answers.length === ASKED.length && ASKED.every((question, index) => Object.hasOwn(QUESTIONS[question].answers, answers[index]));
    const marks = [...(given.get("k") ?? "").slice(1)].map((mark) => mark === "1");
    const named = (given.get("n") ?? "").split("_");
    return {
      ...untouched(scenario),
      ...(isAnswered && { requirements: /** @type {State["requirements"]} */ (Object.fromEntries(ASKED.map((question, index) => [question, answers[index]]))) }),
      ...(marks.length === SCENARIOS[scenario].facts.length && { marks }),
      named: ["prompting", ...KINDS].filter((kind) => named.includes(kind)),
    };
  }

  spoken() {
    return `By the rule: ${words(answer(this.state.requirements))}`;
  }

  build() {
    return [
      html("div", { class: "matter" }, this.scenario.row, this.story,
        html("p", { class: "note" }, "Tick each fact that one of the eight questions asks about; the others may be true and change nothing."),
        this.facts),
      this.reading.element,
      html("div", { class: "questions" }, ...this.questions.map(({ row }) => row)),
      html("div", { class: "matter" }, html("b", {}, "By the rule of thumb this speaks for"), this.answer,
        html("p", { class: "note" }, "Prompting comes first and stays. What has more than 0 points joins it; of the two kinds of fine-tuning, the better one.")),
      this.bars,
      this.points,
      html("div", { class: "matter" }, html("b", {}, "What would change the answer"), this.silent, this.changes),
      html("div", { class: "matter", role: "group", "aria-label": "What you would use" },
        html("b", {}, "What would you use?"), html("div", { class: "named" }, ...this.named.map(({ row }) => row))),
      this.reasons.element,
    ];
  }

  aids() {
    return [button("Take the contracts", () => this.set(untouched(CHALLENGE)))];
  }

  /** @param {string} kind @param {boolean} on */
  #name(kind, on) {
    this.set({ named: ["prompting", ...KINDS].filter((each) => (each === kind ? on : this.state.named.includes(each))) });
  }

  render() {
    const { scenario, requirements, marks, named } = this.seen;
    this.#case();
    this.open.boxes.forEach(({ show }, index) => show(marks[index]));
    this.reading.element.hidden = scenario === CHALLENGE;
    this.reading.show();
    this.questions.forEach(({ show }, index) => show(requirements[ASKED[index]]));
    this.named.forEach(({ show }, index) => show(named.includes(["prompting", ...KINDS][index])));
    this.#weigh();
    this.reasons.show();
    this.#counter();
  }

  /** The text of the case, made anew only when the case is another. */
  #case() {
    const { scenario } = this.seen;
    if (this.open.scenario === scenario) return;
    this.scenario.show(scenario);
    const { story, facts } = SCENARIOS[scenario];
    const boxes = facts.map(([fact], index) => tick(fact, (on) => this.set({ marks: this.state.marks.map((old, at) => (at === index ? on : old)) })));
    this.open = { scenario, boxes };
    this.story.textContent = story;
    this.facts.replaceChildren(...boxes.map(({ row }) => row));
  }

  /** What a practice case says to each question. */
  #reading() {
    const { scenario, marks } = this.seen;
    const isTried = marks.includes(true);
    const rows = SCENARIOS[scenario].facts.map(([fact, question, to], index) => ({
      name: fact, note: !isTried || marks[index] === (question !== undefined) ? "" : marks[index] ? "(you ticked it)" : "(you did not tick it)",
      values: [question ? stated(question, String(to)) : "no question asks"],
    }));
    return html("div", { class: "matter sentences" }, table("Facts and what they answer", ["Fact", "It answers"], rows),
      html("div", { class: "buttons" }, button("Set the questions so", () => this.set({ requirements: reading(scenario) }))));
  }

  #weigh() {
    const { requirements } = this.seen;
    const [sums, fits, found] = [points(requirements), answer(requirements), reasons(requirements)];
    const result = words(fits);
    if (this.answer.textContent !== result) this.answer.textContent = result;
    this.bars.replaceChildren(barTable("Points of each approach", ["Approach", "Points"], [
      { name: "Prompting", share: 0, words: "comes first", note: fits.length ? "" : "is enough" },
      ...KINDS.map((kind) => ({
        name: APPROACHES[kind].name, share: sums[kind] / MOST, words: signed(sums[kind]), note: fits.includes(kind) ? "joins" : "",
      })),
    ]));
    const each = (/** @type {Question | "effort"} */ question) => KINDS.map((kind) =>
      signed(found[kind].find((reason) => reason.question === question)?.points ?? 0));
    const speaking = ASKED.filter((question) => KINDS.some((kind) => found[kind].some((reason) => reason.question === question)));
    this.points.replaceChildren(table("Where the points come from", ["Reason", ...KINDS.map((kind) => APPROACHES[kind].short)], [
      { name: "Effort", values: each("effort") },
      ...speaking.map((question) => ({ name: stated(question, requirements[question]), values: each(question) })),
      { name: "Sum", values: KINDS.map((kind) => signed(sums[kind])) },
    ]));
  }

  #reasons() {
    const { requirements } = this.seen;
    const found = reasons(requirements);
    const sums = points(requirements);
    return html("dl", { class: "laws" }, ...KINDS.flatMap((kind) => [
      html("dt", {}, `${APPROACHES[kind].name}: ${signed(sums[kind])}`),
      ...found[kind].map(({ question, points: brought, why }) => html("dd", {},
        `${signed(brought)} ${question === "effort" ? "Effort" : stated(question, requirements[question])}; ${why}`)),
    ]));
  }

  #counter() {
    const { requirements } = this.seen;
    const found = counterfactuals(requirements);
    const without = ASKED.filter((question) => !found.some((each) => each.question === question)).map((question) => QUESTIONS[question].short);
    this.silent.textContent = without.length ? `Answered otherwise, one at a time, these change nothing: ${without.join(", ")}.` : "";
    this.changes.replaceChildren(...(found.length ? [table("One question answered otherwise", ["If it were", "The answer would be"],
      found.map(({ question, to, answer: then }) => ({ name: stated(question, to), values: [words(then)] })))] : []));
  }
}

customElements.define("which-approach-lab", WhichApproachLab);
