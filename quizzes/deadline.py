"""When an attempt ends: the one place that knows.

All reckoning is in UTC: a zone's own clock skips and repeats hours, and Python compares two times of one zone by that
clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

# What the network may take: answers and submissions count until so long after the end, and no end that is shown has it.
GRACE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Grant:
    """What somebody was given: more time, more attempts, a date until which the quiz is open.

    Minutes and attempts of several grants add up; of several dates the latest holds.
    """

    extra_minutes: int = 0
    extra_attempts: int = 0
    closes_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.extra_minutes < 0 or self.extra_attempts < 0:
            raise ValueError("a grant takes nothing away")
        if self.closes_at is not None:
            _in_utc(self.closes_at)


class Limit(StrEnum):
    """What an attempt's end comes from."""

    NONE = "none"
    TIME = "time"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Deadline:
    ends_at: datetime | None
    limit: Limit


def effective(started_at: datetime, time_limit: timedelta | None, grants: Iterable[Grant]) -> Deadline:
    """The end of an attempt: its time is up, or the quiz closes, whichever is first.

    More grants never end it earlier, with one exception: a date granted where there was none begins to limit. Dates
    are compared among themselves only.
    """
    start, given = _in_utc(started_at), list(grants)
    closes = closes_at(given)
    if time_limit is None:
        return Deadline(closes, Limit.NONE if closes is None else Limit.CLOSE)
    up = start + time_limit + timedelta(minutes=sum(grant.extra_minutes for grant in given))
    return Deadline(up, Limit.TIME) if closes is None or up <= closes else Deadline(closes, Limit.CLOSE)


def closes_at(grants: Iterable[Grant]) -> datetime | None:
    """The latest date that was granted; None where there is none, and the quiz stays open."""
    return max((_in_utc(grant.closes_at) for grant in grants if grant.closes_at is not None), default=None)


def attempts_allowed(limit: int | None, grants: Iterable[Grant]) -> int | None:
    """How many attempts somebody has in all; None where they are not counted."""
    return None if limit is None else limit + sum(grant.extra_attempts for grant in grants)


def is_over(ends_at: datetime | None, now: datetime) -> bool:
    """Whether what arrives now comes too late: after the end and its grace, of which the last instant still counts."""
    moment = _in_utc(now)
    return ends_at is not None and moment > _in_utc(ends_at) + GRACE


def seconds_left(ends_at: datetime | None, now: datetime) -> int | None:
    """Whole seconds until the end, never below none; None where nothing ends it."""
    return None if ends_at is None else max(int((_in_utc(ends_at) - _in_utc(now)).total_seconds()), 0)


def _in_utc(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError(f"{moment.isoformat()} has no zone, so it is no instant")
    return moment.astimezone(UTC)
