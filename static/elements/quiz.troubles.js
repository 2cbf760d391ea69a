// What an attempt's page says when an answer could not be kept: words, and something to do about it.

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} name @param {Record<string, string>} attributes @param {(Node | string)[]} children
 */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** @param {string | undefined} to @param {string} words */
export function link(to = "", words = "", isElsewhere = false) {
  return make("a", isElsewhere ? { href: to, target: "_blank", rel: "noopener" } : { href: to }, words);
}

/** @param {string} words @param {() => void} act @param {string} look */
export function button(words, act, look = "button quiet") {
  const element = make("button", { type: "button", class: look }, words);
  element.addEventListener("click", act);
  return element;
}

/** Words of an answer, which the server has made HTML of. @param {string} html */
function said(html) {
  const words = make("dd", { class: "prose" });
  words.innerHTML = html || "no answer";
  return words;
}

/**
 * Both answers, and the choice between them. On a page that shows both already, the choice.
 * @param {Element} question @param {{ mine: string, theirs: string } | null} both
 * @param {{ mine: () => void, theirs: (mine: string) => void }} choose
 */
export function showConflict(question, both, choose) {
  let box = question.querySelector(".conflict");
  const html = both?.mine ?? box?.querySelector("[data-mine]")?.innerHTML ?? "";
  const actions = make("p", { class: "actions" }, button("Use mine", choose.mine, "button"), button("Take the saved one", () => choose.theirs(html)));
  const words = make("p", {}, make("strong", {}, "Another page saved a different answer meanwhile."), " It is kept; yours is not saved yet. Choose one.");
  if (both) {
    const fresh = make("div", { class: "conflict", role: "alert" }, words, make("dl", {},
      make("div", {}, make("dt", {}, "Saved there"), said(both.theirs)),
      make("div", {}, make("dt", {}, "Yours"), said(both.mine))), actions);
    if (box) box.replaceWith(fresh);
    else question.querySelector(".stem")?.after(fresh);
  } else if (box) {
    box.querySelector("p")?.replaceWith(words);
    box.querySelector(".actions")?.replaceWith(actions);
  }
}

/** The answer that was not taken stays at hand. @param {Element} question @param {string} mine */
export function showSetAside(question, mine) {
  const words = said(mine);
  const text = make("div", { class: "prose" }, ...words.childNodes);
  question.querySelector("[data-trouble]")?.append(make("details", { class: "fold" }, make("summary", {}, "Your answer, which was not saved"), text));
}

/** Beside the field what is wrong with it; without words nothing is. @param {Element} question @param {string} words */
export function showProblem(question, words) {
  const place = question.querySelector("[data-trouble]");
  const id = `${question.id}-problem`;
  place?.replaceChildren(...(words ? [make("p", { class: "error", role: "alert", id }, words)] : []));
  for (const field of question.querySelectorAll("input.input, textarea")) {
    field.toggleAttribute("aria-invalid", false);
    field.removeAttribute("aria-describedby");
    if (!words) continue;
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", id);
  }
}

/** A line under an answer that passes by. @param {Element} question @param {string} words */
export function showNote(question, words) {
  question.querySelector("[data-trouble]")?.replaceChildren(make("p", { class: "note", role: "status" }, words));
}

/** @param {Element} question */
export function clear(question) {
  question.querySelector(".conflict")?.remove();
  showProblem(question, "");
}

/** In the bar, so that it is seen from everywhere on the page. @param {Element | null} place @param {(Node | string)[]} parts */
export function notice(place, ...parts) {
  place?.replaceChildren(...(parts.length ? [make("p", { role: "alert" }, ...parts)] : []));
}

/** The state of a question in the row of numbers; answers whether it is another than before. @param {Element} root @param {number} position @param {boolean} answered @param {boolean} flagged */
export function showStep(root, position, answered, flagged) {
  const step = root.querySelector(`[data-step="${position}"]`);
  if (!step) return false;
  const isNew = step.classList.contains("answered") !== answered || step.classList.contains("flagged") !== flagged;
  step.classList.toggle("answered", answered);
  step.classList.toggle("flagged", flagged);
  const words = step.querySelector("[data-state]");
  if (words) words.textContent = `${answered ? ", answered" : ", not answered"}${flagged ? ", flagged" : ""}`;
  const sum = root.querySelector("[data-sum]");
  /** @param {string} kind */
  const count = (kind) => root.querySelectorAll(`.quiz-steps li${kind}`).length;
  if (sum) sum.textContent = `${count(".answered")} of ${count("")} answered${count(".flagged") ? `, ${count(".flagged")} flagged` : ""}`;
  return isNew;
}
