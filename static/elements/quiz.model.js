// What the quiz elements know without a page: pauses, clocks, words and orders. No DOM; tested under Node.

/** How long to wait before the next try, in ms: 1, 2, 4 … 30 s. @param {number} nFailures @returns {number} */
export function pauseAfter(nFailures) {
  return Math.min(1000 * 2 ** Math.max(nFailures - 1, 0), 30_000);
}

/** The n-th look at whether the mark is there, in ms after the one before. @param {number} n @returns {number} */
export function lookAfter(n) {
  return [20, 60, 120, 250, 500, 1000, 2000, 3000][n] ?? 5000;
}

/** Time left as a clock shows it: 11:36, 1:02:05. @param {number} seconds @returns {string} */
export function clock(seconds) {
  const whole = Math.max(Math.ceil(seconds), 0);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (/** @type {number} */ value) => String(value).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** Which of 10, 5 and 1 minutes was passed between two looks at the clock, if any: the least one.
 * @param {number} before seconds @param {number} now seconds @returns {number} */
export function minutesToTell(before, now) {
  return [1, 5, 10].find((minutes) => before > minutes * 60 && now <= minutes * 60 && now > 0) ?? 0;
}

/** @param {string} text @returns {number} */
export function countWords(text) {
  return text.trim() ? text.trim().split(/\s+/).length : 0;
}

/** @typedef {{placed: string[], rest: string[]}} Order */

/** One item a place up (-1) or down (1). @param {Order} order @param {string} id @param {number} by @returns {Order} */
export function moved(order, id, by) {
  const placed = [...order.placed];
  const from = placed.indexOf(id);
  const to = from + by;
  if (from < 0 || to < 0 || to >= placed.length) return order;
  placed.splice(to, 0, ...placed.splice(from, 1));
  return { ...order, placed };
}

/** The item at that place among the placed ones, wherever it was. @param {Order} order @param {string} id
 * @param {number} place from 0 @returns {Order} */
export function put(order, id, place) {
  const placed = order.placed.filter((other) => other !== id);
  placed.splice(Math.min(place, placed.length), 0, id);
  return { placed, rest: order.rest.filter((other) => other !== id) };
}

/** @param {Order} order @param {string} id @returns {Order} */
export function takenOut(order, id) {
  if (!order.placed.includes(id)) return order;
  return { placed: order.placed.filter((other) => other !== id), rest: [...order.rest, id] };
}
