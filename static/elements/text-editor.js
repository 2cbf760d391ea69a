// <text-editor>: a text beside what a learner sees of it. Without this script the form saves it, and the frame shows
// what was saved.

import { offer, showConflict } from "./editor.banner.js";
import { KeptText } from "./editor.drafts.js";
import { Lines, told } from "./editor.lines.js";
import { indentation, insertion, lineOf, placeOf, startOf } from "./editor.model.js";
import { Preview } from "./editor.preview.js";
import { Saving } from "./editor.saving.js";
import { Toolbar } from "./editor.toolbar.js";

class TextEditor extends HTMLElement {
  /** The page in a tab of its own is looked at as the frame is. */
  #keepTabLink() {
    const look = this.querySelector("form.look");
    const link = this.querySelector("[data-tab-link]");
    if (!(look instanceof HTMLFormElement) || !(link instanceof HTMLAnchorElement)) return;
    look.addEventListener("input", () => {
      const query = new URLSearchParams();
      for (const [name, value] of new FormData(look)) if (name !== "frame") query.set(name, String(value));
      link.href = `${look.action}?${query}`;
    });
  }

  connectedCallback() {
    this.#keepTabLink();
    const field = /** @type {HTMLTextAreaElement} */ (this.#part("#text"));
    const form = /** @type {HTMLFormElement} */ (field.form);
    const token = () => /** @type {HTMLInputElement} */ (form.elements.namedItem("csrfmiddlewaretoken")).value;
    const banner = this.#part("[data-banner]");
    const { document: number = "", person = "", preview = "", figures = "" } = this.dataset;
    const device = new KeptText(number, person);
    this.field = field;
    this.lines = new Lines(field, this.#part(".numbers"), this.#part(".marks"), (line) => this.#jump(line));
    this.saving = new Saving(
      form,
      field,
      device,
      (words, isWrong) => this.#say(words, isWrong),
      (other) => showConflict(banner, other, field.value, (isMine) => this.#decide(other, isMine)),
      !this.querySelector(".conflict"),
    );
    this.preview = new Preview(
      /** @type {HTMLIFrameElement} */ (this.#part("iframe")),
      preview,
      token,
      () => field.value,
      () => this.saving?.kept ?? null,
      (seen) => this.#hear(seen),
      (words) => this.#facts(words),
    );
    const choices = JSON.parse(document.getElementById("choices")?.textContent ?? "{}");
    new Toolbar(this.#part(".toolbar"), /** @type {HTMLDialogElement} */ (this.#part("dialog.choose")), choices, (example) => this.#insert(example), { address: figures, document: number, token });
    this.classList.add("is-alive");
    for (const hidden of this.querySelectorAll(".switch, [data-keys], [data-answers]")) /** @type {HTMLElement} */ (hidden).hidden = false;
    this.#listen(field);
    this.#offer(device, banner);
    this.lines.show();
    for (const item of this.querySelectorAll(".problems li")) this.#enliven(/** @type {HTMLElement} */ (item));
  }

  /** @param {string} selector */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.querySelector(selector));
  }

  /** @param {HTMLTextAreaElement} field */
  #listen(field) {
    field.addEventListener("input", () => this.#changed());
    field.addEventListener("keyup", () => this.#follow());
    field.addEventListener("click", () => this.#follow());
    field.addEventListener("keydown", (event) => this.#key(event));
    addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
      event.preventDefault();
      this.saving?.save(true);
    });
    this.querySelector("[data-show-answers]")?.addEventListener("change", ({ target }) => {
      if (!this.preview) return;
      this.preview.withAnswers = /** @type {HTMLInputElement} */ (target).checked;
      this.preview.ask();
    });
    for (const button of this.querySelectorAll("[data-show]")) button.addEventListener("click", () => this.#show(/** @type {HTMLElement} */ (button)));
  }

  #changed() {
    this.lines?.show();
    this.saving?.changed();
    this.preview?.soon();
    this.#follow();
  }

  #follow() {
    if (this.field) this.preview?.follow(placeOf(this.field.value, this.field.selectionStart));
  }

  /** The Tab key leaves the text, unless the author has set it to indent; then Esc lets the next one leave.
   * @param {KeyboardEvent} event */
  #key(event) {
    const indents = /** @type {HTMLInputElement | null} */ (this.querySelector("[data-tab]"))?.checked;
    if (event.key === "Escape") this.isLeaving = true;
    else if (event.key !== "Tab") this.isLeaving = event.key === "Shift" && this.isLeaving;
    else if (indents && !this.isLeaving && this.field) {
      event.preventDefault();
      const { value, selectionStart: start, selectionEnd: end } = this.field;
      this.#edit(indentation(value, start, end, event.shiftKey));
    } else this.isLeaving = false;
  }

  /** @param {import("./editor.model.js").Example} example */
  #insert(example) {
    if (!this.field) return;
    const { value, selectionStart: start, selectionEnd: end } = this.field;
    this.#edit(insertion(value, start, end, example));
  }

  /** As if it had been typed, so that it can be undone. @param {import("./editor.model.js").Edit} edit */
  #edit({ from, to, text, select }) {
    const { field } = this;
    if (!field) return;
    field.focus();
    field.setSelectionRange(from, to);
    if (!document.execCommand("insertText", false, text)) {
      field.setRangeText(text, from, to);
      field.dispatchEvent(new Event("input"));
    }
    field.setSelectionRange(from + select[0], from + select[1]);
    this.#reveal(lineOf(field.value, from + select[0]));
    this.#follow();
  }

  /** @param {number} line */
  #jump(line) {
    if (!this.field) return;
    this.#show(this.#part("[data-show=write]"));
    const start = startOf(this.field.value, line);
    const end = this.field.value.indexOf("\n", start);
    this.field.focus();
    this.field.setSelectionRange(start, end < 0 ? this.field.value.length : end);
    this.#reveal(line);
    this.#follow();
  }

  /** @param {number} line */
  #reveal(line) {
    const sheet = this.#part(".sheet");
    const top = this.lines?.top(line) ?? 0;
    if (top < sheet.scrollTop + 20 || top > sheet.scrollTop + sheet.clientHeight - 60) sheet.scrollTop = top - sheet.clientHeight / 3;
  }

  /** @param {import("./editor.preview.js").Seen} seen */
  #hear(seen) {
    this.lines?.mark(seen.problems);
    const items = seen.problems.map((problem) => {
      const item = document.createElement("li");
      if (problem.is_warning) item.className = "warning";
      item.dataset.line = String(problem.line);
      item.textContent = told(problem);
      return item;
    });
    this.#part(".problems ol").replaceChildren(...items);
    items.forEach((item) => this.#enliven(item, true));
    const n = seen.problems.length;
    const title = this.#part("#problems-title");
    const words = n ? `${n} ${n === 1 ? "remark" : "remarks"}` : "No mistakes";
    if (title.textContent !== words) title.textContent = words;
    const isWrong = seen.problems.some((problem) => !problem.is_warning);
    this.field?.setAttribute("aria-invalid", String(isWrong));
    const facts = [
      seen.n_words !== undefined && `${seen.n_words} words`,
      seen.n_questions !== undefined && `${seen.n_questions} questions`,
      seen.n_terms !== undefined && `${seen.n_terms} terms`,
      seen.minutes !== undefined && `${seen.minutes} minutes planned`,
    ].filter(Boolean);
    this.#facts(seen.html === null ? "The text has mistakes that leave nothing to be shown; the page stands as it was." : facts.join(" · "));
  }

  /** A remark about a line leads there. @param {HTMLElement} item @param {boolean} [isNew] */
  #enliven(item, isNew) {
    const line = Number(item.dataset.line);
    if (!line) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.textContent = `Line ${line}`;
    button.addEventListener("click", () => this.#jump(line));
    if (isNew) item.prepend(button, ": ");
    else item.querySelector("b")?.replaceWith(button);
  }

  /** @param {import("./editor.saving.js").Other} other @param {boolean} isMine */
  #decide(other, isMine) {
    const { field, saving } = this;
    if (!field || !saving) return;
    saving.settle(other.seen, isMine ? null : other.text);
    if (isMine) saving.save(true);
    else {
      this.#edit({ from: 0, to: field.value.length, text: other.text, select: [0, 0] });
      saving.device.drop();
      this.#say("Their text stands here now", false);
    }
  }

  /** @param {KeptText} device @param {HTMLElement} banner */
  #offer(device, banner) {
    const kept = device.find();
    if (!kept || kept.text === this.field?.value) return;
    offer(
      banner,
      kept.at,
      () => {
        this.saving?.settle(kept.seen, this.saving.kept);
        this.#edit({ from: 0, to: this.field?.value.length ?? 0, text: kept.text, select: [0, 0] });
      },
      () => device.drop(),
    );
  }

  /** @param {HTMLElement} button */
  #show(button) {
    this.dataset.shows = button.dataset.show;
    for (const each of this.querySelectorAll("[data-show]")) each.setAttribute("aria-pressed", String(each === button));
  }

  /** @param {string} words @param {boolean} isWrong */
  #say(words, isWrong) {
    const line = this.#part("[data-saved]");
    line.textContent = words;
    line.classList.toggle("wrong", isWrong);
  }

  /** @param {string} words */
  #facts(words) {
    this.#part("[data-facts]").textContent = words;
  }
}

customElements.define("text-editor", TextEditor);
