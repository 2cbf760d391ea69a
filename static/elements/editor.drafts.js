// A text that the server has not heard of, kept on this device: by text and person, since two may share a browser.

const KEY = "epoch-text:";
const KEPT_FOR = 30 * 24 * 3600 * 1000;

/** `seen` names the text that the author began with. @typedef {{ text: string, seen: string, at: number }} Kept */

/** @template T @param {() => T} act @param {T} otherwise */
function tried(act, otherwise) {
  try {
    return act();
  } catch {
    // Storage is refused or full. The page still holds what was typed.
    return otherwise;
  }
}

export class KeptText {
  /** @param {string} document @param {string} person */
  constructor(document, person) {
    this.name = `${KEY}${person}:${document}`;
    tried(forgetOld, undefined);
  }

  /** @param {string} text @param {string} seen */
  keep(text, seen) {
    tried(() => localStorage.setItem(this.name, JSON.stringify({ text, seen, at: Date.now() })), undefined);
  }

  /** @returns {Kept | null} */
  find() {
    const found = tried(() => JSON.parse(localStorage.getItem(this.name) ?? "null"), null);
    return typeof found?.text === "string" ? found : null;
  }

  drop() {
    tried(() => localStorage.removeItem(this.name), undefined);
  }
}

function forgetOld() {
  for (const name of Object.keys(localStorage)) {
    if (!name.startsWith(KEY)) continue;
    const at = tried(() => JSON.parse(localStorage.getItem(name) ?? "").at, 0);
    if (!(at > Date.now() - KEPT_FOR)) localStorage.removeItem(name);
  }
}
