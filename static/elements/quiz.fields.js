// A question's controls: what they say, as one string, and the way back.

/** @param {HTMLElement} question @returns {(HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement)[]} */
function controls(question) {
  const all = /** @type {NodeListOf<HTMLInputElement>} */ (question.querySelectorAll("input, select, textarea"));
  return [...all].filter(({ name, type }) => name && type !== "hidden");
}

/** @param {HTMLElement} question */
export function revisionOf(question) {
  return /** @type {HTMLInputElement} */ (question.querySelector(`[name="revision-${question.dataset.position}"]`));
}

/** @param {HTMLElement} control @returns {control is HTMLInputElement} */
const isTicked = (control) => control instanceof HTMLInputElement && (control.type === "radio" || control.type === "checkbox");

/**
 * Sorted by name, since an order that is being made moves its controls about. `asServed` is what the page came with,
 * whatever was given before this script was there.
 * @param {HTMLElement} question @param {boolean} [asServed]
 */
export function bodyOf(question, asServed = false) {
  /** @type {[string, string][]} */
  const fields = [];
  for (const control of controls(question)) {
    if (isTicked(control)) {
      if (asServed ? control.defaultChecked : control.checked) fields.push([control.name, control.value]);
    } else if (control instanceof HTMLSelectElement && asServed) {
      const served = [...control.options].find(({ defaultSelected }) => defaultSelected) ?? control.options[0];
      fields.push([control.name, served?.value ?? ""]);
    } else {
      fields.push([control.name, asServed && !(control instanceof HTMLSelectElement) ? control.defaultValue : control.value]);
    }
  }
  return new URLSearchParams(fields.sort(([a], [b]) => (a < b ? -1 : Number(a > b)))).toString();
}

/** @param {HTMLElement} question @param {string} body */
export function fill(question, body) {
  const values = new URLSearchParams(body);
  for (const control of controls(question)) {
    if (isTicked(control)) control.checked = values.getAll(control.name).includes(control.value);
    else control.value = values.get(control.name) ?? "";
  }
  question.dispatchEvent(new Event("quiz:restored"));
}
