"""An n-gram model of a text: counts, smoothing, losses, and a continuation by chance.

Each token but the first is the label of the n - 1 tokens before it, or of what there is.
p(label | context) = (c(context, label) + k) / (c(context) + k V), add-k smoothing (Jurafsky and Martin, Speech and
Language Processing, chapter on n-gram language models). Losses are cross-entropies in nats per token.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from curriculum.labs.chance import chance
from curriculum.labs.formulas import softmax
from curriculum.labs.numbers import digits

ORDERS = (1, 5)
SMOOTHINGS = (0.001, 1.0)  # or 0
TEMPERATURES = (0.1, 5.0)
TOP_PS = (0.05, 1.0)
UNKNOWN = "⟨unk⟩"  # any token that the training part lacks
LENGTHS: Mapping[str, int] = {"words": 40, "characters": 160}
_WORDS = re.compile(r'[^ \t\n\r\f\v\u00a0.,;:!?()"“”]+|[.,;:!?()"“”]')

Context = tuple[int, ...]


@dataclass(slots=True)
class Row:
    """What followed one context, and how often."""

    total: int
    following: Counter[int]


def tokenize(text: str, unit: str) -> list[str]:
    """Lower-case words and punctuation, or characters as they are."""
    return list(text) if unit == "characters" else _WORDS.findall(text.lower())


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text with all that was counted in its training part; `split` tokens of it train."""

    unit: str
    tokens: Sequence[str]
    ids: Sequence[int]
    split: int
    ids_of: Mapping[str, int]
    rows: Mapping[Context, Row]
    rows_at: Sequence[Sequence[Row | None]]  # by length of context, then by place

    @property
    def kinds(self) -> list[str]:
        """The vocabulary."""
        return list(self.ids_of)

    def context_at(self, place: int, order: int) -> Context:
        return tuple(self.ids[max(0, place - order + 1) : place])

    def ids_in(self, text: str) -> list[int]:
        return _ids(self.ids_of, tokenize(text, self.unit))


def fit(text: str, unit: str) -> Fitted:
    """Counts, for contexts of every length; a fifth at the end is held out. Linear in the text."""
    tokens = tokenize(text, unit)
    split = len(tokens) - len(tokens) // 5
    ids_of = {kind: index for index, kind in enumerate(dict.fromkeys([*tokens[:split], UNKNOWN]))}
    ids = _ids(ids_of, tokens)
    rows: defaultdict[Context, Row] = defaultdict(lambda: Row(0, Counter()))
    for place in range(1, split):
        for length in range(min(ORDERS[1] - 1, place) + 1):
            row = rows[tuple(ids[place - length : place])]
            row.total += 1
            row.following[ids[place]] += 1
    rows_at = [
        [rows.get(tuple(ids[max(0, place - length) : place])) for place in range(len(ids))]
        for length in range(ORDERS[1])
    ]
    return Fitted(unit, tokens, ids, split, ids_of, dict(rows), rows_at)


def _ids(ids_of: Mapping[str, int], tokens: Sequence[str]) -> list[int]:
    return [ids_of.get(token, ids_of[UNKNOWN]) for token in tokens]


def _smoothed(row: Row | None, label: int, k: float, kinds: int) -> float:
    """(c(context, label) + k) / (c(context) + k V); 0 where nothing was counted and nothing is added."""
    total = (row.total if row else 0) + k * kinds
    return ((row.following.get(label, 0) if row else 0) + k) / total if total > 0 else 0.0


def probability_at(fitted: Fitted, place: int, order: int, k: float) -> float:
    """What the model held of the token that stands there, from 1."""
    row = fitted.rows_at[order - 1][place]
    return _smoothed(row, fitted.ids[place], k, len(fitted.ids_of))


