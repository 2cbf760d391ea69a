/** Numbers as labs write, speak and read them. Twin of curriculum/labs/numbers.py: the same digits. */

/** @param {unknown} value @returns {value is number} */
export const isNumber = (value) => typeof value === "number" && Number.isFinite(value);

/** @param {unknown} value @returns {value is number} */
export const isPositive = (value) => isNumber(value) && value > 0;

const UNITS = /** @type {const} */ ([[1e12, "T", "trillion"], [1e9, "B", "billion"], [1e6, "M", "million"], [1e3, "k", "thousand"]]);
const grouped = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** Three digits. */
export const digits = (/** @type {number} */ value) =>
  value < 9.995 ? value.toFixed(2) : value < 99.95 ? value.toFixed(1) : grouped.format(value);

/** Three digits and a letter: 72.2 B. */
export const count = (/** @type {number} */ value) => withUnit(value, 1);

/** In words, for those who listen: 72.2 billion. */
export const spoken = (/** @type {number} */ value) => withUnit(value, 2);

/** @param {number} value @param {1 | 2} form */
function withUnit(value, form) {
  // 999.6 M is written 1.00 B.
  const unit = UNITS.find(([size]) => value >= size * 0.9995);
  return unit ? `${digits(value / unit[0])}\u00a0${unit[form]}` : digits(value);
}

/** The same without idle zeros, for round numbers: 70 B. */
export const brief = (/** @type {number} */ value) => {
  const text = count(value);
  return text.includes(".") ? text.replace(/\.?0+(?=\u00a0|$)/, "") : text;
};

/** 5.76 × 10²³, or 10²² when the first factor is 1. */
export function power(/** @type {number} */ value) {
  const [mantissa, exponent] = parts(value);
  const ten = `10${exponent.replace(/[-\d]/g, (sign) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(sign)])}`;
  return mantissa === "1" ? ten : `${mantissa}\u00a0×\u00a0${ten}`;
}

/** 5.76 times 10 to the 23. */
export function spokenPower(/** @type {number} */ value) {
  const [mantissa, exponent] = parts(value);
  return `${mantissa === "1" ? "" : `${mantissa} times `}10 to the ${exponent}`;
}

/** @param {number} value @returns {[string, string]} */
function parts(value) {
  const [mantissa, exponent] = value.toExponential(2).split("e");
  return [mantissa.replace(/\.?0+$/, ""), exponent.replace("+", "")];
}

/** Of a share of 1: 0.097%, 1.3%, 25%. */
export function percent(/** @type {number} */ share) {
  const value = share * 100;
  if (value < 0.0005) return "less than 0.001%";
  return `${value < 0.9995 ? value.toFixed(3) : value < 9.95 ? value.toFixed(1) : grouped.format(value)}%`;
}

/**
 * A number as people write it: 70B, 1.5 T, 9e9, 5.76 × 10^23, 10²². NaN if it is none.
 * @param {string} text
 */
export function read(text) {
  const plain = text
    .replace(/[⁰¹²³⁴-⁹]+/g, (power) => `^${[...power].map((sign) => "⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(sign)).join("")}`)
    .replace(/[\s,_]/g, "")
    .toLowerCase()
    .replace(/^10(\^|\*\*)/, "1e")
    .replace(/[x×*·]10(\^|\*\*)/, "e");
  const found = /^(\d*\.?\d+|\d+\.)(e\+?\d+)?([kmbt]?)$/.exec(plain);
  if (!found) return NaN;
  const unit = { "": 1, k: 1e3, m: 1e6, b: 1e9, t: 1e12 }[found[3]] ?? NaN;
  return Number(found[1] + (found[2] ?? "")) * unit;
}

/** The same for whole numbers alone. @param {string} text */
export const readWhole = (text) => (Number.isInteger(read(text)) ? read(text) : NaN);
