"""Formulas that more than one lab needs. static/labs/formulas.js is this module's twin."""

import math
from collections.abc import Sequence, Set


def softmax(logits: Sequence[float], temperature: float = 1) -> list[float]:
    """p_i = e^(z_i/T) / Σ_j e^(z_j/T), Hinton et al. (2015), arXiv 1503.02531, equation 1."""
    highest = max(logits)
    weights = [math.exp((logit - highest) / temperature) for logit in logits]
    total = sum(weights)
    return [weight / total for weight in weights]


def jaccard(one: Set[str], other: Set[str]) -> float:
    """Jaccard similarity, |A ∩ B| / |A ∪ B|; two empty sets share nothing."""
    return len(one & other) / len(one | other) if one or other else 0.0
