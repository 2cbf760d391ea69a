// Sends one answer, and makes of whatever comes back what the model knows. A redirect means: signed out.

import { PATIENCE, post } from "./post.js";

/** @typedef {import("./quiz.saving.js").Outcome} Outcome */

/** @param {string} to @param {string} body @returns {Promise<Outcome>} */
export async function send(to, body) {
  try {
    return await read(await post(to, body));
  } catch {
    return { is: "later" };
  }
}

/** @param {Response} response @returns {Promise<Outcome>} */
async function read(response) {
  const { status } = response;
  if (response.type === "opaqueredirect" || status === 401 || status === 403) return { is: "signed-out", words: "" };
  if (status === 410) return { is: "over", words: (await response.json()).over };
  if (status === 429) {
    const seconds = Number(response.headers.get("Retry-After"));
    return { is: "too-often", words: await response.text(), seconds: Math.max(seconds || 0, 1) };
  }
  const isJSON = response.headers.get("Content-Type")?.startsWith("application/json");
  if (isJSON && [200, 400, 409].includes(status)) {
    const { saved_at: at, ends_in: endsIn, answers } = await response.json();
    const [{ revision, problem, answered, conflict }] = answers;
    if (conflict) return { is: "conflict", revision, endsIn, ...conflict };
    if (problem) return { is: "problem", words: problem, endsIn };
    return { is: "saved", revision, at, endsIn, answered };
  }
  if (status === 404) return { is: "unfit", words: "This attempt cannot be reached any more." };
  if (status >= 400 && status < 500) return { is: "unfit", words: "The page does not fit the attempt any more." };
  return { is: "later" };
}

/** The page as the server has it now; null where there is none for whoever is signed in. @param {string} address */
export async function look(address) {
  try {
    const response = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    return response.ok ? { page, url: new URL(response.url) } : null;
  } catch {
    return null;
  }
}

/** Who is signed in now, with the token that goes with it. @param {string} address @param {string} attempt @param {string} result
 * @returns {Promise<{ is: "nobody" | "over" | "other" | "own", token?: string }>} */
export async function session(address, attempt, result) {
  const found = await look(address);
  const other = /** @type {HTMLElement | null | undefined} */ (found?.page.querySelector("quiz-attempt"));
  if (!other) return { is: found?.url.pathname === result ? "over" : "nobody" };
  if (other.dataset.attempt !== attempt) return { is: "other" };
  const token = /** @type {HTMLInputElement | null} */ (other.querySelector("[name='csrfmiddlewaretoken']"));
  return { is: "own", token: token?.value };
}
