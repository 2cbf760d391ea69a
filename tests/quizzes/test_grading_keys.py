"""A key that makes no sense is refused whatever was answered, and is never the learner's fault."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.grading import BadKey, Policy, grade, possible_guess, right_response
from tests.quizzes.keys import (
    ANYTHING,
    BARE,
    JUDGES,
    KINDS,
    LAB,
    MULTIPLE,
    NUMERIC,
    ORDER,
    PAIRS,
    SHORT,
    SINGLE,
    Asked,
    keys,
)

LAB_KEY = {"lab": LAB, "challenge": "gopher-budget"}
ESSAY = {"rubric": [{"points": 1, "html": "Says why."}], "model": "Because."}

BROKEN: list[tuple[str, dict[str, Any], str]] = [
    ("single", {**SINGLE, "right": []}, "one option is right, not 0"),
    ("single", {**SINGLE, "right": ["a", "b"]}, "one option is right, not 2"),
    ("single", {**SINGLE, "right": ["z"]}, "right names an id"),
    ("single", {**SINGLE, "right": "a"}, "right is missing, or no list"),
    ("single", {**SINGLE, "options": None}, "options is missing, or no list"),
    ("single", {"options": ["a"], "right": ["a"]}, "needs 2 options or more, and has 1"),
    ("single", {"options": ["a", "b", "a"], "right": ["a"]}, "options holds an id twice"),
    ("single", {"options": ["a", 1], "right": ["a"]}, "options is missing, or holds something that is no text"),
    ("single", {"options": ["a", " "], "right": ["a"]}, "options is missing, or holds something that is no text"),
    ("true-false", {"options": ["a", "b"]}, "right is missing, or no list"),
    ("multiple", {**MULTIPLE, "right": []}, "needs 1 right options"),
    ("multiple", {**MULTIPLE, "right": MULTIPLE["options"]}, "needs 1 wrong options"),
    ("multiple", {**MULTIPLE, "right": ["z"]}, "right names an id"),
    ("multiple", {**MULTIPLE, "right": ["a", "a"]}, "right holds an id twice"),
    ("ordering", {**ORDER, "order": ["a"]}, "needs 2 items"),
    ("ordering", {**ORDER, "extras": ["a"]}, "an extra is an item of the order too"),
    ("ordering", {"order": ["a", "b"]}, "extras is missing"),
    ("matching", {**PAIRS, "pairs": {}}, "needs 1 prompts"),
    ("matching", {**PAIRS, "pairs": [["p", "b"]]}, "pairs is missing, or no mapping"),
    ("matching", {**PAIRS, "pairs": {"p": "z"}}, "pairs names an id"),
    ("matching", {**PAIRS, "pairs": {"p": None}}, "pairs is missing, or holds"),
    ("matching", {**PAIRS, "pairs": {7: "b"}}, "pairs is missing, or holds"),
    ("matching", {"pairs": {"p": "b"}, "responses": ["b"]}, "needs 2 responses"),
    ("numeric", {**BARE, "right": []}, "needs 1 right answers"),
    ("numeric", {**BARE, "right": ["1"]}, "right holds something that is no mapping"),
    ("numeric", {**BARE, "right": [{"low": "1"}]}, "high is no decimal"),
    ("numeric", {**BARE, "right": [{"low": 1, "high": "1"}]}, "low is no decimal"),
    ("numeric", {**BARE, "right": [{"low": "2", "high": "1"}]}, "upside down"),
    ("numeric", {**BARE, "right": [{"low": "nan", "high": "1"}]}, "low is no decimal"),
    ("numeric", {**BARE, "right": [{"low": "1/2", "high": "1"}]}, "low is no decimal"),
    ("numeric", {**BARE, "right": [{"low": "1e9999", "high": "1e9999"}]}, "low is no decimal"),
    ("numeric", {**BARE, "wrong": None}, "wrong is missing"),
    ("numeric", {**NUMERIC, "units": {"GB": "0"}}, "factor is not above 0"),
    ("numeric", {**NUMERIC, "units": {"GB": "1", "kB": "-1"}}, "factor is not above 0"),
    ("numeric", {**NUMERIC, "units": {"GB": 1}}, "units is missing, or holds"),
    ("numeric", {**NUMERIC, "units": ["GB"]}, "units is missing, or no mapping"),
    ("short", {**SHORT, "accepted": []}, "needs 1 accepted answers"),
    ("short", {**SHORT, "accepted": [{}]}, "accepted is missing, or holds"),
    ("short", {**SHORT, "patterns": ["("]}, "the pattern"),
    ("short", {**SHORT, "patterns": ["(?=a)"]}, "the pattern"),
    ("short", {**SHORT, "patterns": ["\ud800"]}, "the pattern"),
    ("short", {**SHORT, "patterns": [None]}, "patterns is missing, or holds"),
    ("short", {**SHORT, "wrong": ["accuracy"]}, "wrong holds something that is no mapping"),
    ("short", {**SHORT, "wrong": [{"text": 7}]}, "wrong is missing, or holds"),
    ("essay", {**ESSAY, "rubric": []}, "needs 1 criteria"),
    ("essay", {**ESSAY, "model": ""}, "model is missing"),
    ("lab", {**LAB_KEY, "lab": None}, "lab is missing"),
    ("lab", {**LAB_KEY, "challenge": ""}, "challenge is missing"),
]


@pytest.mark.parametrize("response", [None, "a", ["a"], {"p": "b"}], ids=repr)
@pytest.mark.parametrize(("kind", "key", "says"), BROKEN)
def test_a_broken_key_marks_nothing(kind: str, key: dict[str, Any], says: str, response: object) -> None:
    with pytest.raises(BadKey, match=says):
        grade(kind, key, response, Policy.EXAM, JUDGES)
    with pytest.raises(BadKey):
        right_response(kind, key)
    with pytest.raises(BadKey):
        possible_guess(kind, key)


def test_a_pattern_that_is_none_is_told_to_the_caller_alone(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(BadKey, match="the pattern"):
        grade("short", {**SHORT, "patterns": ["("]}, "a", Policy.EXAM, JUDGES)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("best", [None, "", "115", "a few", 112, "a few" * 20, "1" + "0" * 70, "9" * 600])
def test_a_best_answer_that_is_not_right_is_refused_where_it_is_asked_for(best: object) -> None:
    with pytest.raises(BadKey, match="best"):
        right_response("numeric", {**NUMERIC, "best": best})


def test_a_best_answer_needs_a_unit_that_it_is_given_in() -> None:
    with pytest.raises(BadKey, match="the best answer is not a right one"):
        right_response("numeric", {**NUMERIC, "units": {"TB": "1000"}})


@given(keys(), st.data())
def test_a_key_with_a_piece_replaced_marks_or_is_refused(question: Asked, data: st.DataObject) -> None:
    kind, key = question
    broken = {**key, data.draw(st.sampled_from(sorted(key))): data.draw(ANYTHING)}
    try:
        found = grade(kind, broken, data.draw(ANYTHING), data.draw(st.sampled_from(list(Policy))), JUDGES | {"": bool})
        assert found.credit is None or 0 <= found.credit <= 1
    except BadKey as error:
        assert str(error)


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_key_is_refused(kind: str) -> None:
    with pytest.raises(BadKey):
        grade(kind, {}, None, Policy.EXAM, JUDGES)
