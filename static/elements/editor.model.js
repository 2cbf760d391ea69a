// What the editor reckons about a text: lines, places, and what an insertion makes of it. No page is needed.

/** @typedef {{ text: string, ids: string[], is_inline: boolean }} Example */
/** A stretch to be replaced, and what is selected then, counted from its beginning.
 * @typedef {{ from: number, to: number, text: string, select: [number, number] }} Edit */
/** Where a line stands on the page: below the nth heading (0: before the first), so many blocks on.
 * @typedef {{ anchor: string, heading: number, block: number }} Place */

/** @param {string} text @param {number} offset */
export function lineOf(text, offset) {
  return text.slice(0, offset).split("\n").length;
}

/** Where a line begins; lines count from 1. @param {string} text @param {number} line */
export function startOf(text, line) {
  let at = 0;
  for (let n = 1; n < line; n += 1) {
    const end = text.indexOf("\n", at);
    if (end < 0) return at;
    at = end + 1;
  }
  return at;
}

/** Where the text begins behind its front matter. @param {string} text */
export function bodyOf(text) {
  const head = /^---\n[\s\S]*?\n---[ \t]*(?:\n|$)/.exec(text);
  return head ? head[0].length : 0;
}

/** The example with each of its ids as none is in the text yet. @param {string} text @param {Example} example */
export function unique(text, { text: words, ids }) {
  let found = words;
  for (const id of ids) {
    let free = id;
    for (let n = 2; named(free).test(text); n += 1) free = `${id}-${n}`;
    found = found.replace(named(id, "g"), (_all, before) => before + free);
  }
  return found;
}

/** @param {string} id @param {string} [flags] */
function named(id, flags) {
  return new RegExp(`(^|[^a-z0-9-])${id}(?![a-z0-9-])`, flags);
}

/** What inserting the example at the caret does. A block comes below the caret's line, between blank lines.
 * @param {string} text @param {number} start @param {number} end @param {Example} example @returns {Edit} */
export function insertion(text, start, end, example) {
  const words = unique(text, example);
  const body = bodyOf(text);
  if (example.is_inline && start >= body) return { from: start, to: end, text: words, select: [0, words.length] };
  let at = Math.max(end, body);
  if (lineAt(text, at).trim()) at = endOfLine(text, at);
  const before = text.slice(0, at).replace(/[ \t]+$/, "");
  const after = text.slice(at);
  const above = !before ? "" : before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const below = after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : "\n\n";
  const inserted = above + words + (after.trim() ? below : "\n");
  return { from: at, to: at, text: inserted, select: [above.length, above.length + words.length] };
}

/** @param {string} text @param {number} at */
function lineAt(text, at) {
  return text.slice(text.lastIndexOf("\n", at - 1) + 1, endOfLine(text, at));
}

/** @param {string} text @param {number} at */
function endOfLine(text, at) {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

/** The selected lines indented by four spaces, or by as many less. @param {string} text @param {number} start
 * @param {number} end @param {boolean} isOut @returns {Edit} */
export function indentation(text, start, end, isOut) {
  if (start === end && !isOut) return { from: start, to: end, text: "    ", select: [4, 4] };
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const to = endOfLine(text, end);
  const lines = text.slice(from, to).split("\n");
  const moved = lines.map((line) => (isOut ? line.replace(/^ {1,4}/, "") : line && `    ${line}`)).join("\n");
  return { from, to, text: moved, select: [0, moved.length] };
}

/** Where the caret's line stands on the page. @param {string} text @param {number} offset @returns {Place} */
export function placeOf(text, offset) {
  const place = { anchor: "", heading: 0, block: 0 };
  let fence = "";
  let isBlank = true;
  const body = bodyOf(text);
  for (const line of text.slice(body, Math.max(offset, body)).split("\n")) {
    const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1] ?? "";
    const isFence = Boolean(mark) && (!fence || (mark.startsWith(fence) && line.trim() === mark));
    const heading = !fence && /^#{2,6} .*?(?:\{#([a-z0-9-]+)[^}]*\})?\s*$/.exec(line);
    if (isFence) fence = fence ? "" : mark;
    if (heading) {
      place.anchor = heading[1] ?? "";
      place.heading += 1;
      place.block = 0;
      isBlank = true;
    } else if (!line.trim() && !fence) isBlank = true;
    else if (isBlank) {
      place.block += 1;
      isBlank = false;
    }
  }
  return place;
}

/** The stretch in which two lists differ: how many are equal in front and behind. @template T @param {T[]} old @param {T[]} now */
export function changed(old, now) {
  const most = Math.min(old.length, now.length);
  let before = 0;
  while (before < most && old[before] === now[before]) before += 1;
  let after = 0;
  while (after < most - before && old[old.length - 1 - after] === now[now.length - 1 - after]) after += 1;
  return { before, after };
}
