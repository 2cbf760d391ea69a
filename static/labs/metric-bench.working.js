/** How each metric comes to its score, as nodes: what is marked, what is counted, what follows. */
import { barTable, facts, table } from "./controls.js";
import { html } from "./dom.js";
import { marks, tally } from "./metric-bench.model.js";
import { answerF1, answerTokens, bleuCounts, bleuScore, bleuTokens, characters, chrfCounts, chrfScore, rouge, rougeTokens } from "./text-metrics.js";

/** @typedef {import("./metric-bench.model.js").State} State */
/** @typedef {{tokens: (text: string) => string[], n: number | "L", unit: string, between?: string, joined?: boolean}} View how a metric cuts texts up */

const MOST_ROWS = 30;
const three = (/** @type {number} */ value) => value.toFixed(3);
const two = (/** @type {number} */ value) => value.toFixed(2);

/** @param {State} state @returns {View} */
export function viewOf({ metric, n, lower }) {
  switch (metric) {
    case "rouge-2": return { tokens: rougeTokens, n: 2, unit: "pair of words" };
    case "rouge-l": return { tokens: rougeTokens, n: "L", unit: "word" };
    case "bleu": return { tokens: (text) => bleuTokens(text, lower), n: Math.min(n, 4), unit: n === 1 ? "token" : "run of tokens" };
    case "chrf": return { tokens: characters, n, unit: n === 1 ? "character" : "run of characters", between: "", joined: true };
    default: return { tokens: metric === "answer" ? answerTokens : rougeTokens, n: 1, unit: "word" };
  }
}

/** Both texts in pieces, with what matches marked. @param {State} state @returns {Node[]} */
export function pieces(state) {
  const { tokens, n, joined } = viewOf(state);
  const [reference, candidate] = [tokens(state.reference), tokens(state.candidate)];
  return [listed("Reference", reference, marks(reference, candidate, n), joined), listed("Candidate", candidate, marks(candidate, reference, n), joined)];
}

/** @param {string} title @param {string[]} tokens @param {string[]} looks @param {boolean} [joined] runs of one look in one piece */
function listed(title, tokens, looks, joined) {
  /** @type {[string, string][]} */
  const shown = [];
  tokens.forEach((token, place) => {
    const last = shown[shown.length - 1];
    if (joined && last?.[1] === looks[place]) last[0] += token;
    else shown.push([token, looks[place]]);
  });
  const hits = looks.filter((look) => look === "hit").length;
  const words = `${title}: ${hits} of ${tokens.length} ${joined ? "characters" : "tokens"} in a match`;
  const list = html("ul", { class: "pieces", "aria-label": words }, ...shown.map(([token, look]) => html("li", { class: look }, token)));
  return html("div", {}, html("p", { class: "note small" }, words), tokens.length ? list : html("p", { class: "note" }, "Nothing left of this text."));
}

/** What was counted, one row an n-gram. @param {State} state */
export function counted(state) {
  const { tokens, n, unit, between } = viewOf(state);
  if (n === "L") return [];
  const rows = tally(tokens(state.candidate), tokens(state.reference), n, between);
  const shown = rows.slice(0, MOST_ROWS).map(({ gram, candidate, reference, matched }) => ({
    name: gram, note: reference && candidate > reference ? "clipped" : "", values: [candidate, reference, matched].map(String),
  }));
  if (!shown.length) return [];
  const rest = rows.length - shown.length;
  const words = `Counts of each ${unit}, ${rows.reduce((sum, { matched }) => sum + matched, 0)} matched in all`;
  return [
    html("div", { class: "bench-counts" }, table(words, ["n-gram", "Candidate", "Reference", "Matched"], shown)),
    ...(rest ? [html("p", { class: "note small" }, `… and ${rest} more, counted but not listed.`)] : []),
  ];
}

