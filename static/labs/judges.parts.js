/** The parts of the judges lab. Each makes what stands in it, shows a state, and says what that state means. */
import { drawLines, spread, still } from "./chart.js";
import { barTable, button, choice, exactSlider, facts, folded, presets, table } from "./controls.js";
import { html } from "./dom.js";
import {
  LENGTHS, LLM, NUMBERS, PAIRS, RATERS, RATES, RUBRIC, TABLES, agreement, byLength, cents, crossed, deal, dpo, llmRate,
  longerChosen, lossOf, preference, ratingsOf, sigmoid, swapped, wilson, winRateOf,
} from "./judges.model.js";

/**
 * `choices` are f, t or s (first, tie, second) a pair, in the order that `seed` deals; `numbers` are those of INPUTS.
 * @typedef {object} State
 * @property {string} part @property {number} seed @property {string} choices @property {string} compare @property {string} order
 * @property {number} rate @property {number} pairs @property {number[]} numbers
 */
/** @typedef {(change: Partial<State>, slowly?: boolean) => void} Set */
/** @typedef {{element: HTMLElement, show: (seen: State) => void, said: () => string}} Part */

const part = (/** @type {Node[]} */ ...children) => html("div", { class: "part" }, ...children);
const head = (/** @type {string} */ words) => html("p", { class: "head" }, words);
const note = (words = "") => html("p", { class: "note" }, words);
const named = (/** @type {string} */ rating) => (rating === "t" ? "tie" : rating.toUpperCase());
const between = (/** @type {number} */ share, /** @type {number} */ n) => wilson(share, n).map((end) => (100 * end).toFixed(1)).join("–") + "%";

/** @param {Set} set @param {() => State} state @returns {Part} */
export function ratingPart(set, state) {
  const [heading, question] = [head(""), html("p", { class: "asks" })];
  const answers = [html("p", {}), html("p", {})];
  const asked = part(note(RUBRIC), heading, question, html("div", { class: "beside" }, ...answers.map((answer, index) =>
    html("div", { class: "reply" }, head(index ? "Second answer" : "First answer"), answer))));
  const title = head("All twelve are rated");
  title.tabIndex = -1;
  const [rates, words] = [html("div"), note()];
  const pairs = folded("The pairs, unblinded", () => [unblinded(state())]);
  const outcome = part(title, rates, words, pairs.element);
  const next = [
    button("Compare with a second person", () => set({ part: "agreement", compare: "you-person" })),
    button("Rate again in another order", () => set({ choices: "", seed: (state().seed % 999) + 1 })),
  ];

  const choose = (/** @type {string} */ letter) => {
    const choices = state().choices + letter;
    if (choices.length > PAIRS.length) return;
    set({ choices });
  };
  const undo = () => state().choices && set({ choices: state().choices.slice(0, -1) });
  const votes = [["f", "First is better"], ["t", "Tie"], ["s", "Second is better"]].map(([letter, name]) => button(name, () => choose(letter)));
  const back = button("Undo the last", undo);
  const keys = html("p", { class: "note small by-keys" }, "While one of these buttons has focus, keys do the same: ",
    ...["1", " first, ", "2", " tie, ", "3", " second, ", "Backspace", " undo."].map((text, index) => (index % 2 ? text : html("kbd", {}, text))));
  const buttons = html("div", { class: "buttons", role: "group", "aria-label": "Your rating" }, ...votes, ...next, back);
  buttons.addEventListener("keydown", ({ key, ctrlKey, metaKey, altKey }) => {
    if (ctrlKey || metaKey || altKey) return;
    if (key === "Backspace") undo();
    else if (/^[123]$/.test(key)) choose("fts"[Number(key) - 1]);
  });

  const show = (/** @type {State} */ { choices, seed }) => {
    const place = choices.length;
    const over = place === PAIRS.length;
    const held = votes.some((vote) => vote === document.activeElement);
    asked.hidden = keys.hidden = over;
    outcome.hidden = !over;
    for (const vote of votes) vote.hidden = over;
    for (const way of next) way.hidden = !over;
    back.setAttribute("aria-disabled", String(!place));
    if (over) {
      if (held) title.focus(); // the buttons that had it are gone
      const rate = winRateOf(ratingsOf(choices, seed));
      rates.replaceChildren(results(choices, seed, rate));
      const [low, high] = wilson(rate, place);
      words.textContent = `With ties as half a win, A’s win rate is ${cents(rate)}: by your ratings, ${low > 0.5 ? "A is preferred" : high < 0.5 ? "B is preferred"
        : "A and B cannot be told apart, for 50% lies inside the interval"}. Either stood first in six pairs: without a pull of position `
        + "about half of the choices fall on the first answer. That the longer one wins is a pull where it is not the better: look at the pairs.";
      pairs.show();
      return;
    }
    const { pair, first } = deal(seed)[place];
    const [text, a, b] = PAIRS[pair];
    heading.textContent = `Pair ${place + 1} of ${PAIRS.length}`;
    question.textContent = text;
    (first === "a" ? [a, b] : [b, a]).forEach((answer, index) => (answers[index].textContent = answer));
  };
  const said = () => (asked.hidden ? words.textContent ?? ""
    : `${heading.textContent}. ${question.textContent} First answer: ${answers[0].textContent} Second answer: ${answers[1].textContent}`);
  return { element: part(asked, outcome, buttons, keys), show, said };
}

