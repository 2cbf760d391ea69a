"""Questions answered by choosing among options: one of them, or several."""

from dataclasses import dataclass
from fractions import Fraction
from math import comb
from typing import Self

from quizzes.grading.keys import Key, at_least, chosen, ids, within
from quizzes.grading.mark import ALL, NOTHING, WRONG, BadKey, Mark, Policy, marked


@dataclass(frozen=True, slots=True)
class OneOf:
    """One option is right. There is no part of one option, so both policies mark alike."""

    options: tuple[str, ...]
    answer: str

    @classmethod
    def read(cls, key: Key) -> Self:
        options, right = ids(key, "options"), ids(key, "right")
        within(set(right), set(options), "right")
        at_least(2, len(options), "options")
        if len(right) != 1:
            raise BadKey(f"one option is right, not {len(right)}")
        return cls(options, right[0])

    def mark(self, response: object, policy: Policy) -> Mark:
        if not isinstance(response, str) or response not in self.options:
            return WRONG
        return marked(ALL if response == self.answer else NOTHING, (response,))

    def right(self) -> object:
        return self.answer

    def guess(self) -> Fraction:
        return Fraction(1, len(self.options))


@dataclass(frozen=True, slots=True)
class SeveralOf:
    """Several options are right.

    Under `learn` the credit is the share of the right ones that were chosen less the share of the wrong ones: who
    chooses everything earns what choosing nothing earns.
    """

    options: tuple[str, ...]
    answers: frozenset[str]

    @classmethod
    def read(cls, key: Key) -> Self:
        options, right = ids(key, "options"), ids(key, "right")
        within(set(right), set(options), "right")
        at_least(1, len(right), "right options")
        at_least(1, len(options) - len(right), "wrong options")
        return cls(options, frozenset(right))

    def mark(self, response: object, policy: Policy) -> Mark:
        choice = chosen(response, set(self.options))
        if choice is None:
            return WRONG
        n_right = len(self.answers.intersection(choice))
        if policy is Policy.EXAM:
            credit = ALL if n_right == len(self.answers) == len(choice) else NOTHING
        else:
            n_wrong = len(choice) - n_right
            credit = Fraction(n_right, len(self.answers)) - Fraction(n_wrong, len(self.options) - len(self.answers))
        return marked(credit, (option for option in self.options if option in choice))

    def right(self) -> object:
        return sorted(self.answers)

    def guess(self) -> Fraction:
        """The stem says how many to choose, so one of so many choices of that size is right."""
        return Fraction(1, comb(len(self.options), len(self.answers)))
