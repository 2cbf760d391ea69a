"""From what a browser sent to a response, or to a refusal that tells the learner why.

A response that was cleaned fits its question: every id in it was shown, none stands twice, texts are short enough and
can be stored. Nothing is cut or corrected unseen. What is blank becomes None, the response of someone who has not
answered.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from quizzes.grading import is_blank
from quizzes.grading.challenges import MAX_FIELD
from quizzes.grading.mark import is_empty
from quizzes.grading.numbers import MAX_NUMBER
from quizzes.grading.words import MAX_SHORT

MAX_ESSAY = 20_000  # characters
# The longest run of accents on one letter that Unicode's stream-safe format allows; ordering long ones is slow (P24).
MAX_ACCENTS = 30

Shown = Mapping[str, object]


class BadAnswer(ValueError):
    """An answer that cannot be kept. `reason` is a sentence for the learner."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


UNKNOWN = "The answer names something that this question does not show. Reload the page and answer again."
SHAPELESS = "The answer does not have the form of this question. Reload the page and answer again."
TWICE = "The answer names one response twice."


def is_answered(response: object) -> bool:
    """Whether anything was answered."""
    return not is_blank(response)


def response_from_form(shown: Shown, fields: Mapping[str, Sequence[str]], prefix: str) -> object:
    """The response in a form's fields, named as the page names them; raises BadAnswer.

    With the prefix q3: `q3` is the option's id, the text or the number, and stands several times where several options
    may be chosen. `q3-unit` is the unit, `q3-<option id>` an option's place in the order from 1 (gaps are closed),
    `q3-<prompt id>` the response to a prompt, `q3-<field name>` a value of a lab. No other field may begin with `q3-`.
    """
    mine = {name: values for name, values in fields.items() if name == prefix or name.startswith(f"{prefix}-")}
    kind = shown["kind"]
    if kind == "multiple":
        _only({name: values[:1] for name, values in mine.items()}, {prefix})
        return clean(shown, [choice for choice in mine.get(prefix, ()) if choice])
    if kind == "ordering":
        options = _ids(shown, "options")
        return clean(shown, _in_order(_each(mine, prefix, options), len(options)))
    if kind == "matching":
        return clean(shown, _each(mine, prefix, _ids(shown, "prompts")))
    if kind == "lab":
        return clean(shown, _each(mine, prefix, _ids(shown, "fields", "name")))
    if kind == "numeric":
        named = {prefix: "value", f"{prefix}-unit": "unit"}
        return clean(shown, {named[name]: value for name, value in _only(mine, named).items()})
    return clean(shown, _only(mine, {prefix}).get(prefix))


def clean(shown: Shown, response: object) -> object:
    """A response that came as JSON, as it is kept; raises BadAnswer. Cleaning twice is cleaning once."""
    return None if is_blank(response) else CLEANERS[str(shown["kind"])](shown, response)


def _option(shown: Shown, response: object) -> object:
    return _known(response, _ids(shown, "options"))


def _options(shown: Shown, response: object) -> list[str]:
    options = _ids(shown, "options")
    if not isinstance(response, list):
        raise BadAnswer(SHAPELESS)
    chosen = [_known(choice, options) for choice in response]
    if len(set(chosen)) < len(chosen):
        raise BadAnswer(TWICE)
    return chosen


def _choices(shown: Shown, response: object) -> object:
    return sorted(_options(shown, response))


def _pairs(shown: Shown, response: object) -> object:
    prompts, responses = _ids(shown, "prompts"), _ids(shown, "responses")
    given = {prompt: choice for prompt, choice in _mapping(response, prompts).items() if choice not in (None, "")}
    return {prompt: _known(choice, responses) for prompt, choice in given.items()}


def _number(shown: Shown, response: object) -> object:
    given, units = _mapping(response, {"value", "unit"}), _list(shown, "units")
    unit = given.get("unit", "")
    if unit == "" and len(units) == 1:
        # Where there is one unit, it stands beside the field and need not be chosen.
        unit = units[0]
    if unit != "" and unit not in units:
        raise BadAnswer(UNKNOWN)
    return {"value": _text(given.get("value"), MAX_NUMBER), "unit": unit}


