// An order made with buttons or by dragging. The selects below it stay what is sent; nothing is answered before the
// learner has touched anything.

import { moved, put, takenOut } from "./quiz.model.js";

// An item that is dragged so near to the window's edge scrolls the page, in pixels.
const EDGE = 72;
const STEP = 12;

class QuizOrder extends HTMLElement {
  /** @type {import("./quiz.model.js").Order} */
  #order = { placed: [], rest: [] };
  /** @type {Map<string, HTMLLIElement>} */
  #items = new Map();
  /** @type {HTMLElement} */
  #spoken = document.createElement("p");
  /** @type {HTMLElement} */
  #hint = document.createElement("p");

  connectedCallback() {
    if (this.#items.size) return;
    for (const item of this.querySelectorAll("li")) {
      this.#items.set(item.dataset.id ?? "", item);
      this.#equip(item);
    }
    this.#spoken.className = "visually-hidden";
    this.#spoken.setAttribute("role", "status");
    this.#hint.className = "hint";
    this.querySelector(".hint")?.replaceWith(this.#hint);
    const clear = this.#button("Clear", () => this.#take({ placed: [], rest: this.#shown() }, "Cleared"));
    clear.className = "link clear";
    const accept = this.#button("Keep this order", () => this.#take({ placed: this.#shown(), rest: [] }, "Kept in this order"));
    accept.className = "move accept";
    this.append(accept, clear, this.#spoken);
    this.classList.add("live");
    this.closest("fieldset")?.addEventListener("quiz:restored", () => this.#read());
    this.#read();
  }

  get #list() {
    return /** @type {HTMLOListElement} */ (this.querySelector("ol"));
  }

  get #hasExtras() {
    return this.hasAttribute("data-extras");
  }

  /** The ids as they stand on the page. */
  #shown() {
    return [...this.#list.children].map((item) => /** @type {HTMLElement} */ (item).dataset.id ?? "");
  }

  #read() {
    const places = new Map([...this.#items].map(([id, item]) => [id, Number(item.querySelector("select")?.value || 0)]));
    const placed = [...places].filter(([, place]) => place).sort((a, b) => a[1] - b[1]).map(([id]) => id);
    const rest = this.#shown().filter((id) => !placed.includes(id));
    // Where all belong, whoever has placed some goes on with all of them.
    this.#order = placed.length && !this.#hasExtras ? { placed: [...placed, ...rest], rest: [] } : { placed, rest };
    this.#draw();
  }

  /** @param {HTMLLIElement} item */
  #equip(item) {
    const id = item.dataset.id ?? "";
    const name = item.dataset.name ?? "";
    const number = document.createElement("span");
    number.className = "ordinal num";
    number.setAttribute("aria-hidden", "true");
    const grip = document.createElement("span");
    grip.className = "grip";
    grip.setAttribute("aria-hidden", "true");
    grip.addEventListener("pointerdown", (event) => this.#drag(event, item));
    const buttons = document.createElement("span");
    buttons.className = "moves";
    buttons.append(
      this.#button("Move up", () => this.#move(id, -1), name),
      this.#button("Move down", () => this.#move(id, 1), name),
    );
    if (this.#hasExtras) {
      buttons.append(
        this.#button("Put in", () => this.#take(put(this.#order, id, this.#order.placed.length), name, id, "Take out"), name),
        this.#button("Take out", () => this.#take(takenOut(this.#order, id), name, id, "Put in"), name),
      );
    }
    item.prepend(grip, number);
    item.append(buttons);
  }

  /** @param {string} words @param {() => void} act @param {string} [name] */
  #button(words, act, name) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "move";
    button.dataset.deed = words;
    button.textContent = words;
    if (name) button.setAttribute("aria-label", `${words}: ${name}`);
    button.addEventListener("click", act);
    return button;
  }

  /** @param {string} id @param {number} by */
  #move(id, by) {
    // Where everything belongs, the first touch takes the order as it stands.
    const order = this.#hasExtras || this.#order.placed.length ? this.#order : { placed: this.#shown(), rest: [] };
    this.#take(moved(order, id, by), this.#items.get(id)?.dataset.name ?? "", id, by < 0 ? "Move up" : "Move down");
  }

  /** @param {import("./quiz.model.js").Order} order @param {string} words @param {string} [id] @param {string} [deed] */
  #take(order, words, id, deed) {
    this.#order = order;
    this.#write();
    this.#draw();
    const place = id ? order.placed.indexOf(id) + 1 : 0;
    if (!id) this.#spoken.textContent = words;
    else this.#spoken.textContent = place ? `${words}: place ${place} of ${order.placed.length}` : `${words}: taken out`;
    const item = id && this.#items.get(id);
    if (!item) return;
    const wanted = [...item.querySelectorAll("button")].filter((button) => !button.disabled && !button.hidden);
    (wanted.find((button) => button.dataset.deed === deed) ?? wanted[0])?.focus();
  }

