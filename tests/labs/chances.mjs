// One draw of each kind by seed, to be compared with Python's.
import { chance, gumbel, normal, shuffle } from "../../static/labs/chance.js";

export function draws(seed) {
  const next = chance(seed);
  return [next(), normal(next), gumbel(next), ...shuffle([1, 2, 3], next)];
}