def _short(shown: Shown, response: object) -> object:
    return _text(response, MAX_SHORT)


def _essay(shown: Shown, response: object) -> object:
    if not isinstance(response, str):
        raise BadAnswer(SHAPELESS)
    return _text(response.replace("\r\n", "\n").replace("\r", "\n"), MAX_ESSAY, allowed="\n\t")


def _values(shown: Shown, response: object) -> object:
    given = _mapping(response, _ids(shown, "fields", "name"))
    return {name: _text(value, MAX_FIELD) for name, value in given.items() if not is_empty(value)}


CLEANERS: Mapping[str, Callable[[Shown, object], object]] = {
    "single": _option,
    "multiple": _choices,
    "true-false": _option,
    "ordering": _options,
    "matching": _pairs,
    "numeric": _number,
    "short": _short,
    "essay": _essay,
    "lab": _values,
}


def _known(choice: object, known: Iterable[str]) -> str:
    if not isinstance(choice, str):
        raise BadAnswer(SHAPELESS)
    if choice not in known:
        raise BadAnswer(UNKNOWN)
    return choice


def _mapping(response: object, known: Iterable[str]) -> dict[str, object]:
    if not isinstance(response, dict):
        raise BadAnswer(SHAPELESS)
    return {_known(name, known): value for name, value in response.items()}


def _text(typed: object, most: int, *, allowed: str = "") -> str:
    """A text in Unicode's composed form and otherwise as it was typed."""
    if not isinstance(typed, str):
        raise BadAnswer(SHAPELESS)
    # Looked at before it is composed, so that composing is little work; and after, since it can grow.
    _limit(typed, most)
    if _longest_run(typed) > MAX_ACCENTS:
        raise BadAnswer(f"The answer has more than {MAX_ACCENTS} accents on one letter.")
    text = unicodedata.normalize("NFC", typed)
    _limit(text, most)
    for character in text:
        # Cc: controls, NUL among them. Cs: half of a pair of surrogates. The database takes neither.
        if unicodedata.category(character) in ("Cc", "Cs") and character not in allowed:
            raise BadAnswer(f"The answer holds a character that cannot be kept: U+{ord(character):04X}.")
    return text


def _limit(text: str, most: int) -> None:
    if len(text) > most:
        raise BadAnswer(f"The answer is {len(text):,} characters long; the most is {most:,}.")


def _longest_run(text: str) -> int:
    longest = run = 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        longest = max(longest, run)
    return longest


def _only(mine: Mapping[str, Sequence[str]], names: Iterable[str]) -> dict[str, str]:
    """The fields' values, one for each; a field of another name is refused."""
    for name, values in mine.items():
        if name not in names:
            raise BadAnswer(UNKNOWN)
        if len(values) > 1:
            raise BadAnswer(SHAPELESS)
    return {name: next(iter(values), "") for name, values in mine.items()}


def _each(mine: Mapping[str, Sequence[str]], prefix: str, names: Iterable[str]) -> dict[str, str]:
    """The values of the fields that are named after the prefix and one of `names`."""
    named = {f"{prefix}-{name}": name for name in names}
    return {named[name]: value for name, value in _only(mine, named).items()}


def _in_order(places: Mapping[str, str], n_places: int) -> list[str]:
    """The ids by their places; a place that nothing has is passed over."""
    standing: dict[int, str] = {}
    for name, place in places.items():
        if place == "":
            continue
        if place not in map(str, range(1, n_places + 1)):
            raise BadAnswer(f"A place is a number from 1 to {n_places}.")
        if int(place) in standing:
            raise BadAnswer(f"Two responses have place {place}.")
        standing[int(place)] = name
    return [standing[place] for place in sorted(standing)]


def _ids(shown: Shown, part: str, name: str = "id") -> list[str]:
    return [str(each[name]) for each in _list(shown, part)]


def _list(shown: Shown, part: str) -> list[Any]:
    found = shown[part]
    if not isinstance(found, list):
        raise TypeError(f"{part} of what is shown is no list")
    return found
