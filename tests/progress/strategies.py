"""Random courses, rules and people for the laws of pacing; and due dates worked out day by day, to compare with."""

import sys
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from hypothesis import strategies as st

from progress.outline import Kind, Part
from progress.pacing import LEAST_MINUTES, MOST_MINUTES, STEP, Pause, Rule, due_dates

DAY = timedelta(days=1)
# Where calendars go wrong: leap days, the days around them, and the turn of years.
TURNS = [
    date(2028, 2, 28),
    date(2028, 2, 29),
    date(2028, 3, 1),
    date(2027, 12, 31),
    date(2028, 1, 1),
    date(2026, 12, 28),
]

starts = st.dates(date(2026, 1, 1), date(2029, 12, 31)) | st.sampled_from(TURNS)
weekdays = st.frozensets(st.integers(0, 6), min_size=1)
daily = st.integers(LEAST_MINUTES // STEP, 36).map(lambda steps: steps * STEP)


def part(number: int, minutes: int, week: int) -> Part:
    return Part(list(Kind)[number % 3], f"p{number}", f"Part {number}", minutes, week)


def numbered(sizes: Sequence[tuple[int, int]]) -> tuple[Part, ...]:
    return tuple(part(number, minutes, week) for number, (minutes, week) in enumerate(sizes))


sizes = st.lists(st.tuples(st.integers(0, 150), st.integers(1, 5)), min_size=1, max_size=14)
# In most courses weeks follow one another; one whose weeks are out of order has due dates all the same.
orderly = sizes.map(lambda found: numbered(sorted(found, key=lambda size: size[1])))
courses = orderly | sizes.map(numbered)


@st.composite
def pauses(draw: st.DrawFn, begins_on: date) -> tuple[Pause, ...]:
    """Before, at and after the start, in any order, some over one another."""
    spans = draw(st.lists(st.tuples(st.integers(-40, 120), st.integers(0, 50)), max_size=5))
    first_days = [(begins_on + offset * DAY, length) for offset, length in spans]
    return tuple(Pause(first, first + length * DAY) for first, length in first_days)


@st.composite
def rules(draw: st.DrawFn, *, paused: bool = True, by_week: bool | None = None) -> Rule:
    begins_on = draw(starts)
    weekly = draw(st.booleans()) if by_week is None else by_week
    off = draw(pauses(begins_on)) if paused else ()
    return Rule(begins_on, draw(weekdays), draw(daily), off, weekly)


@st.composite
def late(draw: st.DrawFn) -> tuple[tuple[Part, ...], Rule, frozenset[str], date, int]:
    """A course, the plan, what is done of it, a day, and the most minutes that there are on a day."""
    parts, rule = draw(courses), draw(rules())
    done = draw(st.frozensets(st.sampled_from([one.key for one in parts])))
    # Mostly before the end, where there is something to be offered.
    length = max((max(due_dates(parts, rule).values()) - rule.begins_on).days, 1)
    today = rule.begins_on + draw(st.integers(-10, length) | st.integers(-10, length + 100)) * DAY
    return parts, rule, done, today, draw(st.integers(60, MOST_MINUTES + 50) | st.integers(5, 60))


def is_study_day(day: date, rule: Rule) -> bool:
    return day.weekday() in rule.study_days and not is_paused(day, rule)


def is_paused(day: date, rule: Rule) -> bool:
    return any(pause.from_on <= day <= pause.to_on for pause in rule.pauses)


def day_by_day(parts: Sequence[Part], rule: Rule) -> dict[str, date]:
    """What `due_dates` says, found by living through the days one after another."""
    due: dict[str, date] = {}
    open_parts = [part for part in parts if part.key not in rule.settled]
    # Weeks never go back.
    weeks = [max(one.week for one in open_parts[: place + 1]) for place in range(len(open_parts))]
    place, needed, day, n_days = 0, open_parts[0].minutes if open_parts else 0, rule.begins_on, 0
    while place < len(open_parts):
        if is_paused(day, rule):
            day += DAY
            continue
        left = rule.daily_minutes if is_study_day(day, rule) else -1
        while left >= 0 and place < len(open_parts):
            if rule.by_week and n_days < 7 * (weeks[place] - 1):
                break
            worked = min(left, needed)
            left, needed = left - worked, needed - worked
            if needed:
                break
            due[open_parts[place].key] = day
            place += 1
            needed = open_parts[place].minutes if place < len(open_parts) else 0
        day, n_days = day + DAY, n_days + 1
    return due


def n_calls(act: Callable[[], object]) -> int:
    """How many functions are called while acting, built-in ones too: a measure of work that no other load disturbs."""
    found = 0

    def count(_frame: object, event: str, _function: object) -> None:
        nonlocal found
        found += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        act()
    finally:
        sys.setprofile(before)
    return found
