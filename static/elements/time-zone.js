// <time-zone for="id">: proposes this browser's time zone for a field. A hidden field is filled; beside a list
// that says something else there appears a button.

/** @returns {string} an IANA name, or "" where the browser will not say */
export function browserZone() {
  try {
    return Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
  } catch {
    return "";
  }
}

class TimeZone extends HTMLElement {
  connectedCallback() {
    const field = document.getElementById(this.getAttribute("for") ?? "");
    const zone = browserZone();
    if (!zone) return;
    if (field instanceof HTMLInputElement && !field.value) field.value = zone;
    if (field instanceof HTMLSelectElement) this.offer(field, zone);
  }

  /** @param {HTMLSelectElement} list @param {string} zone */
  offer(list, zone) {
    if (list.value === zone || ![...list.options].some(({ value }) => value === zone)) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button quiet";
    button.textContent = `Use ${zone.replaceAll("_", " ")}, as this browser does`;
    button.addEventListener("click", () => {
      list.value = zone;
      list.focus();
      this.remove();
    });
    this.className = "actions";
    this.replaceChildren(button);
  }
}

customElements.define("time-zone", TimeZone);
