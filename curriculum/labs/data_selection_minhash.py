"""Near-duplicates: shingles, MinHash and locality-sensitive hashing.

Broder (1997), On the resemblance and containment of documents; banding as in Leskovec, Rajaraman and Ullman, Mining
of Massive Datasets, chapter 3. The twin in the browser is in static/labs/data-selection.model.js: the same numbers.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from curriculum.labs.chance import chance
from curriculum.labs.data_selection_texts import grams
from curriculum.labs.formulas import jaccard

_WORD = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts, by their places in the pool; `estimate` is the share of hashes in which they agree."""

    one: int
    other: int
    similarity: float
    estimate: float
    candidate: bool
    near: bool


@dataclass(frozen=True, slots=True)
class Fate:
    """kept, removed, lost (removed, though no text like it is kept) or left (kept beside one like it)."""

    kind: str
    like: int


@cache
def _digest(text: str) -> int:
    return int(sha256(text.encode()).hexdigest(), 16)


def bucket_of(text: str, buckets: int) -> int:
    """int(sha256(text)) mod buckets."""
    return _digest(text) % buckets


def probability(similarity: float, bands: int, rows: int) -> float:
    """P(candidate) = 1 - (1 - s^r)^b."""
    return float(1 - (1 - similarity**rows) ** bands)


def mix(word: int) -> int:
    """Mixes 32 bits so that any one of them moves all (the last step of MurmurHash3)."""
    mixed = (word ^ (word >> 16)) * 0x85EBCA6B & _WORD
    mixed = (mixed ^ (mixed >> 13)) * 0xC2B2AE35 & _WORD
    return mixed ^ (mixed >> 16)


def family(seed: int, size: int) -> list[int]:
    """So many hash functions, x ↦ mix(x ⊕ key), each by its key."""
    following = chance(seed)
    return [math.floor(following() * 2**32) for _ in range(size)]


def signature(text: str, n: int, keys: Sequence[int]) -> list[int]:
    """MinHash: under each hash function the lowest value of any shingle.

    Two texts agree in one with a probability of their Jaccard similarity.
    """
    hashes = [bucket_of(shingle, 2**32) for shingle in set(grams(text, n))]
    return [min((mix(hashed ^ key) for hashed in hashes), default=2**32) for key in keys]


def meet(one: Sequence[int], other: Sequence[int], bands: int, rows: int) -> bool:
    """Whether all rows agree in some band."""
    return any(one[at : at + rows] == other[at : at + rows] for at in range(0, bands * rows, rows))


def compare(
    texts: Sequence[str], signatures: Sequence[Sequence[int]], n: int, bands: int, rows: int, threshold: float
) -> list[Pair]:
    """Every pair of texts."""
    shingles = [set(grams(text, n)) for text in texts]
    size = bands * rows
    pairs = []
    for other, yours in enumerate(signatures):
        for one, mine in enumerate(signatures[:other]):
            similarity = jaccard(shingles[one], shingles[other])
            agreeing = sum(mine[at] == yours[at] for at in range(size))
            is_candidate = meet(mine, yours, bands, rows)
            pairs.append(Pair(one, other, similarity, agreeing / size, is_candidate, similarity >= threshold))
    return pairs


def fates(size: int, pairs: Sequence[Pair], verify: bool) -> list[Fate]:
    """Candidates, or those of them that stand a check, are joined into groups; of each the first text is kept."""
    group = list(range(size))
    for pair in pairs:
        if pair.candidate and (pair.near or not verify):
            low, high = sorted((group[pair.one], group[pair.other]))
            group = [low if first == high else first for first in group]
    kept = [first == index for index, first in enumerate(group)]
    found = []
    for index, first in enumerate(group):
        earlier = [pair.one for pair in pairs if pair.near and pair.other == index and kept[pair.one]]
        later = [pair.other for pair in pairs if pair.near and pair.one == index and kept[pair.other]]
        if kept[index]:
            found.append(Fate("left", earlier[0]) if earlier else Fate("kept", index))
        else:
            found.append(Fate("removed" if earlier or later else "lost", first))
    return found


def deduplicate(
    texts: Sequence[str], n: int, bands: int, rows: int, threshold: float, seed: int, verify: bool
) -> tuple[list[Pair], list[Fate]]:
    """The whole step."""
    keys = family(seed, bands * rows)
    signatures = [signature(text, n, keys) for text in texts]
    pairs = compare(texts, signatures, n, bands, rows, threshold)
    return pairs, fates(len(texts), pairs, verify)
