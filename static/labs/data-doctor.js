/**
 * <data-doctor-lab preset="sick">: training data in JSONL, examined line by line and mended by hand.
 * What is looked for stands in data-doctor.checks.js.
 */
import { area, barTable, button, choice, exactSlider, facts, presets } from "./controls.js";
import { html } from "./dom.js";
import { LabElement } from "./lab.js";
import { ERRORS, FORMATS, SIDES, WARNINGS, examining } from "./data-doctor.checks.js";
import { CHALLENGE, LAB, LIMITS, MOST, classes, judge, lengths, mendSafely, tellMended, tokensOf } from "./data-doctor.model.js";

/** @typedef {import("./data-doctor.checks.js").Asked} State */
/** @typedef {import("./data-doctor.checks.js").Report} Report */
/** @typedef {import("./data-doctor.checks.js").Side} Side */

const NAMES = { train: "Training", validation: "Validation" };
const MOST_CARRIED = 4000; // characters of an address
const MOST_SHOWN = 50; // findings
const SLICE = 8; // milliseconds of examining, before the page breathes
const UNSEEN = /** @type {Report} */ ({ format: "pairs", findings: [], examples: { train: [], validation: [] }, lines: { train: 0, validation: 0 } });

const sentence = (/** @type {string} */ words) => `${words[0].toUpperCase()}${words.slice(1)}. `;

/** @extends {LabElement<State>} */
class DataDoctorLab extends LabElement {
  lab = LAB;
  challenge = CHALLENGE;
  goal = "Begin from the sick data set and heal it: nothing left that the doctor finds, no healthy example changed, at least 10 examples and 3 of each class to train on, 1 of each class to validate.";
  judge = judge;

  sides = SIDES.map((side) => {
    const text = area(`${NAMES[side]}, one record a line`, (written) => this.set({ [side]: written }), {
      rows: side === "train" ? 17 : 7, most: 5 * MOST, code: true,
    });
    const gutter = html("pre", { "aria-hidden": true });
    const { field } = text;
    field.before(html("div", { class: "numbered" }, gutter));
    gutter.after(field);
    field.addEventListener("scroll", () => (gutter.scrollTop = field.scrollTop));
    field.addEventListener("input", () => this.#number());
    return { side, gutter, ...text };
  });
  format = choice("Format", { detect: "Found out from the records", ...FORMATS }, (format) => this.set({ format }));
  limit = exactSlider({ label: "Longest example, characters", range: LIMITS, write: (value) => value.toFixed(0), change: (limit) => this.set({ limit: Math.round(limit) }) });
  facts = facts(["Records read as", "Sound in training", "Sound in validation", "Errors", "Warnings", "Tokens in an epoch, about"]);
  findings = html("ol", { class: "findings" });
  account = html("p", { class: "note", role: "status" });
  length = html("p", { class: "note" });
  bars = html("div", { class: "beside" });
  undo = button("Undo the mending", () => this.mended && this.set(this.mended.before));
  /** The texts before and after it, while nobody has changed them since. @type {{before: Partial<State>, after: Partial<State>} | undefined} */
  mended;
  report = UNSEEN;
  #asked = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #running;
  /** To begin from. @type {Record<string, {name: string, train: string, validation: string}>} */
  sets = JSON.parse(this.querySelector("script")?.text ?? "{}");

  first() {
    return { ...this.#begin(this.getAttribute("preset") ?? "sick"), limit: 2000 };
  }

  /** @param {string} name */
  #begin(name) {
    const { train, validation } = this.sets[name];
    return { train, validation, format: /** @type {const} */ ("detect") };
  }

  /** The texts as an address carries them, unless they are too long. @returns {Record<string, string> | undefined} */
  #carried() {
    const { train, validation } = this.state;
    const name = Object.keys(this.sets).find((name) => SIDES.every((side) => this.sets[name][side] === this.state[side]));
    if (name) return { p: name };
    const whole = train + validation;
    // Half a surrogate pair cannot be escaped.
    const fits = whole.length <= MOST_CARRIED && !/\p{Cs}/u.test(whole) && encodeURIComponent(whole).length <= MOST_CARRIED;
    return fits ? { t: train, v: validation } : undefined;
  }

