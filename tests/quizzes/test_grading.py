"""The laws of marking: total, exact, and fair in the same words as the docstrings."""

from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.grading import Mark, Outcome, Policy, is_blank, points, possible_guess, right_response, total
from quizzes.grading.mark import marked
from tests.quizzes.keys import (
    ANYTHING,
    CERTAIN,
    Asked,
    asked,
    in_order,
    in_pairs,
    keys,
    mark,
    responses,
    several_of,
    spoilt,
    subsets,
)

POLICIES = st.sampled_from(list(Policy))
POSSIBLE = st.decimals(0, 100, places=2)
CREDITS = st.fractions(0, 1, max_denominator=100)


# --- total ------------------------------------------------------------------------------------------------------


@given(keys(), ANYTHING, POLICIES, POSSIBLE)
def test_any_response_is_marked_between_nothing_and_all(
    question: Asked, response: object, policy: Policy, possible: Decimal
) -> None:
    within_bounds(mark(*question, response, policy), possible)


@given(spoilt(), POLICIES, POSSIBLE)
def test_a_response_that_almost_fits_is_marked_between_nothing_and_all(
    answered: tuple[str, dict[str, Any], Any], policy: Policy, possible: Decimal
) -> None:
    within_bounds(mark(*answered, policy), possible)


def within_bounds(found: Mark, possible: Decimal) -> None:
    earned = points(found, possible)
    if found.credit is None:
        assert (found.outcome, earned) == (Outcome.WAITING, None)
    else:
        assert isinstance(found.credit, Fraction)
        assert 0 <= found.credit <= 1
        assert earned is not None and 0 <= earned <= possible
        assert (found.outcome is Outcome.RIGHT) == (found.credit == 1)
        assert (found.outcome is Outcome.PARTLY) == (0 < found.credit < 1)


@given(spoilt(), POLICIES)
def test_only_a_blank_is_unanswered(answered: tuple[str, dict[str, Any], Any], policy: Policy) -> None:
    assert (mark(*answered, policy).outcome is Outcome.UNANSWERED) == is_blank(answered[2])


BLANKS: list[object] = [
    None,
    "",
    " \n\u2009",
    [],
    {},
    {"value": ""},
    {"value": " ", "unit": "GB"},
    {"p0": ""},
    {"a": None},
]


@pytest.mark.parametrize("blank", BLANKS)
@given(keys(), POLICIES)
def test_a_blank_is_unanswered_whatever_was_asked(blank: object, question: Asked, policy: Policy) -> None:
    assert mark(*question, blank, policy) == Mark(Fraction(0), Outcome.UNANSWERED)


@pytest.mark.parametrize(
    "answer", [0, False, [""], [[]], {"value": "0"}, {"unit": "GB"}, {"value": "", "unit": "", "size": "7"}, "."]
)
def test_what_says_something_is_no_blank(answer: object) -> None:
    assert not is_blank(answer)


# --- fair -------------------------------------------------------------------------------------------------------


@given(keys(CERTAIN), POLICIES)
def test_the_key_earns_all(question: Asked, policy: Policy) -> None:
    found = mark(*question, right_response(*question), policy)
    assert (found.credit, found.outcome) == (Fraction(1), Outcome.RIGHT)


@given(asked())
def test_under_exam_there_is_no_partial_credit(answered: tuple[str, dict[str, Any], Any]) -> None:
    assert mark(*answered, "exam").credit in (None, 0, 1)


@given(asked(CERTAIN))
def test_both_policies_agree_on_what_is_right(answered: tuple[str, dict[str, Any], Any]) -> None:
    exam, learn = mark(*answered, "exam"), mark(*answered, "learn")
    assert (exam.outcome is Outcome.RIGHT) == (learn.outcome is Outcome.RIGHT)
    assert exam.remarks == learn.remarks


@given(asked(), POLICIES)
def test_marking_twice_is_marking_once(answered: tuple[str, dict[str, Any], Any], policy: Policy) -> None:
    assert mark(*answered, policy) == mark(*answered, policy)


@given(several_of())
def test_choosing_everything_earns_no_more_than_choosing_nothing(key: dict[str, Any]) -> None:
    assert mark("multiple", key, key["options"], "learn").credit == mark("multiple", key, [], "learn").credit == 0


@given(several_of(), st.data())
def test_another_right_choice_never_lowers_a_mark_and_a_wrong_one_never_raises_it(
    key: dict[str, Any], data: st.DataObject
) -> None:
    policy, choice = data.draw(POLICIES), data.draw(subsets(key["options"]))
    before = credit("multiple", key, choice, policy)
    for option in set(key["options"]) - set(choice):
        after = credit("multiple", key, [*choice, option], policy)
        if option in key["right"]:
            # Under exam the last missing choice may make an answer right; no right choice makes it wrong.
            assert after >= before
        else:
            assert after <= before


@given(in_pairs(), st.data())
def test_another_pair_moves_a_mark_the_way_of_its_rightness(key: dict[str, Any], data: st.DataObject) -> None:
    policy, response = data.draw(POLICIES), data.draw(responses("matching", key)) or {}
    before = credit("matching", key, response, policy)
    for prompt in key["pairs"].keys() - response.keys():
        for choice in key["responses"]:
            after = credit("matching", key, {**response, prompt: choice}, policy)
            assert after >= before if key["pairs"][prompt] == choice else after <= before


