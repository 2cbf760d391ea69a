"""How what is due compares with what is done, on one day."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

from progress.outline import Part


class Standing(StrEnum):
    NOT_BEGUN = "not begun"
    AHEAD = "ahead"
    ON_PACE = "on pace"
    BEHIND = "behind"
    DONE = "done"


@dataclass(frozen=True)
class Pace:
    """Where somebody stands: by how many parts and minutes ahead or behind, and how many were planned by today.

    What is due today is not late until the day is over.
    """

    standing: Standing
    n_parts: int
    minutes: int
    n_planned: int


def pace(parts: Sequence[Part], due: Mapping[str, date], done: Collection[str], today: date, begins_on: date) -> Pace:
    """Where somebody stands today, who has done the parts named by `done`."""
    return Day.of(parts, due, today, begins_on).pace(done)


@dataclass(frozen=True)
class Day:
    """A plan as it stands on one day, for as many learners as follow it: keys of parts by when they are due. What is
    settled has no due date; `n_planned` counts it."""

    minutes: Mapping[str, int]
    before: frozenset[str]
    until: frozenset[str]
    after: frozenset[str]
    n_planned: int
    has_begun: bool

    @classmethod
    def of(cls, parts: Sequence[Part], due: Mapping[str, date], today: date, begins_on: date) -> Self:
        minutes = {part.key: part.minutes for part in parts}
        dated = [key for key in minutes if key in due]
        until = frozenset(key for key in dated if due[key] <= today)
        return cls(
            minutes=minutes,
            before=frozenset(key for key in until if due[key] < today),
            until=until,
            after=frozenset(key for key in dated if due[key] > today),
            n_planned=len(until) + len(minutes) - len(dated),
            has_begun=today >= begins_on,
        )

    def late(self, done: Collection[str]) -> frozenset[str]:
        """What was due before the day, and is not done."""
        return self.before.difference(done)

    def pace(self, done: Collection[str]) -> Pace:
        if late := self.late(done):
            return self._by(Standing.BEHIND, late)
        if self.minutes and all(key in done for key in self.minutes):
            return self._by(Standing.DONE, ())
        early = self.after.intersection(done)
        if early and self.until.issubset(done):
            return self._by(Standing.AHEAD, early)
        return self._by(Standing.ON_PACE if self.has_begun else Standing.NOT_BEGUN, ())

    def _by(self, standing: Standing, keys: Collection[str]) -> Pace:
        return Pace(standing, len(keys), sum(self.minutes[key] for key in keys), self.n_planned)