  /** @returns {Record<string, string | number>} */
  carry() {
    return { ...this.#carried(), f: this.state.format, l: this.state.limit };
  }

  /** @param {URLSearchParams} given @returns {Partial<State>} */
  read(given) {
    const [preset, format] = [given.get("p") ?? "", given.get("f") ?? ""];
    const [train, validation, limit] = [given.get("t"), given.get("v"), Number(given.get("l"))];
    return {
      ...(train !== null && validation !== null && train.length + validation.length <= MOST_CARRIED && { train, validation }),
      ...(Object.hasOwn(this.sets, preset) && this.#begin(preset)),
      ...((format === "detect" || Object.hasOwn(FORMATS, format)) && { format: /** @type {State["format"]} */ (format) }),
      ...(Number.isInteger(limit) && limit >= LIMITS[0] && limit <= LIMITS[1] && { limit }),
    };
  }

  spoken() {
    const [errors, warnings] = this.#counts();
    return `${errors} errors, ${warnings} warnings`;
  }

  #counts() {
    const errors = this.report.findings.filter(({ kind }) => ERRORS[kind]).length;
    return [errors, this.report.findings.length - errors];
  }

  build() {
    const begin = Object.entries(this.sets).map(([key, { name }]) => [name, () => this.set(this.#begin(key))]);
    return [
      presets("Begin from", Object.fromEntries(begin)),
      html("div", { class: "controls choices" }, this.format.row, this.limit.row),
      ...this.sides.map(({ row }) => row),
      html("div", {},
        html("div", { class: "buttons" },
          button("Mend what is safe", () => this.#mend()), this.undo,
          ...SIDES.map((side) => button(`Save ${side}.jsonl`, () => this.#save(side)))),
        this.account, this.length),
      this.facts.list, this.findings, this.bars,
    ];
  }

  response() {
    return { train: this.state.train, validation: this.state.validation };
  }

  halt() {
    clearTimeout(this.#running);
    this.#asked = "";
  }

  render() {
    const { train, validation, format, limit } = this.seen;
    for (const { side, show } of this.sides) show(this.seen[side]);
    this.format.show(format);
    this.limit.show(limit);
    const { mended } = this;
    if (mended && SIDES.some((side) => mended.after[side] !== this.seen[side])) this.mended = undefined;
    if (!this.mended) this.account.textContent = "";
    this.undo.disabled = !this.mended;
    const asked = JSON.stringify(this.seen);
    if (asked === this.#asked) return;
    this.#asked = asked;
    clearTimeout(this.#running);
    const size = train.length + validation.length;
    this.length.textContent = size > MOST ? `The texts have ${size} characters, and no more than ${MOST} are examined. Take some lines out; examine them by themselves.`
      : this.#carried() ? "" : "The texts are too long for an address: a link to this page carries the settings alone.";
    if (size > MOST) this.#show(UNSEEN);
    else this.#examine(examining(this.seen));
  }

  /** Examines until it is done, a slice of time at once. @param {Generator<undefined, Report>} run */
  #examine(run, late = false) {
    const until = performance.now() + SLICE;
    while (performance.now() < until) {
      const { done, value } = run.next();
      if (!done) continue;
      this.#show(value);
      if (late) this.say(this.spoken());
      return;
    }
    this.#running = setTimeout(() => this.#examine(run, true));
  }

  /** @param {Report} report */
  #show(report) {
    this.report = report;
    const { findings, examples, lines, format } = report;
    const [low, high] = tokensOf(examples.train);
    this.facts.show([
      FORMATS[format], ...SIDES.map((side) => `${examples[side].length} of ${lines[side]}`), ...this.#counts().map(String),
      low === high ? String(low) : `${low} to ${high}`,
    ]);
    const items = findings.slice(0, MOST_SHOWN).map(({ side, line, at, kind, why, mend }) => html("li", {},
      button(`${NAMES[side]} ${line}`, () => this.#go(side, line, at)),
      html("p", {}, html("b", {}, ERRORS[kind] ? `Error: ${ERRORS[kind]}. ` : `Warning: ${WARNINGS[kind]}. `), sentence(why), html("i", {}, sentence(mend)))));
    const rest = findings.length > MOST_SHOWN ? `And ${findings.length - MOST_SHOWN} more.`
      : findings.length ? "" : lines.train ? "Nothing found. Whether an answer is right, kind and still valid, a person must read." : "Nothing to train on was examined.";
    this.findings.replaceChildren(...items, ...(rest ? [html("li", {}, rest)] : []));
    const bars = (/** @type {string} */ caption, /** @type {string[]} */ heads, /** @type {{name: string, count: number, values?: string[]}[]} */ rows) => {
      const most = Math.max(...rows.map(({ count }) => count));
      return rows.length ? [barTable(caption, heads, rows.map((row) => ({ ...row, share: row.count / most, words: String(row.count) })))] : [];
    };
    this.bars.replaceChildren(
      ...bars("Sound examples by class", ["Class", "Training", "Validation"], classes(examples)),
      ...bars("Sound training examples by length", ["Characters", "Training"], lengths(examples.train)));
    this.#number();
  }

  /** Numbers the lines; ● marks an error, ○ a warning. */
  #number() {
    for (const { side, field, gutter } of this.sides) {
      const marks = new Map();
      for (const { side: where, line, kind } of this.report.findings) {
        if (where === side && marks.get(line) !== "●") marks.set(line, ERRORS[kind] ? "●" : "○");
      }
      const text = field.value.split("\n").map((_, index) => `${marks.get(index + 1) ?? " "} ${index + 1}`).join("\n");
      if (gutter.textContent !== text) gutter.textContent = text;
    }
  }

  /** Selects a line from where something was found. @param {Side} side @param {number} line @param {number} at */
  #go(side, line, at) {
    const field = this.sides[SIDES.indexOf(side)].field;
    const lines = field.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
    field.focus();
    field.setSelectionRange(start + at, start + (lines[line - 1] ?? "").length);
    const { lineHeight, fontSize } = getComputedStyle(field);
    field.scrollTop = (line - 4) * parseFloat(lineHeight);
    field.scrollLeft = (at - 12) * parseFloat(fontSize) * 0.6;
  }

  #mend() {
    const { train, validation } = this.state;
    const done = SIDES.map((side) => mendSafely(this.state[side]));
    const after = { train: done[0].text, validation: done[1].text };
    if (SIDES.some((side) => after[side] !== this.state[side])) {
      this.mended = { before: { train, validation }, after };
      this.set(after);
    }
    this.account.textContent = tellMended(done.map(({ did }) => did));
  }

  /** @param {Side} side */
  #save(side) {
    const address = URL.createObjectURL(new Blob([this.state[side]], { type: "application/jsonl" }));
    html("a", { href: address, download: `${side}.jsonl` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }
}

customElements.define("data-doctor-lab", DataDoctorLab);
