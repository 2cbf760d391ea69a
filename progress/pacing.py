"""By when each part is due, how that compares with what is done, and the plans that catch up. Pure.

Everything is a date in the learner's own zone, and *due* means by the end of that day. Work fills the study days in the
order of the course, so many minutes a day; where the rule goes by the week, a module is not begun before its own week.
Days of a pause do not count: the weeks behind it move on.
"""

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
        if self.daily_minutes < LEAST_MINUTES:
            raise ValueError(f"A study day has at least {LEAST_MINUTES} minutes.")
        if any(pause.to_on < pause.from_on for pause in self.pauses):
            raise ValueError("A pause ends no earlier than it begins.")


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


def due_dates(parts: Sequence[Part], rule: Rule) -> dict[str, date]:
    """The day by whose end each part is due, by key; settled parts have none."""
    days = _study_days(rule)
    day, nth = next(days)
    left = rule.daily_minutes
    due = {}
    week = 1
    for part in parts:
        if part.key in rule.settled:
            continue
        week = max(week, part.week)
        while rule.by_week and nth < WEEK * (week - 1):
            day, nth = next(days)
            left = rule.daily_minutes
        need = part.minutes
        while need > left:
            need -= left
            day, nth = next(days)
            left = rule.daily_minutes
        left -= need
        due[part.key] = day
    return due


def _study_days(rule: Rule) -> Iterator[tuple[date, int]]:
    """Each study day, and how many days of the course lie before it; days of a pause are none."""
    pauses = sorted(rule.pauses, key=lambda pause: pause.from_on)
    day, nth = rule.begins_on, 0
    while True:
        pause = next((one for one in pauses if one.from_on <= day <= one.to_on), None)
        if pause is not None:
            day = pause.to_on + DAY
            continue
        if day.weekday() in rule.study_days:
            yield day, nth
        day, nth = day + DAY, nth + 1


def pace(parts: Sequence[Part], due: Mapping[str, date], done: Collection[str], today: date, begins_on: date) -> Pace:
    """Where somebody stands today, who has done the parts named by `done`."""
    dated = [part for part in parts if part.key in due]
    n_planned = sum(due[part.key] <= today for part in dated) + len(parts) - len(dated)
    late = [part for part in dated if part.key not in done and due[part.key] < today]
    if late:
        return Pace(Standing.BEHIND, len(late), _minutes(late), n_planned)
    if all(part.key in done for part in parts):
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
        weeks = range(1, MOST_WEEKS + 1)
        # A week's extension counts from the plan's end, or from today where that is past already.
        last = max(ends_on, today)
        extended = (_fit(Remedy.EXTEND, rest, from_today, most_minutes, last + n * WEEK * DAY, n) for n in weeks)
        found.append(_first(extended))
    return [offer for offer in found if offer is not None]


def usual_minutes(parts: Sequence[Part], n_study_days: int) -> int:
    """The least minutes a day, in steps, that finish each module within its week."""
    by_week: dict[int, int] = {}
    for part in parts:
        by_week[part.week] = by_week.get(part.week, 0) + part.minutes
    return _stepped(max(by_week.values(), default=0) / n_study_days)


def _with_more_days(rule: Rule) -> Iterator[Rule]:
    """With one study day more, then two, and so on; days next to a week's end come first."""
    days = rule.study_days
    for day in (5, 6, 4, 3, 2, 1, 0):
        if day not in days:
            days = days | {day}
            yield replace(rule, study_days=days)


def _first(found: Iterable[Offer | None]) -> Offer | None:
    return next((offer for offer in found if offer is not None), None)


def _fit(
    remedy: Remedy, rest: Sequence[Part], rule: Rule, most_minutes: int, ends_on: date, n_weeks: int = 0
) -> Offer | None:
    """The plan with the least minutes a day that ends in time; None where `most_minutes` are too few."""
    if ends_on < rule.begins_on:
        return None
    low, high = LEAST_MINUTES // STEP, most_minutes // STEP
    best: dict[str, date] | None = None
    while low <= high:
        middle = (low + high) // 2
        due = due_dates(rest, replace(rule, daily_minutes=middle * STEP))
        if max(due.values()) <= ends_on:
            best, high = due, middle - 1
        else:
            low = middle + 1
    if best is None:
        return None
    chosen = replace(rule, daily_minutes=low * STEP)
    return Offer(remedy, chosen, best, max(best.values()), n_weeks)


def _minutes(parts: Sequence[Part]) -> int:
    return sum(part.minutes for part in parts)


def _stepped(minutes: float) -> int:
    """Rounded up to a step, and within what a day may have."""
    return min(max(-int(-minutes // STEP) * STEP, LEAST_MINUTES), MOST_MINUTES)
