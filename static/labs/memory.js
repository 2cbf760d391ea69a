/** Model states against the memory of a GPU: stacked bars in a table, each with its words. Look: memory.css. */
import { within } from "./chart.js";
import { table } from "./controls.js";
import { html } from "./dom.js";
import { GB, fits, plain, size, total } from "./memory.model.js";

/** @typedef {import("./memory.model.js").Parts} Parts */
/** @typedef {{name: string, note?: string, parts: Parts, more?: string}} Row `more` is said after whether it fits */

const format = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** 32,768: whole numbers in full. @param {number} value */
export const grouped = (value) => format.format(value);

const NAMES = /** @type {const} */ ({ weights: "weights", gradients: "gradients", optimizer: "optimizer states" });
const KEYS = /** @type {(keyof Parts)[]} */ (Object.keys(NAMES));

/**
 * The line in the middle of each bar is what the GPU has; what is more than twice as long is cut off, and fades.
 * @param {string} caption @param {string} head @param {Row[]} rows @param {number} memory of the GPU, in GB
 */
export function memoryBars(caption, head, rows, memory) {
  const room = memory * GB;
  const bar = (/** @type {Parts} */ parts) => html("span", { class: "held", "aria-hidden": "true" },
    html("span", { class: total(parts) > 2 * room ? "parts cut" : "parts" }, ...KEYS.map((key) => {
      const part = html("span", { class: key });
      part.style.setProperty("--share", within(parts[key] / (2 * room), [0, 1]).toFixed(4));
      return part;
    })));
  const body = rows.map(({ name, note, parts, more }) => html("tr", { class: note && "marked" },
    html("th", { scope: "row" }, name, ...(note ? [html("span", {}, ` ${note}`)] : [])),
    html("td", {}, bar(parts), html("span", { class: "words" },
      html("b", {}, size(total(parts))), `: ${[fits(total(parts), memory), more].filter(Boolean).join("; ")}`))));
  return html("div", {},
    html("table", { class: "stacks" },
      html("caption", {}, caption),
      html("thead", {}, html("tr", {},
        ...[head, `States; the line: ${plain(memory)}\u00a0GB`].map((words) => html("th", { scope: "col" }, words)))),
      html("tbody", {}, ...body)),
    html("p", { class: "key small" }, ...KEYS.map((key) =>
      html("span", {}, html("span", { class: `parts ${key}`, "aria-hidden": "true" }), NAMES[key]))));
}

/** The same in numbers, part by part. @param {string} caption @param {string} head @param {Row[]} rows */
export const memoryTable = (caption, head, rows) =>
  table(caption, [head, ...KEYS.map((key) => NAMES[key].replace(/^./, (letter) => letter.toUpperCase())), "Together"],
    rows.map(({ name, note, parts }) => ({
      name, note, values: [...KEYS.map((key) => parts[key]), total(parts)].map(size),
    })));
