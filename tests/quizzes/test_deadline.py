"""When an attempt ends (P9, P10, P11)."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.deadline import (
    GRACE,
    Deadline,
    Grant,
    Limit,
    attempts_allowed,
    closes_at,
    effective,
    is_over,
    seconds_left,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
BERLIN, CHATHAM = ZoneInfo("Europe/Berlin"), ZoneInfo("Pacific/Chatham")

MOMENTS = st.datetimes(
    NOON.replace(tzinfo=None) - timedelta(days=2000),
    NOON.replace(tzinfo=None) + timedelta(days=2000),
    timezones=st.sampled_from([UTC, BERLIN, CHATHAM, timezone(-11 * HOUR)]),
)
LIMITS = st.none() | st.integers(1, 600).map(lambda minutes: timedelta(minutes=minutes))
GRANTS = st.lists(st.builds(Grant, st.integers(0, 600), st.integers(0, 9), st.none() | MOMENTS), max_size=4)


@pytest.mark.parametrize(
    ("time_limit", "grants", "ends_at", "limit"),
    [
        (None, [], None, Limit.NONE),
        (None, [Grant(extra_minutes=10)], None, Limit.NONE),
        (HOUR, [], NOON + HOUR, Limit.TIME),
        (HOUR, [Grant(15), Grant(5)], NOON + timedelta(minutes=80), Limit.TIME),
        (HOUR, [Grant(closes_at=NOON + HOUR / 2)], NOON + HOUR / 2, Limit.CLOSE),
        (HOUR, [Grant(closes_at=NOON + HOUR / 2), Grant(closes_at=NOON + 2 * HOUR)], NOON + HOUR, Limit.TIME),
        (HOUR, [Grant(closes_at=NOON + HOUR)], NOON + HOUR, Limit.TIME),
        (HOUR, [Grant(30, closes_at=NOON + HOUR)], NOON + HOUR, Limit.CLOSE),
        (None, [Grant(closes_at=NOON + HOUR), Grant(closes_at=NOON)], NOON + HOUR, Limit.CLOSE),
    ],
)
def test_end(time_limit: timedelta | None, grants: list[Grant], ends_at: datetime | None, limit: Limit) -> None:
    assert effective(NOON, time_limit, grants) == Deadline(ends_at, limit)


def test_an_hour_is_an_hour_where_clocks_skip_one_or_repeat_one() -> None:
    for started_at in (datetime(2026, 3, 29, 1, 30, tzinfo=BERLIN), datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN)):
        ends_at = effective(started_at, HOUR, []).ends_at
        assert ends_at is not None
        assert ends_at.timestamp() - started_at.timestamp() == 3600
        assert ends_at.tzinfo is UTC


def test_of_two_dates_in_a_repeated_hour_the_later_holds() -> None:
    early = datetime(2026, 10, 25, 2, 45, tzinfo=BERLIN)
    # Its clock shows less, but it comes later.
    late = datetime(2026, 10, 25, 2, 15, tzinfo=BERLIN, fold=1)
    assert closes_at([Grant(closes_at=late), Grant(closes_at=early)]) == late.astimezone(UTC)
    assert is_over(early, late)


@given(MOMENTS, LIMITS, GRANTS, GRANTS)
def test_more_grants_never_end_an_attempt_earlier(
    started_at: datetime, time_limit: timedelta | None, grants: list[Grant], more: list[Grant]
) -> None:
    before, after = effective(started_at, time_limit, grants), effective(started_at, time_limit, grants + more)
    if before.ends_at is None:
        assert after.limit is not Limit.TIME
    elif closes_at(grants) is not None or closes_at(more) is None:
        assert after.ends_at is not None and after.ends_at >= before.ends_at


@given(MOMENTS, GRANTS, st.integers(1, 600), st.integers(0, 600))
def test_extra_minutes_move_the_end_of_a_timed_attempt_by_just_that(
    started_at: datetime, grants: list[Grant], minutes: int, extra: int
) -> None:
    before = effective(started_at, timedelta(minutes=minutes), grants)
    after = effective(started_at, timedelta(minutes=minutes), [*grants, Grant(extra_minutes=extra)])
    if after.limit is Limit.TIME:
        assert before.ends_at is not None and after.ends_at is not None
        assert after.ends_at - before.ends_at == timedelta(minutes=extra)
    else:
        assert after.ends_at == closes_at(grants)


@given(MOMENTS, LIMITS, GRANTS)
def test_the_order_of_grants_is_irrelevant(
    started_at: datetime, time_limit: timedelta | None, grants: list[Grant]
) -> None:
    assert effective(started_at, time_limit, grants[::-1]) == effective(started_at, time_limit, grants)


@given(MOMENTS, LIMITS, GRANTS)
def test_no_attempt_outlives_the_close_or_its_time(
    started_at: datetime, time_limit: timedelta | None, grants: list[Grant]
) -> None:
    found = effective(started_at, time_limit, grants)
    up = None if time_limit is None else started_at.astimezone(UTC) + time_limit
    up = None if up is None else up + timedelta(minutes=sum(grant.extra_minutes for grant in grants))
    ends = {Limit.TIME: up, Limit.CLOSE: closes_at(grants), Limit.NONE: None}
    assert found.ends_at == ends[found.limit]
    assert all(found.ends_at is not None and found.ends_at <= end for end in ends.values() if end is not None)


@pytest.mark.parametrize(
    ("limit", "grants", "allowed"),
    [
        (None, [Grant(extra_attempts=2)], None),
        (2, [], 2),
        (2, [Grant(extra_minutes=9)], 2),
        (2, [Grant(extra_attempts=1), Grant(extra_attempts=2)], 5),
    ],
)
def test_attempts_add_up(limit: int | None, grants: list[Grant], allowed: int | None) -> None:
    assert attempts_allowed(limit, grants) == allowed


@pytest.mark.parametrize(
    ("late", "over"),
    [
        (-HOUR, False),
        (timedelta(0), False),
        (GRACE, False),
        (GRACE + timedelta(microseconds=1), True),
    ],
)
def test_what_arrives_within_the_grace_counts(late: timedelta, over: bool) -> None:
    assert timedelta(seconds=30) == GRACE
    assert is_over(NOON, NOON + late) is over
    assert is_over(NOON.astimezone(CHATHAM), (NOON + late).astimezone(BERLIN)) is over


def test_what_has_no_end_is_never_over() -> None:
    assert not is_over(None, NOON)
    assert seconds_left(None, NOON) is None


@pytest.mark.parametrize(
    ("left", "shown"),
    [(HOUR, 3600), (timedelta(seconds=1.9), 1), (timedelta(seconds=0.9), 0), (timedelta(0), 0), (-GRACE / 2, 0)],
)
def test_the_seconds_that_are_left_are_whole_and_leave_the_grace_out(left: timedelta, shown: int) -> None:
    assert seconds_left(NOON + left, NOON) == shown
    assert seconds_left((NOON + left).astimezone(CHATHAM), NOON.astimezone(BERLIN)) == shown


def test_a_time_without_a_zone_is_refused() -> None:
    naive = NOON.replace(tzinfo=None)
    for ask in (
        lambda: effective(naive, None, []),
        lambda: effective(naive, HOUR, []),
        lambda: Grant(closes_at=naive),
        lambda: is_over(naive, NOON),
        lambda: is_over(NOON, naive),
        lambda: is_over(None, naive),
        lambda: seconds_left(naive, NOON),
        lambda: seconds_left(NOON, naive),
    ):
        with pytest.raises(ValueError, match="2026-03-02T12:00:00 has no zone"):
            ask()


@pytest.mark.parametrize("taken", [{"extra_minutes": -1}, {"extra_attempts": -1}])
def test_a_grant_takes_nothing_away(taken: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="a grant takes nothing away"):
        Grant(**taken)  # type: ignore[arg-type]
