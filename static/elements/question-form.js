// The form of a question without reloading: rows are added, moved and removed in the page, and the learner's view
// follows what is typed. The buttons do the same on the server where this script does not run.

import { Guard } from "./session.js";

const PAUSE = 300;

class QuestionForm extends HTMLElement {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {AbortController | undefined} */
  #asked;
  #changed = false;
  // Whether the key is unfolded; kept while a mistake hides the question.
  #isOpen = false;

  connectedCallback() {
    const form = this.#form;
    this.#changed = this.hasAttribute("data-unsaved");
    form.addEventListener("click", (event) => this.#click(event));
    for (const kind of ["input", "change"]) form.addEventListener(kind, () => this.#later());
    const guard = new Guard(form);
    form.addEventListener("submit", (event) => {
      if (guard.passes(event)) this.#changed = false;
    });
    addEventListener("beforeunload", (event) => {
      if (this.#changed) event.preventDefault();
    });
    this.#frame?.addEventListener("load", () => this.#fit());
    this.#fit();
    const first = this.querySelector("[data-first]") ?? this.querySelector(`#${this.dataset.focus || "none"} :is(textarea, input:not([type="hidden"]))`);
    if (first instanceof HTMLElement) first.focus();
  }

  get #form() {
    return /** @type {HTMLFormElement} */ (this.querySelector("form"));
  }

  get #frame() {
    return this.querySelector("iframe");
  }

  /** @param {string} words */
  #say(words) {
    const told = this.querySelector("[data-told]");
    if (told) told.textContent = words;
  }

