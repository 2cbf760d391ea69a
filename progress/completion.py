"""What is done, and how much of what: asked of the records, never kept. Pure.

A lesson is done when its learner says so, a lab when its challenge is met, a quiz when it is passed; a module when all
its parts are, and the course when all modules are.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from progress.outline import Outline, Part


@dataclass(frozen=True)
class Count:
    """How many of how many parts are done, and the minutes that the rest takes."""

    n_done: int
    n_parts: int
    minutes_left: int

    @property
    def is_complete(self) -> bool:
        """Nothing is left; what has no parts was never there to be completed."""
        return 0 < self.n_parts == self.n_done

    @property
    def percent(self) -> int:
        """Rounded down: 100 means done."""
        return 100 * self.n_done // self.n_parts if self.n_parts else 0


def count(parts: Iterable[Part], done: Collection[str]) -> Count:
    """`done` holds keys of parts; keys of others are of no account."""
    listed = list(parts)
    left = [part for part in listed if part.key not in done]
    return Count(len(listed) - len(left), len(listed), sum(part.minutes for part in left))


def next_part(outline: Outline, done: Collection[str]) -> Part | None:
    """The first that is not done, in the order of the course; None when all is."""
    return next((part for part in outline if part.key not in done), None)


def is_complete(outline: Outline, done: Collection[str]) -> bool:
    return count(outline, done).is_complete
