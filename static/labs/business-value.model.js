/**
 * The worth of a distilled model beside an API: the arithmetic of the lab, without a page. Twin of
 * curriculum/labs/business_value.py: the same numbers, the same words.
 *
 * Money is in dollars, shares are of 1. Every price is an assumption of whoever sets it; none is a price list.
 */
import { digits, isNumber } from "./numbers.js";

export const LAB = "business-value";
export const CHALLENGE = "repaid-in-six-months";
export const MONTHS = 6; // in which the challenge wants the set-up repaid
export const VOLUME_ERROR = 0.02; // of the volume asked
export const SWINGS = /** @type {const} */ ([0.05, 0.5]);

/** @typedef {"requests" | "tokensIn" | "tokensOut" | "priceIn" | "priceOut" | "own" | "hosting" | "setup" | "extra" | "handover"} Assumption */
/** @typedef {Record<Assumption | "users", number>} Case */
/** @typedef {{name: string, values: Case}} Preset */
/** @typedef {readonly [number, number]} Range */

/** What the value rests on, with the range of each. @type {Record<Assumption, {label: string, range: Range}>} */
export const ASSUMPTIONS = {
  requests: { label: "Requests a month", range: [1e3, 1e7] },
  tokensIn: { label: "Tokens in, each request", range: [10, 1e5] },
  tokensOut: { label: "Tokens out, each request", range: [10, 1e5] },
  priceIn: { label: "API, $ per million tokens in", range: [0.01, 100] },
  priceOut: { label: "API, $ per million tokens out", range: [0.01, 100] },
  own: { label: "Distilled, $ per 1,000 requests", range: [0.01, 100] },
  hosting: { label: "Distilled, $ a month for hosting", range: [0, 20000] },
  setup: { label: "Distilled, $ once for the set-up", range: [1000, 500000] },
  extra: { label: "Extra hand-overs in 1,000 requests", range: [0, 20] },
  handover: { label: "Cost of a hand-over, $", range: [0, 50] },
};
export const USERS = /** @type {const} */ ([1, 1e7]);
const NAMES = /** @type {Assumption[]} */ (Object.keys(ASSUMPTIONS));

/** @type {Case} */
const BUSY = {
  requests: 1e6, tokensIn: 800, tokensOut: 250, priceIn: 3, priceOut: 15,
  own: 0.5125, hosting: 1500, setup: 25000, extra: 0, handover: 6, users: 20000,
};

/** @type {Record<string, Preset>} */
export const PRESETS = {
  busy: { name: "Busy shop", values: BUSY },
  small: { name: "Small shop", values: { ...BUSY, requests: 150000, users: 6000 } },
  edge: { name: "On the edge", values: { ...BUSY, requests: 700000, users: 14000 } },
  cheap: { name: "API is cheap", values: { ...BUSY, priceIn: 0.5, priceOut: 2 } },
  worse: { name: "Student fails more often", values: { ...BUSY, extra: 0.5 } },
};

/** What the challenge is about: how many requests a month are asked. @type {Case} */
export const CASE = {
  requests: 200000, tokensIn: 1200, tokensOut: 300, priceIn: 2, priceOut: 8,
  own: 0.8, hosting: 1280, setup: 19200, extra: 0.1, handover: 8, users: 25000,
};

/** What a request costs by its tokens, whose prices are per million. @param {number} tokensIn @param {number} tokensOut @param {Range | number[]} prices */
export const perRequest = (tokensIn, tokensOut, [priceIn, priceOut]) => (tokensIn * priceIn + tokensOut * priceOut) / 1e6;

/**
 * Return on investment: what is left of a benefit beyond its cost, as a share of that cost. Say what the cost includes.
 * @param {number} benefit @param {number} cost
 */
export const roi = (benefit, cost) => (benefit - cost) / cost;

/** Months until `net` a month has returned `once`; null if it never does. @param {number} once @param {number} net */
export const payback = (once, net) => (net > 0 ? once / net : null);

/**
 * Requests a month at which the saving covers the hosting and, in so many months, the set-up in equal parts; null if a
 * request saves nothing. Without a time, it is the hosting alone.
 * @param {number} saving on a request @param {number} hosting @param {number} setup @param {number | null} within
 */
export const breakEven = (saving, hosting, setup, within) =>
  saving > 0 ? (hosting + (within === null ? 0 : setup / within)) / saving : null;

/** What follows from the assumptions. @param {Case} given */
export function worth(given) {
  const { requests, hosting, setup, users } = given;
  const api = perRequest(given.tokensIn, given.tokensOut, [given.priceIn, given.priceOut]);
  const own = (given.own + given.extra * given.handover) / 1000;
  const saving = api - own;
  const [apiMonth, ownMonth] = [requests * api, hosting + requests * own];
  const net = apiMonth - ownMonth;
  const year = setup + 12 * ownMonth;
  return {
    api, own, saving, apiMonth, ownMonth, net, year,
    value: 12 * net - setup,
    payback: payback(setup, net),
    roiSetup: roi(12 * net, setup),
    roiAll: roi(12 * apiMonth, year),
    toHost: breakEven(saving, hosting, setup, null),
    toRepay: breakEven(saving, hosting, setup, 12),
    perRequest: [api, ownMonth / requests],
    perUser: [apiMonth / users, ownMonth / users],
  };
}

