/** Chance by seed. Twin of curriculum/labs/chance.py: the same numbers in the same order. */

/**
 * Mulberry32: numbers from 0 up to 1, evenly spread, the same for the same seed.
 * @param {number} seed an integer; its lowest 32 bits count
 */
export function chance(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A standard normal number from two even ones (Box and Muller, 1958). @param {() => number} next */
export const normal = (next) => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());

/** A standard Gumbel number, -ln(-ln u). @param {() => number} next */
export const gumbel = (next) => -Math.log(-Math.log(Math.max(next(), 2 ** -33)));

/** Puts `items` in an order of chance, in place (Fisher and Yates). @template T @param {T[]} items @param {() => number} next */
export function shuffle(items, next) {
  for (let index = items.length - 1; index > 0; index -= 1) {
    const other = Math.floor(next() * (index + 1));
    [items[index], items[other]] = [items[other], items[index]];
  }
  return items;
}
