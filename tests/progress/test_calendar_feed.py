"""What a calendar is told: days that are the same in every zone, and a sequence that rises with every change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from progress.feed import Entry, Wanted, changes, plain, written
from tests.zones import ZONES

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
DAY = date(2027, 3, 5)
# Days on which one of these zones puts its clocks on or back, a leap day, and both sides of a year's end.
DAYS = [
    date(2027, 3, 28),
    date(2027, 10, 31),
    date(2027, 3, 14),
    date(2027, 11, 7),
    date(2027, 4, 4),
    date(2027, 9, 26),
    date(2027, 10, 3),
    date(2027, 9, 5),
    date(2028, 2, 29),
    date(2027, 12, 31),
    date(2028, 1, 1),
]


def told(known: list[Entry], now: datetime = NOW, **parts: tuple[str, date | None]) -> list[Entry]:
    """What the calendar knows after it was told of these parts."""
    before = {entry.key: entry for entry in known}
    wanted = {key: Wanted(title, due_on) for key, (title, due_on) in parts.items()}
    return list((before | {entry.key: entry for entry in changes(before, wanted, now)}).values())


def one(entries: list[Entry]) -> Entry:
    (entry,) = entries
    return entry


def read(entries: list[Entry]) -> list[dict[str, object]]:
    calendar = Calendar.from_ical(written("A course", 7, entries, {"a": "https://epoch.example/a/"}))
    return [dict(event) for event in calendar.walk("VEVENT")]


def test_a_part_is_told_once_and_then_nothing_has_changed() -> None:
    known = told([], a=("Alpha", DAY))
    assert one(known) == Entry("a", "Alpha", DAY, NOW, 0)
    assert told(known, LATER, a=("Alpha", DAY)) == known


@pytest.mark.parametrize("change", [("Alpha", DAY + timedelta(days=1)), ("Done: Alpha", DAY)])
def test_a_date_that_moves_and_words_that_change_raise_the_sequence(change: tuple[str, date]) -> None:
    after = one(told(told([], a=("Alpha", DAY)), LATER, a=change))
    assert (after.title, after.due_on, after.sequence, after.changed_at) == (*change, 1, LATER)


def test_a_part_that_is_gone_is_cancelled_once_and_comes_back_with_the_next_sequence() -> None:
    known = told([], a=("Alpha", DAY))
    dropped = told(known, LATER)
    assert (one(dropped).is_dropped, one(dropped).sequence) == (True, 1)
    assert str(read(dropped)[0]["STATUS"]) == "CANCELLED"
    assert told(dropped, LATER + timedelta(days=1)) == dropped
    back = one(told(dropped, LATER, a=("Alpha", DAY)))
    assert (back.is_dropped, back.sequence) == (False, 2)


def test_what_is_done_and_has_no_day_in_a_new_plan_keeps_the_one_it_had() -> None:
    known = told(told([], a=("Alpha", DAY)), LATER, a=("Done: Alpha", None))
    assert (one(known).due_on, one(known).is_dropped) == (DAY, False)
    assert told([], a=("Done: Alpha", None)) == []


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("zone", ZONES)
def test_a_day_is_that_day_in_every_zone(zone: str, day: date) -> None:
    """P12: a date and no moment, so that no zone can move it; whatever the clock of whoever told it."""
    now = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    (event,) = read(told([], now, a=("Alpha", day)))
    assert event["DTSTART"].dt == day and type(event["DTSTART"].dt) is date  # type: ignore[attr-defined]
    assert event["DTEND"].dt == day + timedelta(days=1)  # type: ignore[attr-defined]
    text = written("A course", 7, told([], now, a=("Alpha", day)), {})
    assert f"DTSTART;VALUE=DATE:{day:%Y%m%d}\r\n".encode() in text
    # The moment of the last change is in UTC.
    assert event["DTSTAMP"].dt == now.astimezone(UTC)  # type: ignore[attr-defined]
    assert f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}\r\n".encode() in text


TITLES = ["Commas, semicolons; and a \\ back", "Two\nlines", "Emoji 🎓🧪", "שלום עולם", "مرحبا", "a" * 200, "ü" * 150]


@pytest.mark.parametrize("title", TITLES)
def test_titles_survive_and_lines_are_folded(title: str) -> None:
    text = written("A course", 7, told([], a=(title, DAY)), {})
    assert str(read(told([], a=(title, DAY)))[0]["SUMMARY"]) == title
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))


@given(st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=300))
def test_any_title_can_be_read_back_and_starts_no_property_of_its_own(title: str) -> None:
    (event,) = read(told([], a=(title, DAY)))
    assert str(event["SUMMARY"]) == plain(title).replace("\r", "")
    assert set(event) <= {
        *("UID", "SUMMARY", "DTSTART", "DTEND", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "STATUS", "TRANSP", "URL")
    }


def test_a_calendar_says_what_it_is_and_when_to_ask_again() -> None:
    calendar = Calendar.from_ical(written("A course, a good one", 7, told([], a=("Alpha", DAY)), {}))
    assert str(calendar["X-WR-CALNAME"]) == "A course, a good one"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n" in written("A", 7, [], {})


parts = st.dictionaries(st.sampled_from("abc"), st.dates(date(2027, 1, 1), date(2027, 1, 9)))


@given(st.lists(parts, max_size=8))
def test_a_sequence_never_falls_and_rises_exactly_with_a_change(steps: list[dict[str, date]]) -> None:
    known: list[Entry] = []
    for hour, step in enumerate(steps):
        before = {entry.key: entry for entry in known}
        known = told(known, NOW + timedelta(hours=hour), **{key: (key, day) for key, day in step.items()})
        now = {entry.key: entry for entry in known}
        assert now.keys() >= before.keys() | step.keys()
        assert {key for key, entry in now.items() if not entry.is_dropped} == step.keys()
        for key, entry in before.items():
            assert (now[key].sequence - entry.sequence) == (now[key] != entry)
