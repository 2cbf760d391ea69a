// What was given and not yet acknowledged, kept on this device: by attempt, since two people may share a browser.

const KEY = "epoch-draft:";
const KEPT_FOR = 14 * 24 * 3600 * 1000;

/** `sent` is what went out last and was not heard of. @typedef {{ revision: number, body: string, sent: string | null, at: number }} Draft */

/** @template T @param {() => T} act @param {T} otherwise */
function tried(act, otherwise) {
  try {
    return act();
  } catch {
    // Storage is refused or full. The page still holds what was typed.
    return otherwise;
  }
}

export class Drafts {
  /** @param {string} attempt */
  constructor(attempt) {
    this.prefix = `${KEY}${attempt}:`;
    tried(() => this.#forgetOld(), undefined);
  }

  /** @param {number} position @param {Omit<Draft, "at">} draft */
  keep(position, draft) {
    tried(() => localStorage.setItem(this.prefix + position, JSON.stringify({ ...draft, at: Date.now() })), undefined);
  }

  /** @param {number} position @returns {Draft | null} */
  find(position) {
    return tried(() => JSON.parse(localStorage.getItem(this.prefix + position) ?? "null"), null);
  }

  /** It is saved. Another tab's newer text is left alone. @param {number} position @param {string} [body] */
  drop(position, body) {
    if (body === undefined || this.find(position)?.body === body) tried(() => localStorage.removeItem(this.prefix + position), undefined);
  }

  /** @returns {number[]} */
  get positions() {
    const names = tried(() => Object.keys(localStorage), []);
    return names.filter((name) => name.startsWith(this.prefix)).map((name) => Number(name.slice(this.prefix.length)));
  }

  #forgetOld() {
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith(KEY)) continue;
      const at = tried(() => JSON.parse(localStorage.getItem(name) ?? "").at, 0);
      if (!(at > Date.now() - KEPT_FOR)) localStorage.removeItem(name);
    }
  }
}
