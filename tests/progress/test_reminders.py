"""What is told on which day (P12)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from progress import pacing, reminders
from progress.models import notices as rows
from progress.outline import Kind as PartKind
from progress.outline import Part
from progress.reminders import Due, Facts, Kind

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)
# Four parts of thirty minutes, half an hour on each working day: due Monday to Thursday.
PARTS = tuple(Part(PartKind.LESSON, slug, slug.title(), 30, 1) for slug in ("alpha", "beta", "gamma", "delta"))
KEYS = [part.key for part in PARTS]
RULE = pacing.Rule(MONDAY, frozenset(range(5)), 30)


def told(day: date, done: int = 0, rule: pacing.Rule = RULE, hour: int = 8, **rest: Any) -> dict[Kind, Due]:
    """What is told at that hour of that day to somebody in Berlin who has done so many parts."""
    due = pacing.due_dates(PARTS, rule)
    keys = KEYS[:done]
    pace = pacing.pace(PARTS, due, keys, day, rule.begins_on)
    active = rest.pop("last_active_on", day)
    active_at = reminders.moment(active, 7, BERLIN)
    facts = Facts(PARTS, due, keys, rule, pace, active_at, **rest)
    found = reminders.notices(facts, reminders.moment(day, hour, BERLIN), BERLIN)
    assert len({notice.kind for notice in found}) == len(found)
    return {notice.kind: notice for notice in found}


def titles(facts: Mapping[str, Any]) -> list[str]:
    return [part["title"] for part in facts["parts"]]


def test_the_kinds_are_those_of_the_rows() -> None:
    assert [kind.value for kind in Kind] == rows.Kind.values


@pytest.mark.parametrize("day", [MONDAY - DAY, MONDAY - 7 * DAY])
def test_nothing_is_told_before_the_course_begins(day: date) -> None:
    assert not told(day, last_active_on=MONDAY - 20 * DAY)


def test_nothing_is_told_to_who_has_done_all() -> None:
    for n in range(40):
        assert not told(MONDAY + n * DAY, done=4, last_active_on=MONDAY)


def test_nothing_is_told_without_due_dates() -> None:
    assert not told(MONDAY, rule=replace(RULE, settled=frozenset(KEYS)))


def test_what_is_due_today_and_tomorrow_is_told_by_the_later_day() -> None:
    due = told(MONDAY)[Kind.DUE_SOON]
    assert (due.occasion, titles(due.facts)) == ("2026-03-03", ["Alpha", "Beta"])
    assert [part["due_on"] for part in due.facts["parts"]] == ["2026-03-02", "2026-03-03"]
    # Until Tuesday is over in Berlin.
    assert due.stale_at == datetime(2026, 3, 3, 23, tzinfo=UTC)


def test_what_is_done_is_not_due() -> None:
    assert titles(told(MONDAY, done=1)[Kind.DUE_SOON].facts) == ["Beta"]
    assert Kind.DUE_SOON not in told(MONDAY, done=2)


def test_what_is_due_is_told_once_a_day_and_each_part_before_its_day() -> None:
    found = [told(MONDAY + n * DAY, done=n).get(Kind.DUE_SOON) for n in range(4)]
    assert [due and due.occasion for due in found] == ["2026-03-03", "2026-03-04", "2026-03-05", "2026-03-05"]


def test_whoever_made_the_plan_today_has_seen_what_is_due() -> None:
    assert Kind.DUE_SOON not in told(MONDAY, planned_on=MONDAY)
    assert Kind.DUE_SOON in told(MONDAY, planned_on=MONDAY - DAY)


def test_being_behind_is_told_once_a_week() -> None:
    found = [told(MONDAY + n * DAY).get(Kind.BEHIND) for n in range(14)]
    assert found[0] is None  # what is due today is not late
    assert {due.occasion for due in found[1:7] if due} == {"2026-03-02"}
    assert {due.occasion for due in found[7:] if due} == {"2026-03-09"}
    late = found[3]
    assert late and late.facts == {"n_parts": 3, "minutes": 90}
    assert late.stale_at == reminders.moment(MONDAY + 6 * DAY, 8, BERLIN)


def test_the_week_is_told_on_monday_and_until_wednesday_where_nobody_looked() -> None:
    found = [told(MONDAY + n * DAY).get(Kind.WEEKLY) for n in range(7)]
    assert [due is not None for due in found] == [True] * 3 + [False] * 4
    assert {due.occasion for due in found if due} == {"2026-03-02"}
    week = found[0]
    assert week and titles(week.facts) == ["Alpha", "Beta", "Gamma", "Delta"]
    assert week.facts["minutes"] == 120
    assert week.stale_at == datetime(2026, 3, 4, 23, tzinfo=UTC)


def test_a_week_with_nothing_planned_and_nothing_late_is_not_told() -> None:
    pause = pacing.Pause(MONDAY, MONDAY + 6 * DAY)
    assert Kind.WEEKLY not in told(MONDAY, rule=replace(RULE, pauses=(pause,)))


def test_what_is_left_of_earlier_weeks_is_told_with_the_week() -> None:
    week = told(MONDAY + 7 * DAY, done=1)[Kind.WEEKLY].facts
    assert (week["n_parts"], week["n_late"], week["late_minutes"]) == (0, 3, 90)


@pytest.mark.parametrize("begins_on", [MONDAY + DAY, MONDAY + 2 * DAY])
def test_whoever_began_since_monday_is_not_told_of_the_week(begins_on: date) -> None:
    assert Kind.WEEKLY not in told(begins_on, rule=replace(RULE, begins_on=begins_on))


def test_a_week_of_silence_is_told_once_and_after_four_nobody_asks_any_more() -> None:
    found = [told(MONDAY + n * DAY, last_active_on=MONDAY + DAY).get(Kind.INACTIVE) for n in range(1, 45)]
    days = [n for n, due in enumerate(found) if due]
    assert days == list(range(7, 29))
    assert {due.occasion for due in found if due} == {"2026-03-03"}
    first = found[7]
    assert first and (first.facts["last_on"], titles(first.facts)) == ("2026-03-03", ["Alpha"])
    assert first.stale_at == reminders.moment(MONDAY + 11 * DAY, 8, BERLIN)


def test_days_before_the_beginning_and_days_of_a_pause_are_no_silence() -> None:
    long_ago = MONDAY - 20 * DAY
    assert Kind.INACTIVE not in told(MONDAY + 6 * DAY, last_active_on=long_ago)
    assert Kind.INACTIVE in told(MONDAY + 7 * DAY, last_active_on=long_ago)
    paused = replace(RULE, pauses=(pacing.Pause(MONDAY + 2 * DAY, MONDAY + 12 * DAY),))
    for n in range(3, 19):
        assert Kind.INACTIVE not in told(MONDAY + n * DAY, rule=paused, last_active_on=MONDAY), n
    assert Kind.INACTIVE in told(MONDAY + 19 * DAY, rule=paused, last_active_on=MONDAY)


def test_in_a_pause_nobody_is_told_that_they_are_behind() -> None:
    paused = replace(RULE, pauses=(pacing.Pause(MONDAY + 2 * DAY, MONDAY + 4 * DAY),))
    assert Kind.BEHIND in told(MONDAY + DAY, rule=paused)
    assert not told(MONDAY + 3 * DAY, rule=paused)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_who_moves_zone_is_not_told_of_the_same_silence_again(zone: str) -> None:
    """The last active day is another one there."""
    due = pacing.due_dates(PARTS, RULE)
    now = datetime(2026, 3, 12, 12, tzinfo=UTC)
    occasions = set()
    for place in (BERLIN, ZoneInfo(zone)):
        pace = pacing.pace(PARTS, due, (), now.astimezone(place).date(), MONDAY)
        for active_at in (datetime(2026, 3, 4, 23, 30, tzinfo=UTC), datetime(2026, 3, 4, 0, 30, tzinfo=UTC)):
            found = reminders.notices(Facts(PARTS, due, (), RULE, pace, active_at), now, place)
            occasions |= {notice.occasion for notice in found if notice.kind is Kind.INACTIVE}
    assert occasions == {"2026-03-04"}


def test_a_long_list_is_cut() -> None:
    parts = [Part(PartKind.LESSON, f"n{n}", "N", 10, 1) for n in range(50)]
    due = dict.fromkeys((part.key for part in parts), MONDAY)
    facts = Facts(parts, due, (), RULE, pacing.pace(parts, due, (), MONDAY, MONDAY), datetime(2026, 3, 2, tzinfo=UTC))
    (week,) = [
        one for one in reminders.notices(facts, datetime(2026, 3, 2, 9, tzinfo=UTC), BERLIN) if "n_late" in one.facts
    ]
    assert (len(week.facts["parts"]), week.facts["n_parts"]) == (reminders.MOST_LISTED, 50)
