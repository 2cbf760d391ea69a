// Sends a form's fields in the background, also while the page is left. A redirect means: signed out.

export const PATIENCE = 10_000;
// A browser lets a page that is left send so much and no more.
const MOST_IN_LEAVING = 60_000;

/** @param {string} to @param {string} body */
export function post(to, body) {
  return fetch(to, {
    method: "POST",
    body,
    headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" },
    redirect: "manual",
    keepalive: body.length < MOST_IN_LEAVING,
    signal: AbortSignal.timeout(PATIENCE),
  });
}