  /** @param {Event} event */
  #click(event) {
    const button = event.target instanceof Element && event.target.closest("button");
    if (!(button instanceof HTMLButtonElement)) return;
    const sign = button.dataset.add;
    const row = button.closest("fieldset.q-row");
    if (sign) this.#add(sign);
    else if (row instanceof HTMLElement && button.dataset.deed) this.#deed(row, button.dataset.deed);
    else if (button.value === "preview") this.#show();
    else return;
    event.preventDefault();
  }

  /** @param {string} sign */
  #add(sign) {
    const empty = this.querySelector(`template[data-empty="${sign}"]`);
    if (!(empty instanceof HTMLTemplateElement)) return;
    const list = this.querySelector(`[data-rows="${empty.dataset.of}"]`);
    if (!list) return;
    list.append(empty.content.cloneNode(true));
    this.#number(list);
    const row = /** @type {HTMLElement} */ (list.lastElementChild);
    const field = row.querySelector('textarea, input:not([type="hidden"], [type="radio"], [type="checkbox"])');
    if (field instanceof HTMLElement) field.focus();
    this.#say(`${this.#name(row)} added`);
    this.#later();
  }

  /** @param {HTMLElement} row @param {string} deed */
  #deed(row, deed) {
    const list = /** @type {HTMLElement} */ (row.parentElement);
    const name = this.#name(row);
    if (deed === "remove") {
      const next = row.nextElementSibling ?? row.previousElementSibling;
      const place = [...list.children].indexOf(row);
      row.remove();
      this.#number(list);
      const goOn = next?.querySelector('[data-deed="remove"]') ?? this.querySelector("[data-add]");
      if (goOn instanceof HTMLElement) goOn.focus();
      this.#offerUndo(list, row, place, name);
    } else {
      if (deed === "up") row.previousElementSibling?.before(row);
      else row.nextElementSibling?.after(row);
      this.#number(list);
      const same = row.querySelector(`[data-deed="${deed}"]:not(:disabled)`) ?? row.querySelector("[data-deed]:not(:disabled)");
      if (same instanceof HTMLElement) same.focus();
      this.#say(`${name}, now ${this.#name(row)}`);
    }
    this.#later();
  }

  /** @param {HTMLElement} list @param {HTMLElement} row @param {number} place @param {string} name */
  #offerUndo(list, row, place, name) {
    this.querySelector("[data-undo]")?.remove();
    const undo = document.createElement("p");
    undo.dataset.undo = "";
    undo.className = "q-moves";
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = `Put back: ${name}`;
    button.addEventListener("click", () => {
      undo.remove();
      // The order may be the key: it goes back to where it stood.
      const follower = list.children[place];
      if (follower) follower.before(row);
      else list.append(row);
      this.#number(list);
      const field = row.querySelector("textarea, input:not([type='hidden'])");
      if (field instanceof HTMLElement) field.focus();
      this.#later();
    });
    undo.append(button);
    list.after(undo);
    this.#say(`${name} removed`);
  }

  /** @param {HTMLElement} row */
  #name(row) {
    return (row.querySelector("legend")?.textContent ?? "").replace(/\s+/g, " ").trim();
  }

  /** Names, ids, values and words by the place at which each row stands now. @param {Element} list */
  #number(list) {
    const rows = [...list.children].filter((row) => row instanceof HTMLElement);
    // A radio that is renamed beside one of its new value would lose its tick.
    const right = rows.map((row) => row.querySelector('[name="right"]') instanceof HTMLInputElement && /** @type {HTMLInputElement} */ (row.querySelector('[name="right"]')).checked);
    rows.forEach((row, index) => {
      const of = row.dataset.of ?? "row";
      for (const element of [row, ...row.querySelectorAll("[id], [name], [for], [value], [aria-describedby]")]) {
        for (const name of ["id", "name", "for", "aria-describedby"]) {
          const value = element.getAttribute(name);
          if (value) element.setAttribute(name, value.replace(/(row|unit)-(\d+|__n__)/, `${of}-${index}`));
        }
        if (element instanceof HTMLButtonElement) element.value = element.value.replace(/:(\d+|__n__)$/, `:${index}`);
        if (element instanceof HTMLInputElement && element.name === "right") element.value = String(index);
      }
      const ordinal = row.querySelector(".q-ordinal");
      if (ordinal) ordinal.textContent = String(index + 1);
      for (const button of row.querySelectorAll("button[data-deed]")) {
        const words = button.textContent ?? "";
        button.setAttribute("aria-label", `${words}: ${this.#name(/** @type {HTMLElement} */ (row))}`);
        if (!(button instanceof HTMLButtonElement)) continue;
        if (button.dataset.deed === "up") button.disabled = index === 0;
        if (button.dataset.deed === "down") button.disabled = index === rows.length - 1;
      }
    });
    rows.forEach((row, index) => {
      const tick = row.querySelector('[name="right"]');
      if (tick instanceof HTMLInputElement) tick.checked = right[index];
    });
  }

  #later() {
    this.#changed = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#show(), PAUSE);
  }

  async #show() {
    clearTimeout(this.#timer);
    this.#asked?.abort();
    const asked = (this.#asked = new AbortController());
    try {
      const answer = await fetch(this.dataset.preview ?? "", {
        method: "POST",
        body: new FormData(this.#form),
        redirect: "error",
        signal: asked.signal,
      });
      const html = await answer.text();
      const main = this.#frame?.contentDocument?.querySelector("main");
      if (!answer.ok || !main) throw new Error(`preview: ${answer.status}`);
      const isOpen = main.querySelector("[data-key]")?.hasAttribute("open") ?? this.#isOpen;
      main.innerHTML = html;
      main.querySelector("[data-key]")?.toggleAttribute("open", isOpen);
      this.#isOpen = isOpen;
      this.#fit();
      this.#say("");
    } catch {
      if (!asked.signal.aborted) this.#say("The preview does not answer. What you typed stays; save, or press Preview again.");
    }
  }

  /** The frame is as high as what it shows, within bounds. */
  #fit() {
    const frame = this.#frame;
    const page = frame?.contentDocument?.documentElement;
    if (!frame || !page) return;
    frame.height = "0";
    frame.height = String(Math.min(Math.max(page.scrollHeight, 240), 1200));
  }
}

customElements.define("question-form", QuestionForm);
