// What the points of a rubric add up to, in whole numbers, so that the page shows what the server will store.

/**
 * Hundredths of a point of the question: rounded half up, once. What has no points yet adds nothing; null where a
 * criterion has what it cannot have.
 * @param {string[]} given @param {number[]} most @param {number} possible hundredths
 */
export function worth(given, most, possible) {
  let halves = 0;
  for (const [index, text] of given.entries()) {
    const twice = Number(text) * 2;
    if (!Number.isInteger(twice) || twice < 0 || twice > most[index] * 2) return null;
    halves += twice;
  }
  const total = most.reduce((sum, one) => sum + one, 0);
  return Math.floor((possible * halves + total) / (2 * total));
}

/** @param {string} text points with at most two decimals @returns {number} */
export function hundredths(text) {
  const [whole, part = ""] = text.split(".");
  return Number(whole) * 100 + Number(part.padEnd(2, "0").slice(0, 2));
}

/** @param {number} amount @returns {string} */
export function inPoints(amount) {
  return `${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, "0")}`;
}