/**
 * One assumption after the other, lower and higher by `swing` while the rest stay: the first year's net value at both,
 * by how much it moves, whether it changes sides, and by what share the assumption itself must change for a net value
 * of 0 (null if no such change exists). The largest move comes first.
 * The value is a straight line in each assumption, so both moves are alike.
 * @param {Case} given @param {number} swing
 */
export function sensitivity(given, swing) {
  const { value } = worth(given);
  const rows = NAMES.map((name) => {
    const [low, high] = [1 - swing, 1 + swing].map((by) => worth({ ...given, [name]: given[name] * by }).value);
    const slope = (high - low) / (2 * swing);
    const zero = Math.abs(slope) > 0.005 ? -value / slope : null;
    const turns = (low > 0) !== (value > 0) || (high > 0) !== (value > 0);
    return { name, low, high, change: Math.abs(high - low) / 2, turns, zero: zero !== null && zero >= -1 ? zero : null };
  });
  const cents = (/** @type {number} */ money) => Math.floor(money * 100 + 0.5); // rows of one size keep their order
  return rows.sort((one, other) => cents(other.change) - cents(one.change));
}

/**
 * Total: whatever comes, a verdict goes. An answer holds all assumptions; it meets the challenge when they are those of
 * the case, and the requests are within 2% of the fewest that repay the set-up in six months.
 * @param {unknown} response
 */
export function judge(response) {
  const given = /** @type {Case} */ (response ?? {});
  const isWithin = (/** @type {Assumption} */ name) =>
    isNumber(given[name]) && given[name] >= ASSUMPTIONS[name].range[0] && given[name] <= ASSUMPTIONS[name].range[1];
  if (!NAMES.every(isWithin)) return { met: false, message: "No answer to judge: it needs every assumption, each within its range." };
  const moved = NAMES.filter((name) => name !== "requests" && given[name] !== CASE[name]);
  if (moved.length) {
    const labels = moved.map((name) => `“${ASSUMPTIONS[name].label}”`).join(", ");
    return { met: false, message: `Not the case of the challenge: ${labels} ${moved.length === 1 ? "differs" : "differ"}. Take the case again and move the requests only.` };
  }
  const { saving, net } = worth({ ...CASE, requests: given.requests });
  const asked = breakEven(saving, CASE.hosting, CASE.setup, MONTHS) ?? Infinity;
  const time = payback(CASE.setup, net);
  const at = `At ${whole(given.requests)} requests a month`;
  const rule = "Each month must bring the hosting and one sixth of the set-up; each request brings what the API costs less what the distilled model costs.";
  if (time === null) return { met: false, message: `Too few. ${at} the saving does not cover the hosting, and the set-up is never repaid. ${rule}` };
  const repaid = `${at} the set-up is repaid after ${months(time)}`;
  if (Math.abs(given.requests - asked) <= VOLUME_ERROR * asked) {
    return { met: true, message: `Met. ${repaid}: a request saves $${saving.toFixed(4)}, and (1,280 + 19,200 / 6) / 0.0032 = 1,400,000.` };
  }
  return given.requests < asked
    ? { met: false, message: `Too few. ${repaid}; 6 are allowed. ${rule}` }
    : { met: false, message: `More than needed. ${repaid}; fewer requests would do it in 6. ${rule}` };
}

// --- In words.

/** 1,400,000. @param {number} value */
export const whole = (value) => value.toFixed(0).replace(/\B(?=(\d{3})+$)/g, ",");

/** With a minus that is one, unless nothing is left to be negative. @param {number} value @param {string} text of its size */
const signed = (value, text) => (value < 0 && /[1-9]/.test(text) ? `−${text}` : text);

/** $24,650; −$1,500. @param {number} value */
export const money = (value) => signed(value, `$${whole(Math.abs(value))}`);

/** A price, which may be a fraction of a cent: $0.00615, $6.15, $6,150. @param {number} value */
export function price(value) {
  const size = Math.abs(value);
  return signed(value, `$${size < 0.1 ? size.toFixed(5) : size < 1 ? size.toFixed(4) : size < 999.995 ? size.toFixed(2) : whole(size)}`);
}

/** A share of 1 that may be negative or far above 1: 98.6%, −37.3%, 1,250%. @param {number} share */
export function ratio(share) {
  const size = Math.abs(share) * 100;
  return signed(share, `${size < 999.95 ? size.toFixed(1) : whole(size)}%`);
}

/** 6.04 months. @param {number | null} time */
export const months = (time) => (time === null ? "never" : time > 1200 ? "over 100 years" : `${digits(time)} months`);

/** The first whole number of requests that suffices: 266,076 a month. @param {number | null} requests */
export const volume = (requests) => (requests === null ? "none" : `${whole(Math.ceil(requests - 1e-6))} a month`);
