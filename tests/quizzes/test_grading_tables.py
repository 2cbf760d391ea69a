"""Marks that were reckoned by hand, kind by kind."""

from fractions import Fraction
from typing import Any

import pytest

from quizzes.grading import BadKey, Mark, Outcome, Policy, grade, possible_guess, right_response
from tests.quizzes.keys import BARE, JUDGES, LAB, MULTIPLE, NUMERIC, ORDER, PAIRS, SHORT, SINGLE, check, mark


@pytest.mark.parametrize("kind", ["single", "true-false"])
@pytest.mark.parametrize(
    ("response", "credits", "remarks"),
    [
        ("a", "0 0", "a"),
        ("c", "1 1", "c"),
        ("d", "0 0", "d"),
        ("z", "0 0", ""),
        (["c"], "0 0", ""),
        (2, "0 0", ""),
        ({"c": "c"}, "0 0", ""),
    ],
)
def test_one_option(kind: str, response: object, credits: str, remarks: str) -> None:
    check(kind, SINGLE, response, credits, remarks)


@pytest.mark.parametrize(
    ("response", "credits", "remarks"),
    [
        (["c"], "0 0", "c"),  # 0 - 1/3
        (["a"], "0 1/2", "a"),
        (["a", "c"], "0 1/6", "a c"),  # 1/2 - 1/3
        (["d", "a", "c"], "0 0", "a c d"),  # 1/2 - 2/3
        (["c", "b", "a"], "0 2/3", "a b c"),
        (["d", "c", "b", "a"], "0 1/3", "a b c d"),
        (["a", "b", "c", "d", "e"], "0 0", "a b c d e"),
        (["a", "b"], "1 1", "a b"),
        (["b", "a"], "1 1", "a b"),
        (["a", "b", "b"], "0 0", ""),
        (["a", "b", "z"], "0 0", ""),
        (["a", "b", None], "0 0", ""),
        (["a", "b", ["c"]], "0 0", ""),
        ("a", "0 0", ""),
        ("ab", "0 0", ""),
        ({"a": "a", "b": "b"}, "0 0", ""),
        (("a", "b"), "0 0", ""),
    ],
)
def test_several_options(response: object, credits: str, remarks: str) -> None:
    check("multiple", MULTIPLE, response, credits, remarks)


@pytest.mark.parametrize(
    ("response", "credits", "remarks"),
    [
        (["c", "a", "d", "b"], "1 1", "c a d b"),
        (["c", "a", "b", "d"], "0 2/3", "c a d b"),  # five pairs right, one wrong, of six
        (["b", "d", "a", "c"], "0 0", "c a d b"),
        (["a", "c", "b", "d"], "0 1/3", "c a d b"),  # four right, two wrong
        (["c", "a", "d"], "0 1/2", "c a d"),  # three of six
        (["c", "a"], "0 1/6", "c a"),
        (["c"], "0 0", "c"),
        (["c", "a", "d", "b", "x"], "0 1/2", "c a d b x"),
        (["y", "c", "x", "a", "d", "b"], "0 0", "c a d b x y"),
        (["c", "x", "a", "b", "d"], "0 1/6", "c a d b x"),  # 2/3 - 1/2
        (["x", "y"], "0 0", "x y"),
        (["c", "a", "d", "d"], "0 0", ""),
        (["c", "a", "d", "z"], "0 0", ""),
        ("cadb", "0 0", ""),
    ],
)
def test_order(response: object, credits: str, remarks: str) -> None:
    check("ordering", ORDER, response, credits, remarks)


def test_order_without_extras() -> None:
    check("ordering", {"order": ["a", "b"], "extras": []}, ["a", "b"], "1 1", "a b")
    check("ordering", {"order": ["a", "b"], "extras": []}, ["b", "a"], "0 0", "a b")


