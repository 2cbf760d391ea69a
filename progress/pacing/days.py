"""The day by whose end each part is due."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from progress.outline import Part
from progress.pacing.rule import WEEK, Rule

DAY = timedelta(days=1)


def due_dates(parts: Sequence[Part], rule: Rule) -> dict[str, date]:
    """The day by whose end each part is due, by key; settled parts have none."""
    days = _StudyDays(rule)
    nth, left, week = 0, rule.daily_minutes, 1
    due = {}
    for part in parts:
        if part.key in rule.settled:
            continue
        if rule.by_week and part.week > week:
            week = part.week
            first = days.first_of_week(week)
            if nth < first:
                nth, left = first, rule.daily_minutes
        if part.minutes > left:
            n_more = -((left - part.minutes) // rule.daily_minutes)
            nth, left = nth + n_more, left + n_more * rule.daily_minutes
        left -= part.minutes
        due[part.key] = days[nth]
    return due


class _StudyDays:
    """The study days of a rule, numbered from 0. Between pauses lie stretches of days, the last without an end; what
    was asked of a number is worked out from its stretch, however far away it is."""

    def __init__(self, rule: Rule) -> None:
        self.weekdays = rule.study_days
        # From each weekday, after how many days a week's study days come.
        self.offsets = [sorted((day - first) % WEEK for day in self.weekdays) for first in range(WEEK)]
        self.firsts = [rule.begins_on]
        # For each stretch, how many days of the course, and how many study days, lie before it.
        self.n_days, self.n_study_days = [0], [0]
        for pause in sorted(rule.pauses, key=lambda pause: pause.from_on):
            first = self.firsts[-1]
            if pause.to_on < first:
                continue
            length = max((pause.from_on - first).days, 0)
            self.n_days.append(self.n_days[-1] + length)
            self.n_study_days.append(self.n_study_days[-1] + self._n_within(first, length))
            self.firsts.append(pause.to_on + DAY)

    def __getitem__(self, nth: int) -> date:
        stretch = bisect_right(self.n_study_days, nth) - 1
        n_weeks, rest = divmod(nth - self.n_study_days[stretch], len(self.weekdays))
        first = self.firsts[stretch]
        return date.fromordinal(first.toordinal() + n_weeks * WEEK + self.offsets[first.weekday()][rest])

    def first_of_week(self, week: int) -> int:
        """The number of the first study day that has as many whole weeks of the course before it as that week."""
        n_before = WEEK * (week - 1)
        stretch = bisect_right(self.n_days, n_before) - 1
        return self.n_study_days[stretch] + self._n_within(self.firsts[stretch], n_before - self.n_days[stretch])

    def _n_within(self, first: date, length: int) -> int:
        """How many of so many days are study days."""
        n_weeks, rest = divmod(length, WEEK)
        return n_weeks * len(self.weekdays) + bisect_left(self.offsets[first.weekday()], rest)


@dataclass(frozen=True)
class Change:
    """What a new plan changes: how many parts are due on another day, and when the old and the new one end."""

    n_moved: int
    ended_on: date | None
    ends_on: date | None


def describe_change(before: Mapping[str, date], after: Mapping[str, date]) -> Change:
    """Parts that have no date in the new plan are settled, and count as not moved."""
    n_moved = sum(before.get(key) != due_on for key, due_on in after.items())
    return Change(n_moved, max(before.values(), default=None), max(after.values(), default=None))
