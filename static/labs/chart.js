/**
 * What labs are made of: elements by hand, scales and axes, a slider with an exact field, words for those who
 * listen, a state in the address. No lab's arithmetic and no look: see x.model.js and static/css/labs.css.
 */

/** @typedef {string | number | boolean | null | undefined} Value */
/** @typedef {readonly [number, number]} Range */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @template {Element} T
 * @param {T} element @param {Record<string, Value>} attributes @param {(Node | string)[]} children @returns {T}
 */
function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value != null && value !== "") element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

/**
 * An HTML element with its attributes and children.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag @param {Record<string, Value>} [attributes] @param {...(Node | string)} children
 */
export const html = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);

/**
 * An SVG element, likewise.
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag @param {Record<string, Value>} [attributes] @param {...(Node | string)} children
 */
export const svg = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

let made = 0;
/** An id that no other element of the page has. @param {string} stem */
export const unique = (stem) => `${stem}-${(made += 1)}`;

/** A button of the house. @param {string} label @param {() => void} press @param {boolean} [quiet] */
export function button(label, press, quiet = true) {
  const element = html("button", { type: "button", class: quiet ? "button quiet" : "button" }, label);
  element.addEventListener("click", press);
  return element;
}

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
 * A slider through log₁₀ with a field for the exact number beside it.
 * @param {object} given
 * @param {string} given.label what the number is, with its unit
 * @param {Range} given.range
 * @param {(value: number) => string} given.write how the field shows a value
 * @param {(value: number) => string} given.say how it sounds
 * @param {(text: string) => number} given.read NaN for what is no number
 * @param {(value: number, exact: boolean) => void} given.change `exact` if typed
 */
export function exactSlider({ label, range, write, say, read, change }) {
  const [low, high] = range.map((end) => Math.log10(end).toFixed(2));
  const slider = html("input", { type: "range", min: low, max: high, step: 0.01, "aria-label": label });
  const error = html("p", { class: "error", id: unique("error"), role: "alert" });
  const field = html("input", {
    type: "text", class: "input", id: unique("field"), "aria-describedby": error.id, autocomplete: "off", spellcheck: "false",
  });
  const mistake = (/** @type {string} */ text) => {
    error.textContent = text;
    if (text) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  };
  slider.addEventListener("input", () => change(within(10 ** Number(slider.value), range), false));
  // While somebody types, what arrives from elsewhere must not write over it.
  let typing = false;
  field.addEventListener("input", () => (typing = true));
  field.addEventListener("blur", () => (typing = false));
  field.addEventListener("change", () => {
    typing = false;
    const value = read(field.value);
    if (value >= range[0] && value <= range[1]) change(value, true);
    else mistake(`Write a number from ${write(range[0])} to ${write(range[1])}, such as ${write(Math.sqrt(range[0] * range[1]))}.`);
  });
  // The slider may be on its way; the field says at once where to, and keeps still for whoever selects in it.
  const show = (/** @type {number} */ value, target = value) => {
    slider.value = String(Math.log10(value));
    slider.setAttribute("aria-valuetext", say(target));
    if (typing) return;
    mistake("");
    if (field.value !== write(target)) field.value = write(target);
  };
  const row = html("div", { class: "exact" }, html("label", { for: field.id }, label), field, slider, error);
  return { row, show };
}

/** Speaks through a polite live region, once a second at most, the last words only. @param {HTMLElement} region */
export function announcer(region) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  let words = "";
  return (/** @type {string} */ text) => {
    words = text;
    waiting ??= setTimeout(() => {
      waiting = undefined;
      region.textContent = words;
    }, 1000);
  };
}

/**
 * Calls `step` with 0 … 1 over `time` milliseconds, slowing down; at once with 1 where motion is unwelcome.
 * @param {(share: number) => void} step @param {number} [time] @returns {() => void} stops it
 */
export function glide(step, time = 450) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    step(1);
    return () => {};
  }
  const begun = performance.now();
  const move = (/** @type {number} */ now) => {
    const done = within((now - begun) / time, [0, 1]);
    step(done === 1 ? 1 : 1 - (1 - done) ** 3);
    if (done < 1) frame = requestAnimationFrame(move);
  };
  let frame = requestAnimationFrame(move);
  return () => cancelAnimationFrame(frame);
}

/**
 * A lab's state in the address, #name?key=value&…; an ordinary #anchor is none of its business.
 * @param {string} name
 */
export function address(name) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  const read = () => {
    const [named, query] = location.hash.slice(1).split("?");
    return named === name && query !== undefined ? new URLSearchParams(query) : undefined;
  };
  const replace = (/** @type {string} */ url) => history.replaceState(history.state, "", url);
  return {
    /** What the address says of this lab, if anything. */
    read,
    /** Writes when the learner pauses, without a new entry in the history. @param {Record<string, string | number>} values */
    write(values) {
      clearTimeout(waiting);
      // Six digits, as in 5.76e23: a plus would have to be escaped.
      const text = (/** @type {string | number} */ value) => typeof value === "string" ? encodeURIComponent(value)
        : Number(value.toPrecision(6)).toExponential().replace("e+", "e");
      const query = Object.entries(values).map(([key, value]) => `${key}=${text(value)}`).join("&");
      waiting = setTimeout(() => replace(`#${name}?${query}`), 300);
    },
    stop: () => clearTimeout(waiting),
    clear() {
      clearTimeout(waiting);
      if (read()) replace(location.pathname + location.search);
    },
  };
}
