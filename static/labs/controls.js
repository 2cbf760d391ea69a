/** What a learner operates and reads in a lab: buttons, sliders, choices, texts, tables. */
import { within } from "./chart.js";
import { html, unique } from "./dom.js";

/** @typedef {import("./chart.js").Range} Range */

/** A button of the house. @param {string} label @param {() => void} press @param {boolean} [quiet] */
export function button(label, press, quiet = true) {
  const element = html("button", { type: "button", class: quiet ? "button quiet" : "button" }, label);
  element.addEventListener("click", press);
  return element;
}

/**
 * A table whose first column names the rows; it scrolls in a narrow place.
 * @param {string} caption @param {string[]} heads
 * @param {{name: string, note?: string, values: string[]}[]} rows a row with a note stands out
 */
export function table(caption, heads, rows) {
  const body = rows.map(({ name, note, values }) => html("tr", { class: note && "marked" },
    html("th", { scope: "row" }, name, ...(note ? [html("span", {}, ` ${note}`)] : [])),
    ...values.map((value) => html("td", {}, value))));
  return html("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption }, html("table", {},
    html("caption", {}, caption),
    html("thead", {}, html("tr", {}, ...heads.map((head) => html("th", { scope: "col" }, head)))),
    html("tbody", {}, ...body)));
}

/**
 * A slider with a field for the exact number beside it: through log₁₀, or in even steps where `step` is given.
 * @param {object} given
 * @param {string} given.label what the number is, with its unit
 * @param {Range} given.range
 * @param {number} [given.step]
 * @param {(value: number) => string} given.write how the field shows a value
 * @param {(value: number) => string} [given.say] how it sounds, if not as it is written
 * @param {(text: string) => number} [given.read] NaN for what is no number
 * @param {(value: number, exact: boolean) => void} given.change `exact` if typed
 */
export function exactSlider({ label, range, step, write, say = write, read = readPlain, change }) {
  const place = (/** @type {number} */ value) => (step ? value : Math.log10(value));
  const [low, high] = range.map((end) => (step ? String(end) : place(end).toFixed(2)));
  const slider = html("input", { type: "range", min: low, max: high, step: step ?? 0.01, "aria-label": label });
  const error = html("p", { class: "error", id: unique("error"), role: "alert" });
  const field = html("input", {
    type: "text", class: "input", id: unique("field"), "aria-describedby": error.id, autocomplete: "off", spellcheck: "false",
  });
  const mistake = (/** @type {string} */ text) => {
    error.textContent = text;
    if (text) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  };
  const example = step ? range[0] + step * Math.round((range[1] - range[0]) / step / 2) : Math.sqrt(range[0] * range[1]);
  slider.addEventListener("input", () => change(within(step ? Number(slider.value) : 10 ** Number(slider.value), range), false));
  // While somebody types or mends a mistake, what arrives from elsewhere must not write over it.
  let typing = false;
  field.addEventListener("input", () => (typing = true));
  field.addEventListener("blur", () => (typing = false));
  field.addEventListener("change", () => {
    const value = read(field.value);
    typing = !(value >= range[0] && value <= range[1]);
    if (!typing) change(value, true);
    else mistake(`Write a number from ${write(range[0])} to ${write(range[1])}, such as ${write(example)}.`);
  });
  // The slider may be on its way; the field says at once where to, and keeps still for whoever selects in it.
  const show = (/** @type {number} */ value, target = value) => {
    slider.value = String(place(value));
    slider.setAttribute("aria-valuetext", say(target));
    if (typing) return;
    mistake("");
    if (field.value !== write(target)) field.value = write(target);
  };
  const row = html("div", { class: "exact" }, html("label", { for: field.id }, label), field, slider, error);
  return { row, show };
}

/** 0.5, 1,000, 40%; NaN if it is no number. @param {string} text */
function readPlain(text) {
  const plain = text.replace(/[\s,_]/g, "");
  const found = /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?%?$/i.test(plain);
  return !found ? NaN : plain.endsWith("%") ? Number(plain.slice(0, -1)) / 100 : Number(plain);
}

