// <essay-marking>: adds up the criteria while they are given, previews comments in place, and brings keys.
// Without this script the server adds up, and everything is a link or a button.

import { hundredths, inPoints, worth } from "./marking.model.js";
import { Guard } from "./session.js";

const OFF = "marking-keys";

class EssayMarking extends HTMLElement {
  /** @type {AbortController | undefined} */
  #listening;
  #changed = false;

  connectedCallback() {
    const form = this.querySelector("form");
    if (!form) return;
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    const guard = new Guard(form);
    this.#addQuickButtons();
    this.#showSum();
    this.#keySwitch();
    const first = /** @type {HTMLElement | null} */ (this.querySelector(".marking-conflict, [aria-invalid=true]"));
    first?.focus();
    form.addEventListener("input", () => {
      this.#changed = true;
      this.#showSum();
    }, { signal });
    form.addEventListener("submit", (event) => {
      if (event.submitter?.matches("[data-preview]")) {
        event.preventDefault();
        this.#preview(form, event.submitter);
      } else if (guard.passes(event)) {
        this.#changed = false;
      }
    }, { signal });
    addEventListener("beforeunload", (event) => this.#changed && event.preventDefault(), { signal });
    addEventListener("keydown", (event) => this.#press(event), { signal });
  }

  disconnectedCallback() {
    this.#listening?.abort();
  }

  get #criteria() {
    return /** @type {HTMLElement[]} */ ([...this.querySelectorAll("[data-criterion]")]);
  }

  /** @param {HTMLElement} criterion */
  #field(criterion) {
    return /** @type {HTMLInputElement} */ (criterion.querySelector(".marking-points input"));
  }

  #addQuickButtons() {
    for (const criterion of this.#criteria) {
      const most = Number(criterion.dataset.most);
      for (const [words, points] of /** @type {[string, number][]} */ ([["None", 0], ["Half", most / 2], ["All", most]])) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "button quick";
        button.textContent = words;
        button.addEventListener("click", () => this.#give(criterion, points));
        criterion.querySelector(".marking-points")?.append(button);
      }
    }
  }

  /** @param {HTMLElement} criterion @param {number} points */
  #give(criterion, points) {
    const field = this.#field(criterion);
    field.value = String(points);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #showSum() {
    const line = /** @type {HTMLElement | null} */ (this.querySelector("[data-sum]"));
    const output = line?.querySelector("output");
    if (!line || !output) return;
    const criteria = this.#criteria;
    const most = criteria.map((each) => Number(each.dataset.most));
    const possible = line.dataset.possible ?? "0";
    const given = criteria.map((each) => this.#field(each).value.trim());
    const found = worth(given, most, hundredths(possible));
    const words = given.includes("") ? "So far" : "The mark is";
    output.textContent = found === null ? "" : `${words} ${inPoints(found)} of ${possible} points.`;
  }

  /** The same page, made with the comments that are typed; only its preview is taken over.
   * @param {HTMLFormElement} form @param {HTMLElement} submitter */
  async #preview(form, submitter) {
    const place = this.querySelector("#preview");
    if (!place) return;
    try {
      const body = new URLSearchParams(/** @type {any} */ (new FormData(form, submitter)));
      const answer = await fetch(location.href, { method: "POST", body, redirect: "error" });
      const made = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#preview");
      if (!answer.ok || !made) throw new Error(String(answer.status));
      place.replaceChildren(...made.childNodes);
    } catch {
      place.textContent = "The preview is out of reach. What you typed is still here; try again.";
    }
  }

  #keySwitch() {
    const line = /** @type {HTMLElement | null} */ (this.querySelector("[data-switch]"));
    const box = line?.querySelector("input");
    if (!line || !box) return;
    line.hidden = false;
    box.checked = !keysAreOff();
    box.addEventListener("change", () => {
      try {
        if (box.checked) localStorage.removeItem(OFF);
        else localStorage.setItem(OFF, "off");
      } catch {
        box.checked = true;
      }
    });
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      const save = /** @type {HTMLButtonElement | null} */ (this.querySelector("[data-save]"));
      save?.form?.requestSubmit(save);
      return;
    }
    const typing = event.target instanceof Element && event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (event.ctrlKey || event.metaKey || event.altKey || typing || keysAreOff()) return;
    if (event.key === "n" || event.key === "j") this.#follow("[data-next]");
    else if (event.key === "p" || event.key === "k") this.#follow("[data-back]");
    else if (event.key === "?") this.#showKeys();
    else if (/^[0-9]$/.test(event.key)) this.#digit(Number(event.key));
    else return;
    event.preventDefault();
  }

  /** @param {string} where */
  #follow(where) {
    /** @type {HTMLElement | null} */ (this.querySelector(where))?.click();
  }

  #showKeys() {
    const keys = /** @type {HTMLDetailsElement | null} */ (this.querySelector("[data-keys]"));
    if (!keys) return;
    keys.open = !keys.open;
    if (keys.open) keys.querySelector("summary")?.focus();
  }

  /** The criterion that has the focus, else the first without points. Its field then has the focus, for what follows.
   * @param {number} points */
  #digit(points) {
    const criteria = this.#criteria;
    const criterion =
      criteria.find((each) => each.contains(document.activeElement)) ?? criteria.find((each) => !this.#field(each).value);
    if (!criterion || points > Number(criterion.dataset.most)) return;
    this.#give(criterion, points);
  }
}

function keysAreOff() {
  try {
    return localStorage.getItem(OFF) === "off";
  } catch {
    return false;
  }
}

customElements.define("essay-marking", EssayMarking);