/** @param {string} choices @param {number} seed @param {number} rate */
function results(choices, seed, rate) {
  const row = (/** @type {string} */ name, /** @type {number} */ times, /** @type {number} */ of, note = "") => {
    const share = of ? times / of : 0;
    return { name, share, words: of ? cents(share) : "none", note, values: [of ? between(share, of) : "", String(of)] };
  };
  const chosen = choices.replaceAll("t", "");
  const [longer, of] = longerChosen(ratingsOf(choices, seed));
  return barTable("What your ratings say", ["Share", "Measured", "95% interval", "Of"], [
    row("A wins", rate * PAIRS.length, PAIRS.length, " "),
    row("First chosen", chosen.split("f").length - 1, chosen.length), row("Longer chosen", longer, of),
  ]);
}

/** @param {State} state */
function unblinded({ choices, seed }) {
  const ratings = ratingsOf(choices, seed);
  return table("In the order dealt", ["Question", "First was", "You chose", "Words of A", "Words of B"],
    deal(seed).map(({ pair, first }) => ({ name: PAIRS[pair][0], values: [named(first), named(ratings[pair]), ...LENGTHS[pair].map(String)] })));
}

/** @type {Record<string, string>} */
export const COMPARISONS = {
  "person-once": "Person and LLM judge, A first",
  "person-both": "Person and LLM judge, both orders",
  "you-person": "You and the second person",
  "you-both": "You and LLM judge, both orders",
  even: "90% agree, both classes common",
  lopsided: "90% agree, one class rare",
};

/** @param {Set} set @returns {Part} */
export function agreementPart(set) {
  const compare = choice("Compare", COMPARISONS, (compare) => set({ compare }));
  const [place, words] = [html("div"), note()];
  const found = facts(["Observed agreement", "Expected by chance", "Cohen’s κ"]);
  const show = (/** @type {State} */ { compare: its, choices, seed }) => {
    compare.show(its);
    const [one, two] = its.split("-");
    const left = one === "you" ? PAIRS.length - choices.length : 0;
    place.hidden = found.list.hidden = left > 0;
    if (left) {
      words.textContent = `First rate the pairs in part 1: ${left === 1 ? "one is" : `${left} are`} still to be judged.`;
      return;
    }
    const counts = TABLES[its] ?? crossed(one === "you" ? ratingsOf(choices, seed) : RATERS[one], RATERS[two]);
    const heads = two ? ["A better", "Tie", "B better"] : ["Acceptable", "Not acceptable"];
    const crossing = table("Rows: how the first rated; columns: how the second did", ["Rating", ...heads], heads.map((name, index) => ({ name, values: counts[index].map(String) })));
    crossing.querySelectorAll("tbody tr").forEach((row, index) => row.children[index + 1].classList.add("agreed"));
    place.replaceChildren(crossing);
    const { observed, expected, kappa } = agreement(counts);
    const written = kappa?.toFixed(3).replace("-", "−") ?? "not defined";
    found.show([cents(observed), cents(expected), written]);
    words.textContent = kappa === null ? "Both gave one and the same rating throughout: chance explains all of it, and κ is not defined."
      : `Two who rate by habit alone, each rating as often as here, would agree on ${cents(expected)}. `
        + `Of the ${cents(1 - expected)} beyond that, these two reach ${kappa > 0 ? "a share of" : "nothing:"} κ = ${written}.`
        + (its === "lopsided" ? " They agree on nine in ten, and on not one of the answers that either found unacceptable." : "");
  };
  return { element: part(html("div", { class: "choices" }, compare.row), place, found.list, words), show, said: () => words.textContent ?? "" };
}

