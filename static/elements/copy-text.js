// A line to copy: without this script it can be selected; with it a button copies it.

class CopyText extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector("input");
    if (!field || this.querySelector("button")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = "Copy";
    // Which of many it copies, for those who hear the page.
    const label = this.querySelector("label")?.textContent ?? "";
    button.setAttribute("aria-label", `Copy: ${label.trim()}`);
    const said = document.createElement("span");
    said.setAttribute("role", "status");
    button.addEventListener("click", () => this.#copy(field, said));
    field.addEventListener("focus", () => field.select());
    this.append(button, said);
  }

  /** @param {HTMLInputElement} field @param {HTMLElement} said */
  async #copy(field, said) {
    try {
      await navigator.clipboard.writeText(field.value);
      said.textContent = "Copied";
    } catch {
      field.select();
      said.textContent = "Press Ctrl+C to copy";
    }
  }
}

customElements.define("copy-text", CopyText);
