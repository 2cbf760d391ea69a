"""What marking comes to: a credit between nothing and all, and how it becomes points."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class BadKey(ValueError):
    """The key itself makes no sense. That is never the learner's fault, so no mark comes of it."""


class Policy(StrEnum):
    """How a quiz marks.

    Under `exam` a question is right or it is not, as AIF-C01 marks. Under `learn` a part of it counts, and wrong
    choices count against it, so that guessing is worth nothing on average.
    """

    EXAM = "exam"
    LEARN = "learn"


class Outcome(StrEnum):
    """How a response came out, for whoever shows it. `waiting` is an essay that a person has to read."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    UNANSWERED = "unanswered"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark of one response.

    `credit` is the share of the points that it earns, None while it waits for a person. `remarks` point at the
    feedback that belongs to it, in an order that the key alone decides: ids of options, items, prompts and responses,
    or "right:0" and "wrong:1" for the place of an answer in the key.
    """

    credit: Fraction | None
    outcome: Outcome
    remarks: tuple[str, ...] = ()


NOTHING, ALL = Fraction(0), Fraction(1)
WRONG = Mark(NOTHING, Outcome.WRONG)
UNANSWERED = Mark(NOTHING, Outcome.UNANSWERED)
WAITING = Mark(None, Outcome.WAITING)


def marked(credit: Fraction, remarks: Iterable[str] = ()) -> Mark:
    """The mark of an answer that earned `credit`; below nothing is nothing."""
    credit = max(credit, NOTHING)
    outcome = Outcome.RIGHT if credit == ALL else Outcome.PARTLY if credit else Outcome.WRONG
    return Mark(credit, outcome, tuple(remarks))


def is_blank(response: object) -> bool:
    """Whether nothing was answered: nothing at all, white space alone, or fields that hold no more than that."""
    if isinstance(response, dict):
        # A unit without a value answers nothing.
        is_number = response.keys() == {"value", "unit"}
        return all(is_empty(value) for value in ([response["value"]] if is_number else response.values()))
    return is_empty(response) or (isinstance(response, list) and not response)


def is_empty(value: object) -> bool:
    """Whether a text, or what stands in a field, is nothing or white space alone."""
    return value is None or (isinstance(value, str) and not value.strip())


def points(mark: Mark, possible: Decimal) -> Decimal | None:
    """What a mark is worth, rounded here and nowhere else: to whole hundredths, halves up.

    Raises ValueError where `possible` is not itself a number of whole hundredths, since then rounding could give more
    than was possible.
    """
    worth = _hundredths(possible)
    if mark.credit is None:
        return None
    return _amount((worth * mark.credit + Fraction(1, 2)).__floor__())


def total(parts: Iterable[Decimal | None]) -> Decimal:
    """The sum of what questions earned, exactly; what still waits for its mark adds nothing yet."""
    return _amount(sum(_hundredths(amount) for amount in parts if amount is not None))


def _hundredths(amount: Decimal) -> int:
    hundredths = Fraction(amount) * 100 if amount.is_finite() else Fraction(-1)
    if hundredths < 0 or hundredths.denominator != 1:
        raise ValueError(f"{amount} is not a number of points: they are whole hundredths, and none is below 0")
    return hundredths.numerator


def _amount(hundredths: int) -> Decimal:
    # From its digits, so that no precision of a context cuts it.
    return Decimal((0, tuple(map(int, str(hundredths))), -2))