@given(in_order(), st.data())
def test_placing_an_extra_never_raises_a_mark(key: dict[str, Any], data: st.DataObject) -> None:
    policy, response = data.draw(POLICIES), data.draw(responses("ordering", key)) or []
    at = data.draw(st.integers(0, len(response)))
    for extra in set(key["extras"]) - set(response):
        longer = [*response[:at], extra, *response[at:]]
        assert credit("ordering", key, longer, policy) <= credit("ordering", key, response, policy)


@given(in_order(), st.data())
def test_placing_one_more_after_those_that_are_right_never_lowers_a_mark(
    key: dict[str, Any], data: st.DataObject
) -> None:
    number = data.draw(st.integers(0, len(key["order"]) - 1))
    before, after = (credit("ordering", key, key["order"][:count], "learn") for count in (number, number + 1))
    assert after >= before


def credit(kind: str, key: dict[str, Any], response: object, policy: str) -> Fraction:
    found = mark(kind, key, response, policy).credit
    assert found is not None
    return found


# --- guessing ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n_prompts", [1, 2, 3])
@pytest.mark.parametrize("n_responses", [2, 3, 4])
def test_guessing_at_a_matching_is_worth_nothing_before_the_floor(n_prompts: int, n_responses: int) -> None:
    """Every guess there is, each as likely; the credits are those of one prompt alone, which no floor touches."""
    responses = [f"r{number}" for number in range(n_responses)]
    pairs = {f"p{number}": responses[number % n_responses] for number in range(n_prompts)}
    key = {"pairs": pairs, "responses": responses}
    # What a wrong pair costs shows where the others are right: one prompt more, which is never guessed.
    lift = {"pairs": {**pairs, **{f"q{number}": "r0" for number in range(n_prompts)}}, "responses": responses}
    sure = {f"q{number}": "r0" for number in range(n_prompts)}
    base = credit("matching", lift, sure, "learn")
    guesses = [dict(zip(pairs, guess, strict=True)) for guess in product(responses, repeat=n_prompts)]
    gains = [credit("matching", lift, {**sure, **guess}, "learn") - base for guess in guesses]
    assert sum(gains) == 0
    assert possible_guess("matching", key) * len(guesses) == sum(
        credit("matching", key, guess, "exam") for guess in guesses
    )


@given(keys(CERTAIN))
def test_a_guess_is_worth_something_only_where_there_is_something_to_choose(question: Asked) -> None:
    kind, key = question
    guess = possible_guess(kind, key)
    assert guess == 0 if kind in ("numeric", "short") else 0 < guess <= Fraction(1, 2)


# --- points -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "possible", "earned"),
    [
        (Fraction(1, 3), "1", "0.33"),
        (Fraction(2, 3), "1", "0.67"),
        (Fraction(1, 8), "1", "0.13"),  # 0.125: halves go up, where banker's rounding would go to 0.12
        (Fraction(1, 200), "1", "0.01"),
        (Fraction(1, 201), "1", "0.00"),
        (Fraction(1, 2), "0.01", "0.01"),
        (Fraction(1), "20", "20.00"),
        (Fraction(0), "20", "0.00"),
        (Fraction(1), "123456789012345678901234567890.12", "123456789012345678901234567890.12"),
    ],
)
def test_points_are_rounded_once_and_halves_go_up(share: Fraction, possible: str, earned: str) -> None:
    assert str(points(marked(share), Decimal(possible))) == earned


def test_what_waits_has_no_points_yet() -> None:
    waiting = Mark(None, Outcome.WAITING)
    assert points(waiting, Decimal(3)) is None
    assert total([Decimal("1.00"), None, Decimal("2.00")]) == Decimal("3.00")


@pytest.mark.parametrize("possible", ["-1", "0.005", "NaN", "Infinity", "-0.01"])
def test_points_that_are_no_points_are_refused(possible: str) -> None:
    with pytest.raises(ValueError, match="is not a number of points"):
        points(marked(Fraction(1)), Decimal(possible))
    with pytest.raises(ValueError, match="is not a number of points"):
        total([Decimal(possible)])


@given(st.lists(st.tuples(CREDITS, POSSIBLE)), st.randoms())
def test_the_order_of_questions_is_irrelevant_to_the_total(parts: list[tuple[Fraction, Decimal]], chance: Any) -> None:
    """P8: the sum of the parts is the total, to the hundredth."""
    earned = [points(marked(share), possible) for share, possible in parts]
    shuffled = list(earned)
    chance.shuffle(shuffled)
    assert total(shuffled) == total(earned) == sum(amount for amount in earned if amount is not None)


def test_the_total_of_nothing_is_nothing() -> None:
    assert str(total([])) == "0.00"


@given(CREDITS, CREDITS, POSSIBLE)
def test_more_credit_never_earns_fewer_points(one: Fraction, other: Fraction, possible: Decimal) -> None:
    fewer, more = (points(marked(share), possible) for share in sorted((one, other)))
    assert fewer is not None and more is not None and fewer <= more