/** What follows from the counts. @param {State} state @returns {Node[]} */
export function worked(state) {
  const { candidate, reference, metric } = state;
  if (metric === "bleu") return bleuWorked(state);
  if (metric === "chrf") return chrfWorked(state);
  if (metric === "answer") {
    const answer = answerF1(candidate, reference);
    return [overlap(answer, "Token F1"), note(`Exact match is ${answer.exact ? "1: both are the same" : "0: they are not the same"} once case, ASCII punctuation and the articles a, an, the are gone.`)];
  }
  const kind = /** @type {1 | 2 | "L"} */ (viewOf(state).n);
  return [
    overlap(rouge(candidate, reference, kind), `ROUGE-${kind} F1`),
    ...(kind === "L" ? [note("Marked is a longest common subsequence: in order, with gaps. Where several are as long, one of them.")] : []),
  ];
}

const note = (/** @type {(Node | string)[]} */ ...words) => html("p", { class: "note" }, ...words);

/** @param {{matched: number, candidate: number, reference: number, precision: number, recall: number, f1: number}} scores @param {string} title */
function overlap({ matched, candidate, reference, precision, recall, f1 }, title) {
  const list = facts(["Precision", "Recall", title]);
  list.show([`${matched}/${candidate} = ${three(precision)}`, `${matched}/${reference} = ${three(recall)}`, three(f1)]);
  return list.list;
}

/** @param {State} state @returns {Node[]} */
function bleuWorked({ candidate, reference, lower, smoothing, n }) {
  const counts = bleuCounts(candidate, [reference], lower);
  const { score, precisions, brevity, mean, orders } = bleuScore(counts, smoothing);
  let missing = 0;
  const rows = precisions.map((precision, index) => {
    const [correct, total] = [counts.correct[index], counts.total[index]];
    const smoothed = precision > 0 && !correct;
    if (smoothed) missing += 1;
    return {
      name: `${index + 1}`, note: index + 1 === Math.min(n, 4) ? "shown" : "", share: precision / 100, words: total ? `${two(precision)}%` : "none",
      values: [`${smoothed ? `0 → 1/${2 ** missing}` : correct} of ${total}`],
    };
  });
  const list = facts(["Geometric mean", "Brevity penalty BP", "BLEU"]);
  list.show([two(mean), three(brevity), two(score)]);
  const [ours, theirs] = [counts.candidate, counts.reference];
  return [
    barTable("BLEU: precision of each length of n-gram", ["n", "Precision", "Matched"], rows),
    ...(missing ? [note("A length without a match would make the whole 0. The smoothing exp puts 1/2 for the first such zero, 1/4 for the next.")] : []),
    list.list,
    note("BP = ", ...(ours < theirs && ours ? ["e", html("sup", {}, `1 − ${theirs}/${ours}`), " = "] : []),
      `${three(brevity)}: the candidate has ${ours} tokens, the reference ${theirs}.`),
    orders ? note(`BLEU = BP × (${precisions.slice(0, orders).map(two).join(" × ")})`, html("sup", {}, `1/${orders}`), ` = ${three(brevity)} × ${two(mean)} = ${two(score)}.`)
      : note("BLEU = 0: no token of the candidate stands in the reference; then nothing is smoothed."),
  ];
}

/** @param {State} state @returns {Node[]} */
function chrfWorked({ candidate, reference, n }) {
  const counts = chrfCounts(candidate, reference);
  const { score, precision, recall } = chrfScore(counts);
  const rows = counts.map(([made, wanted, matched], index) => {
    const used = made && wanted;
    return {
      name: `${index + 1}`, note: index + 1 === n ? "shown" : "", share: used ? matched / wanted : 0, words: used ? `${two((100 * matched) / wanted)}%` : "none",
      values: [used ? `${two((100 * matched) / made)}%` : "none"],
    };
  });
  const list = facts(["Mean precision", "Mean recall", "chrF2"]);
  list.show([three(precision), three(recall), two(score)]);
  return [
    barTable("chrF: characters without white space", ["n", "Recall", "Precision"], rows),
    list.list,
    note(`chrF2 = 100 × 5PR/(4P + R), with P = ${three(precision)} and R = ${three(recall)}: recall weighs twice as much.`),
  ];
}
