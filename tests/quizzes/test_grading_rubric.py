"""Points of a rubric, shared out over those of the question: exact, and rounded once."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.grading import rubric_points

MOST = st.lists(st.integers(1, 12), min_size=1, max_size=8)
POSSIBLE = st.decimals("0.01", 100, places=2)


@st.composite
def rubrics(draw: st.DrawFn) -> tuple[list[Decimal], list[int]]:
    most = draw(MOST)
    return [Decimal(draw(st.integers(0, 2 * limit))) / 2 for limit in most], most


@pytest.mark.parametrize(
    ("given_points", "most", "possible", "worth"),
    [
        (["3", "1"], [3, 1], "4", "4.00"),
        (["0", "0"], [3, 1], "4", "0.00"),
        (["1.5", "1"], [3, 1], "4", "2.50"),
        (["1"], [3], "1", "0.33"),
        (["2"], [3], "1", "0.67"),
        # Halves go up: 1/8 of a point is 12.5 hundredths.
        (["1"], [8], "1", "0.13"),
        (["0.5", "0", "0"], [1, 1, 1], "10", "1.67"),
    ],
)
def test_points_are_shared_out(given_points: list[str], most: list[int], possible: str, worth: str) -> None:
    assert rubric_points([Decimal(one) for one in given_points], most, Decimal(possible)) == Decimal(worth)


@given(rubrics(), POSSIBLE)
def test_the_sum_is_exact_until_it_is_rounded_once(rubric: tuple[list[Decimal], list[int]], possible: Decimal) -> None:
    points, most = rubric
    exact = Fraction(sum(map(Fraction, points))) / sum(most) * Fraction(possible)
    rounded = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert rubric_points(points, most, possible) == rounded
    assert rubric_points([Decimal(limit) for limit in most], most, possible) == possible


@pytest.mark.parametrize(
    ("points", "most"),
    [
        ([], []),
        (["1"], [1, 1]),
        (["1.1"], [2]),
        (["2.5"], [2]),
        (["-0.5"], [2]),
        (["0.25"], [2]),
        (["NaN"], [2]),
        (["Infinity"], [2]),
    ],
)
def test_what_no_criterion_can_have_is_refused(points: list[str], most: list[int]) -> None:
    with pytest.raises(ValueError, match="criteri"):
        rubric_points([Decimal(one) for one in points], most, Decimal(4))