/** @type {Record<string, string>} */
export const ORDERS = { a: "A first", b: "B first", both: "Both orders, averaged" };

/** @param {Set} set @param {() => State} state @returns {Part} */
export function pullPart(set, state) {
  const order = choice("Count its verdicts with", ORDERS, (order) => set({ order }));
  const [rates, lengths] = [html("div"), html("div")];
  const [same, flips, toFirst] = swapped();
  const found = facts(["Same verdict in both orders", "Turned to the other model", "Of these, to the first answer"]);
  found.show([`${same} of ${PAIRS.length}`, `${flips} of ${PAIRS.length}`, `${toFirst} of ${flips}`]);
  const groups = byLength();
  const verdicts = folded("Every verdict as a table", () => [
    table("The LLM judge in both orders, beside the second person", ["Question", "A first", "B first", "Person", "Words of A", "Words of B"],
      PAIRS.map(([name], pair) => ({ name, values: [...[LLM.a, LLM.b, RATERS.person].map((ratings) => named(ratings[pair])), ...LENGTHS[pair].map(String)] })))]);
  const show = (/** @type {State} */ { order: its }) => {
    order.show(its);
    rates.replaceChildren(barTable("Win rate of A by the LLM judge", ["Asked with", "Win rate", "95% interval"],
      Object.entries(ORDERS).map(([key, name]) => ({
        name, share: llmRate(key), words: cents(llmRate(key)), note: key === its ? "counted" : "", values: [between(llmRate(key), PAIRS.length)],
      }))));
    lengths.replaceChildren(barTable(`Win rate of A by length. ${ORDERS[its]}`, ["Pairs", "LLM judge", "Second person"],
      ["A longer", "About alike", "B longer"].map((name, index) => ({
        name, share: llmRate(its, groups[index]), words: cents(llmRate(its, groups[index])), note: " ",
        values: [cents(winRateOf(groups[index].map((pair) => RATERS.person[pair]).join("")))],
      }))));
    verdicts.show();
  };
  const words = note("The verdicts are made, with two pulls put in. Averaging both orders takes out the pull of position, "
    + "as each answer stands first once. The pull of length stays: the second person does not share it.");
  const said = () => `Win rate of A ${cents(llmRate(state().order))}. ${ORDERS[state().order]}`;
  return { element: part(found.list, html("div", { class: "choices" }, order.row), rates, lengths, words, verdicts.element), show, said };
}

const SIZES = [10, 20, 50, 200, 500];

/** @param {Set} set @param {() => State} state @returns {Part} */
export function numberPart(set, state) {
  const rate = exactSlider({ label: "Win rate, %", range: RATES, step: 1, write: String, change: (rate) => set({ rate: Math.round(rate) }) });
  const pairs = exactSlider({ label: "Pairs judged", range: NUMBERS, step: 1, write: String, change: (pairs) => set({ pairs: Math.round(pairs) }) });
  const plot = still();
  const found = facts(["Lower end", "Upper end", "50% lies"]);
  const at = (/** @type {number} */ n, places = 1) => {
    const [low, high] = wilson(state().rate / 100, n);
    return [cents(low, places), cents(high, places), low > 0.5 ? "outside" : "inside"];
  };
  const said = () => {
    const [low, high, lies] = at(state().pairs);
    return `At a win rate of ${state().rate}% and ${state().pairs} pairs the interval reaches from ${low} to ${high}; 50% lies ${lies}`;
  };
  const rows = folded("The interval as a table", () => [
    table(`Wilson 95% interval at a win rate of ${state().rate}%`, ["Pairs", "Lower end", "Upper end", "50% lies"],
      [...SIZES.map((n) => ({ n, note: "" })), { n: state().pairs, note: "yours" }].sort((one, two) => one.n - two.n)
        .map(({ n, note }) => ({ name: String(n), note, values: at(n) })))]);
  const show = (/** @type {State} */ seen) => {
    rate.show(seen.rate);
    pairs.show(seen.pairs);
    const along = spread(NUMBERS, 60);
    const line = (/** @type {number} */ end) => along.map((n) => /** @type {[number, number]} */ ([n, wilson(seen.rate / 100, n)[end]]));
    drawLines(plot, {
      words: `Win rate’s interval against the number of pairs; it narrows. ${said()}.`,
      height: 260,
      x: { range: NUMBERS, log: true, title: "Pairs judged", stops: SIZES },
      y: { range: [0.2, 1], title: "Win rate", stops: [0.5, 0.75], write: (value) => cents(value, 0) },
      lines: [{ points: line(0) }, { points: line(1) }, { points: NUMBERS.map((n) => [n, 0.5]), look: "plot-third" }],
      marks: wilson(seen.rate / 100, seen.pairs).map((end, index) => ({ at: [seen.pairs, end], name: index ? "upper end" : "lower end" })),
    });
    found.show(at(seen.pairs, 3));
    rows.show();
  };
  const words = note("Decide on the number before you judge: who goes on until 50% is outside is misled by chance.");
  return { element: part(html("div", { class: "controls" }, rate.row, pairs.row), plot, found.list, words, rows.element), show, said };
}

