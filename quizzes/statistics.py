"""Item statistics of classical test theory, as Moodle defines them; variances and covariances divide by S - 1.

Its formulas stand in `question/classes/statistics/questions/calculator.php` (of an item) and
`mod/quiz/report/statistics/classes/calculator.php` (of a quiz). Marks are whole hundredths of a point, so equal ones
are counted and not listed: memory grows with the marks that are possible, at most 100 for each point, and not with the
attempts. All sums are whole numbers, hence exact.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate
from math import sqrt
from typing import TypeVar

# Below it, discrimination and its efficiency say more about who came than about the question.
ENOUGH = 20
# How often each mark was given, in hundredths of a point.
Counts = Mapping[int, int]
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Figure:
    """A value, or why there is none."""

    value: float | None
    withheld: str = ""


@dataclass(slots=True)
class Tally:
    """What attempts earned with one question, added one by one: `possible` is its maximum M. `by_chance` says that it
    was drawn at random from a pool: then the total itself is compared with, and not what the other questions earned."""

    possible: int
    by_chance: bool = False
    marks: Counter[int] = field(default_factory=Counter)
    others: Counter[int] = field(default_factory=Counter)
    products: int = 0

    def add(self, mark: int, total: int, n: int = 1) -> None:
        """`n` attempts earned `mark` here and `total` with all their questions."""
        other = total if self.by_chance else total - mark
        self.marks[mark] += n
        self.others[other] += n
        self.products += n * mark * other

    @property
    def n(self) -> int:
        return self.marks.total()


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """Of one question, over its `n` attempts: per cent, but for the standard deviation, which is in points."""

    n: int
    facility: Figure
    standard_deviation: Figure
    discrimination: Figure
    efficiency: Figure
    weight: Figure


@dataclass(frozen=True, slots=True)
class QuizFigures:
    """Of a whole quiz, over `n` attempts: points, but for skewness and kurtosis, which have no unit, and for internal
    consistency and the error ratio, which are per cent."""

    n: int
    mean: Figure
    median: Figure
    standard_deviation: Figure
    skewness: Figure
    kurtosis: Figure
    consistency: Figure
    error_ratio: Figure
    standard_error: Figure


@dataclass(frozen=True, slots=True)
class Times:
    """How long it took the `n` of whom it is known, in seconds: a quarter of them at most `lower`, and so on."""

    n: int
    lower: Figure
    median: Figure
    upper: Figure


def times(seconds: Counts) -> Times:
    """By nearest rank, so that each is a time that somebody took."""
    n = _size(seconds)
    if n < ENOUGH:
        return Times(n, *[lacking(ENOUGH)] * 3)
    ordered = sorted(seconds)
    reached = list(accumulate(seconds[value] for value in ordered))
    return Times(n, *(Figure(float(ordered[bisect_left(reached, -(-n * part // 4))])) for part in (1, 2, 3)))


def item_figures(tallies: Mapping[K, Tally]) -> dict[K, ItemFigures]:
    """The figures of each question. All are asked for at once, since effective weights are shares of one sum."""
    weights = effective_weights(tallies)
    return {key: _of_item(tally, weights[key]) for key, tally in tallies.items()}


def _of_item(tally: Tally, weight: Figure) -> ItemFigures:
    if not tally.n:
        facility = lacking(1)
    elif not tally.possible:
        facility = Figure(None, "the question gives no points")
    else:
        facility = Figure(100 * _sum(tally.marks) / (tally.n * tally.possible))
    return ItemFigures(
        tally.n, facility, standard_deviation(tally.marks), discrimination(tally), efficiency(tally), weight
    )


def standard_deviation(marks: Counts) -> Figure:
    """sqrt(Σ (x - mean x)² / (S - 1)), in points."""
    return Figure(sqrt(_variance(marks)) / 100) if _size(marks) > 1 else lacking(2)


def discrimination(tally: Tally) -> Figure:
    """100 · cov(x, o) / sqrt(var(x) · var(o)), the correlation of an item with the rest of its attempt."""
    if tally.n < ENOUGH:
        return lacking(ENOUGH)
    spreads = _spread(tally.marks) * _spread(tally.others)
    return Figure(100 * _joint(tally) / sqrt(spreads)) if spreads else _constant(tally)


def efficiency(tally: Tally) -> Figure:
    """100 · cov(x, o) / cov_max, where cov_max is the covariance of x and o sorted each by itself."""
    if tally.n < ENOUGH:
        return lacking(ENOUGH)
    most = tally.n * _sorted_products(tally.marks, tally.others) - _sum(tally.marks) * _sum(tally.others)
    # It is 0 only where one of the two never varies (Chebyshev's inequality for sums).
    return Figure(100 * _joint(tally) / most) if most else _constant(tally)


def effective_weights(tallies: Mapping[K, Tally]) -> dict[K, Figure]:
    """100 · sqrt(cov(x, T)) / Σ sqrt(cov(x, T)), over the items whose covariance with the total is not negative."""
    covariances = {key: _with_total(tally) for key, tally in tallies.items() if tally.n > 1}
    roots = {key: sqrt(covariance) for key, covariance in covariances.items() if covariance >= 0}
    whole = sum(roots.values())

    def weight(key: K) -> Figure:
        if key not in covariances:
            return lacking(2)
        if key not in roots:
            return Figure(None, "negative")
        return Figure(100 * roots[key] / whole) if whole else Figure(None, "no mark varies")

    return {key: weight(key) for key in tallies}


def quiz_figures(totals: Counts, questions: Iterable[Counts], drawn: Counts | None = None) -> QuizFigures:
    """The figures of a quiz: `totals` of the attempts, the marks of each question that all of them had, its versions
    taken together, and the marks of all questions `drawn` at random."""
    n = _size(totals)
    deviation = standard_deviation(totals)
    consistency = internal_consistency(totals, list(questions), drawn or {})
    error_ratio = standard_error = consistency
    if consistency.value is not None and deviation.value is not None:
        ratio = 100 * sqrt(1 - consistency.value / 100)
        error_ratio, standard_error = Figure(ratio), Figure(ratio * deviation.value / 100)
    return QuizFigures(
        n=n,
        mean=Figure(_sum(totals) / n / 100) if n else lacking(1),
        median=Figure(_median(totals)) if n else lacking(1),
        standard_deviation=deviation,
        skewness=_skewness(totals),
        kurtosis=_kurtosis(totals),
        consistency=consistency,
        error_ratio=error_ratio,
        standard_error=standard_error,
    )


def internal_consistency(totals: Counts, questions: list[Counts], drawn: Counts) -> Figure:
    """Cronbach's alpha in per cent: 100 · p/(p - 1) · (1 - Σ var(x) / k2), of p places in a paper.

    A question that every attempt had is a place. Places filled at random stand for one another, so each varies as all
    that were drawn do together. Withheld where attempts had different places.
    """
    n = _size(totals)
    if n < 2:
        return lacking(2)
    if any(_size(marks) != n for marks in questions) or _size(drawn) % n:
        return Figure(None, "attempts had different questions")
    n_drawn = _size(drawn) // n
    p = len(questions) + n_drawn
    if p < 2:
        return Figure(None, "needs 2 questions")
    if not _spread(totals):
        return Figure(None, "every total is the same")
    variances = sum(map(_variance, questions), Fraction(0))
    if n_drawn:
        variances += n_drawn * _moment(drawn, 2) * Fraction(n, n - 1)
    return Figure(float(Fraction(100 * p, p - 1) * (1 - variances / _variance(totals))))


def _skewness(totals: Counts) -> Figure:
    """k3 / k2^1.5 with k3 = S²·m3 / ((S - 1)(S - 2))."""
    n = _size(totals)
    if n < 3:
        return lacking(3)
    k2 = _variance(totals)
    if not k2:
        return Figure(None, "every total is the same")
    k3 = n * n * _moment(totals, 3) / ((n - 1) * (n - 2))
    return Figure(float(k3) / float(k2) ** 1.5)


def _kurtosis(totals: Counts) -> Figure:
    """k4 / k2² with k4 = S²·((S + 1)·m4 - 3(S - 1)·m2²) / ((S - 1)(S - 2)(S - 3))."""
    n = _size(totals)
    if n < 4:
        return lacking(4)
    k2 = _variance(totals)
    if not k2:
        return Figure(None, "every total is the same")
    inner = (n + 1) * _moment(totals, 4) - 3 * (n - 1) * _moment(totals, 2) ** 2
    return Figure(float(n * n * inner / ((n - 1) * (n - 2) * (n - 3)) / k2**2))


def lacking(n: int) -> Figure:
    """A figure for which there are not enough attempts."""
    return Figure(None, f"needs {n} attempts" if n > 1 else "needs an attempt")


def _constant(tally: Tally) -> Figure:
    if len(tally.marks) < 2:
        return Figure(None, "every mark is the same")
    return Figure(None, "the rest is the same in every attempt")


# --- sums: what is called a spread or joint is n(n - 1) times a variance or covariance, and whole --------------------
def _size(counts: Counts) -> int:
    return sum(counts.values())


def _sum(counts: Counts) -> int:
    return sum(value * n for value, n in counts.items())


def _spread(counts: Counts) -> int:
    return _size(counts) * sum(value * value * n for value, n in counts.items()) - _sum(counts) ** 2


def _variance(counts: Counts) -> Fraction:
    n = _size(counts)
    return Fraction(_spread(counts), n * (n - 1))


def _joint(tally: Tally) -> int:
    return tally.n * tally.products - _sum(tally.marks) * _sum(tally.others)


def _with_total(tally: Tally) -> Fraction:
    """cov(x, T); where o = T - x it is cov(x, o) + var(x)."""
    joint = _joint(tally) if tally.by_chance else _joint(tally) + _spread(tally.marks)
    return Fraction(joint, tally.n * (tally.n - 1))


def _moment(counts: Counts, power: int) -> Fraction:
    """The central moment, exactly."""
    n, total = _size(counts), _sum(counts)
    return Fraction(sum((n * value - total) ** power * times for value, times in counts.items()), n ** (power + 1))


def _median(counts: Counts) -> float:
    """In points."""
    n = _size(counts)
    values = sorted(counts)
    reached = list(accumulate(counts[value] for value in values))

    def at(place: int) -> int:
        return next(value for value, upto in zip(values, reached, strict=True) if place < upto)

    return (at((n - 1) // 2) + at(n // 2)) / 200


def _sorted_products(one: Counts, other: Counts) -> int:
    """Σ of products after sorting both, each by itself: runs of equal marks are paired, not marks."""
    total = 0
    rests = iter(sorted(other.items()))
    rest, left = 0, 0
    for mark, n in sorted(one.items()):
        while n:
            if not left:
                rest, left = next(rests)
                continue
            taken = min(n, left)
            total += taken * mark * rest
            n, left = n - taken, left - taken
    return total
