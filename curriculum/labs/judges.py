"""Judges and preferences: win rates, agreement, a judge's pull, and the losses that preferences train with.

static/labs/judges.model.js is this module's twin in the browser: the same numbers, the same words. Ratings are
letters, one a pair: a or b for the model preferred, t for a tie. The pairs' texts are the browser's alone.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from curriculum.labs.chance import chance, shuffle
from curriculum.labs.lab import Lab, Verdict, one_preset
from curriculum.labs.numbers import fixed, number

CHALLENGE = "pairs-for-sixty"
RATE = 60  # per cent, of the challenge
RATES = (50, 95)
NUMBERS = (10, 500)
Z = 1.959963984540054  # 95% of a normal distribution lie within so many standard deviations
_APART = 10  # words; by fewer two answers count as equally long

# The parts; the lab begins with the one that a lesson names.
PRESETS: Mapping[str, str] = {
    "rate": "1 Rate",
    "agreement": "2 Agreement",
    "pull": "3 Pull",
    "number": "4 How many pairs",
    "reward": "5 Reward",
}
# Words of A's and of B's answer, pair by pair.
LENGTHS = (
    *((29, 12), (29, 15), (28, 6), (26, 10), (13, 11), (12, 12)),
    *((12, 13), (12, 11), (13, 24), (4, 27), (15, 26), (6, 26)),
)
# An LLM judge's verdicts with A's answer first, and with B's. Made, not measured: it sees quality as the person
# does, and a pull to the first answer and one to the longer were added.
LLM: Mapping[str, str] = {"a": "aaaaabaaabab", "b": "abatabbabbbb"}
# Who else rated. Of two orders a win stands only if it stands in both: Zheng et al. (2023), arXiv 2306.05685, 3.4.
RATERS: Mapping[str, str] = {
    "person": "abatabtaabab",
    "once": LLM["a"],
    "both": "".join(one if one == two else "t" for one, two in zip(LLM["a"], LLM["b"], strict=True)),
}
# A hundred answers, acceptable or not by two raters; invented, each with 90% agreement.
TABLES: Mapping[str, Sequence[Sequence[int]]] = {"even": ((45, 5), (5, 45)), "lopsided": ((90, 5), (5, 0))}


@dataclass(frozen=True, slots=True)
class Dealt:
    pair: int
    first: str  # whose answer stands first


@dataclass(frozen=True, slots=True)
class Agreement:
    observed: float
    expected: float  # of two who rate by habit alone
    kappa: float | None  # Cohen (1960); None where chance explains all


@dataclass(frozen=True, slots=True)
class Preference:
    margin: float
    p: float
    loss: float  # nats


def cents(share: float, places: int = 1) -> str:
    """A share in per cent."""
    return f"{fixed(100 * share, places)}%"


def win_rate(wins: int, ties: int, losses: int) -> float:
    """A's wins, a tie as half a win."""
    return (wins + ties / 2) / (wins + ties + losses)


def win_rate_of(ratings: str) -> float:
    return win_rate(ratings.count("a"), ratings.count("t"), ratings.count("b"))


def wilson(share: float, n: int) -> tuple[float, float]:
    """The 95% interval of a share seen in n independent trials: Wilson (1927), JASA 22(158), 209–212.

    With ties as halves it is a little too wide, for a half varies less than a win or a loss.
    """
    square = Z * Z
    centre = share + square / (2 * n)
    half = Z * math.sqrt((share * (1 - share)) / n + square / (4 * n * n))
    whole = 1 + square / n
    return max(0.0, (centre - half) / whole), min(1.0, (centre + half) / whole)


def limit(share: float) -> float:
    """The number of trials from which on a share's interval keeps a half outside."""
    return (Z * Z * 0.25) / (share - 0.5) ** 2


def fewest(share: float) -> int:
    """The first whole number above that limit; the share is above a half."""
    return math.floor(limit(share)) + 1