/** Of each of the seven numbers of part 5: its name, range and step. */
export const INPUTS = /** @type {[string, readonly [number, number], number][]} */ ([
  ["Reward, chosen answer", [-5, 5], 0.1], ["Reward, rejected answer", [-5, 5], 0.1], ["β", [0.01, 1], 0.01],
  ["ln π, chosen", [-40, 0], 0.5], ["ln π, rejected", [-40, 0], 0.5],
  ["ln π of reference, chosen", [-40, 0], 0.5], ["ln π of reference, rejected", [-40, 0], 0.5],
]);
const HEADS = ["Margin", "P(chosen preferred)", "Loss, nats"];

/** @param {Set} set @param {() => State} state @returns {Part} */
export function rewardPart(set, state) {
  const put = (/** @type {number} */ from, /** @type {number[]} */ ...numbers) =>
    state().numbers.map((old, index) => numbers[index - from] ?? old);
  const inputs = INPUTS.map(([label, range, step], index) => exactSlider({
    label, range, step, write: (value) => value.toFixed(step < 0.1 ? 2 : 1), change: (value) => set({ numbers: put(index, value) }),
  }));
  const rows = inputs.map(({ row }) => row);
  const names = ["reward model", "DPO"];
  const found = names.map(() => facts(HEADS));
  const plot = still();
  const losses = (/** @type {number[]} */ [one, two, beta, a, b, c, d]) => [preference(one, two), dpo(beta, a, b, c, d)];
  const said = () => names.map((name, index) => `Loss of ${name} ${losses(state().numbers)[index].loss.toFixed(3)}`).join("; ");
  const curve = folded("The curve as a table", () => [table("Loss against margin", HEADS, [
    ...[-6, -4, -2, 0, 2, 4, 6].map((margin) => ({ margin, note: "" })),
    ...losses(state().numbers).map(({ margin }, index) => ({ margin, note: names[index] })),
  ].sort((one, two) => one.margin - two.margin)
    .map(({ margin, note }) => ({ name: margin.toFixed(2), note, values: [sigmoid(margin).toFixed(4), lossOf(margin).toFixed(4)] })))]);
  const show = (/** @type {State} */ { numbers }) => {
    inputs.forEach((input, index) => input.show(numbers[index], state().numbers[index]));
    const both = losses(numbers);
    both.forEach((its, index) => found[index].show(Object.values(its).map((value) => value.toFixed(4))));
    const end = Math.max(6, ...both.map(({ margin }) => Math.abs(margin)));
    drawLines(plot, {
      words: `Loss against margin: 0.69 at a margin of 0, more below, falling towards 0 above. ${said()}.`,
      height: 240,
      x: { range: [-end, end], title: "Margin" },
      y: { range: [0, end * 1.05], title: "Loss, nats" },
      lines: [{ points: Array.from({ length: 61 }, (_, step) => end * (step / 30 - 1)).map((margin) => [margin, lossOf(margin)]) }],
      marks: both.map(({ margin, loss }, index) => ({ at: [margin, loss], look: index ? "plot-dot hollow" : "plot-dot", name: names[index] })),
    });
    curve.show();
  };
  const element = part(
    head("A reward model scores both answers"), html("div", { class: "controls" }, ...rows.slice(0, 2)), found[0].list,
    head("DPO takes the rewards from the model itself"),
    presets("Begin from", {
      "A small margin": () => set({ numbers: put(2, 0.1, -12, -14, -13, -13.5) }, true),
      "Both fall, the rejected more": () => set({ numbers: put(2, 0.1, -20, -40, -13, -13.5) }, true),
    }),
    ...[rows.slice(2, 3), rows.slice(3)].map((some) => html("div", { class: "controls" }, ...some)), found[1].list, plot,
    note("One curve serves both: DPO’s reward is β (ln π − ln π of the reference). The loss sees only the difference of the two, "
      + "so it can fall while the chosen answer itself grows less likely."), curve.element);
  return { element, show, said };
}
