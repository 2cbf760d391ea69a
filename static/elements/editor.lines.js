// The lines of the text: numbers beside it, marks where something is to be mended. A mirror of the text, laid out as
// the field is, says how high each line is; the field grows with it, and the sheet around both scrolls.

import { changed } from "./editor.model.js";

/** @typedef {{ line: number, what: string, mend: string, is_warning: boolean }} Problem */

export class Lines {
  /** @type {string[]} */
  #shown = [];
  /** @type {Problem[]} */
  #problems = [];

  /** @param {HTMLTextAreaElement} field @param {HTMLElement} mirror @param {HTMLElement} marks @param {(line: number) => void} jump */
  constructor(field, mirror, marks, jump) {
    this.field = field;
    this.mirror = mirror;
    this.marks = marks;
    this.jump = jump;
    new ResizeObserver(() => this.#place()).observe(mirror);
  }

  /** Lines that have not changed keep their element. */
  show() {
    const lines = this.field.value.split("\n");
    const { before, after } = changed(this.#shown, lines);
    const end = this.#shown.length - after;
    for (let n = before; n < end; n += 1) this.mirror.children[before].remove();
    const made = lines.slice(before, lines.length - after).map((line) => {
      const row = document.createElement("div");
      const words = document.createElement("span");
      words.textContent = line || "\u200b";
      row.append(words);
      return row;
    });
    const next = this.mirror.children[before] ?? null;
    for (const row of made) this.mirror.insertBefore(row, next);
    this.#shown = lines;
    this.#place();
  }

  /** @param {Problem[]} problems */
  mark(problems) {
    this.#problems = problems;
    this.#place();
  }

  /** How far down a line begins. @param {number} line */
  top(line) {
    const row = /** @type {HTMLElement | undefined} */ (this.mirror.children[line - 1]);
    return row ? row.offsetTop : 0;
  }

  #place() {
    /** @type {Map<number, Problem[]>} */
    const found = new Map();
    for (const each of this.#problems) {
      if (each.line && each.line <= this.#shown.length) found.set(each.line, [...(found.get(each.line) ?? []), each]);
    }
    for (const row of this.mirror.querySelectorAll(".wrong, .doubtful")) row.removeAttribute("class");
    const marks = [...found].map(([line, here]) => {
      const isWarning = here.every((each) => each.is_warning);
      const row = this.mirror.children[line - 1];
      if (row) row.className = isWarning ? "doubtful" : "wrong";
      return this.#mark(line, here, isWarning);
    });
    this.marks.replaceChildren(...marks);
  }

  /** @param {number} line @param {Problem[]} here @param {boolean} isWarning */
  #mark(line, here, isWarning) {
    const mark = document.createElement("button");
    mark.type = "button";
    mark.className = isWarning ? "doubtful" : "wrong";
    mark.style.top = `${this.top(line)}px`;
    const sign = document.createElement("span");
    sign.textContent = isWarning ? "?" : "!";
    sign.setAttribute("aria-hidden", "true");
    const words = document.createElement("span");
    words.className = "tip";
    words.textContent = `Line ${line}: ${here.map(told).join(". ")}`;
    mark.setAttribute("aria-label", words.textContent);
    mark.append(sign, words);
    mark.addEventListener("click", () => this.jump(line));
    return mark;
  }
}

/** @param {Problem} problem */
export function told({ what, mend, is_warning: isWarning }) {
  return `${isWarning ? "warning: " : ""}${what}; ${mend}`;
}