def distribution(fitted: Fitted, before: Sequence[int], order: int, k: float) -> list[float] | None:
    """Every kind's probability after some ids; None where nothing was counted and nothing is added."""
    row = fitted.rows.get(tuple(before[max(0, len(before) - order + 1) :]))
    if row is None and k == 0:
        return None
    kinds = len(fitted.ids_of)
    return [_smoothed(row, index, k, kinds) for index in range(kinds)]


def cross_entropy(probabilities: Sequence[float]) -> float:
    """-(1/n) Σ ln p, in nats, over the probabilities of the tokens that came."""
    if min(probabilities) == 0:
        return math.inf
    return sum(-math.log(probability) for probability in probabilities) / len(probabilities)


def bits(nats: float) -> float:
    return nats / math.log(2)


def perplexity(nats: float) -> float:
    """e^loss."""
    return math.exp(nats)


@dataclass(frozen=True, slots=True)
class Losses:
    """Of both parts; of the held-out part also how many of its contexts were seen in training and how many of its
    tokens are impossible."""

    training: float
    held_out: float
    seen: int
    impossible: int


def measure(fitted: Fitted, order: int, k: float) -> Losses:
    held = range(fitted.split, len(fitted.tokens))
    probabilities = [probability_at(fitted, place, order, k) for place in held]
    return Losses(
        cross_entropy([probability_at(fitted, place, order, k) for place in range(1, fitted.split)]),
        cross_entropy(probabilities),
        sum(fitted.rows_at[order - 1][place] is not None for place in held),
        probabilities.count(0),
    )


def measures(text: str, unit: str, k: float) -> list[Losses]:
    """The same for every order."""
    fitted = fit(text, unit)
    return [measure(fitted, order, k) for order in range(ORDERS[0], ORDERS[1] + 1)]


def temper(shares: Sequence[float], temperature: float) -> list[float]:
    """Probabilities at a temperature: softmax of their logarithms; what is impossible stays so."""
    return softmax([math.log(share) if share > 0 else -math.inf for share in shares], temperature)


def nucleus(shares: Sequence[float], p: float) -> list[int]:
    """Top-p: the smallest set of ids whose mass reaches p, the likeliest first (Holtzman et al., 2019, arXiv
    1904.09751)."""
    kept: list[int] = []
    mass = 0.0
    for index in sorted((index for index, share in enumerate(shares) if share > 0), key=lambda index: -shares[index]):
        kept.append(index)
        mass += shares[index]
        if mass >= p - 1e-12:  # 0.3 + 0.6 reaches 0.9
            break
    return kept


@dataclass(frozen=True, slots=True)
class Sampling:
    order: int
    smoothing: float
    temperature: float
    top_p: float
    seed: int


def continuation(fitted: Fitted, prompt: str, sampling: Sampling) -> tuple[list[str], bool]:
    """Tokens by chance, and whether they ended early, at a context that leaves nothing to draw from."""
    next_number = chance(sampling.seed)
    ids = fitted.ids_in(prompt)
    begin = len(ids)
    end = begin + LENGTHS[fitted.unit]
    while len(ids) < end:
        shares = distribution(fitted, ids, sampling.order, sampling.smoothing)
        if shares is None:
            break
        ids.append(_draw(temper(shares, sampling.temperature), sampling.top_p, next_number))
    kinds = fitted.kinds
    return [kinds[index] for index in ids[begin:]], len(ids) < end


def _draw(shares: Sequence[float], top_p: float, next_number: Callable[[], float]) -> int:
    kept = nucleus(shares, top_p)
    left = next_number() * sum(shares[index] for index in kept)
    for index in kept:
        left -= shares[index]
        if left < 0:
            return index
    return kept[-1]


def joined(tokens: Sequence[str], unit: str) -> str:
    """As one reads them: words apart, punctuation close."""
    return "".join(tokens) if unit == "characters" else re.sub(r" (?=[.,;:!?)])", "", " ".join(tokens))


def written(value: float) -> str:
    """A perplexity as it is written."""
    return "infinite" if value == math.inf else digits(value)
