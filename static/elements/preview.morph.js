// Makes what stands on a page into what a newer source says, and leaves alone whatever both sources agree on: a lab
// that is running, a field that is filled, a fold that is open.

/** `live` was made of `old`, and may have come to life since; `now` is what it is to become.
 * @param {Element} live @param {Element} old @param {Element} now */
export function morph(live, old, now) {
  const [mine, before, after] = [[...live.children], [...old.children], [...now.children]];
  if (mine.length !== before.length) {
    live.replaceChildren(...[...now.childNodes].map((node) => node.cloneNode(true)));
    return;
  }
  const [a, b] = [before.map((each) => each.outerHTML), after.map((each) => each.outerHTML)];
  const kept = common(a, b);
  let [i, j] = [0, 0];
  for (const [nextI, nextJ] of [...kept, [before.length, after.length]]) {
    while (i < nextI || j < nextJ) {
      if (i < nextI && j < nextJ) {
        change(mine[i], before[i], after[j]);
        i += 1;
        j += 1;
      } else if (i < nextI) {
        mine[i].remove();
        i += 1;
      } else {
        live.insertBefore(copy(after[j]), mine[i] ?? null);
        j += 1;
      }
    }
    i += 1;
    j += 1;
  }
}

/** @param {Element} live @param {Element} old @param {Element} now */
function change(live, old, now) {
  if (isFrame(old) && isFrame(now) && old.cloneNode().isEqualNode(now.cloneNode())) morph(live, old, now);
  else live.replaceWith(copy(now));
}

/** Whether an element only holds others, and no script has a hand in it. @param {Element} element */
function isFrame(element) {
  const hasWords = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
  return element.children.length > 0 && !hasWords && !element.localName.includes("-");
}

/** @param {Element} element */
function copy(element) {
  return document.importNode(element, true);
}

/** Pairs of places at which both lists hold the same, in order: the longest such list. @param {string[]} a @param {string[]} b
 * @returns {[number, number][]} */
export function common(a, b) {
  let from = 0;
  while (from < a.length && from < b.length && a[from] === b[from]) from += 1;
  let behind = 0;
  while (behind < Math.min(a.length, b.length) - from && a[a.length - 1 - behind] === b[b.length - 1 - behind]) behind += 1;
  const [n, m] = [a.length - behind - from, b.length - behind - from];
  /** @type {[number, number][]} */
  const found = [];
  for (let k = 0; k < from; k += 1) found.push([k, k]);
  const longest = Array.from({ length: n + 1 }, () => new Uint16Array(m + 1));
  for (let i = n - 1; i >= 0; i -= 1) {
    for (let j = m - 1; j >= 0; j -= 1) {
      longest[i][j] = a[from + i] === b[from + j] ? longest[i + 1][j + 1] + 1 : Math.max(longest[i + 1][j], longest[i][j + 1]);
    }
  }
  for (let i = 0, j = 0; i < n && j < m; ) {
    if (a[from + i] === b[from + j]) {
      found.push([from + i, from + j]);
      i += 1;
      j += 1;
    } else if (longest[i + 1][j] >= longest[i][j + 1]) i += 1;
    else j += 1;
  }
  for (let k = behind; k > 0; k -= 1) found.push([a.length - k, b.length - k]);
  return found;
}
