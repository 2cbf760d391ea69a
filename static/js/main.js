// Every page loads this file; what a page needs beyond it is imported when its element is there.
// Import paths are literal, so that collectstatic can put the hashed names in.

/** At once: the frame of the page. @type {Record<string, () => Promise<unknown>>} */
const atOnce = {
  "page-toc": () => import("../elements/page-toc.js"),
  "glossary-filter": () => import("../elements/glossary-filter.js"),
  "search-results": () => import("../elements/search-results.js"),
  "quiz-attempt": () => import("../elements/quiz-attempt.js"),
  "quiz-timer": () => import("../elements/quiz-timer.js"),
  "quiz-attempt quiz-order": () => import("../elements/quiz-order.js"),
  "quiz-attempt quiz-match": () => import("../elements/quiz-match.js"),
  "quiz-words": () => import("../elements/quiz-words.js"),
  "read-place": () => import("../elements/read-place.js"),
  "lab-evidence": () => import("../elements/lab-evidence.js"),
  "own-note": () => import("../elements/own-note.js"),
  "quiz-waiting": () => import("../elements/quiz-waiting.js"),
  "preview-page": () => import("../elements/preview-page.js"),
};

/** When near the window: what lies further down. @type {Record<string, () => Promise<unknown>>} */
const whenNear = {
  ".highlight": () => import("../elements/copy-code.js"),
  "next-token-lab": () => import("../labs/next-token.js"),
  "data-selection-lab": () => import("../labs/data-selection.js"),
  "scaling-laws-lab": () => import("../labs/scaling-laws.js"),
  "cluster-planner-lab": () => import("../labs/cluster-planner.js"),
  "data-doctor-lab": () => import("../labs/data-doctor.js"),
  "hyperparameters-lab": () => import("../labs/hyperparameters.js"),
  "lora-budget-lab": () => import("../labs/lora-budget.js"),
  "which-approach-lab": () => import("../labs/which-approach.js"),
  "lifecycle-lab": () => import("../labs/lifecycle.js"),
  "distillation-temperature-lab": () => import("../labs/distillation-temperature.js"),
  "metric-bench-lab": () => import("../labs/metric-bench.js"),
  "judges-lab": () => import("../labs/judges.js"),
  "business-value-lab": () => import("../labs/business-value.js"),
  "knowledge-check quiz-order": () => import("../elements/quiz-order.js"),
  "knowledge-check quiz-match": () => import("../elements/quiz-match.js"),
  "knowledge-check": () => import("../elements/knowledge-check.js"),
};

/** @type {Map<Element, () => Promise<unknown>>} */
const waiting = new Map();
const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      waiting.get(target)?.();
    }
  },
  { rootMargin: "600px 0px" },
);
function meet() {
  for (const [selector, load] of Object.entries(atOnce)) {
    if (document.querySelector(selector)) load();
  }
  for (const [selector, load] of Object.entries(whenNear)) {
    for (const element of document.querySelectorAll(selector)) {
      waiting.set(element, load);
      near.observe(element);
    }
  }
}
meet();
document.addEventListener("page:filled", meet);

// Definitions come when the first term is met. A first tap waits for them; without them the link leads to the list.
let definitions = "unread";
/** @param {Event} event */
function meetTerm(event) {
  const term = event.target instanceof Element && event.target.closest("a.term");
  if (!(term instanceof HTMLAnchorElement) || definitions === "read") return;
  if (event instanceof PointerEvent && event.type === "click" && event.pointerType === "touch") event.preventDefault();
  if (definitions === "reading") return;
  definitions = "reading";
  import("../elements/glossary-terms.js")
    .then(({ show }) => {
      definitions = "read";
      if (term.matches(":hover, :focus")) show(term);
    })
    .catch(() => location.assign(term.href));
}
for (const kind of ["pointerover", "focusin", "click"]) document.addEventListener(kind, meetTerm);

// A box that scrolls sideways can take focus, so that the arrow keys reach what is hidden.
const boxes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const wide = target.scrollWidth > target.clientWidth;
    if (wide) target.setAttribute("tabindex", "0");
    else target.removeAttribute("tabindex");
  }
});
const observeBoxes = () => document.querySelectorAll(".formula, .highlight pre, .table").forEach((box) => boxes.observe(box));
observeBoxes();
document.addEventListener("page:filled", observeBoxes);

// Disclosures that lie over the page close on Escape and on a click elsewhere.
/** @param {(sheet: HTMLDetailsElement) => void} act */
function eachOpenSheet(act) {
  document.querySelectorAll(".menu[open], .rail[open]").forEach((sheet) => act(/** @type {HTMLDetailsElement} */ (sheet)));
}
addEventListener("click", ({ target }) => {
  eachOpenSheet((sheet) => {
    if (!sheet.contains(/** @type {Node} */ (target))) sheet.open = false;
  });
});

function slashIsOff() {
  try {
    return localStorage.getItem("slash") === "off";
  } catch {
    return false;
  }
}

addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    eachOpenSheet((sheet) => {
      sheet.open = false;
      sheet.querySelector("summary")?.focus();
    });
  }
  const typing = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing || slashIsOff()) return;
  const field = document.querySelector("input#query");
  const link = document.querySelector("a[data-search]");
  if (!field && !link) return;
  event.preventDefault();
  if (field instanceof HTMLInputElement) field.select();
  else if (link instanceof HTMLAnchorElement) link.click();
});
