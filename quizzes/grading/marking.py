"""Marking: total, so that any response gets a mark, and exact, so that it is the same mark everywhere."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from quizzes.grading.arrangements import InOrder, InPairs
from quizzes.grading.challenges import Challenge, Judge
from quizzes.grading.choices import OneOf, SeveralOf
from quizzes.grading.keys import Key, Rule
from quizzes.grading.mark import UNANSWERED, BadKey, Mark, Policy, is_blank
from quizzes.grading.numbers import Numeric
from quizzes.grading.words import Essay, Short

RULES: Mapping[str, Callable[[Key], Rule]] = {
    "single": OneOf.read,
    "multiple": SeveralOf.read,
    "true-false": OneOf.read,
    "ordering": InOrder.read,
    "matching": InPairs.read,
    "numeric": Numeric.read,
    "short": Short.read,
    "essay": Essay.read,
    "lab": Challenge.read,
}


def grade(kind: str, key: Key, response: object, policy: Policy, judges: Mapping[str, Judge]) -> Mark:
    """The mark of a response: whatever it is, it gets one.

    What names an id that was not shown, names one twice or has the wrong shape is wrong; what is blank is unanswered.
    `judges` say, by the lab's id, whether values meet its challenge. Raises BadKey where the key makes no sense,
    whatever the response.
    """
    rule = _rule(kind, key)
    if isinstance(rule, Challenge):
        rule = rule.judged_by(judges)
    return UNANSWERED if is_blank(response) else rule.mark(response, Policy(policy))


def right_response(kind: str, key: Key) -> object:
    """A response that earns all; None for a lab, since its judge alone knows one. An essay may be any text."""
    return _rule(kind, key).right()


def possible_guess(kind: str, key: Key) -> Fraction:
    """What answering at random earns on average under `exam`, by someone who knows how many to choose or to place."""
    return _rule(kind, key).guess()


def _rule(kind: str, key: Key) -> Rule:
    if kind not in RULES:
        raise BadKey(f"{kind!r} is no kind of question")
    return RULES[kind](key)
