"""Selection by importance resampling (DSIR).

Xie et al. (2023), Data Selection for Language Models via Importance Resampling, arXiv 2302.03169.
static/labs/data-selection.dsir.js is this module's twin in the browser: the same numbers. Logarithms are natural.
Where the authors' code adds 1e-8 to each share, this adds one to each count: with a few short texts the former would
leave nothing to chance.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from curriculum.labs.chance import chance, gumbel, shuffle
from curriculum.labs.data_selection_minhash import bucket_of
from curriculum.labs.data_selection_texts import grams

_STEP = 0.5  # of ln t: the integrand is so smooth that halving it changes nothing before the seventh decimal


@dataclass(frozen=True, slots=True)
class Bag:
    """Hashed features of a set of texts."""

    counts: Counter[int]
    total: int
    buckets: int

    def share(self, bucket: int) -> float:
        """(count + 1) / (total + buckets)."""
        return (self.counts[bucket] + 1) / (self.total + self.buckets)


@dataclass(frozen=True, slots=True)
class Collisions:
    """Of so many features some share a bucket; `beside` are those in the bucket of an example."""

    features: int
    shared: int
    beside: list[str]


def features(text: str) -> list[str]:
    """Words and pairs of words."""
    return [*grams(text, 1), *grams(text, 2)]


def _buckets_of(text: str, buckets: int) -> list[int]:
    return [bucket_of(feature, buckets) for feature in features(text)]


def bag(texts: Sequence[str], buckets: int) -> Bag:
    counts = Counter(bucket for text in texts for bucket in _buckets_of(text, buckets))
    return Bag(counts, counts.total(), buckets)


def log_weights(target: Sequence[str], raw: Sequence[str], buckets: int, divide: bool = False) -> list[float]:
    """ln w = Σ over a text's features of ln p̂ - ln q̂, target against raw; the mean where `divide`."""
    p, q = bag(target, buckets), bag(raw, buckets)
    weights = []
    for text in raw:
        found = _buckets_of(text, buckets)
        total = sum((math.log(p.share(bucket) / q.share(bucket)) for bucket in found), 0.0)
        weights.append(total / max(1, len(found)) if divide else total)
    return weights


def normalised(logs: Sequence[float]) -> list[float]:
    """Weights as shares of 1."""
    highest = max(logs)
    weights = [math.exp(log - highest) for log in logs]
    total = sum(weights)
    return [weight / total for weight in weights]


def draw(logs: Sequence[float], seed: int, noise: bool) -> tuple[list[float], list[int]]:
    """Gumbel top-k: each log weight with its noise, and the order of the sums, highest first.

    The first k are then a sample without replacement by weight; without noise they are the k highest weights.
    """
    following = chance(seed)
    keys = [log + gumbel(following) if noise else log for log in logs]
    return keys, sorted(range(len(logs)), key=lambda index: -keys[index])


def approach(target: Sequence[str], texts: Sequence[str], buckets: int) -> list[float]:
    """KL(target ‖ the first k texts) for k = 1 … all, over all buckets.

    With q̂ = (c + 1) / all it is Σ p̂ ln p̂ - Σ p̂ ln(c + 1) + ln all: a bucket counts once something falls into it.
    """
    p = bag(target, buckets)
    counts: Counter[int] = Counter()
    empty = (p.buckets - len(p.counts)) / (p.total + p.buckets) * -math.log(p.total + p.buckets)
    own = empty + sum(p.share(bucket) * math.log(p.share(bucket)) for bucket in p.counts)
    known, total = 0.0, 0
    values = []
    for text in texts:
        found = _buckets_of(text, buckets)
        for bucket in found:
            counts[bucket] += 1
            known += p.share(bucket) * math.log((counts[bucket] + 1) / counts[bucket])
        total += len(found)
        values.append(own - known + math.log(total + p.buckets))
    return values


def aimless(target: Sequence[str], texts: Sequence[str], buckets: int) -> list[float]:
    """The same, the mean over 20 orders of chance."""
    following = chance(1)
    runs = [approach(target, shuffle(list(texts), following), buckets) for _ in range(20)]
    return [fmean(values) for values in zip(*runs, strict=True)]


def inclusion(logs: Sequence[float], k: int) -> list[float]:
    """How likely Gumbel top-k takes each text.

    Weights are rates: text i arrives after an exponential time, and is taken if fewer than k others came before.
    ∫ w e^(-w t) P(fewer than k others by t) dt, by the trapezoidal rule over ln t.
    """
    if k >= len(logs):
        return [1.0] * len(logs)
    highest, lowest = max(logs), min(logs)
    rates = [math.exp(log - highest) for log in logs]
    chances = [0.0] * len(logs)
    x = -20.0
    while x <= highest - lowest + 4:
        t = math.exp(x)
        late = [math.exp(-rate * t) for rate in rates]
        for index, rate in enumerate(rates):
            chances[index] += _STEP * t * rate * late[index] * _few(late, index, k)
        x += _STEP
    return chances


def _few(late: Sequence[float], me: int, k: int) -> float:
    """P(fewer than k of the others have come); `late` are chances of not having come."""
    exactly = [1.0] + [0.0] * (k - 1)
    for index, missing in enumerate(late):
        if index != me:
            for count in range(k - 1, 0, -1):
                exactly[count] = exactly[count] * missing + exactly[count - 1] * (1 - missing)
            exactly[0] *= missing
    return sum(exactly)


def collisions(texts: Sequence[str], buckets: int, example: str) -> Collisions:
    """What shares a bucket with what."""
    distinct = list(dict.fromkeys(feature for text in texts for feature in features(text)))
    filled: dict[int, list[str]] = {}
    for feature in distinct:
        filled.setdefault(bucket_of(feature, buckets), []).append(feature)
    shared = sum(len(crowd) for crowd in filled.values() if len(crowd) > 1)
    crowd = filled.get(bucket_of(example, buckets), [])
    return Collisions(len(distinct), shared, [feature for feature in crowd if feature != example])


def correlation(xs: Sequence[float], ys: Sequence[float]) -> float:
    """Pearson’s correlation; 0 where one side does not vary."""
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    both = sum((one - x) * (other - y) for one, other in zip(xs, ys, strict=True))
    scale = math.sqrt(sum((one - x) ** 2 for one in xs) * sum((other - y) ** 2 for other in ys))
    return both / scale if scale else 0.0
