"""What a browser sends becomes a response that fits, or is refused in words (P24)."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.answers import BadAnswer, clean, is_answered, response_from_form
from quizzes.grading import Outcome, right_response
from tests.quizzes.keys import CERTAIN, KINDS, Asked, afresh, asked, keys, mark, shown, spoilt

OPTIONS = [{"id": each, "html": each} for each in ("a", "b", "c")]
SHOWN: dict[str, dict[str, Any]] = {
    "single": {"kind": "single", "options": OPTIONS},
    "true-false": {"kind": "true-false", "options": OPTIONS[:2]},
    "multiple": {"kind": "multiple", "options": OPTIONS},
    "ordering": {"kind": "ordering", "options": OPTIONS, "n_places": 2},
    "matching": {"kind": "matching", "prompts": [{"id": "p"}, {"id": "q"}], "responses": OPTIONS},
    "numeric": {"kind": "numeric", "units": ["GB", "TB"]},
    "bare": {"kind": "numeric", "units": []},
    "one unit": {"kind": "numeric", "units": ["GB"]},
    "short": {"kind": "short"},
    "essay": {"kind": "essay", "words": 200},
    "lab": {"kind": "lab", "lab": "x", "fields": [{"name": "size"}, {"name": "tokens"}]},
}
RELOAD = "Reload the page and answer again."
UNKNOWN = f"The answer names something that this question does not show. {RELOAD}"
SHAPELESS = f"The answer does not have the form of this question. {RELOAD}"
TWICE = "The answer names one response twice."


def too_long(length: str, most: str) -> str:
    return f"The answer is {length} characters long; the most is {most}."


def cannot_keep(code: str) -> str:
    return f"The answer holds a character that cannot be kept: U+{code}."


# --- refused ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "response", "reason"),
    [
        ("single", "z", UNKNOWN),
        ("single", ["a"], SHAPELESS),
        ("single", {"a": "a"}, SHAPELESS),
        ("single", 1, SHAPELESS),
        ("single", float("nan"), SHAPELESS),
        ("single", True, SHAPELESS),
        ("true-false", "c", UNKNOWN),
        ("multiple", "a", SHAPELESS),
        ("multiple", ["a", "z"], UNKNOWN),
        ("multiple", ["a", ""], UNKNOWN),
        ("multiple", ["a", None], SHAPELESS),
        ("multiple", ["a", ["b"]], SHAPELESS),
        ("multiple", ["a", "a"], TWICE),
        ("multiple", ["a", "b", "c", "a"], TWICE),
        ("ordering", {"a": 1}, SHAPELESS),
        ("ordering", ["b", "a", "b"], TWICE),
        ("ordering", ["b", "z"], UNKNOWN),
        ("matching", [["p", "a"]], SHAPELESS),
        ("matching", {"z": "a"}, UNKNOWN),
        ("matching", {"z": "", "p": "a"}, UNKNOWN),
        ("matching", {"p": "z"}, UNKNOWN),
        ("matching", {"p": ["a"]}, SHAPELESS),
        ("matching", {7: "a"}, SHAPELESS),
        ("numeric", "112", SHAPELESS),
        ("numeric", 112, SHAPELESS),
        ("numeric", {"value": 112, "unit": "GB"}, SHAPELESS),
        ("numeric", {"value": float("nan"), "unit": "GB"}, SHAPELESS),
        ("numeric", {"unit": "GB"}, SHAPELESS),
        ("numeric", {"value": "112", "unit": "kB"}, UNKNOWN),
        ("numeric", {"value": "112", "unit": ["GB"]}, UNKNOWN),
        ("numeric", {"value": "112", "unit": None}, UNKNOWN),
        ("numeric", {"value": "112", "unit": "GB", "more": ""}, UNKNOWN),
        ("numeric", {"value": "1" * 61, "unit": "GB"}, too_long("61", "60")),
        ("numeric", {"value": "1\n2", "unit": "GB"}, cannot_keep("000A")),
        ("bare", {"value": "112", "unit": "GB"}, UNKNOWN),
        ("one unit", {"value": "112", "unit": "TB"}, UNKNOWN),
        ("short", ["perplexity"], SHAPELESS),
        ("short", "x" * 501, too_long("501", "500")),
        ("short", "a\0b", cannot_keep("0000")),
        ("short", "a\tb", cannot_keep("0009")),
        ("short", "a\nb", cannot_keep("000A")),
        ("short", "a\x1bb", cannot_keep("001B")),
        ("short", "a\x85b", cannot_keep("0085")),
        ("short", "a\ud800", cannot_keep("D800")),
        ("short", "e" + "\u0301" * 31, "The answer has more than 30 accents on one letter."),
        ("short", "\u0301" * 31, "The answer has more than 30 accents on one letter."),
        # One letter that Unicode's composed form writes as two.
        ("short", "\u0958" * 251, too_long("502", "500")),
        ("essay", {"text": "x"}, SHAPELESS),
        ("essay", "x" * 20_001, too_long("20,001", "20,000")),
        ("essay", "a\0b", cannot_keep("0000")),
        ("essay", "a\x0bb", cannot_keep("000B")),
        ("essay", "a\udfff", cannot_keep("DFFF")),
        ("lab", "70e9", SHAPELESS),
        ("lab", {"budget": "1"}, UNKNOWN),
        ("lab", {"size": 7}, SHAPELESS),
        ("lab", {"size": []}, SHAPELESS),
        ("lab", {"size": {"value": "7"}}, SHAPELESS),
        ("lab", {"size": "7" * 61}, too_long("61", "60")),
        ("lab", {"size": "7\0"}, cannot_keep("0000")),
    ],
)
def test_what_does_not_fit_is_refused_in_words(name: str, response: object, reason: str) -> None:
    with pytest.raises(BadAnswer) as refusal:
        clean(SHOWN[name], response)
    assert refusal.value.reason == str(refusal.value) == reason


Fields = Mapping[str, Sequence[str]]


@pytest.mark.parametrize(
    ("name", "fields", "reason"),
    [
        ("single", {"q1": ["a", "b"]}, SHAPELESS),
        ("single", {"q1": ["z"]}, UNKNOWN),
        ("single", {"q1-a": ["a"]}, UNKNOWN),
        ("multiple", {"q1": ["a", "a"]}, TWICE),
        ("multiple", {"q1": ["a"], "q1-b": ["on"]}, UNKNOWN),
        ("ordering", {"q1-a": ["2"], "q1-c": ["2"]}, "Two responses have place 2."),
        ("ordering", {"q1-a": ["4"]}, "A place is a number from 1 to 3."),
        ("ordering", {"q1-a": ["0"]}, "A place is a number from 1 to 3."),
        ("ordering", {"q1-a": ["-1"]}, "A place is a number from 1 to 3."),
        ("ordering", {"q1-a": ["²"]}, "A place is a number from 1 to 3."),
        ("ordering", {"q1-a": ["first"]}, "A place is a number from 1 to 3."),
        ("ordering", {"q1-a": ["1", "2"]}, SHAPELESS),
        ("ordering", {"q1-z": ["1"]}, UNKNOWN),
        ("ordering", {"q1": ["a"]}, UNKNOWN),
        ("matching", {"q1-p": ["z"]}, UNKNOWN),
        ("matching", {"q1-z": ["a"]}, UNKNOWN),
        ("matching", {"q1-p": ["a", "b"]}, SHAPELESS),
        ("numeric", {"q1": ["1", "2"]}, SHAPELESS),
        ("numeric", {"q1": ["1"], "q1-unit": ["kB"]}, UNKNOWN),
        ("numeric", {"q1": ["1"], "q1-value": ["2"]}, UNKNOWN),
        ("short", {"q1": ["a", "b"]}, SHAPELESS),
        ("essay", {"q1": ["a", "b"]}, SHAPELESS),
        ("lab", {"q1-budget": ["1"]}, UNKNOWN),
    ],
)
def test_a_form_that_does_not_fit_is_refused_in_words(name: str, fields: Fields, reason: str) -> None:
    with pytest.raises(BadAnswer) as refusal:
        response_from_form(SHOWN[name], fields, "q1")
    assert refusal.value.reason == reason


# --- kept -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "response", "kept"),
    [
        ("single", "b", "b"),
        ("multiple", ["c", "a"], ["a", "c"]),
        ("ordering", ["c", "a"], ["c", "a"]),
        ("ordering", ["c", "a", "b"], ["c", "a", "b"]),
        ("matching", {"p": "a", "q": ""}, {"p": "a"}),
        ("matching", {"p": "a", "q": None}, {"p": "a"}),
        ("matching", {"p": "a", "q": "a"}, {"p": "a", "q": "a"}),
        ("numeric", {"value": " 1 234 ", "unit": "TB"}, {"value": " 1 234 ", "unit": "TB"}),
        ("numeric", {"value": "1" * 60}, {"value": "1" * 60, "unit": ""}),
        ("bare", {"value": "a few", "unit": ""}, {"value": "a few", "unit": ""}),
        # Where there is one unit, it need not be chosen.
        ("one unit", {"value": "7", "unit": ""}, {"value": "7", "unit": "GB"}),
        ("short", " Cross  Entropy ", " Cross  Entropy "),
        ("short", "x" * 500, "x" * 500),
        ("short", "e\u0301", "\u00e9"),
        ("short", "e" + "\u0301" * 30, "\u00e9" + "\u0301" * 29),
        ("short", "\u0301" * 30, "\u0301" * 30),
        ("short", "\U0001f600 \u202e", "\U0001f600 \u202e"),
        ("essay", "a\r\nb\rc\n\td", "a\nb\nc\n\td"),
        ("essay", "x\r\n" * 10_000, "x\n" * 10_000),
        ("lab", {"size": "70e9", "tokens": " "}, {"size": "70e9"}),
        ("lab", {"size": "70e9", "tokens": None}, {"size": "70e9"}),
        ("lab", {"size": "7" * 60, "tokens": "1"}, {"size": "7" * 60, "tokens": "1"}),
    ],
)
def test_what_fits_is_kept_as_it_was_given(name: str, response: object, kept: object) -> None:
    assert clean(afresh(SHOWN[name]), response) == kept
    assert is_answered(kept)


@pytest.mark.parametrize("blank", [None, "", " \n", [], {}, {"value": ""}, {"value": "", "unit": "GB"}, {"p": ""}])
@pytest.mark.parametrize("name", SHOWN)
def test_a_blank_is_no_answer(name: str, blank: object) -> None:
    assert clean(SHOWN[name], blank) is None
    assert not is_answered(blank)


@pytest.mark.parametrize(
    ("name", "fields", "response"),
    [
        ("single", {"q1": ["b"]}, "b"),
        ("single", {"q1": [""]}, None),
        ("single", {"q1": []}, None),
        ("multiple", {"q1": ["c", "a"]}, ["a", "c"]),
        ("multiple", {"q1": ["", "a"]}, ["a"]),
        ("multiple", {"q1": [""]}, None),
        ("ordering", {"q1-a": ["3"], "q1-b": [""], "q1-c": ["1"]}, ["c", "a"]),  # the gap is closed
        ("ordering", {"q1-a": ["2"], "q1-b": ["1"], "q1-c": ["3"]}, ["b", "a", "c"]),
        ("ordering", {"q1-a": [""], "q1-b": [""], "q1-c": [""]}, None),
        ("matching", {"q1-p": ["b"], "q1-q": [""]}, {"p": "b"}),
        ("numeric", {"q1": ["112"], "q1-unit": ["GB"]}, {"value": "112", "unit": "GB"}),
        ("numeric", {"q1": [""], "q1-unit": ["GB"]}, None),
        ("bare", {"q1": ["112"]}, {"value": "112", "unit": ""}),
        ("short", {"q1": ["perplexity"]}, "perplexity"),
        ("essay", {"q1": ["one\r\ntwo"]}, "one\ntwo"),
        ("lab", {"q1-size": ["70e9"], "q1-tokens": [""]}, {"size": "70e9"}),
    ],
)
def test_a_form_says_what_json_says(name: str, fields: Fields, response: object) -> None:
    others = {"q10": ["z"], "q10-a": ["z"], "q": ["z"], "q2": ["a", "b"], "revision-q1": ["7"], "Q1": ["z"]}
    assert response_from_form(afresh(SHOWN[name]), {**others, **fields}, afresh("q1")) == response


@pytest.mark.parametrize("name", SHOWN)
def test_a_form_without_the_question_answers_nothing(name: str) -> None:
    assert response_from_form(SHOWN[name], {"q2": ["a"]}, "q1") is None


# --- laws -------------------------------------------------------------------------------------------------------


@given(spoilt())
def test_any_response_is_cleaned_or_refused(answered: tuple[str, dict[str, Any], Any]) -> None:
    kind, key, response = answered
    try:
        kept = clean(shown(kind, key), response)
    except BadAnswer as refusal:
        assert refusal.reason.endswith(".")
        return
    assert clean(shown(kind, key), kept) == kept
    assert (kept is None) == (not is_answered(response))
    # It can be stored, and comes back from the database as it went in.
    stored = json.dumps(kept, allow_nan=False, ensure_ascii=False)
    assert stored.encode()
    assert json.loads(stored) == kept
    assert unicodedata.is_normalized("NFC", stored)
    assert "\\u0000" not in stored


@given(asked(), st.sampled_from(["exam", "learn"]))
def test_cleaning_changes_no_mark(answered: tuple[str, dict[str, Any], Any], policy: str) -> None:
    kind, key, response = answered
    kept = clean(shown(kind, key), response)
    assert mark(kind, key, kept, policy) == mark(kind, key, response, policy)
    assert is_answered(kept) == (mark(kind, key, kept, policy).outcome is not Outcome.UNANSWERED)


@given(keys(CERTAIN))
def test_the_right_response_can_be_given(question: Asked) -> None:
    kind, key = question
    assert clean(shown(kind, key), right_response(kind, key)) == right_response(kind, key)


@given(asked(KINDS))
def test_a_response_comes_back_from_the_form_that_shows_it(answered: tuple[str, dict[str, Any], Any]) -> None:
    kind, key, response = answered
    kept = clean(shown(kind, key), response)
    assert response_from_form(shown(kind, key), form(kind, kept), "q3") == kept


def form(kind: str, response: Any) -> dict[str, list[str]]:
    """The fields of a page that shows this response."""
    if response is None:
        return {}
    if kind == "multiple":
        return {"q3": response}
    if kind == "ordering":
        return {f"q3-{option}": [str(place)] for place, option in enumerate(response, 1)}
    if kind == "numeric":
        return {"q3": [response["value"]], "q3-unit": [response["unit"]]}
    if isinstance(response, dict):
        return {f"q3-{name}": [value] for name, value in response.items()}
    return {"q3": [response]}
