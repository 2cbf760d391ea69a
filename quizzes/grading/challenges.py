"""Questions answered with the values found in a lab, whose own judge says whether they meet its challenge."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Self

from quizzes.grading.keys import Key, text
from quizzes.grading.mark import ALL, NOTHING, WRONG, BadKey, Mark, Policy, marked

Judge = Callable[[object], bool]
MAX_FIELDS = 20
MAX_FIELD = 60  # characters


@dataclass(frozen=True, slots=True)
class Challenge:
    """Values that meet a lab's challenge or do not. Both policies mark alike."""

    lab: str
    judge: Judge | None = None

    @classmethod
    def read(cls, key: Key) -> Self:
        text(key.get("challenge"), "challenge")
        return cls(text(key.get("lab"), "lab"))

    def judged_by(self, judges: Mapping[str, Judge]) -> Self:
        if self.lab not in judges:
            raise BadKey(f"no judge for the lab {self.lab!r}")
        return replace(self, judge=judges[self.lab])

    def mark(self, response: object, policy: Policy) -> Mark:
        """A judge sees names and texts as typed, few and short, and nothing else."""
        if self.judge is None or not _is_form(response):
            return WRONG
        return marked(ALL if self.judge(response) else NOTHING)

    def right(self) -> object:
        """Only the lab knows."""
        return None

    def guess(self) -> Fraction:
        return NOTHING


def _is_form(response: object) -> bool:
    return (
        isinstance(response, dict)
        and len(response) <= MAX_FIELDS
        and all(isinstance(text, str) and len(text) <= MAX_FIELD for field in response.items() for text in field)
    )
