"""Numbers as people type them, and questions answered with one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context
from fractions import Fraction
from typing import Self

from quizzes.grading.keys import Key, at_least, records, table, text
from quizzes.grading.mark import ALL, NOTHING, WRONG, BadKey, Mark, Policy, marked

MAX_NUMBER = 60  # characters
MAX_EXPONENT = 400
# Of a best answer that is too long to be typed: more than an author may write, so that it stays within its range.
MAX_DIGITS = 45

SPACES = "\u00a0\u2007\u2009\u202f"  # no-break, figure, thin, narrow no-break
SAME = str.maketrans({**dict.fromkeys(SPACES, " "), "−": "-", "–": "-", "’": "'"})
RAISED = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
RAISED_RUN = re.compile("[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
# A group of thousands never begins with 0, so that 0,125 is an eighth.
NUMBER = re.compile(
    r"""
    (?P<sign>[+-]?)\ *
    (?:
        (?: (?P<commas>[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]*)?)
          | (?P<groups>[1-9][0-9]{0,2}(?P<mark>[ '_])[0-9]{3}(?:(?P=mark)[0-9]{3})*(?:[.,][0-9]*)?)
          | (?P<plain>[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+) )
        (?: \ *(?:[eE]|[×xX*·⋅]\ *10\ *(?:\^|\*\*))\ *(?P<exponent>[+-]?[0-9]{1,4}) )?
      | 10\ *(?:\^|\*\*)\ *(?P<power>[+-]?[0-9]{1,4})
    )
    """,
    re.VERBOSE,
)
DECIMAL = re.compile(r"[+-]?[0-9]{1,500}(?:\.[0-9]{1,500})?(?:[eE][+-]?[0-9]{1,3})?")


def parse_number(typed: str) -> Fraction | None:
    """The number that somebody typed, exactly; None where the text is no number.

    Thousands may be set apart by a space, an apostrophe, an underscore or a comma, always the same one and in groups
    of three. The decimal mark is a point, or a comma where it cannot be one of thousands: 1,5 and 0,125 have
    fractions, 1,234 does not. An exponent is written 1.12e11, 1.12 × 10^11 or 1.12·10¹¹; a power of ten may stand
    alone. Longer than 60 characters, or beyond 10^400, is no number.
    """
    if len(typed) > MAX_NUMBER:
        return None
    plain = RAISED_RUN.sub(lambda run: "^" + run[0].translate(RAISED), typed.strip()).translate(SAME)
    found = NUMBER.fullmatch(plain)
    if found is None:
        return None
    exponent = int(found["exponent"] or found["power"] or 0)
    if abs(exponent) > MAX_EXPONENT:
        return None
    if found["power"]:
        mantissa = "1"
    elif found["commas"]:
        mantissa = found["commas"].replace(",", "")
    else:
        mantissa = re.sub("[ '_]", "", found["groups"] or found["plain"]).replace(",", ".")
    whole, _, part = mantissa.partition(".")
    size = int(whole + part) * Fraction(10) ** (exponent - len(part))
    return -size if found["sign"] == "-" else size


def exact(decimal: object, name: str) -> Fraction:
    """A decimal of a key."""
    if not isinstance(decimal, str) or not DECIMAL.fullmatch(decimal):
        raise BadKey(f"{name} is no decimal")
    return Fraction(decimal)


@dataclass(frozen=True, slots=True)
class Range:
    low: Fraction
    high: Fraction

    @classmethod
    def read(cls, record: Key) -> Self:
        low, high = exact(record.get("low"), "low"), exact(record.get("high"), "high")
        if low > high:
            raise BadKey("a range is upside down")
        return cls(low, high)

    def holds(self, value: Fraction) -> bool:
        """Both ends belong to it."""
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Numeric:
    """A number, with a unit where the question has any; right within a range. Both policies mark alike."""

    answers: tuple[Range, ...]
    foreseen: tuple[Range, ...]
    units: Mapping[str, Fraction]
    best: object

    @classmethod
    def read(cls, key: Key) -> Self:
        answers = tuple(map(Range.read, records(key, "right")))
        at_least(1, len(answers), "right answers")
        units = {unit: exact(factor, "units") for unit, factor in table(key, "units").items()}
        if any(factor <= 0 for factor in units.values()):
            raise BadKey("a unit's factor is not above 0")
        return cls(answers, tuple(map(Range.read, records(key, "wrong"))), units, key.get("best"))

    def mark(self, response: object, policy: Policy) -> Mark:
        value = self._value(response)
        if value is None:
            return WRONG
        for number, answer in enumerate(self.answers):
            if answer.holds(value):
                return marked(ALL, (f"right:{number}",))
        foreseen = (f"wrong:{number}" for number, answer in enumerate(self.foreseen) if answer.holds(value))
        return marked(NOTHING, list(foreseen)[:1])

    def _value(self, response: object) -> Fraction | None:
        """What was answered, in the first unit."""
        if not isinstance(response, dict) or not response.keys() <= {"value", "unit"}:
            return None
        value, unit = response.get("value"), response.get("unit", "")
        if not isinstance(value, str) or not isinstance(unit, str):
            return None
        number = parse_number(value)
        factor = self.units.get(unit) if self.units else (None if unit else ALL)
        return None if number is None or factor is None else number * factor

    def right(self) -> object:
        best = _typed(text(self.best, "best"))
        unit = next((unit for unit, factor in self.units.items() if factor == 1), "")
        response = {"value": best, "unit": unit}
        value = self._value(response)
        if value is None or not any(answer.holds(value) for answer in self.answers):
            raise BadKey("the best answer is not a right one")
        return response

    def guess(self) -> Fraction:
        return NOTHING


def _typed(best: str) -> str:
    """A key's decimal as somebody could type it: what is too long gets an exponent, and fewer digits."""
    if len(best) <= MAX_NUMBER:
        return best
    exact(best, "best")
    return str(Context(prec=MAX_DIGITS).create_decimal(best).normalize(Context(prec=MAX_DIGITS)))
