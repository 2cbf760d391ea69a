// Inserts examples, and what is chosen in the dialog: a place to link to, a term, a figure.

/** @typedef {import("./editor.model.js").Example} Example */
/** @typedef {{ label: string, text: string }} Choice */
/** @typedef {{ examples: Example[], links: Choice[], terms: Choice[], figures: Choice[] }} Choices */
/** @typedef {"links" | "terms" | "figures"} Sort */

const TITLES = { links: "Link to a place of the course", terms: "Name a term of the glossary", figures: "Show a figure" };
const NEEDED = "Say what one sees in the figure: it is read out, and shown where the figure cannot be.";
const MOST = 300;

export class Toolbar {
  /** @type {Sort} */
  #sort = "links";
  /** What was taken out of the figure that was sent last. @type {string[]} */
  #removed = [];

  /** @param {HTMLElement} bar @param {HTMLDialogElement} dialog @param {Choices} choices @param {(example: Example) => void} insert
   * @param {{ address: string, document: string, token: () => string }} figures where new ones go, if anywhere */
  constructor(bar, dialog, choices, insert, figures) {
    this.dialog = dialog;
    this.choices = choices;
    this.insert = insert;
    this.figures = figures;
    bar.hidden = false;
    bar.addEventListener("click", ({ target }) => {
      const button = target instanceof Element && target.closest("button");
      if (!(button instanceof HTMLButtonElement)) return;
      const { example, choose } = button.dataset;
      if (choose) this.#open(/** @type {Sort} */ (choose));
      if (example) {
        close(bar);
        insert(choices.examples[Number(example)]);
      }
    });
    bar.addEventListener("toggle", ({ target }) => {
      if (target instanceof HTMLDetailsElement && target.open) close(bar, target);
    }, true);
    bar.addEventListener("keydown", (event) => {
      const menu = event.target instanceof Element && event.target.closest("details[open]");
      if (event.key !== "Escape" || !(menu instanceof HTMLDetailsElement)) return;
      menu.open = false;
      menu.querySelector("summary")?.focus();
    });
    addEventListener("click", ({ target }) => {
      if (!bar.contains(/** @type {Node} */ (target))) close(bar);
    });
    this.#part("#choose-filter").addEventListener("input", () => this.#list());
    this.#part("#choose-list").addEventListener("dblclick", () => this.#choose());
    this.#part("[data-insert]").addEventListener("click", () => this.#choose());
    this.#part("[data-close]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("keydown", (event) => {
      const isButton = event.target instanceof HTMLButtonElement;
      if (event.key !== "Enter" || isButton) return;
      event.preventDefault();
      this.#choose();
    });
  }

  /** @param {string} selector */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.dialog.querySelector(selector));
  }

  /** @param {string} selector */
  #field(selector) {
    return /** @type {HTMLInputElement} */ (this.#part(selector));
  }

  /** @param {Sort} sort */
  #open(sort) {
    this.#sort = sort;
    this.#part("h2").textContent = TITLES[sort];
    this.#part("[data-figure]").hidden = sort !== "figures";
    this.#part("[data-upload]").hidden = !this.figures.address;
    for (const field of this.dialog.querySelectorAll("input")) field.value = "";
    this.#say("");
    this.#list();
    this.dialog.showModal();
    this.#part("#choose-filter").focus();
  }

  #list() {
    const words = this.#field("#choose-filter").value.trim().toLowerCase();
    const found = this.choices[this.#sort].filter(({ label }) => label.toLowerCase().includes(words)).slice(0, MOST);
    const list = /** @type {HTMLSelectElement} */ (this.#part("#choose-list"));
    list.replaceChildren(...found.map(({ label, text }) => new Option(label, text)));
    if (words && found.length) list.selectedIndex = 0;
  }

  async #choose() {
    const chosen = /** @type {HTMLSelectElement} */ (this.#part("#choose-list")).value;
    let text = chosen;
    if (this.#sort === "figures") {
      const alt = this.#field("#choose-alt").value.trim();
      const caption = this.#field("#choose-caption").value.trim();
      const file = this.#field("#choose-file").files?.[0];
      if (!alt) return this.#say(NEEDED);
      text = file ? await this.#upload(file, alt, caption) : chosen && shown(alt, chosen, caption);
    }
    if (!text) return this.#sort === "figures" && this.#field("#choose-file").files?.length ? undefined : this.#say("Choose one of the list.");
    this.dialog.close();
    this.insert({ text, ids: [], is_inline: this.#sort !== "figures" });
    const removed = this.#removed.splice(0).join("; ");
    const told = document.querySelector("[data-told]");
    if (told) told.textContent = removed && `The figure is stored and inserted. Taken out of it: ${removed}.`;
  }

  /** @param {File} file @param {string} alt @param {string} caption @returns {Promise<string>} empty where it was refused */
  async #upload(file, alt, caption) {
    const body = new FormData();
    for (const [name, value] of Object.entries({ file, alternative: alt, for: this.figures.document, csrfmiddlewaretoken: this.figures.token() })) body.set(name, value);
    try {
      const answer = await fetch(this.figures.address, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
      const said = await answer.json();
      if (answer.ok) {
        this.choices.figures.push({ label: said.path, text: said.path });
        this.#removed = said.removed ?? [];
        return caption ? shown(alt, said.path, caption) : said.markdown;
      }
      this.#say([said.errors ?? "The figure was refused."].flat().join(" "));
    } catch {
      this.#say("The figure could not be sent just now. Try again in a moment.");
    }
    return "";
  }

  /** @param {string} words */
  #say(words) {
    this.#part("[data-wrong]").textContent = words;
  }
}

/** @param {string} alt @param {string} path @param {string} caption */
function shown(alt, path, caption) {
  const title = caption ? ` "${caption.replaceAll('"', "”")}"` : "";
  return `![${alt.replaceAll(/[[\]]/g, "")}](${path}${title})`;
}

/** @param {HTMLElement} bar @param {Element} [but] */
function close(bar, but) {
  for (const menu of bar.querySelectorAll("details[open]")) if (menu !== but) /** @type {HTMLDetailsElement} */ (menu).open = false;
}
