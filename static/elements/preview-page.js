// <preview-page>: inside a previewed page. Takes what the editor beside it says the page has become, follows the caret,
// and says of whatever leads away or sends something that here it does not.

import { morph } from "./preview.morph.js";

const HEADINGS = "article h2, article h3, article h4, .prose h2, .prose h3, .prose h4, .glossary dl > div, fieldset.question";

class PreviewPage extends HTMLElement {
  /** What the page was made of. @type {Element | undefined} */
  #source;

  connectedCallback() {
    if (parent === window) return;
    document.documentElement.classList.add("is-framed");
    addEventListener("message", ({ source, data }) => {
      if (source !== parent) return;
      if (data?.is === "page" && typeof data.html === "string") this.#show(data.html, data.whole === true);
      if (data?.is === "hello") this.#greet();
      if (data?.is === "place") this.#follow(data);
    });
    document.addEventListener("click", (event) => this.#hold(event), true);
    this.#awaken();
    this.#greet();
  }

  /** Its origin is none, and the editor's cannot be told from in here; what is said is no secret. */
  #greet() {
    parent.postMessage({ is: "ready", query: location.search }, "*");
  }

  /** The first is what the page was made of already, and is only remembered, unless all is to be replaced.
   * @param {string} html @param {boolean} isWhole */
  #show(html, isWhole) {
    const main = document.querySelector("main");
    const now = new DOMParser().parseFromString(`<main>${html}</main>`, "text/html").querySelector("main");
    if (!main || !now) return;
    const stay = anchor();
    if (isWhole || main.querySelector("[data-unreadable]")) {
      main.replaceChildren(...[...now.childNodes].map((node) => document.importNode(node, true)));
    } else if (this.#source) morph(main, this.#source, now);
    stay();
    this.#source = now;
    this.#awaken();
    document.dispatchEvent(new Event("page:filled"));
  }

  /** Questions of a quiz stand here without their attempt, which would bring these. */
  #awaken() {
    if (document.querySelector("quiz-order")) import("./quiz-order.js");
    if (document.querySelector("quiz-match")) import("./quiz-match.js");
  }

  /** @param {{ anchor: string, heading: number, block: number }} place */
  #follow({ anchor: id, heading, block }) {
    const headings = [...document.querySelectorAll(HEADINGS)];
    const named = id ? (document.getElementById(id) ?? document.getElementById(`term-${id}`)) : null;
    let found = named ?? headings[heading - 1] ?? document.querySelector("main h1");
    for (let n = 0; found && n < (heading ? block : block - 1); n += 1) {
      const next = heading ? found.nextElementSibling : (n ? found.nextElementSibling : document.querySelector("article > *"));
      if (!next || headings.includes(next)) break;
      found = next;
    }
    const box = found?.getBoundingClientRect();
    if (box && (box.bottom < 40 || box.top > innerHeight - 40)) found?.scrollIntoView({ block: "center" });
  }

  /** @param {MouseEvent} event */
  #hold(event) {
    const target = event.target instanceof Element ? event.target : null;
    const link = target?.closest("a[href]");
    const sends = target?.closest("button:not([type=button]), input[type=submit]");
    if (sends) this.#say("Here nothing is sent: a preview keeps no answer, and judges none.");
    else if (link && !link.getAttribute("href")?.startsWith("#")) this.#say(`This leads to ${link.getAttribute("href")}.`);
    else return;
    event.preventDefault();
  }

  /** @param {string} words */
  #say(words) {
    const line = this.querySelector("[data-said]");
    if (line) line.textContent = words;
  }
}

/** Keeps the first element that can be seen where it is. */
function anchor() {
  const blocks = [...document.querySelectorAll("article > *, main section, main fieldset")];
  const seen = blocks.find((block) => block.getBoundingClientRect().bottom > 0);
  const top = seen?.getBoundingClientRect().top ?? 0;
  return () => {
    if (seen?.isConnected) scrollBy({ top: seen.getBoundingClientRect().top - top, behavior: "instant" });
  };
}

customElements.define("preview-page", PreviewPage);
