"""By when each part is due, how that compares with what is done, and the plans that catch up. Pure.

Everything is a date in the learner's own zone, and *due* means by the end of that day. Work fills the study days in the
order of the course, so many minutes a day; where the rule goes by the week, a module is not begun before its own week.
Days of a pause do not count: the weeks behind it move on.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from progress.outline import Part

WEEK = 7
DAY = timedelta(days=1)
# Minutes a day go by fives. Less than ten would not get anybody through a lesson.
STEP, LEAST_MINUTES, MOST_MINUTES = 5, 10, 600
MOST_PAUSES, LONGEST_PAUSE = 20, 366
# Far from the calendar's ends, so that no due date falls off it.
EARLIEST, LATEST = date(1970, 1, 1), date(2999, 12, 31)
# An extension is offered for as many weeks at most.
MOST_WEEKS = 26


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


class Remedy(StrEnum):
    SPREAD = "spread"
    MORE_DAYS = "more days"
    EXTEND = "extend"


@dataclass(frozen=True)
class Offer:
    """A plan that can be followed from today: its rule, its due dates, and what it takes."""

    remedy: Remedy
    rule: Rule
    due: Mapping[str, date]
    ends_on: date
    n_weeks: int = 0


@dataclass(frozen=True)
class Change:
    """What a new plan changes: how many parts are due on another day, and when the old and the new one end."""

    n_moved: int
    ended_on: date | None
    ends_on: date | None


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


def pace(parts: Sequence[Part], due: Mapping[str, date], done: Collection[str], today: date, begins_on: date) -> Pace:
    """Where somebody stands today, who has done the parts named by `done`."""
    dated = [part for part in parts if part.key in due]
    n_planned = sum(due[part.key] <= today for part in dated) + len(parts) - len(dated)
    late = [part for part in dated if part.key not in done and due[part.key] < today]
    if late:
        return Pace(Standing.BEHIND, len(late), _minutes(late), n_planned)
    if parts and all(part.key in done for part in parts):
        return Pace(Standing.DONE, 0, 0, n_planned)
    early = [part for part in dated if part.key in done and due[part.key] > today]
    if early and all(part.key in done for part in dated if due[part.key] <= today):
        return Pace(Standing.AHEAD, len(early), _minutes(early), n_planned)
    return Pace(Standing.NOT_BEGUN if today < begins_on else Standing.ON_PACE, 0, 0, n_planned)


def offers(
    parts: Sequence[Part],
    rule: Rule,
    done: Collection[str],
    today: date,
    *,
    most_minutes: int,
    may_extend: bool = True,
) -> list[Offer]:
    """Plans that catch up from today, for somebody who is behind. None takes more than `most_minutes` a day, and only
    the one that says so takes more days. Where the end is not the learner's to move, none moves it."""
    due = due_dates(parts, rule)
    rest = [part for part in parts if part.key not in done]
    if not rest or not due:
        return []
    ends_on = max(due.values())
    from_today = replace(rule, begins_on=today, by_week=False, settled=frozenset(done) & {part.key for part in parts})
    found = [
        _fit(Remedy.SPREAD, rest, from_today, most_minutes, ends_on),
        _first(_fit(Remedy.MORE_DAYS, rest, more, most_minutes, ends_on) for more in _with_more_days(from_today)),
    ]
    if may_extend:
        # A week's extension counts from the plan's end, or from today where that is past already.
        found.append(_extended(rest, from_today, most_minutes, max(ends_on, today)))
    return [offer for offer in found if offer is not None]


def describe_change(before: Mapping[str, date], after: Mapping[str, date]) -> Change:
    """Parts that have no date in the new plan are settled, and count as not moved."""
    n_moved = sum(before.get(key) != due_on for key, due_on in after.items())
    return Change(n_moved, max(before.values(), default=None), max(after.values(), default=None))


def usual_minutes(parts: Sequence[Part], n_study_days: int) -> int:
    """The least minutes a day, in steps, that finish each module within its week. What stands behind a later week's
    module is not begun before that week, whatever its own says."""
    by_week: dict[int, int] = {}
    week = 1
    for part in parts:
        week = max(week, part.week)
        by_week[week] = by_week.get(week, 0) + part.minutes
    return _stepped(max(by_week.values(), default=0), n_study_days)


def _with_more_days(rule: Rule) -> Iterator[Rule]:
    """With one study day more, then two, and so on; days next to a week's end come first."""
    days = rule.study_days
    for day in (5, 6, 4, 3, 2, 1, 0):
        if day not in days:
            days = days | {day}
            yield replace(rule, study_days=days)


def _first(found: Iterable[Offer | None]) -> Offer | None:
    return next((offer for offer in found if offer is not None), None)


def _extended(rest: Sequence[Part], rule: Rule, most_minutes: int, last: date) -> Offer | None:
    """With the fewest weeks more in which the most minutes a day will do; None where that is too many weeks."""
    most = _most(most_minutes)
    if most is None:
        return None
    ends_on = max(due_dates(rest, replace(rule, daily_minutes=most)).values())
    n_weeks = max(-((last - ends_on).days // WEEK), 1)
    if n_weeks > MOST_WEEKS:
        return None
    return _fit(Remedy.EXTEND, rest, rule, most_minutes, last + n_weeks * WEEK * DAY, n_weeks)


def _fit(
    remedy: Remedy, rest: Sequence[Part], rule: Rule, most_minutes: int, ends_on: date, n_weeks: int = 0
) -> Offer | None:
    """The plan with the least minutes a day, in steps, that ends in time; None where `most_minutes` are too few."""
    most = _most(most_minutes)
    if ends_on < rule.begins_on or most is None:
        return None
    best: Offer | None = None
    low, high = LEAST_MINUTES // STEP, most // STEP
    # The most first: where that will not do, nothing will.
    middle = high
    while low <= high:
        tried = replace(rule, daily_minutes=middle * STEP)
        due = due_dates(rest, tried)
        last = max(due.values())
        if last <= ends_on:
            best, high = Offer(remedy, tried, due, last, n_weeks), middle - 1
        elif best is None:
            return None
        else:
            low = middle + 1
        middle = (low + high) // 2
    return best


def _most(minutes: int) -> int | None:
    """The most that a plan may take of so many minutes: whole steps; None where that is less than a day has."""
    whole = min(minutes, MOST_MINUTES) // STEP * STEP
    return whole if whole >= LEAST_MINUTES else None


def _minutes(parts: Sequence[Part]) -> int:
    return sum(part.minutes for part in parts)


def _stepped(minutes: int, n_days: int) -> int:
    """A day's share, rounded up to a step, and within what a day may have."""
    return min(max(-(-minutes // (n_days * STEP)) * STEP, LEAST_MINUTES), MOST_MINUTES)
