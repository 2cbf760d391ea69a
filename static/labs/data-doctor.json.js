/**
 * JSON of one line (RFC 8259) or the place of its first fault, the reason and the mend; in linear time. Refused, beyond
 * the standard: a key that stands twice in an object, and brackets nested more than DEEPEST deep.
 */

const DEEPEST = 20;

/** @typedef {unknown} Json null, true, false, a number, a text, a list or an object of such */

/** Where a line breaks the rules; `spare`: the character there is one too many. */
export class Fault {
  constructor(/** @type {number} */ at, /** @type {string} */ why, /** @type {string} */ mend, spare = false) {
    this.at = at;
    this.why = why;
    this.mend = mend;
    this.spare = spare;
  }
}

const CURLY = "“”„‟«»";
const SINGLE = "'‘’‚`";
const ESCAPES = /** @type {Record<string, string>} */ ({ '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" });
/** What other languages write. @type {Record<string, string>} */
const FOREIGN = { None: "null", True: "true", False: "false", NaN: "null", undefined: "null" };
const LITERALS = /** @type {Record<string, Json>} */ ({ true: true, false: false, null: null });

/**
 * @param {string} line
 * @returns {{value: Json, fault?: undefined} | {fault: Fault, value?: undefined}}
 */
export function parse(line) {
  let at = 0;

  /** @param {number} place @param {string} why @param {string} mend @returns {never} */
  const refuse = (place, why, mend, spare = false) => {
    throw new Fault(place, why, mend, spare);
  };
  const skip = () => {
    while (line[at] === " " || line[at] === "\t" || line[at] === "\r" || line[at] === "\n") at += 1;
  };
  /** What `pattern`, which is sticky, finds here. @param {RegExp} pattern */
  const take = (pattern) => {
    pattern.lastIndex = at;
    const found = pattern.exec(line)?.[0] ?? "";
    at += found.length;
    return found;
  };

  /** Something else stands where `wanted` belongs. @param {string} wanted @returns {never} */
  const stray = (wanted) => {
    const mark = line[at];
    if (mark === undefined) return refuse(at, `the line ends where ${wanted} belongs`, "complete the record on this line");
    if (CURLY.includes(mark)) return refuse(at, `the quotation mark ${mark} is typographic`, 'put the straight " at both ends of every key and text');
    if (SINGLE.includes(mark)) return refuse(at, `${mark} is no quotation mark of JSON`, 'put the straight double " instead');
    const word = take(/[\p{L}_$][\p{L}\p{N}_$]*/uy);
    if (word && FOREIGN[word]) return refuse(at - word.length, `${word} is no word of JSON`, `write ${FOREIGN[word]}`);
    if (word) return refuse(at - word.length, `“${word.slice(0, 20)}” stands where ${wanted} belongs`, `put ${wanted} there`);
    return refuse(at, `“${mark}” stands where ${wanted} belongs`, `put ${wanted} there`);
  };

  /** Behind a value: whether another follows. @param {"}" | "]"} end */
  const goesOn = (end) => {
    const ofText = line[at - 1] === '"';
    skip();
    const mark = line[at];
    if (mark === end) return (at += 1), false;
    if (mark === ",") {
      const comma = at;
      at += 1;
      skip();
      if (line[at] === end) refuse(comma, `a comma stands before ${end}, and nothing follows it`, "take the comma out", true);
      return true;
    }
    if (mark === undefined) return refuse(at, `the line ends and ${end} is missing`, `put ${end} at the end`);
    if (mark === '"' || mark === "{" || mark === "[") {
      return refuse(at, `a comma is missing before ${line.slice(at, at + 16).split(":")[0]}`, "put a comma there");
    }
    if (ofText && /[\p{L}\p{N}]/u.test(mark)) {
      return refuse(at, "the text goes on behind its closing quotation mark", 'write \\" for a quotation mark within a text');
    }
    return stray(`a comma or ${end}`);
  };

  const string = () => {
    const begun = at;
    let text = "";
    at += 1;
    for (;;) {
      text += take(/[^"\\\u0000-\u001f]+/y);
      const mark = line[at];
      if (mark === '"') return (at += 1), text;
      if (mark === undefined) {
        const curly = [...CURLY].map((one) => line.indexOf(one, begun)).filter((place) => place >= 0);
        return curly.length
          ? refuse(Math.min(...curly), "a typographic quotation mark does not end a text", 'put the straight " there')
          : refuse(begun, "the text that begins here has no end", 'put " behind its last word');
      }
      if (mark !== "\\") return refuse(at, "a tab or another control character stands in a text", "write \\t for a tab, \\n for a new line");
      const escaped = line[at + 1];
      const digits = /^[0-9a-fA-F]{4}$/.test(line.slice(at + 2, at + 6));
      if (escaped === "u" && digits) text += String.fromCharCode(parseInt(line.slice(at + 2, at + 6), 16));
      else if (escaped !== undefined && Object.hasOwn(ESCAPES, escaped)) text += ESCAPES[escaped];
      else return refuse(at, `\\${escaped ?? ""} is no escape of JSON`, "write \\\\ for a backslash");
      at += escaped === "u" ? 6 : 2;
    }
  };

  const object = (/** @type {number} */ depth) => {
    /** @type {{[key: string]: Json}} */
    const found = Object.create(null); // “__proto__” is a key like any other
    at += 1;
    skip();
    if (line[at] === "}") return (at += 1), found;
    do {
      skip();
      const place = at;
      if (line[at] !== '"') stray('a key in "');
      const key = string();
      if (Object.hasOwn(found, key)) refuse(place, `the key ${key.slice(0, 20)} stands here a second time`, "keep one of the two");
      skip();
      if (line[at] !== ":") refuse(at, `a colon is missing after the key ${key.slice(0, 20)}`, "put : between key and value");
      at += 1;
      skip();
      found[key] = value(depth);
    } while (goesOn("}"));
    return found;
  };

  const list = (/** @type {number} */ depth) => {
    /** @type {Json[]} */
    const found = [];
    at += 1;
    skip();
    if (line[at] === "]") return (at += 1), found;
    do {
      skip();
      found.push(value(depth));
    } while (goesOn("]"));
    return found;
  };

  /** @param {number} depth of the brackets around it @returns {Json} */
  const value = (depth) => {
    const mark = line[at];
    if (mark === '"') return string();
    if (mark === "{" || mark === "[") {
      if (depth === DEEPEST) refuse(at, `more than ${DEEPEST} brackets stand within each other`, "flatten the record");
      return mark === "{" ? object(depth + 1) : list(depth + 1);
    }
    const place = at;
    const number = take(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
    if (number) {
      if (/[\d.eE+-]/.test(line[at] ?? "")) refuse(place, "this is no number of JSON", "write it as 7, -0.5 or 1e9");
      return Number(number);
    }
    const word = take(/[a-z]+/y);
    if (Object.hasOwn(LITERALS, word)) return LITERALS[word];
    at = place;
    return stray("a value");
  };

  try {
    skip();
    const found = value(0);
    skip();
    if (at === line.length) return { value: found };
    if (/^[,\s]+$/.test(line.slice(at))) refuse(at, "a comma stands after the record", "take it out; nothing joins the lines of JSONL", true);
    if (/^[,\s]*\{/.test(line.slice(at))) refuse(at, "a second record begins on this line", "give it a line of its own");
    return refuse(at, "something stands after the end of the record", "take it out");
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    // A record over several lines, or an array around all of them.
    const alone = /^[[\]{},\s]+$/.test(line);
    return { fault: alone ? new Fault(0, "a bracket stands alone on this line", "put each record whole on one line, and no array around them") : error };
  }
}