  #write() {
    for (const [id, item] of this.#items) {
      const select = item.querySelector("select");
      if (select) select.value = String(this.#order.placed.indexOf(id) + 1 || "");
    }
    this.dispatchEvent(new Event("change", { bubbles: true }));
  }

  #draw() {
    const { placed, rest } = this.#order;
    [...placed, ...rest].forEach((id) => this.#list.append(/** @type {Node} */ (this.#items.get(id))));
    for (const [id, item] of this.#items) {
      const place = placed.indexOf(id);
      item.classList.toggle("placed", place >= 0);
      const number = item.querySelector(".ordinal");
      if (number) number.textContent = place < 0 ? "–" : String(place + 1);
      const open = !this.#hasExtras && !placed.length;
      for (const button of item.querySelectorAll("button")) {
        const shownPlace = this.#shown().indexOf(id);
        const inList = place >= 0 || open;
        if (button.dataset.deed === "Put in") button.hidden = place >= 0;
        else if (button.dataset.deed === "Take out") button.hidden = place < 0;
        else button.hidden = !inList;
        if (button.dataset.deed === "Move up") button.disabled = (open ? shownPlace : place) === 0;
        if (button.dataset.deed === "Move down") button.disabled = (open ? shownPlace : place) === (open ? this.#items.size : placed.length) - 1;
      }
    }
    const begun = placed.length > 0;
    this.#hint.textContent = this.#hasExtras
      ? `Put in what belongs there, in its order; ${this.dataset.places} of ${this.#items.size} do.`
      : begun ? "Move them into their order, with the buttons or by dragging." : "Not answered yet. Move them into their order, with the buttons or by dragging.";
    const clear = this.querySelector(".clear");
    if (clear instanceof HTMLElement) clear.hidden = !begun;
    const accept = this.querySelector(".accept");
    if (accept instanceof HTMLElement) accept.hidden = begun || this.#hasExtras;
  }

  /** @param {PointerEvent} start @param {HTMLLIElement} item */
  #drag(start, item) {
    start.preventDefault();
    item.classList.add("dragged");
    const id = item.dataset.id ?? "";
    const move = (/** @type {PointerEvent} */ event) => {
      if (event.clientY < EDGE) scrollBy(0, -STEP);
      else if (event.clientY > innerHeight - EDGE) scrollBy(0, STEP);
      const over = [...this.#list.children].find((other) => {
        const box = other.getBoundingClientRect();
        return other !== item && event.clientY > box.top && event.clientY < box.bottom;
      });
      if (!over) return;
      const box = over.getBoundingClientRect();
      if (event.clientY < box.top + box.height / 2) over.before(item);
      else over.after(item);
    };
    const end = (/** @type {PointerEvent} */ event) => {
      for (const kind of ["pointerup", "pointercancel"]) document.removeEventListener(kind, /** @type {EventListener} */ (end));
      document.removeEventListener("pointermove", move);
      item.classList.remove("dragged");
      if (event.type === "pointercancel") {
        this.#draw();
        return;
      }
      const shown = this.#shown();
      const before = shown.slice(0, shown.indexOf(id)).filter((other) => !this.#hasExtras || this.#order.placed.includes(other));
      const order = this.#hasExtras || this.#order.placed.length ? this.#order : { placed: shown, rest: [] };
      this.#take(put(order, id, before.length), item.dataset.name ?? "", id);
    };
    // On the document, since an item that moves in the page loses a pointer that it has captured.
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", end);
    document.addEventListener("pointercancel", end);
  }
}

customElements.define("quiz-order", QuizOrder);
