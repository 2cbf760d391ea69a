"""The rule that due dates follow from, and the bounds of one."""

from dataclasses import dataclass
from datetime import date

WEEK = 7
# Minutes a day go by fives. Less than ten would not get anybody through a lesson.
STEP, LEAST_MINUTES, MOST_MINUTES = 5, 10, 600
MOST_PAUSES, LONGEST_PAUSE = 20, 366
# Far from the calendar's ends, so that no due date falls off it.
EARLIEST, LATEST = date(1970, 1, 1), date(2999, 12, 31)


@dataclass(frozen=True)
class Pause:
    """Both days belong to it."""

    from_on: date
    to_on: date


@dataclass(frozen=True)
class Rule:
    """What due dates follow from. `study_days` are weekdays, Monday 0; `settled` are keys of parts that were done when
    the plan was made, and have no date in it."""

    begins_on: date
    study_days: frozenset[int]
    daily_minutes: int
    pauses: tuple[Pause, ...] = ()
    by_week: bool = True
    settled: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if not self.study_days or not self.study_days <= frozenset(range(WEEK)):
            raise ValueError("Study days are weekdays from 0 to 6, at least one.")
        if not LEAST_MINUTES <= self.daily_minutes <= MOST_MINUTES:
            raise ValueError(f"A study day has from {LEAST_MINUTES} to {MOST_MINUTES} minutes.")
        if len(self.pauses) > MOST_PAUSES:
            raise ValueError(f"A plan has at most {MOST_PAUSES} pauses.")
        if any(pause.to_on < pause.from_on for pause in self.pauses):
            raise ValueError("A pause ends no earlier than it begins.")
        if any((pause.to_on - pause.from_on).days >= LONGEST_PAUSE for pause in self.pauses):
            raise ValueError(f"A pause lasts at most {LONGEST_PAUSE} days.")
        days = [self.begins_on, *(pause.from_on for pause in self.pauses)]
        if not EARLIEST <= min(days) <= max(days) <= LATEST:
            raise ValueError(f"Days are from {EARLIEST} to {LATEST}.")
