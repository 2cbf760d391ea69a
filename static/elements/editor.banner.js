// Above the text: what the author has to decide. Nothing is thrown away before they have.

/** @typedef {import("./editor.saving.js").Other} Other */

/** @template {keyof HTMLElementTagNameMap} K @param {K} tag @param {string} words @param {string} [sort] */
function element(tag, words, sort) {
  const found = document.createElement(tag);
  found.textContent = words;
  if (sort) found.className = sort;
  return found;
}

/** @param {string} words @param {() => void} act @param {string} sort */
function button(words, act, sort) {
  const found = element("button", words, sort);
  found.type = "button";
  found.addEventListener("click", act);
  return found;
}

/** What the server has put together, and escaped. @param {string} html */
function made(html) {
  const box = document.createElement("div");
  box.innerHTML = html;
  return box;
}

/** Somebody else saved meanwhile. @param {HTMLElement} place @param {Other} other @param {string} mine
 * @param {(isMine: boolean) => void} decide */
export function showConflict(place, other, mine, decide) {
  const box = element("section", "", "conflict");
  box.setAttribute("role", "alert");
  box.append(
    element("h2", `${other.who || "Somebody else"} wrote here meanwhile${other.at ? `, ${other.at}` : ""}`),
    made(other.diff),
  );
  const choose = element("p", "", "keep");
  const settle = (/** @type {boolean} */ isMine) => {
    decide(isMine);
    aside(place, isMine ? "Their text, which yours has replaced" : "Your text, which you did not keep", isMine ? other.text : mine);
  };
  choose.append(button("Keep mine", () => settle(true), "button"), " ", button("Take theirs", () => settle(false), "button quiet"));
  box.append(choose);
  place.replaceChildren(box);
  box.tabIndex = -1;
  box.focus();
}

/** What was not kept stays in reach while the page is open. @param {HTMLElement} place @param {string} title @param {string} text */
function aside(place, title, text) {
  const fold = document.createElement("details");
  const field = document.createElement("textarea");
  field.readOnly = true;
  field.rows = 10;
  field.value = text;
  field.setAttribute("aria-label", title);
  fold.append(element("summary", title), field);
  place.replaceChildren(fold);
}

/** A text of this device that the server never heard of. @param {HTMLElement} place @param {number} at @param {() => void} take
 * @param {() => void} drop */
export function offer(place, at, take, drop) {
  const box = element("section", "", "offer");
  const when = new Date(at).toLocaleString([], { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hour12: false });
  const choose = element("p", "", "keep");
  const done = (/** @type {() => void} */ act) => () => {
    place.replaceChildren();
    act();
  };
  choose.append(button("Put it in", done(take), "button"), " ", button("Throw it away", done(drop), "button quiet"));
  box.append(element("h2", `This device keeps a text of ${when} that was never saved`), choose);
  place.replaceChildren(box);
}
