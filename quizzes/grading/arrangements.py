"""Questions answered by arranging: items in order, responses beside prompts."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import perm
from typing import Self

from quizzes.grading.keys import Key, at_least, chosen, ids, table, within
from quizzes.grading.mark import ALL, NOTHING, WRONG, BadKey, Mark, Policy, marked


@dataclass(frozen=True, slots=True)
class InOrder:
    """Items have one right order; extras belong nowhere.

    Under `learn` every pair of items counts 1 in the right relative order, -1 in the wrong one and 0 where one of the
    two was not placed; the credit is their mean, less the share of the extras that were placed.
    """

    order: tuple[str, ...]
    extras: tuple[str, ...]

    @classmethod
    def read(cls, key: Key) -> Self:
        order, extras = ids(key, "order"), ids(key, "extras")
        at_least(2, len(order), "items")
        if set(order) & set(extras):
            raise BadKey("an extra is an item of the order too")
        return cls(order, extras)

    def mark(self, response: object, policy: Policy) -> Mark:
        placed = chosen(response, {*self.order, *self.extras})
        if placed is None:
            return WRONG
        if policy is Policy.EXAM:
            credit = ALL if tuple(placed) == self.order else NOTHING
        else:
            credit = self._pairs(placed) - self._surplus(placed)
        return marked(credit, (item for item in (*self.order, *self.extras) if item in placed))

    def _pairs(self, placed: list[str]) -> Fraction:
        place = {item: number for number, item in enumerate(placed)}
        pairs = list(combinations(self.order, 2))
        both = [(place[first], place[second]) for first, second in pairs if first in place and second in place]
        return Fraction(sum(1 if first < second else -1 for first, second in both), len(pairs))

    def _surplus(self, placed: list[str]) -> Fraction:
        return Fraction(len(set(placed).intersection(self.extras)), len(self.extras)) if self.extras else NOTHING

    def right(self) -> object:
        return list(self.order)

    def guess(self) -> Fraction:
        """The page says how many places there are."""
        return Fraction(1, perm(len(self.order) + len(self.extras), len(self.order)))


@dataclass(frozen=True, slots=True)
class InPairs:
    """Each prompt has one response; a response may serve several prompts, or none.

    Under `learn` a prompt counts 1 with its response, 0 without any and -1/(responses - 1) with another one, which is
    what makes a guess worth nothing on average; the credit is their mean.
    """

    pairs: Mapping[str, str]
    responses: tuple[str, ...]

    @classmethod
    def read(cls, key: Key) -> Self:
        pairs, responses = table(key, "pairs"), ids(key, "responses")
        within(set(pairs.values()), set(responses), "pairs")
        at_least(1, len(pairs), "prompts")
        at_least(2, len(responses), "responses")
        return cls(pairs, responses)

    def mark(self, response: object, policy: Policy) -> Mark:
        given = self._given(response)
        if given is None:
            return WRONG
        n_right = sum(self.pairs[prompt] == choice for prompt, choice in given.items())
        if policy is Policy.EXAM:
            credit = ALL if n_right == len(self.pairs) else NOTHING
        else:
            n_wrong = len(given) - n_right
            credit = (n_right - Fraction(n_wrong, len(self.responses) - 1)) / len(self.pairs)
        used = set(given.values())
        # Sorted, since a mapping in the database does not keep its order.
        return marked(credit, (*sorted(given), *(choice for choice in self.responses if choice in used)))

    def _given(self, response: object) -> dict[str, str] | None:
        """The prompts that were answered; None where the response is anything else than known prompts and responses."""
        if not isinstance(response, dict) or len(response) > len(self.pairs):
            return None
        given = {}
        for prompt, choice in response.items():
            if not isinstance(prompt, str) or prompt not in self.pairs:
                return None
            if choice is None or choice == "":
                continue
            if not isinstance(choice, str) or choice not in self.responses:
                return None
            given[prompt] = choice
        return given

    def right(self) -> object:
        return dict(self.pairs)

    def guess(self) -> Fraction:
        return Fraction(1, len(self.responses) ** len(self.pairs))
