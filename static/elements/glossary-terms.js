// Shows a term's definition beside it on hover, focus and tap. The definitions are in the page, in its list of
// terms, where the link leads without JavaScript. The card can be dismissed (Escape), entered with the pointer,
// and stays until either leaves (WCAG 1.4.13).

const DELAY_IN = 120;
const DELAY_OUT = 250;
const card = document.createElement("div");
card.id = "term-card";
card.className = "term-card";
card.popover = "manual";
/** @type {HTMLElement | null} */
let shown = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @param {HTMLElement} term @returns {boolean} whether there is a definition to show */
function fill(term) {
  const entry = document.getElementById(`term-${term.dataset.term}`);
  const definition = entry?.querySelector("dd");
  if (!entry || !definition) return false;
  const name = document.createElement("b");
  name.textContent = entry.querySelector("dt")?.textContent ?? "";
  const copy = /** @type {HTMLElement} */ (definition.cloneNode(true));
  copy.querySelectorAll("[id]").forEach((element) => element.removeAttribute("id"));
  card.replaceChildren(name, ...copy.childNodes);
  return true;
}

/** Below the line the term stands on, or above where there is no room. @param {HTMLElement} term */
function place(term) {
  const line = term.getClientRects()[0];
  const { width, height } = card.getBoundingClientRect();
  const gap = 8;
  const left = Math.max(gap, Math.min(line.left, document.documentElement.clientWidth - width - gap));
  const below = line.bottom + gap;
  const top = below + height > innerHeight && line.top - gap - height > 0 ? line.top - gap - height : below;
  card.style.left = `${left}px`;
  card.style.top = `${top}px`;
}

/** @param {HTMLElement} term */
export function show(term) {
  clearTimeout(timer);
  if (shown === term) return;
  hide();
  if (!fill(term)) return;
  term.after(card);
  card.showPopover();
  place(term);
  term.setAttribute("aria-describedby", card.id);
  shown = term;
}

function hide() {
  clearTimeout(timer);
  if (!shown) return;
  shown.removeAttribute("aria-describedby");
  shown = null;
  card.hidePopover();
}

/** @param {number} delay @param {() => void} act */
function later(delay, act) {
  clearTimeout(timer);
  timer = setTimeout(act, delay);
}

/** @param {EventTarget | null} target @returns {HTMLElement | null} */
function termAt(target) {
  return target instanceof Element ? target.closest("a.term") : null;
}

document.addEventListener("pointerover", ({ target, pointerType }) => {
  if (pointerType === "touch") return;
  const term = termAt(target);
  if (term) later(DELAY_IN, () => show(term));
  else {
    clearTimeout(timer);
    const inside = card.contains(/** @type {Node} */ (target));
    if (shown && !inside && shown !== document.activeElement) later(DELAY_OUT, hide);
  }
});
document.addEventListener("focusin", ({ target }) => {
  const term = termAt(target);
  if (term?.matches(":focus-visible")) show(term);
  else if (shown && !card.contains(/** @type {Node} */ (target))) hide();
});
document.addEventListener("focusout", ({ target, relatedTarget }) => {
  if (termAt(target) === shown && !card.contains(/** @type {Node | null} */ (relatedTarget))) later(DELAY_OUT, hide);
});
document.addEventListener("keydown", ({ key }) => {
  if (key === "Escape") hide();
});
// A tap shows the card, a second tap follows the link; a tap elsewhere closes it.
document.addEventListener("click", (event) => {
  const term = termAt(event.target);
  const touch = event instanceof PointerEvent && event.pointerType === "touch";
  if (term && touch && shown !== term) {
    event.preventDefault();
    show(term);
  } else if (!card.contains(/** @type {Node} */ (event.target))) hide();
});
addEventListener("scroll", () => shown && place(shown), { passive: true });
addEventListener("resize", hide, { passive: true });