@pytest.mark.parametrize(
    ("response", "credits", "remarks"),
    [
        ({"p": "b", "q": "a", "r": "b"}, "1 1", "p q r b a"),
        ({"p": "b", "q": "a"}, "0 2/3", "p q b a"),
        ({"p": "b", "q": "a", "r": ""}, "0 2/3", "p q b a"),
        ({"r": None, "p": "b", "q": "a"}, "0 2/3", "p q b a"),
        ({"r": "", "p": "b", "z": "a"}, "0 0", ""),
        ({"p": "b", "q": "a", "r": "c"}, "0 1/2", "p q r b a c"),  # (2 - 1/2) / 3
        ({"r": "b", "q": "c"}, "0 1/6", "q r b c"),  # (1 - 1/2) / 3
        ({"r": "b", "q": "c", "p": "a"}, "0 0", "p q r b a c"),
        ({"q": "b"}, "0 0", "q b"),
        ({"p": "b", "q": "a", "r": "z"}, "0 0", ""),
        ({"p": "b", "q": "a", "z": "b"}, "0 0", ""),
        ({"p": "b", "q": "a", "r": "b", "z": ""}, "0 0", ""),
        ({"p": "b", "q": "a", 3: "b"}, "0 0", ""),
        ({"p": "b", "q": "a", "r": ["b"]}, "0 0", ""),
        ([["p", "b"]], "0 0", ""),
    ],
)
def test_pairs(response: object, credits: str, remarks: str) -> None:
    check("matching", PAIRS, response, credits, remarks)


@pytest.mark.parametrize(
    ("response", "credits", "remarks"),
    [
        ({"value": "112", "unit": "GB"}, "1 1", "right:0"),
        ({"value": "109.76", "unit": "GB"}, "1 1", "right:0"),
        ({"value": "114.24", "unit": "GB"}, "1 1", "right:0"),
        ({"value": "109.7599999", "unit": "GB"}, "0 0", ""),
        ({"value": "114.2400001", "unit": "GB"}, "0 0", ""),
        ({"value": "0.112", "unit": "TB"}, "1 1", "right:0"),
        ({"value": "112,000", "unit": "MB"}, "1 1", "right:0"),
        ({"value": "200", "unit": "GB"}, "1 1", "right:1"),
        ({"value": "14", "unit": "GB"}, "0 0", "wrong:0"),
        ({"value": "0.014", "unit": "TB"}, "0 0", "wrong:0"),
        ({"value": "20", "unit": "GB"}, "0 0", "wrong:1"),
        ({"value": "112", "unit": "kB"}, "0 0", ""),
        ({"value": "112", "unit": ""}, "0 0", ""),
        ({"value": "112"}, "0 0", ""),
        ({"value": 112, "unit": "GB"}, "0 0", ""),
        ({"value": "112", "unit": ["GB"]}, "0 0", ""),
        ({"value": "112", "unit": "GB", "more": ""}, "0 0", ""),
        ({"unit": "GB"}, "0 0", ""),
        ({"value": "a dozen", "unit": "GB"}, "0 0", ""),
        ("112", "0 0", ""),
        (112, "0 0", ""),
    ],
)
def test_number(response: object, credits: str, remarks: str) -> None:
    check("numeric", NUMERIC, response, credits, remarks)


@pytest.mark.parametrize(
    ("response", "credits"),
    [
        ({"value": "-1.5", "unit": ""}, "1 1"),
        ({"value": "-1.6", "unit": ""}, "0 0"),
        ({"value": "1.12 × 10¹¹"}, "1 1"),
        ({"value": "1.13e11", "unit": ""}, "0 0"),
        ({"value": "1", "unit": "GB"}, "0 0"),
    ],
)
def test_number_without_units(response: object, credits: str) -> None:
    check("numeric", BARE, response, credits, "right:0" if credits == "1 1" else "")


def test_an_essay_waits_for_a_person() -> None:
    key = {"rubric": [{"points": 2, "html": "Says why."}], "model": "Because."}
    for policy in Policy:
        assert mark("essay", key, "I think so.", policy) == Mark(None, Outcome.WAITING)
        assert mark("essay", key, " \n", policy) == Mark(Fraction(0), Outcome.UNANSWERED)
        assert mark("essay", key, ["I think so."], policy) == Mark(Fraction(0), Outcome.WRONG)


@pytest.mark.parametrize(
    ("response", "credits"),
    [
        ({"parameters": "70e9"}, "1 1"),
        ({"parameters": "70e8"}, "0 0"),
        ({"parameters": 70e9}, "0 0"),
        ([{"parameters": "70e9"}], "0 0"),
        ("70e9", "0 0"),
    ],
)
def test_values_of_a_lab(response: object, credits: str) -> None:
    check("lab", {"lab": LAB, "challenge": "gopher-budget"}, response, credits, "")


