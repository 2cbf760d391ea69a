"""Numbers of numeric questions: exact decimals, and the ranges in which an answer counts."""

import re
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext

from curriculum.markup.problem import Mistake
from quizzes.source.answers import NUMBER

# Far beyond what a course asks, and small enough to be exact.
MAX_LENGTH, MAX_EXPONENT = 40, 60
EXACT = Context(prec=400)
RANGE = re.compile(rf"(?P<low>{NUMBER})\s*\.\.\s*(?P<high>{NUMBER})")
AROUND = re.compile(rf"(?P<value>{NUMBER})(?:\s*\+-\s*(?P<by>{NUMBER})(?P<percent>\s?%)?)?")
MEND = "write = 112, = 112 +- 1, = 112 +- 2% or = 110 .. 114"


@dataclass(frozen=True)
class Range:
    """The numbers from `low` to `high`, both included; `best` is what stands for them."""

    low: Decimal
    high: Decimal
    best: Decimal

    def overlaps(self, other: "Range") -> bool:
        return self.low <= other.high and other.low <= self.high


def read_number(text: str) -> Decimal:
    """A decimal, perhaps with an exponent. Raises Mistake."""
    if not text.isascii() or not re.fullmatch(NUMBER, text):
        raise Mistake(f"{text[:60]!r} is not a number", MEND)
    exponent = re.split("[eE]", text)[1:]
    if len(text) > MAX_LENGTH or (exponent and abs(int(exponent[0])) > MAX_EXPONENT):
        raise Mistake(f"the number {text[:60]} is out of all proportion", "choose a larger or smaller unit")
    return Decimal(text)


def read_range(text: str) -> Range:
    """`112`, `112 +- 1`, `112 +- 2%` or `110 .. 114`. Raises Mistake."""
    if len(text) > 3 * MAX_LENGTH:
        raise Mistake(f"{text[:60]!r} … is not a number or a range", MEND)
    span, around = RANGE.fullmatch(text), AROUND.fullmatch(text)
    with localcontext(EXACT):
        if span:
            low, high = read_number(span["low"]), read_number(span["high"])
            if low > high:
                raise Mistake(f"the range {text[:60]} is upside down", "write the smaller number first")
            return Range(low, high, (low + high) / 2)
        if around is None:
            raise Mistake(f"{text[:60]!r} is not a number or a range", MEND)
        value = read_number(around["value"])
        by = read_number(around["by"]) if around["by"] else Decimal(0)
        if by < 0:
            raise Mistake(f"the tolerance of {text[:60]} is negative", "write it without a sign")
        if around["percent"]:
            by = abs(value) * by / 100
        return Range(value - by, value + by, value)


def written(number: Decimal) -> str:
    """The number in plain digits."""
    with localcontext(EXACT):
        return format(number.normalize() + 0, "f")
