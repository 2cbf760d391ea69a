/** Formulas that more than one lab needs. Twin of curriculum/labs/formulas.py. */

/**
 * p_i = e^(z_i/T) / Σ_j e^(z_j/T), Hinton et al. (2015), arXiv 1503.02531, equation 1.
 * @param {number[]} logits @param {number} [temperature]
 */
export function softmax(logits, temperature = 1) {
  const highest = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp((logit - highest) / temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** Jaccard similarity, |A ∩ B| / |A ∪ B|; two empty sets share nothing. @param {Set<string>} one @param {Set<string>} other */
export function jaccard(one, other) {
  let shared = 0;
  for (const item of one) if (other.has(item)) shared += 1;
  return shared && shared / (one.size + other.size - shared);
}
