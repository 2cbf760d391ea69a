"""Plans that catch up, for somebody who is behind; and the least minutes a day that a course takes."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from progress.outline import Part
from progress.pacing.days import DAY, due_dates
from progress.pacing.rule import LEAST_MINUTES, MOST_MINUTES, STEP, WEEK, Rule

# An extension is offered for as many weeks at most.
MOST_WEEKS = 26


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
