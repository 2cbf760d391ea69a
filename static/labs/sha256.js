/** SHA-256 (FIPS 180-4) at once, to spread texts over buckets: the browser’s own is asynchronous and wants a secure context. */

/** The first 32 bits behind the point. @param {number} value */
const fraction = (value) => Math.floor((value % 1) * 2 ** 32);

/** @type {number[]} */
const PRIMES = [];
for (let number = 2; PRIMES.length < 64; number += 1) if (PRIMES.every((prime) => number % prime)) PRIMES.push(number);
const ROUNDS = PRIMES.map((prime) => fraction(Math.cbrt(prime)));
const START = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
const BLOCK = 64; // bytes

/** @param {number} word @param {number} by */
const turn = (word, by) => (word >>> by) | (word << (32 - by));

/** The 32 bytes of a text's digest; the text is read as UTF-8. @param {string} text */
export function sha256(text) {
  const bytes = new TextEncoder().encode(text);
  // A one, zeros, and the length in bits fill the last block.
  const padded = new DataView(new ArrayBuffer(Math.ceil((bytes.length + 9) / BLOCK) * BLOCK));
  bytes.forEach((byte, at) => padded.setUint8(at, byte));
  padded.setUint8(bytes.length, 0x80);
  padded.setUint32(padded.byteLength - 8, Math.floor(bytes.length / 2 ** 29));
  padded.setUint32(padded.byteLength - 4, (bytes.length * 8) >>> 0);
  const state = [...START];
  for (let at = 0; at < padded.byteLength; at += BLOCK) absorb(state, padded, at);
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, index) => digest.setUint32(index * 4, word));
  return new Uint8Array(digest.buffer);
}

/** FIPS 180-4, section 6.2.2, with its names. @param {number[]} state @param {DataView} bytes @param {number} from */
function absorb(state, bytes, from) {
  const w = new Int32Array(64);
  for (let t = 0; t < 64; t += 1) {
    if (t < 16) {
      w[t] = bytes.getInt32(from + t * 4);
      continue;
    }
    const low = turn(w[t - 15], 7) ^ turn(w[t - 15], 18) ^ (w[t - 15] >>> 3);
    const high = turn(w[t - 2], 17) ^ turn(w[t - 2], 19) ^ (w[t - 2] >>> 10);
    w[t] = w[t - 16] + low + w[t - 7] + high;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let t = 0; t < 64; t += 1) {
    const choose = (e & f) ^ (~e & g);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const first = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + choose + ROUNDS[t] + w[t]) | 0;
    const second = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + majority) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, index) => (state[index] = (state[index] + word) | 0));
}

/** What is left of bytes, read as one large number, after division. @param {Uint8Array} bytes @param {number} divisor */
export const remainder = (bytes, divisor) => bytes.reduce((rest, byte) => (rest * 256 + byte) % divisor, 0);

/** @type {Map<string, Uint8Array>} */
const digests = new Map();

/** int(sha256(text)) mod buckets; digests are kept, for texts come again. @param {string} text @param {number} buckets */
export function bucketOf(text, buckets) {
  const digest = digests.get(text) ?? sha256(text);
  digests.set(text, digest);
  return remainder(digest, buckets);
}