def deal(seed: int) -> list[Dealt]:
    """The order in which pairs come, and whose answer stands first; either model six times."""
    next_number = chance(seed)
    order = shuffle(list(range(len(LENGTHS))), next_number)
    first = shuffle(list("ab" * (len(LENGTHS) // 2)), next_number)
    return [Dealt(pair, model) for pair, model in zip(order, first, strict=True)]


def ratings_of(choices: str, seed: int) -> str:
    """Choices made blind, f, t or s in the order dealt, as ratings by pair; "-" is not yet rated."""
    ratings = ["-"] * len(LENGTHS)
    for choice, dealt in zip(choices, deal(seed), strict=False):
        ratings[dealt.pair] = "t" if choice == "t" else "a" if (choice == "f") == (dealt.first == "a") else "b"
    return "".join(ratings)


def longer_chosen(ratings: str) -> tuple[int, int]:
    """How often the longer answer was chosen, and of how many: ties, and pairs of one length, aside."""
    longer = ["a" if a > b else "b" if a < b else "" for a, b in LENGTHS]
    told = [(its, rating) for its, rating in zip(longer, ratings, strict=True) if its and rating in "ab"]
    return sum(its == rating for its, rating in told), len(told)


def crossed(one: str, two: str) -> list[list[int]]:
    """How often one rater says a, t, b (rows) where the other says a, t, b (columns)."""
    pairs = list(zip(one, two, strict=True))
    return [[pairs.count((row, column)) for column in "atb"] for row in "atb"]


def agreement(counts: Sequence[Sequence[int]]) -> Agreement:
    """Observed and expected agreement and Cohen's κ; rows: first rater, columns: second."""
    n = sum(map(sum, counts))
    observed = sum(row[index] for index, row in enumerate(counts)) / n
    columns = [sum(column) for column in zip(*counts, strict=True)]
    expected = sum(sum(row) * column for row, column in zip(counts, columns, strict=True)) / (n * n)
    return Agreement(observed, expected, (observed - expected) / (1 - expected) if expected < 1 else None)


def swapped() -> tuple[int, int, int]:
    """How many verdicts stay when the order is swapped, how many turn to the other model, how many of these to the
    first answer."""
    both = list(zip(LLM["a"], LLM["b"], strict=True))
    to_first = both.count(("a", "b"))
    return sum(one == two for one, two in both), to_first + both.count(("b", "a")), to_first


def llm_rate(order: str, pairs: Sequence[int] = range(len(LENGTHS))) -> float:
    """A's win rate by the LLM judge with order a, b or "both", averaged."""
    if order == "both":
        return (llm_rate("a", pairs) + llm_rate("b", pairs)) / 2
    return win_rate_of("".join(LLM[order][pair] for pair in pairs))


def by_length() -> list[list[int]]:
    """Pairs in which A is longer by ten words or more, those about alike, and those in which B is."""
    groups: list[list[int]] = [[], [], []]
    for pair, (a, b) in enumerate(LENGTHS):
        groups[0 if a - b >= _APART else 2 if b - a >= _APART else 1].append(pair)
    return groups


def sigmoid(x: float) -> float:
    """1 / (1 + e^-x)."""
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def loss_of(margin: float) -> float:
    """-ln σ(margin), in nats, without overflow."""
    return max(0.0, -margin) + math.log1p(math.exp(-abs(margin)))


def preference(chosen: float, rejected: float) -> Preference:
    """Bradley and Terry (1952), and the loss of a reward model: Ouyang et al. (2022), arXiv 2203.02155."""
    margin = chosen - rejected
    return Preference(margin, sigmoid(margin), loss_of(margin))


def dpo(beta: float, chosen: float, rejected: float, ref_chosen: float, ref_rejected: float) -> Preference:
    """DPO, Rafailov et al. (2023), arXiv 2305.18290, equation 7: the same on rewards β ln(π/π_ref)."""
    return preference(beta * (chosen - ref_chosen), beta * (rejected - ref_rejected))


def judge(response: object) -> Verdict:
    """Total: whatever JSON comes, a verdict goes.

    An answer is {"rate": per cent, "pairs": n}: the fewest pairs at which the Wilson 95% interval of a win rate of 60%
    lies wholly above 50%.
    """
    given = response if isinstance(response, Mapping) else {}
    rate, pairs = _whole(given.get("rate"), RATES), _whole(given.get("pairs"), NUMBERS)
    if rate is None or pairs is None:
        return Verdict(
            False,
            "No answer to judge: it needs a win rate from 50 to 95 per cent and from 10 to 500 pairs, both whole.",
        )
    if rate != RATE:
        return Verdict(False, f"This is a win rate of {rate}%. The challenge is about {RATE}%.")
    low = f"With {pairs} pairs the lower end of the interval is {cents(wilson(rate / 100, pairs)[0], 3)}"
    enough = fewest(rate / 100)
    if pairs < enough:
        return Verdict(False, f"Too few. {low}: 50% is still inside, so the two models may be equally good.")
    if pairs > enough:
        return Verdict(False, f"Enough, but not the fewest. {low}: fewer pairs would still keep 50% outside.")
    return Verdict(
        True,
        f"Met. {low}. It rises above 50% once n is more than z² × 0.25 / (0.60 − 0.50)² = "
        f"{fixed(limit(rate / 100), 2)}. "
        f"At a win rate of 55% it takes {fewest(0.55)}: half the distance costs four times the pairs.",
    )


def _whole(value: object, limits: tuple[int, int]) -> int | None:
    """The value as an integer if it is a whole number within limits; 97.0 is, as in JSON."""
    found = number(value)
    if found is None or not found.is_integer() or not limits[0] <= found <= limits[1]:
        return None
    return int(found)


def worked_example(_options: Mapping[str, object]) -> dict[str, object]:
    """What the page shows where no script runs: how an interval narrows, one win rate, and one κ."""
    sizes = (10, 20, 50, 200, 500)
    ends = [wilson(RATE / 100, n) for n in sizes]
    rate = win_rate(46, 20, 34)
    low, high = wilson(rate, 100)
    found = agreement(((40, 10), (5, 45)))
    return {
        "rate": RATE,
        "rows": [
            {
                "n": n,
                "low": cents(low),
                "high": cents(high),
                "lies": "outside" if low > 0.5 else "inside",
                "x": 84 + 68 * place,
                "top": f"{_height(high):.1f}",
                "foot": f"{_height(low):.1f}",
            }
            for place, (n, (low, high)) in enumerate(zip(sizes, ends, strict=True))
        ],
        "levels": [{"y": f"{_height(share):.1f}", "label": cents(share, 0)} for share in (0.25, 0.5, 0.75)],
        "half": f"{_height(0.5):.1f}",
        "seen": f"{_height(RATE / 100):.1f}",
        "won": cents(rate),
        "low": cents(low),
        "high": cents(high),
        "observed": cents(found.observed),
        "expected": cents(found.expected),
        "kappa": fixed(found.kappa or 0, 2),
    }


def _height(share: float) -> float:
    """Where a share from 20% to 100% stands in the figure, whose foot is at 180."""
    return 180 - 200 * (share - 0.2)


LAB = Lab(
    id="judges",
    title="Be the judge",
    summary="Rate answers blind, measure how far judges agree and what pulls them, "
    "and turn preferences into the loss that a model is tuned with.",
    minutes=15,
    phase=4,
    tag="judges-lab",
    script="labs/judges.js",
    template="curriculum/labs/judges.html",
    challenge=CHALLENGE,
    options=one_preset(tuple(PRESETS)),
    example=worked_example,
    judge=judge,
    solution={"rate": 60, "pairs": 97},
)
