// A question's controls in the page, and small pieces of page.

/** @param {EventTarget | null} target @returns {boolean} */
export function isTyped(target) {
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && !/radio|checkbox/.test(target.type));
}

/** @param {HTMLFieldSetElement} question @returns {HTMLInputElement} */
export function revisionOf(question) {
  return /** @type {HTMLInputElement} */ (question.querySelector(`[name="revision-${question.dataset.position}"]`));
}

/** @param {HTMLFieldSetElement} question @returns {HTMLElement} */
export function trouble(question) {
  return /** @type {HTMLElement} */ (question.querySelector("[data-trouble]"));
}

/** The question's own controls. @param {HTMLFieldSetElement} question */
export function controls(question) {
  return /** @type {(HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement)[]} */ (
    [...question.elements].filter((control) => "name" in control && control.name && control.name !== revisionOf(question).name)
  );
}

/** @param {HTMLFieldSetElement} question @returns {[string, string][]} */
export function fieldsOf(question) {
  return controls(question)
    .filter((control) => !(control instanceof HTMLInputElement && /radio|checkbox/.test(control.type)) || control.checked)
    .map((control) => [control.name, control.value]);
}

/** @param {HTMLFieldSetElement} question @param {[string, string][]} fields */
export function fill(question, fields) {
  const has = (/** @type {string} */ name, /** @type {string} */ value) => fields.some((field) => field[0] === name && field[1] === value);
  for (const control of controls(question)) {
    if (control instanceof HTMLInputElement && /radio|checkbox/.test(control.type)) control.checked = has(control.name, control.value);
    else control.value = fields.find(([name]) => name === control.name)?.[1] ?? "";
  }
}

/** @param {string} key */
export function forget(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}

/** @param {string} tag @param {Record<string, string>} set @param {(Node | string)[]} inside @returns {HTMLElement} */
export function element(tag, set, inside) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(set)) {
    if (name === "className") made.className = value;
    else made.setAttribute(name, value);
  }
  made.append(...inside);
  return made;
}

/** An answer in words comes from the server as safe HTML. @param {string} name @param {string | undefined} html */
export function pair(name, html) {
  const value = element("dd", { className: "prose" }, []);
  value.innerHTML = html || "no answer";
  return element("div", {}, [element("dt", {}, [name]), value]);
}

/** @param {string} words @param {() => void} act @param {string} [look] @returns {HTMLElement} */
export function button(words, act, look = "button quiet") {
  const made = element("button", { type: "button", className: look }, [words]);
  made.addEventListener("click", act);
  return made;
}

/** Brings the question's number in the row of steps up to date, in shape and in words.
 * @param {HTMLElement} attempt @param {HTMLFieldSetElement} question @param {boolean} answered */
export function tellStep(attempt, question, answered) {
  const step = attempt.querySelector(`[data-step="${question.dataset.position}"]`);
  const flag = question.querySelector(`[name="flag-${question.dataset.position}"]`);
  const flagged = flag instanceof HTMLInputElement && flag.checked;
  step?.classList.toggle("answered", answered);
  step?.classList.toggle("flagged", flagged);
  const words = step?.querySelector("[data-state]");
  if (words) words.textContent = `, ${answered ? "answered" : "not answered"}${flagged ? ", flagged" : ""}`;
  const sum = attempt.querySelector("[data-sum]");
  const steps = [...attempt.querySelectorAll("[data-step]")];
  const count = (/** @type {string} */ name) => steps.filter((each) => each.classList.contains(name)).length;
  if (!sum) return;
  sum.textContent = `${count("answered")} of ${steps.length} answered${count("flagged") ? `, ${count("flagged")} flagged` : ""}`;
}
