"""The worked numbers of the lesson on human evaluation, reckoned again."""

from math import comb, isclose, sqrt

from curriculum.labs.judges import TABLES, Z, agreement, fewest, wilson, win_rate
from tests.content.lesson import Lesson

LESSON = Lesson("evaluation/human-evaluation")


def test_a_majority_of_raters() -> None:
    for n in (3, 5):
        right = sum(comb(n, k) * 0.8**k * 0.2 ** (n - k) for k in range(n // 2 + 1, n + 1))
        LESSON.says(f"{100 * right:.1f}%")


def test_a_win_rate_of_58_of_100() -> None:
    p, n = win_rate(58, 0, 42), 100
    error = sqrt(p * (1 - p) / n)
    half = Z * error
    LESSON.says(
        f"p(1-p) = {p * (1 - p):.4f}",
        f"0.2436/100}} = {error:.4f}".replace("0.2436", f"{p * (1 - p):.4f}"),
        f"{100 * error:.1f} points",
        f"{100 * p:.0f} ± {100 * half:.1f}, from {100 * (p - half):.1f}% to {100 * (p + half):.1f}%",
    )
    low, high = wilson(p, n)
    LESSON.says(
        f"gives {100 * low:.1f}% to {100 * high:.1f}%",
        f"“{100 * p:.0f}%, 95% interval {100 * low:.0f} to {100 * high:.0f}, {n} pairs”",
        f"Its interval runs from {100 * low:.0f}% to {100 * high:.0f}%.",
    )


def test_how_many_pairs_would_do() -> None:
    low, high = wilson(0.58, 1000)
    LESSON.says(
        f"from {fewest(0.58)} pairs on",
        f"From {fewest(0.58)} pairs on",
        f"from {100 * low:.1f}% to {100 * high:.1f}%",
    )
    wide, narrow = ([f"{100 * end:.0f}" for end in wilson(0.58, n)] for n in (50, 1000))
    LESSON.says(f"from {' to '.join(wide)} down to {' to '.join(narrow)}")
    assert [wilson(0.58, n)[0] > 0.5 for n in (50, 100, 151, 400, 1000)] == [False, False, True, True, True]


def test_ties_count_half() -> None:
    LESSON.says(f"(46 + 10)/100 = {100 * win_rate(46, 20, 34):.0f}%", f"46 of 80 decided pairs, {100 * 46 / 80:.1f}%")


def test_half_the_width_takes_four_times_the_pairs() -> None:
    half = {n: 100 * Z * sqrt(0.6 * 0.4 / n) for n in (100, 141, 200, 400, 1000)}
    assert isclose(half[100] / half[400], 2)
    assert {n: round(width) for n, width in half.items()} == {100: 10, 141: 8, 200: 7, 400: 5, 1000: 3}


def test_kappa_of_two_tables() -> None:
    plain = agreement(((40, 10), (5, 45)))
    assert plain.kappa is not None
    LESSON.says(
        f"(40 + 45)/100 = {plain.observed:.2f}",
        f"0.50 \\times 0.45 + 0.50 \\times 0.55 = {plain.expected:.2f}",
        f"= {plain.kappa:.2f}$",
        f"They agree on {100 * plain.observed:.0f}%",
    )
    lopsided = agreement(TABLES["lopsided"])
    assert lopsided.kappa is not None
    LESSON.says(
        f"agree on {100 * lopsided.observed:.0f}%",
        f"0.95^2 + 0.05^2 = {lopsided.expected:.3f}",
        f"\\kappa = {lopsided.kappa:.2f}$",
    )


def test_the_check_on_kappa() -> None:
    LESSON.says(f"= {(0.8 - 0.6) / (1 - 0.6):.1f} +- 0.005", f"! {(0.8 - 0.6) / 0.6:.2f} +- 0.01")


def test_what_people_cost() -> None:
    minutes = 100 * 3 * 2
    LESSON.says(f"{minutes} minutes", f"${minutes / 60 * 30:.0f}", f"${10 * minutes / 60 * 30:,.0f}")
    sample = 0.02 * 0.30 * 50_000
    assert sample * 2 == 60 * 10
    LESSON.says(f"{0.30 * 50_000:,.0f} bot-resolved tickets", f"2% are {sample:.0f}, or ten hours")
