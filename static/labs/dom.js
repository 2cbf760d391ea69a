/** Elements by hand: HTML and SVG with their attributes and children. */

/** @typedef {string | number | boolean | null | undefined} Value */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @template {Element} T
 * @param {T} element @param {Record<string, Value>} attributes @param {(Node | string)[]} children @returns {T}
 */
function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value != null && value !== "") element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

/**
 * An HTML element with its attributes and children.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag @param {Record<string, Value>} [attributes] @param {...(Node | string)} children
 */
export const html = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);

/**
 * An SVG element, likewise.
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag @param {Record<string, Value>} [attributes] @param {...(Node | string)} children
 */
export const svg = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

let made = 0;
/** An id that no other element of the page has. @param {string} stem */
export const unique = (stem) => `${stem}-${(made += 1)}`;
