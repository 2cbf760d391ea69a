"""The laws of due dates and of pace (P12), for any course, study days, pauses and first day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from progress.outline import Part
from progress.pacing import (
    LATEST,
    LONGEST_PAUSE,
    MOST_MINUTES,
    MOST_PAUSES,
    Change,
    Pause,
    Rule,
    Standing,
    describe_change,
    due_dates,
    pace,
    usual_minutes,
)
from tests.progress.strategies import (
    DAY,
    courses,
    daily,
    day_by_day,
    is_study_day,
    n_calls,
    numbered,
    orderly,
    pauses,
    rules,
    starts,
    weekdays,
)

Course = tuple[Part, ...]
MONDAY = date(2026, 3, 2)
WORKDAYS = frozenset(range(5))


# --- due dates ------------------------------------------------------------------------------------------------------


@given(courses, rules(), st.data())
def test_they_are_what_living_through_the_days_would_give(parts: Course, rule: Rule, data: st.DataObject) -> None:
    settled = data.draw(st.frozensets(st.sampled_from([part.key for part in parts])))
    rule = replace(rule, settled=settled)
    assert due_dates(parts, rule) == day_by_day(parts, rule)


@given(courses, rules())
def test_they_are_in_order_never_before_the_start_and_on_study_days_alone(parts: Course, rule: Rule) -> None:
    due = list(due_dates(parts, rule).values())
    assert len(due) == len(parts)
    assert due == sorted(due)
    assert due[0] >= rule.begins_on
    assert all(is_study_day(day, rule) for day in due)


@given(courses, rules(), daily)
def test_more_minutes_a_day_are_never_later(parts: Course, rule: Rule, more: int) -> None:
    longer = replace(rule, daily_minutes=max(rule.daily_minutes, more))
    due, sooner = due_dates(parts, rule), due_dates(parts, longer)
    assert all(sooner[key] <= due[key] for key in due)


@given(courses, rules())
def test_one_more_study_day_is_never_later(parts: Course, rule: Rule) -> None:
    due = due_dates(parts, rule)
    for day in range(7):
        sooner = due_dates(parts, replace(rule, study_days=rule.study_days | {day}))
        assert all(sooner[key] <= due[key] for key in due)


@given(courses, rules(), st.integers(1, 60))
def test_a_later_start_makes_no_date_earlier(parts: Course, rule: Rule, n_days: int) -> None:
    due, later = due_dates(parts, rule), due_dates(parts, replace(rule, begins_on=rule.begins_on + n_days * DAY))
    assert all(later[key] >= due[key] for key in due)


@given(courses, rules(paused=False), st.integers(1, 60))
def test_a_start_some_weeks_later_moves_every_date_by_as_many(parts: Course, rule: Rule, n_weeks: int) -> None:
    shift = 7 * n_weeks * DAY
    later = due_dates(parts, replace(rule, begins_on=rule.begins_on + shift))
    assert later == {key: day + shift for key, day in due_dates(parts, rule).items()}


@given(courses, rules(), st.data())
def test_a_pause_makes_no_date_earlier(parts: Course, rule: Rule, data: st.DataObject) -> None:
    due = due_dates(parts, rule)
    off = data.draw(pauses(rule.begins_on))
    later = due_dates(parts, replace(rule, pauses=(*rule.pauses, *off)))
    assert all(later[key] >= due[key] for key in due)


@given(orderly, rules(by_week=True))
def test_no_module_is_begun_before_its_week(parts: Course, rule: Rule) -> None:
    """A week is seven days that are no pause, counted from the first day on."""
    for part in parts:
        due = due_dates(parts, rule)[part.key]
        days = (rule.begins_on + n * DAY for n in range((due - rule.begins_on).days))
        n_before = sum(not any(off.from_on <= day <= off.to_on for off in rule.pauses) for day in days)
        assert n_before >= 7 * (part.week - 1)


@given(courses, starts, weekdays)
def test_the_usual_minutes_finish_each_module_within_its_week(
    parts: Course, begins_on: date, days: frozenset[int]
) -> None:
    minutes = usual_minutes(parts, len(days))
    assert minutes % 5 == 0
    assume(minutes < MOST_MINUTES)
    due = due_dates(parts, Rule(begins_on, days, minutes))
    week = 0
    for part in parts:
        week = max(week, part.week)
        assert 7 * (week - 1) <= (due[part.key] - begins_on).days < 7 * week


@given(courses, starts, weekdays)
def test_five_minutes_fewer_than_usual_would_not_do(parts: Course, begins_on: date, days: frozenset[int]) -> None:
    minutes = usual_minutes(parts, len(days))
    assume(10 < minutes < MOST_MINUTES)
    due = due_dates(parts, Rule(begins_on, days, minutes - 5))
    weeks = [max(part.week for part in parts[: place + 1]) for place in range(len(parts))]
    pairs = zip(parts, weeks, strict=True)
    assert any((due[part.key] - begins_on).days >= 7 * week for part, week in pairs)


def test_nothing_to_do_has_no_dates_and_the_least_minutes() -> None:
    assert due_dates([], Rule(MONDAY, WORKDAYS, 30)) == {}
    assert usual_minutes([], 5) == 10


# --- what no rule may be --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"study_days": frozenset()}, "at least one"),
        ({"study_days": frozenset({7})}, "from 0 to 6"),
        ({"daily_minutes": 9}, "from 10 to 600"),
        ({"daily_minutes": 601}, "from 10 to 600"),
        ({"pauses": (Pause(MONDAY, MONDAY - DAY),)}, "ends no earlier"),
        ({"pauses": (Pause(MONDAY, MONDAY + LONGEST_PAUSE * DAY),)}, "at most 366 days"),
        ({"pauses": (Pause(MONDAY, MONDAY),) * (MOST_PAUSES + 1)}, "at most 20 pauses"),
        ({"begins_on": date(1969, 12, 31)}, "from 1970-01-01 to 2999-12-31"),
        ({"begins_on": date(3000, 1, 1)}, "from 1970-01-01 to 2999-12-31"),
        ({"pauses": (Pause(date.max - DAY, date.max),)}, "from 1970-01-01 to 2999-12-31"),
    ],
)
def test_what_no_plan_can_be_is_refused(fields: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        replace(Rule(MONDAY, WORKDAYS, 30), **fields)  # type: ignore[arg-type]


def test_the_longest_and_the_most_are_allowed() -> None:
    days = [MONDAY + 366 * n * DAY for n in range(MOST_PAUSES)]
    off = tuple(Pause(day, day + (LONGEST_PAUSE - 1) * DAY) for day in days)
    due = due_dates(numbered([(10, 1)]), Rule(MONDAY, frozenset({0}), 10, off))
    # Twenty years of 366 days, and then the next Monday.
    assert due["lesson:p0"] == date(2046, 3, 19)


# --- pace -----------------------------------------------------------------------------------------------------------


@given(courses, rules(), st.data())
def test_finishing_something_never_puts_one_further_behind(parts: Course, rule: Rule, data: st.DataObject) -> None:
    keys = [part.key for part in parts]
    done = data.draw(st.frozensets(st.sampled_from(keys)))
    more = done | {data.draw(st.sampled_from(keys))}
    due = due_dates(parts, rule)
    today = rule.begins_on + data.draw(st.integers(-10, 150)) * DAY
    before, after = (pace(parts, due, found, today, rule.begins_on) for found in (done, more))
    if after.standing is Standing.BEHIND:
        assert before.standing is Standing.BEHIND
        assert after.n_parts <= before.n_parts
        assert after.minutes <= before.minutes
    if before.standing is Standing.AHEAD:
        assert after.standing in {Standing.AHEAD, Standing.DONE}
        assert after.standing is Standing.DONE or after.n_parts >= before.n_parts
    assert before.n_planned == after.n_planned


@given(courses, rules(), st.data())
def test_what_is_late_grows_by_the_day_where_nothing_is_done(parts: Course, rule: Rule, data: st.DataObject) -> None:
    due = due_dates(parts, rule)
    today = rule.begins_on + data.draw(st.integers(-10, 150)) * DAY
    first, second = (pace(parts, due, (), day, rule.begins_on) for day in (today, today + DAY))
    n_late = {True: first.n_parts, False: 0}[first.standing is Standing.BEHIND]
    assert n_late == sum(day < today for day in due.values())
    assert second.n_planned >= first.n_planned == sum(day <= today for day in due.values())


@given(courses, rules())
def test_a_plan_followed_by_the_day_is_never_behind(parts: Course, rule: Rule) -> None:
    due = due_dates(parts, rule)
    for day in sorted({*due.values(), *(one - DAY for one in due.values()), *(one + DAY for one in due.values())}):
        done = {key for key, due_on in due.items() if due_on <= day}
        standing = pace(parts, due, done, day, rule.begins_on).standing
        assert standing in {Standing.ON_PACE, Standing.NOT_BEGUN, Standing.DONE}


def test_a_course_without_parts_is_not_done() -> None:
    assert pace([], {}, (), MONDAY, MONDAY).standing is Standing.ON_PACE


def test_what_no_longer_belongs_to_the_course_is_of_no_account() -> None:
    parts = numbered([(10, 1), (10, 1)])
    due = due_dates(parts, Rule(MONDAY, WORKDAYS, 10)) | {"lesson:gone": MONDAY}
    found = pace(parts, due, {"lesson:gone", "lesson:p0"}, MONDAY + DAY, MONDAY)
    assert (found.standing, found.n_parts, found.n_planned) == (Standing.ON_PACE, 0, 2)


# --- what a new plan changes ----------------------------------------------------------------------------------------


def test_a_change_tells_how_many_dates_move_and_both_ends() -> None:
    before = {"a": MONDAY, "b": MONDAY + DAY, "c": MONDAY + 2 * DAY}
    after = {"b": MONDAY + DAY, "c": MONDAY + 5 * DAY, "d": MONDAY + 5 * DAY, "e": MONDAY + 5 * DAY}
    assert describe_change(before, after) == Change(3, MONDAY + 2 * DAY, MONDAY + 5 * DAY)
    assert describe_change(before, before).n_moved == 0
    assert describe_change({}, {}) == Change(0, None, None)


# --- what it costs --------------------------------------------------------------------------------------------------


def test_dates_cost_the_same_however_long_a_plan_takes() -> None:
    usual = numbered([(10 + n % 4 * 10, 1 + n // 10) for n in range(40)])
    floor = n_calls(lambda: due_dates(usual, Rule(MONDAY, WORKDAYS, 60)))
    first_days = [MONDAY + timedelta(days=1 + 367 * n) for n in range(MOST_PAUSES)]
    off = tuple(Pause(day, day + (LONGEST_PAUSE - 1) * DAY) for day in first_days)
    long = numbered([(10_000, 1 + n // 10) for n in range(40)])
    rule = Rule(MONDAY, frozenset({3}), 10, off)
    assert (max(due_dates(long, rule).values()) - MONDAY).days > 100_000
    assert n_calls(lambda: due_dates(long, rule)) < 3 * floor


def test_no_date_falls_off_the_calendar() -> None:
    longest = numbered([(32_767, 1) for _ in range(40)])
    assert max(due_dates(longest, Rule(LATEST, frozenset({3}), 10)).values()).year < 9999
