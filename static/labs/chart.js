/** Scales, axes and plots, drawn at the size of their place, one unit a pixel. Their look: static/css/labs.css. */
import { html, svg } from "./dom.js";

/** @typedef {readonly [number, number]} Range */

/** @param {number} value @param {Range} range */
export const within = (value, [low, high]) => Math.min(high, Math.max(low, value));

/** A straight line from values to pixels. @param {Range} values @param {Range} pixels */
export const linear = ([from, to], [start, end]) => (/** @type {number} */ value) =>
  start + ((value - from) / (to - from)) * (end - start);

/** The same through log₁₀. @type {typeof linear} */
export const logarithmic = ([from, to], pixels) => {
  const scale = linear([Math.log10(from), Math.log10(to)], pixels);
  return (value) => scale(Math.log10(value));
};

/** Values at equal ratios, both ends included. @param {Range} range @param {number} parts */
export const spread = ([low, high], parts) =>
  Array.from({ length: parts + 1 }, (_, index) => low * (high / low) ** (index / parts));

/** Round values from low to high, about `wanted` of them. @param {Range} range @param {number} wanted */
export function ticks([low, high], wanted) {
  const rough = (high - low) / wanted;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = unit * ([1, 2, 5].find((factor) => factor * unit >= rough) ?? 10);
  const values = [];
  for (let number = Math.ceil(low / step); number * step <= high; number += 1) values.push(number * step);
  return { values, decimals: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
}

/** The `d` of a line through points, to a tenth of a pixel. @param {Range[]} points */
export const path = (points) =>
  points.map(([x, y], index) => `${index ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");

/** A label of a plot, in the middle of its place unless told otherwise. @param {string} words @param {number} x @param {number} y */
export const label = (words, x, y, more = {}) =>
  svg("text", { x: x.toFixed(1), y: y.toFixed(1), "text-anchor": "middle", ...more }, words);

/**
 * A level line with its number above it for each of `levels`, a tick with its words below for each of `stops`.
 * @param {object} given
 * @param {number} given.width @param {Range} given.heights of the plot's top and foot
 * @param {{at: number, words: string}[]} given.levels @param {{at: number, words: string}[]} given.stops
 */
export function axes({ width, heights: [top, foot], levels, stops }) {
  const lines = svg("g", { class: "plot-grid" });
  const labels = svg("g", { class: "plot-labels" });
  for (const { at, words } of levels) {
    lines.append(svg("path", { d: `M0 ${at.toFixed(1)}H${width}` }));
    // Just under the plot's head the number would stand in its title.
    if (at > top + 10) labels.append(label(words, 0, at - 4, { "text-anchor": "start" }));
  }
  lines.append(svg("path", { class: "plot-axis", d: `M0 ${foot}H${width}` }));
  for (const { at, words } of stops) {
    lines.append(svg("path", { class: "plot-axis", d: `M${at.toFixed(1)} ${foot}v5` }));
    labels.append(label(words, at, foot + 20));
  }
  return { lines, labels };
}

/** Tells whether a label's place is free, and takes it. @param {number} width @param {number} height */
export function places(width, height) {
  /** @type {Range[]} */
  const taken = [];
  return (/** @type {number} */ x, /** @type {number} */ y) => {
    const free = taken.every(([a, b]) => Math.abs(a - x) > width || Math.abs(b - y) > height);
    if (free) taken.push([x, y]);
    return free;
  };
}

/** Calls `move` with the pixel across `plot` where a pointer presses or drags. @param {HTMLElement} plot @param {(x: number) => void} move */
export function drag(plot, move) {
  const follow = (/** @type {PointerEvent} */ event) => move(event.clientX - plot.getBoundingClientRect().left);
  plot.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const over = new AbortController();
    plot.setPointerCapture(event.pointerId);
    const { signal } = over;
    plot.addEventListener("pointermove", follow, { signal });
    for (const end of ["pointerup", "pointercancel"]) plot.addEventListener(end, () => over.abort(), { signal });
    follow(event);
  });
}

/**
 * @typedef {object} Axis
 * @property {Range} range
 * @property {boolean} [log] through log₁₀
 * @property {number[]} [stops] where it is labelled; round values, unless given
 * @property {(value: number) => string} [write]
 * @property {string} title
 *
 * @typedef {{points: Range[], look?: string, name?: string}} Line `look` is a class of plots, `name` stands at its end
 * @typedef {{at: Range, look?: string, name?: string}} Mark
 */

/** An element for a plot that is only looked at. */
export const still = () => html("div", { class: "plot only-seen" });

/**
 * Lines and marks between two axes; what is worth reading in them also belongs into a table.
 * @param {HTMLElement} place
 * @param {{words: string, x: Axis, y: Axis, lines: Line[], marks?: Mark[], height?: number}} given `words` is heard
 */
export function drawLines(place, { words, x: across, y: up, lines, marks = [], height = 280 }) {
  const width = place.clientWidth;
  if (!width) return;
  const [top, foot, pad] = [26, height - 40, 11];
  const x = (across.log ? logarithmic : linear)(across.range, [pad, width - pad]);
  const y = (up.log ? logarithmic : linear)(up.range, [foot, top]);
  const place_ = (/** @type {Range} */ [a, b]) => /** @type {Range} */ ([x(a), y(b)]);
  const frame = axes({ width, heights: [top, foot], levels: stopsOf(up, y, height / 55), stops: stopsOf(across, x, width / 90) });
  const { labels } = frame;
  labels.append(label(up.title, 0, 12, { "text-anchor": "start" }), label(across.title, width, height - 2, { "text-anchor": "end" }));

  // An inner svg clips what leaves the view, without an id.
  const inside = svg("svg", { y: top, width, height: foot - top, viewBox: `0 ${top} ${width} ${foot - top}` });
  for (const { points, look = "plot-curve" } of lines) inside.append(svg("path", { class: look, d: path(points.map(place_)) }));
  const dots = svg("g", {});
  for (const { at, look = "plot-dot" } of marks) {
    const [cx, cy] = place_(at);
    dots.append(svg("circle", { class: look, cx: cx.toFixed(1), cy: within(cy, [top, foot]).toFixed(1), r: 6 }));
  }

  const named = [
    ...lines.filter(({ name, points }) => name && points.length).map(({ name, points, look }) => ({ name, look, at: points[points.length - 1] })),
    ...marks.filter(({ name }) => name).map(({ name, at }) => ({ name, look: "plot-here", at })),
  ].map(({ name = "", look, at }) => ({ name, look, point: place_(at) })).sort((one, other) => one.point[1] - other.point[1]);
  let last = -Infinity;
  for (const { name, look, point: [across_, line] } of named) {
    const at = within(Math.max(within(line, [top, foot]) - 8, last + 16), [top + 4, foot - 4]);
    last = at;
    const right = across_ > width * 0.6;
    const start = within(across_ + (right ? 0 : 10), [0, width]);
    labels.append(label(name, start, at, { class: look === "plot-second" || look === "plot-third" ? "" : "plot-here", "text-anchor": right ? "end" : "start" }));
  }
  const head = { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": words };
  place.replaceChildren(svg("svg", head, frame.lines, inside, dots, labels));
}

/** @param {Axis} axis @param {(value: number) => number} scale @param {number} wanted */
function stopsOf({ range, log, stops, write }, scale, wanted) {
  if (stops) return stops.map((value) => ({ at: scale(value), words: (write ?? String)(value) }));
  if (log) {
    const [low, high] = [Math.ceil(Math.log10(range[0]) - 1e-9), Math.floor(Math.log10(range[1]) + 1e-9)];
    const skip = Math.ceil((high - low + 1) / Math.max(2, wanted));
    const values = [];
    for (let power = low; power <= high; power += skip) values.push(10 ** power);
    return values.map((value) => ({ at: scale(value), words: (write ?? String)(value) }));
  }
  const { values, decimals } = ticks(range, Math.max(2, wanted));
  return values.map((value) => ({ at: scale(value), words: write ? write(value) : value.toFixed(decimals) }));
}
