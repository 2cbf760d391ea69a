/** A walk through a text, token by token: each context with its label, and what the model held of it. */
import { within } from "./chart.js";
import { barTable, button, table } from "./controls.js";
import { html } from "./dom.js";
import { distribution, probabilityAt } from "./next-token.model.js";

/** @typedef {import("./next-token.model.js").Fitted} Fitted */

const AROUND = { words: 20, characters: 40 }; // tokens shown on each side
const NEIGHBOURS = 3; // pairs listed on each side
const MOST_BARS = 8;
/** @type {Record<string, string>} */
const SIGNS = { " ": "␣", "\n": "↵", "\t": "⇥" };

/** A token such that one sees it. @param {string} token */
export const visible = (token) => SIGNS[token] ?? token;

/** @param {Fitted} fitted @param {number} place @param {number} order */
function contextOf({ tokens, unit }, place, order) {
  const context = tokens.slice(Math.max(0, place - order + 1), place).map(visible);
  return context.length ? context.join(unit === "words" ? " " : "") : "no context";
}

/** @param {Fitted} fitted @param {number} place @param {number} order */
const quoted = (fitted, place, order) => (order === 1 ? "without a context" : `after “${contextOf(fitted, place, order)}”`);

/** The pair that ends at `place`, in words. @param {Fitted} fitted @param {number} place @param {number} order @param {number} k */
export function inWords(fitted, place, order, k) {
  const probability = probabilityAt(fitted, place, order, k);
  const loss = probability > 0 ? `${(-Math.log(probability)).toFixed(3)} nats` : "an infinite loss";
  return `Pair ${place} of ${fitted.tokens.length - 1}${place < fitted.split ? "" : ", held out"}: ${quoted(fitted, place, order)} `
    + `comes “${visible(fitted.tokens[place])}”, to which the model gives ${probability.toFixed(3)}: ${loss}.`;
}

/** @param {(place: number) => void} go */
export function walk(go) {
  let last = 1;
  let at = 1;
  const slider = html("input", { type: "range", min: 1, step: 1, "aria-label": "Place in the text" });
  slider.addEventListener("input", () => go(Number(slider.value)));
  const step = (/** @type {number} */ by) => () => go(within(at + by, [1, last]));
  const pieces = html("ol", { class: "pieces walk", "aria-label": "The text around this place" });
  pieces.addEventListener("click", (event) => {
    const place = Number(/** @type {HTMLElement} */ (event.target).closest("li")?.dataset.place);
    if (place > 0) go(place);
  });
  const pair = html("p", {});
  const pairs = html("div", {});
  const bars = html("div", { class: "text" });
  const parts = [
    pieces,
    html("div", {}, slider, html("div", { class: "buttons" }, button("Previous token", step(-1)), button("Next token", step(1)))),
    pair,
    html("div", { class: "beside" }, pairs, bars),
  ];

  const show = (/** @type {Fitted} */ fitted, /** @type {number} */ place, /** @type {number} */ order, /** @type {number} */ k) => {
    [at, last] = [place, fitted.tokens.length - 1];
    slider.max = String(last);
    slider.value = String(place);
    pair.textContent = inWords(fitted, place, order, k);
    slider.setAttribute("aria-valuetext", pair.textContent);
    pieces.replaceChildren(...piecesOf(fitted, place, order));
    pairs.replaceChildren(pairsOf(fitted, place, order, k));
    bars.replaceChildren(...barsOf(fitted, place, order, k));
  };
  return { parts, show };
}

/** @param {Fitted} fitted @param {number} place @param {number} order */
function piecesOf({ tokens, unit, split }, place, order) {
  const around = AROUND[unit];
  // At an end of the text the window stays as wide.
  const from = within(place - around, [0, Math.max(0, tokens.length - 2 * around - 1)]);
  const items = tokens.slice(from, from + 2 * around + 1).map((token, index) => {
    const at = from + index;
    const look = at === place ? "hit" : at < place && at > place - order ? "near" : "";
    return html("li", { class: `${look}${at < split ? "" : " withheld"}`.trim(), "data-place": at }, visible(token));
  });
  const edge = split - from;
  if (edge >= 0 && edge < items.length) items.splice(edge, 0, html("li", { class: "edge" }, "held out from here"));
  if (from > 0) items.unshift(html("li", {}, "…"));
  if (from + 2 * around + 1 < tokens.length) items.push(html("li", {}, "…"));
  return items;
}

/** @param {Fitted} fitted @param {number} place @param {number} order @param {number} k */
function pairsOf(fitted, place, order, k) {
  const from = within(place - NEIGHBOURS, [1, Math.max(1, fitted.tokens.length - 2 * NEIGHBOURS - 1)]);
  const places = fitted.tokens.map((_, at) => at).slice(from, from + 2 * NEIGHBOURS + 1);
  return table("Pairs that the text provides", ["Context", "Label", "Probability"], places.map((at) => ({
    name: contextOf(fitted, at, order), note: at === place ? "here" : "",
    values: [visible(fitted.tokens[at]), probabilityAt(fitted, at, order, k).toFixed(3)],
  })));
}

/** @param {Fitted} fitted @param {number} place @param {number} order @param {number} k */
function barsOf(fitted, place, order, k) {
  const { ids, kinds } = fitted;
  const shares = distribution(fitted, ids.slice(Math.max(0, place - order + 1), place), order, k);
  if (!shares) {
    return [html("p", { class: "note" },
      "This context never occurred in training. Without smoothing its distribution would be 0 / 0: whatever comes has an infinite loss.")];
  }
  const ranked = kinds.map((_, id) => id).sort((one, other) => shares[other] - shares[one] || one - other);
  const rank = ranked.indexOf(ids[place]);
  const shown = ranked.filter((id, index) => (index < MOST_BARS && shares[id] > 0) || index === rank);
  const rows = shown.map((id) => ({
    name: visible(kinds[id]), share: shares[id], words: shares[id].toFixed(3),
    note: id !== ids[place] ? "" : rank < MOST_BARS ? "the label" : `the label, number ${rank + 1}`,
  }));
  const mass = 1 - shown.reduce((sum, id) => sum + shares[id], 0);
  const rest = kinds.length - shown.length;
  const others = k === 0 && mass < 1e-9 ? "No other token is possible." : `The other ${rest} share ${Math.max(0, mass).toFixed(3)}.`;
  return [
    barTable("What the model expects here", ["Next token", "Probability"], rows),
    ...(rest > 0 ? [html("p", { class: "note small" }, others)] : []),
  ];
}