@pytest.mark.parametrize(
    ("response", "reaches"),
    [
        ({"a": "1"}, True),
        ({str(number): "x" * 60 for number in range(20)}, True),
        ({str(number): "x" for number in range(21)}, False),
        ({"a": "x" * 61}, False),
        ({"a" * 61: "x"}, False),
        ({"a": 1.0}, False),
        ({"a": ["1"]}, False),
        ({1: "1"}, False),
        (["1"], False),
    ],
)
def test_a_judge_sees_few_and_short_texts_alone(response: object, reaches: bool) -> None:
    seen: list[object] = []

    def judge(given: object) -> bool:
        seen.append(given)
        return False

    grade("lab", {"lab": "spy", "challenge": "any"}, response, Policy.EXAM, {"spy": judge})
    assert seen == ([response] if reaches else [])


def exactly(number: str) -> dict[str, Any]:
    return {**BARE, "right": [{"low": number, "high": number}], "best": number}


@pytest.mark.parametrize(
    ("kind", "key", "right"),
    [
        ("single", SINGLE, "c"),
        ("multiple", {"options": ["a", "b", "c"], "right": ["c", "a"]}, ["a", "c"]),
        ("ordering", ORDER, ["c", "a", "d", "b"]),
        ("matching", PAIRS, {"q": "a", "p": "b", "r": "b"}),
        ("numeric", NUMERIC, {"value": "112", "unit": "GB"}),
        # A mapping in the database does not keep its order.
        ("numeric", {**NUMERIC, "units": {"TB": "1000", "MB": "0.001", "GB": "1.0"}}, {"value": "112", "unit": "GB"}),
        ("numeric", BARE, {"value": "0", "unit": ""}),
        ("numeric", exactly("200"), {"value": "200", "unit": ""}),
        # Too long to be typed in plain digits.
        ("numeric", exactly("1" + "0" * 60), {"value": "1E+60", "unit": ""}),
        ("numeric", exactly("-0." + "0" * 59 + "5"), {"value": "-5E-60", "unit": ""}),
        ("numeric", exactly("1" + "0" * 59), {"value": "1" + "0" * 59, "unit": ""}),
        (
            "numeric",
            {**BARE, "right": [{"low": "0", "high": "1"}], "best": "0." + "6" * 70},
            {"value": "0." + "6" * 44 + "7", "unit": ""},
        ),
        ("short", SHORT, "Perplexity"),
        ("essay", {"rubric": [{}], "model": "Because."}, "Because."),
        ("lab", {"lab": LAB, "challenge": "gopher-budget"}, None),
    ],
)
def test_right_response(kind: str, key: dict[str, Any], right: object) -> None:
    assert right_response(kind, key) == right


@pytest.mark.parametrize(
    ("kind", "key", "guess"),
    [
        ("single", SINGLE, "1/4"),
        ("true-false", {"options": ["t", "f"], "right": ["f"]}, "1/2"),
        ("multiple", MULTIPLE, "1/10"),
        ("ordering", ORDER, "1/360"),  # four places among six: 6 · 5 · 4 · 3
        ("ordering", {"order": ["a", "b", "c"], "extras": ["x"]}, "1/24"),  # 4 · 3 · 2
        ("matching", PAIRS, "1/27"),
        ("numeric", NUMERIC, "0"),
        ("short", SHORT, "0"),
        ("essay", {"rubric": [{}], "model": "Because."}, "0"),
        ("lab", {"lab": LAB, "challenge": "gopher-budget"}, "0"),
    ],
)
def test_possible_guess(kind: str, key: dict[str, Any], guess: str) -> None:
    assert possible_guess(kind, key) == Fraction(guess)


# --- policies, kinds, judges ------------------------------------------------------------------------------------


def test_a_policy_may_be_named() -> None:
    assert mark("multiple", MULTIPLE, ["a"], "learn").credit == Fraction(1, 2)
    with pytest.raises(ValueError, match="lenient"):
        mark("multiple", MULTIPLE, ["a"], "lenient")


def test_an_unknown_kind_or_lab_is_the_keys_fault() -> None:
    with pytest.raises(BadKey, match="'riddle' is no kind"):
        mark("riddle", SINGLE, None, "exam")
    with pytest.raises(BadKey, match="no judge for the lab 'tea'"):
        grade("lab", {"lab": "tea", "challenge": "boil"}, None, Policy.EXAM, JUDGES)