/**
 * One of a few, from a list that opens.
 * @template {string} K
 * @param {string} label @param {Record<K, string>} options what each is called @param {(value: K) => void} change
 */
export function choice(label, options, change) {
  const select = html("select", { class: "input", id: unique("choice") },
    ...Object.entries(options).map(([value, words]) => html("option", { value }, String(words))));
  select.addEventListener("change", () => change(/** @type {K} */ (select.value)));
  const row = html("div", {}, html("label", { for: select.id }, label), select);
  return { row, show: (/** @type {K} */ value) => void (select.value = value) };
}

/** A box to tick. @param {string} label @param {(on: boolean) => void} change */
export function tick(label, change) {
  const box = html("input", { type: "checkbox" });
  box.addEventListener("change", () => change(box.checked));
  const row = html("label", { class: "tick" }, box, label);
  return { row, show: (/** @type {boolean} */ on) => void (box.checked = on) };
}

/** Settings to begin from, a button each. @param {string} label @param {Record<string, () => void>} presets */
export const presets = (label, presets) =>
  html("div", { class: "presets", role: "group", "aria-label": label },
    html("p", {}, label),
    html("div", { class: "buttons" }, ...Object.entries(presets).map(([name, press]) => button(name, press))));

/**
 * A text to edit; what it means follows half a second after the last key.
 * @param {string} label @param {(text: string) => void} change @param {{rows?: number, most?: number, code?: boolean}} [more] `most` characters
 */
export function area(label, change, { rows = 5, most = 4000, code = false } = {}) {
  const field = html("textarea", { class: code ? "input code" : "input", id: unique("text"), rows, maxlength: most, spellcheck: "false" });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  const tell = () => {
    clearTimeout(waiting);
    waiting = undefined;
    change(field.value);
  };
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(tell, 500);
  });
  field.addEventListener("change", tell);
  const row = html("div", { class: "text" }, html("label", { for: field.id }, label), field);
  // While somebody types, what arrives from elsewhere must not write over it.
  return { row, field, show: (/** @type {string} */ text) => void (waiting === undefined && field.value !== text && (field.value = text)) };
}

/** Names and numbers that follow from the state. @param {string[]} titles */
export function facts(titles) {
  const values = titles.map(() => html("dd"));
  const list = html("dl", { class: "readout" }, ...titles.map((title, index) => html("div", {}, html("dt", {}, title), values[index])));
  const show = (/** @type {string[]} */ words) => values.forEach((value, index) => {
    if (value.textContent !== words[index]) value.textContent = words[index];
  });
  return { list, values, show };
}

/** What is folded away until somebody asks; `fill` makes it, when it is open and the lab is drawn. @param {string} title @param {() => Node[]} fill */
export function folded(title, fill) {
  const summary = html("summary", {}, title);
  const element = html("details", {}, summary);
  const show = () => element.open && element.replaceChildren(summary, ...fill());
  element.addEventListener("toggle", show);
  return { element, show };
}

/**
 * A table in which a bar shows each number too: chart and text at once.
 * @param {string} caption @param {string[]} heads name, then a bar's head, then those of further values
 * @param {{name: string, share: number, words: string, note?: string, values?: string[]}[]} rows `share` of the bar's full length, 0 … 1
 */
export function barTable(caption, heads, rows) {
  const bar = (/** @type {number} */ share) => {
    const element = html("span", { class: "bar" });
    element.style.setProperty("--share", within(share, [0, 1]).toFixed(4));
    return element;
  };
  const body = rows.map(({ name, share, words, note, values = [] }) => html("tr", { class: note && "marked" },
    html("th", { scope: "row" }, name, ...(note ? [html("span", {}, ` ${note}`)] : [])),
    html("td", { class: "barred" }, bar(share), html("span", {}, words)),
    ...values.map((value) => html("td", {}, value))));
  return html("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption }, html("table", { class: "bars" },
    html("caption", {}, caption),
    html("thead", {}, html("tr", {}, ...heads.map((head) => html("th", { scope: "col" }, head)))),
    html("tbody", {}, ...body)));
}
