// Shows a check's verdict below it, without leaving the lesson. Without this script the form leads to a page with it.

class KnowledgeCheck extends HTMLElement {
  connectedCallback() {
    this.querySelector("form")?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#ask(/** @type {HTMLFormElement} */ (event.currentTarget));
    });
  }

  /** @param {HTMLFormElement} form */
  async #ask(form) {
    const verdict = this.querySelector(".check-verdict");
    const button = form.querySelector("button[type=submit]");
    if (!verdict || !(button instanceof HTMLButtonElement)) return;
    const fields = new URLSearchParams(/** @type {any} */ (new FormData(form)));
    fields.set("answered", "1");
    const kept = form.method === "post";
    const headers = { "X-Fragment": "true" };
    button.disabled = true;
    try {
      const answer = kept
        ? await fetch(form.action, { method: "POST", body: fields, headers })
        : await fetch(`${form.action}?${fields}`, { headers });
      if (![200, 400].includes(answer.status)) throw new Error(String(answer.status));
      verdict.innerHTML = await answer.text();
      if (answer.ok) button.textContent = "Check again";
    } catch {
      verdict.textContent = "The answer could not be checked just now. Try again in a moment.";
    }
    button.disabled = false;
  }
}

customElements.define("knowledge-check", KnowledgeCheck);
