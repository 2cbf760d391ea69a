// A form of staff's leaves its page only while its author is signed in: what was typed would be gone with the page.

import { PATIENCE } from "./post.js";

const TOKEN = "csrfmiddlewaretoken";
const SIGNED_OUT = "Not sent: you are signed out. Sign in on another page, then send it again; what you typed stays here.";
const UNREACHED = "Not sent: the site is out of reach. What you typed stays here; try again.";

/** Takes the token of the page as it is served now, since signing in makes a new one. False: the page is not served to
 * this person any more. Rejects where the site is out of reach. @param {HTMLFormElement} form */
export async function renewToken(form) {
  const page = await fetch(location.href, { redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
  if (!page.ok) return false;
  const served = new DOMParser().parseFromString(await page.text(), "text/html").querySelector(`[name="${TOKEN}"]`);
  const own = form.elements.namedItem(TOKEN);
  if (!(served instanceof HTMLInputElement) || !(own instanceof HTMLInputElement)) return false;
  own.value = served.value;
  return true;
}

export class Guard {
  #isAsking = false;
  #mayPass = false;

  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
  }

  /** Whether this sending may go on; if not, it is sent again by itself as soon as the session is known to hold.
   * @param {SubmitEvent} event */
  passes(event) {
    if (this.#mayPass) return true;
    event.preventDefault();
    if (!this.#isAsking) this.#ask(/** @type {HTMLElement | null} */ (event.submitter));
    return false;
  }

  /** @param {HTMLElement | null} submitter */
  async #ask(submitter) {
    this.#isAsking = true;
    const wrong = await renewToken(this.form).then((isIn) => (isIn ? "" : SIGNED_OUT), () => UNREACHED);
    this.#isAsking = false;
    this.form.querySelector("[data-not-sent]")?.remove();
    if (wrong) {
      const note = document.createElement("p");
      note.className = "errornote";
      note.setAttribute("role", "alert");
      note.dataset.notSent = "";
      note.textContent = wrong;
      this.form.prepend(note);
      note.scrollIntoView({ block: "center" });
      return;
    }
    this.#mayPass = true;
    this.form.requestSubmit(submitter);
    this.#mayPass = false;
  }
}
