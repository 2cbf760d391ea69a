"""When somebody is looked at, and when mail may come, by clocks that skip and repeat hours (P12)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.reminders import Quiet, end_of, moment, next_look, outside_quiet_hours
from tests.zones import ZONES

MANY_ZONES = [
    *ZONES,
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    # 30 December 2011 was left out altogether.
    "Pacific/Apia",
    # Midnight comes twice.
    "America/Havana",
]
NONE = Quiet(0, 0)
zones = st.sampled_from(MANY_ZONES).map(ZoneInfo)
hours = st.integers(0, 23)
quiets = st.builds(Quiet, hours, hours)
# From December 2011 to 2032.
moments = st.integers(1_322_700_000, 1_956_528_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "hour", "utc"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 8, "2026-03-29T06:00"),
        # Clocks go from two to three: two o'clock comes as three.
        ("Europe/Berlin", date(2026, 3, 29), 2, "2026-03-29T01:00"),
        # Two o'clock comes twice: the first one.
        ("Europe/Berlin", date(2026, 10, 25), 2, "2026-10-25T00:00"),
        ("America/New_York", date(2026, 3, 8), 8, "2026-03-08T12:00"),
        ("America/New_York", date(2026, 11, 1), 1, "2026-11-01T05:00"),
        ("Asia/Kathmandu", date(2028, 2, 29), 8, "2028-02-29T02:15"),
        ("Pacific/Chatham", date(2026, 4, 5), 8, "2026-04-04T19:15"),
        ("Pacific/Chatham", date(2027, 1, 1), 8, "2026-12-31T18:15"),
        # Half an hour is left out: two o'clock comes as half past.
        ("Australia/Lord_Howe", date(2026, 10, 4), 2, "2026-10-03T15:30"),
        # Midnight is left out: the day begins at one.
        ("America/Santiago", date(2026, 9, 6), 0, "2026-09-06T04:00"),
        ("America/Santiago", date(2026, 4, 5), 0, "2026-04-05T04:00"),
    ],
)
def test_an_hour_of_a_day(zone: str, day: date, hour: int, utc: str) -> None:
    assert moment(day, hour, ZoneInfo(zone)) == at(utc)


@pytest.mark.parametrize(
    ("zone", "day", "utc"),
    [
        ("America/Santiago", date(2026, 9, 5), "2026-09-06T04:00"),
        # The hour before midnight comes twice; the day ends after the second.
        ("America/Santiago", date(2026, 4, 4), "2026-04-05T04:00"),
        ("Europe/Berlin", date(2026, 12, 31), "2026-12-31T23:00"),
        ("Pacific/Chatham", date(2028, 2, 28), "2028-02-28T10:15"),
    ],
)
def test_the_end_of_a_day(zone: str, day: date, utc: str) -> None:
    assert end_of(day, ZoneInfo(zone)) == at(utc)


@pytest.mark.parametrize(
    ("zone", "now", "look"),
    [
        ("Europe/Berlin", "2026-03-28T07:00", "2026-03-29T06:00"),
        ("Europe/Berlin", "2026-10-24T06:00", "2026-10-25T07:00"),
        ("Europe/Berlin", "2026-10-25T06:59", "2026-10-25T07:00"),
        ("Asia/Kathmandu", "2026-12-31T02:15", "2027-01-01T02:15"),
        ("Pacific/Apia", "2011-12-29T18:00", "2011-12-30T18:00"),
    ],
)
def test_the_next_look_is_at_eight_by_the_learners_clock(zone: str, now: str, look: str) -> None:
    assert next_look(at(now), ZoneInfo(zone)) == at(look)


@pytest.mark.parametrize(
    ("quiet", "now", "look"),
    [
        (Quiet(21, 10), "2026-03-02T00:00", "2026-03-02T10:00"),
        # The look of Sunday is put off until Monday.
        (Quiet(7, 6), "2026-03-02T05:00", "2026-03-02T06:00"),
        (NONE, "2026-03-02T00:00", "2026-03-02T08:00"),
    ],
)
def test_a_look_at_a_quiet_hour_comes_when_that_is_over(quiet: Quiet, now: str, look: str) -> None:
    assert next_look(at(now), ZoneInfo("UTC"), quiet) == at(look)


@pytest.mark.parametrize(
    ("quiet", "now", "mail"),
    [
        (Quiet(21, 8), "2026-03-28T19:59", "2026-03-28T19:59"),
        (Quiet(21, 8), "2026-03-28T20:00", "2026-03-29T06:00"),
        (Quiet(21, 8), "2026-03-29T05:59", "2026-03-29T06:00"),
        # Two o'clock is left out, and three lies in quiet hours again.
        (Quiet(3, 2), "2026-03-28T12:00", "2026-03-30T00:00"),
        (Quiet(1, 5), "2026-10-25T00:30", "2026-10-25T04:00"),
        (NONE, "2026-03-28T23:00", "2026-03-28T23:00"),
    ],
)
def test_mail_waits_for_the_end_of_quiet_hours(quiet: Quiet, now: str, mail: str) -> None:
    assert outside_quiet_hours(at(now), ZoneInfo("Europe/Berlin"), quiet) == at(mail)


@given(moments, zones, quiets)
def test_mail_comes_never_earlier_never_in_quiet_hours_and_within_two_days(
    now: datetime, zone: ZoneInfo, quiet: Quiet
) -> None:
    mail_at = outside_quiet_hours(now, zone, quiet)
    assert now <= mail_at <= now + timedelta(days=2, hours=2)
    assert mail_at.astimezone(zone).hour not in quiet
    assert outside_quiet_hours(mail_at, zone, quiet) == mail_at


@given(moments, zones)
def test_looks_follow_one_another_by_a_day_of_the_clock(now: datetime, zone: ZoneInfo) -> None:
    look = next_look(now, zone)
    assert timedelta() < look - now <= timedelta(days=1, hours=2)
    for _ in range(5):
        following = next_look(look, zone)
        assert timedelta(hours=22) <= following - look <= timedelta(hours=26)
        assert following.astimezone(zone).hour == 8
        look = following


@given(moments, zones, quiets)
def test_a_look_is_later_than_now_and_not_in_quiet_hours(now: datetime, zone: ZoneInfo, quiet: Quiet) -> None:
    look = next_look(now, zone, quiet)
    assert now < look <= now + timedelta(days=2, hours=2)
    assert look.astimezone(zone).hour not in quiet


@given(moments, zones)
def test_a_day_ends_where_the_next_begins(now: datetime, zone: ZoneInfo) -> None:
    day = now.astimezone(zone).date()
    end = end_of(day, zone)
    assert now < end
    assert (end - timedelta(microseconds=1)).astimezone(zone).date() <= day < end.astimezone(zone).date()
