"""Numbers and chance: Python and the browser alike."""

import pytest
from hypothesis import strategies as st

from curriculum.labs import numbers
from curriculum.labs.chance import chance, gumbel, normal, shuffle
from tests.curriculum.labs.agreeing import agree, written

NUMBERS = "numbers.js"


def test_numbers_are_written_alike() -> None:
    cases = [(10**exponent,) for exponent in written(st.floats(-2, 18))] + [
        (999.6e6,),
        (9.996,),
        (99.96,),
        (104.5,),
        (0.125,),
        (12.25,),
    ]
    for name, ours in {"count": numbers.count, "brief": numbers.brief, "power": numbers.power}.items():
        agree(NUMBERS, name, ours, cases)
    agree(
        NUMBERS,
        "percent",
        numbers.percent,
        [(10**exponent,) for exponent in written(st.floats(-6, 2))] + [(0.125,), (0.5,)],
    )


def test_a_half_goes_away_from_zero() -> None:
    assert [numbers.fixed(value, 2) for value in (0.125, -0.125, 2.675, 1e21)] == [
        "0.13",
        "-0.13",
        "2.67",
        "1000000000000000000000.00",
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [("7e9", 7e9), ("70,000", 7e4), ("72.2 B", 7.22e10), ("7e9 B", None), ("much", None), ("9" * 50, None)],
)
def test_what_was_typed_is_read(text: str, value: float | None) -> None:
    assert numbers.typed(text) == value


def test_chance_is_the_browsers() -> None:
    def draws(seed: int) -> list[float]:
        next_number = chance(seed)
        return [next_number(), normal(next_number), gumbel(next_number), *shuffle([1.0, 2.0, 3.0], next_number)]

    agree("../../tests/labs/chances.mjs", "draws", draws, [(seed,) for seed in written(st.integers(0, 2**40))])


def test_the_largest_float_can_be_written() -> None:
    assert numbers.whole(1.7e308).count(",") == 102
    assert numbers.fixed(1.7e308, 2).endswith(".00")
    assert numbers.count(1e300) and numbers.power(1e300) == "10³⁰⁰" and numbers.percent(1e300)
