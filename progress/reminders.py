"""What a learner is to be told, and when: facts of one enrolment in, notices out. Pure.

Days are the learner's own; moments are UTC. An occasion names what is told once: where it is a date of the plan, it is
the same in every zone, so that somebody who travels is not told again.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from progress import pacing
from progress.outline import Part

DAY, WEEK = timedelta(days=1), timedelta(days=7)
LOOK_HOUR = 8
BEHIND_KEEPS = INACTIVE_KEEPS = timedelta(days=3)
MARK_KEEPS = RULING_KEEPS = timedelta(days=14)
# Somebody who did nothing for so many days is told; somebody who is long gone is left alone.
QUIET_DAYS, GONE_DAYS = 7, 28
WEDNESDAY = 2
# A list in a notice is no longer than this.
MOST_LISTED = 20


class Kind(StrEnum):
    DUE_SOON = "due_soon"
    BEHIND = "behind"
    WEEKLY = "weekly"
    INACTIVE = "inactive"
    MARKED = "marked"
    CHALLENGED = "challenged"


@dataclass(frozen=True)
class Quiet:
    """The hours in which no mail comes: from the first, up to the second, which is none of them. Equal means none."""

    from_hour: int = 21
    to_hour: int = 8

    def __contains__(self, hour: int) -> bool:
        if self.from_hour <= self.to_hour:
            return self.from_hour <= hour < self.to_hour
        return hour >= self.from_hour or hour < self.to_hour


USUAL = Quiet()


@dataclass(frozen=True)
class Facts:
    """One enrolment with a plan. `planned_on` is the day on which the learner made it; None where somebody else did."""

    parts: Sequence[Part]
    due: Mapping[str, date]
    done: Collection[str]
    rule: pacing.Rule
    pace: pacing.Pace
    last_active_at: datetime
    planned_on: date | None = None


@dataclass(frozen=True)
class Due:
    """A notice to make. `facts` are plain values, of which the words are made."""

    kind: Kind
    occasion: str
    facts: Mapping[str, Any]
    stale_at: datetime


def moment(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """That hour of that day. One that the clocks leave out comes as much later; of two, it is the first."""
    return datetime.combine(day, time(hour), zone).astimezone(UTC)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    return moment(day + DAY, 0, zone)


def outside_quiet_hours(at: datetime, zone: ZoneInfo, quiet: Quiet = USUAL) -> datetime:
    """That moment, or the end of the quiet hours in which it lies."""
    local = at.astimezone(zone)
    while local.hour in quiet:
        ends_tomorrow = local.hour >= quiet.to_hour
        # An end that the clocks leave out may lie in quiet hours again; then it is the next day's.
        at = moment(local.date() + ends_tomorrow * DAY, quiet.to_hour, zone)
        local = at.astimezone(zone)
    return at


def next_look(now: datetime, zone: ZoneInfo, quiet: Quiet = USUAL) -> datetime:
    """The next time after `now` at which it is eight by the learner's clock, or later where that is quiet."""
    today = now.astimezone(zone).date()
    # Yesterday's look may have been put off until today.
    days = (today + n * DAY for n in range(-1, 4))
    looks = (outside_quiet_hours(moment(day, LOOK_HOUR, zone), zone, quiet) for day in days)
    return min(look for look in looks if look > now)


def notices(facts: Facts, now: datetime, zone: ZoneInfo) -> list[Due]:
    """What is to be told today. Nothing before the course has begun, or once all is done."""
    today = now.astimezone(zone).date()
    if facts.pace.standing is pacing.Standing.DONE or today < facts.rule.begins_on or not facts.due:
        return []
    found = [_weekly(facts, today, zone), _due_soon(facts, today, zone)]
    if not _pauses(facts.rule, today):
        found += [_behind(facts, today, now), _inactive(facts, today, now, zone)]
    return [due for due in found if due is not None]


def is_due_still(listed: Collection[str], due: Mapping[str, date], done: Collection[str], by: date) -> bool:
    """Whether any of those parts is still due by that day, and not done."""
    return any(key not in done and key in due and due[key] <= by for key in listed)


def _due_soon(facts: Facts, today: date, zone: ZoneInfo) -> Due | None:
    """Today's and tomorrow's, by the later of the two days. Whoever has just made the plan has seen it."""
    if facts.planned_on == today:
        return None
    soon = [part for part in _left(facts) if today <= facts.due[part.key] <= today + DAY]
    if not soon:
        return None
    last = max(facts.due[part.key] for part in soon)
    return Due(Kind.DUE_SOON, last.isoformat(), {"parts": _rows(soon, facts)}, end_of(last, zone))


def _behind(facts: Facts, today: date, now: datetime) -> Due | None:
    if facts.pace.standing is not pacing.Standing.BEHIND:
        return None
    told = {"n_parts": facts.pace.n_parts, "minutes": facts.pace.minutes}
    return Due(Kind.BEHIND, _monday(today).isoformat(), told, now + BEHIND_KEEPS)


def _weekly(facts: Facts, today: date, zone: ZoneInfo) -> Due | None:
    """On Monday, or up to Wednesday where nobody looked on Monday. Who began since then made the plan knowingly."""
    monday = _monday(today)
    if today.weekday() > WEDNESDAY or facts.rule.begins_on > monday:
        return None
    week = [part for part in _left(facts) if monday <= facts.due[part.key] < monday + WEEK]
    late = [part for part in _left(facts) if facts.due[part.key] < monday]
    if not week and not late:
        return None
    told = {
        "parts": _rows(week, facts),
        "n_parts": len(week),
        "minutes": sum(part.minutes for part in week),
        "n_late": len(late),
        "late_minutes": sum(part.minutes for part in late),
    }
    return Due(Kind.WEEKLY, monday.isoformat(), told, end_of(monday + WEDNESDAY * DAY, zone))


def _inactive(facts: Facts, today: date, now: datetime, zone: ZoneInfo) -> Due | None:
    """Days before the course began, and those of pauses that are over, are nobody's lull.

    The occasion is a day of UTC: by the learner's clock it would be another day after they have moved.
    """
    last_on = facts.last_active_at.astimezone(zone).date()
    ended = [pause.to_on for pause in facts.rule.pauses if pause.to_on < today]
    n_days = (today - max([last_on, facts.rule.begins_on, *ended])).days
    if not QUIET_DAYS <= n_days <= GONE_DAYS:
        return None
    left = next((part for part in facts.parts if part.key not in facts.done), None)
    told = {"last_on": last_on.isoformat(), "parts": _rows([left], facts) if left else []}
    return Due(Kind.INACTIVE, facts.last_active_at.astimezone(UTC).date().isoformat(), told, now + INACTIVE_KEEPS)


def _left(facts: Facts) -> Iterator[Part]:
    return (part for part in facts.parts if part.key in facts.due and part.key not in facts.done)


def _rows(parts: Sequence[Part], facts: Facts) -> list[dict[str, Any]]:
    return [
        {
            "key": part.key,
            "title": part.title,
            "minutes": part.minutes,
            "due_on": facts.due[part.key].isoformat() if part.key in facts.due else None,
        }
        for part in parts[:MOST_LISTED]
    ]


def _pauses(rule: pacing.Rule, today: date) -> bool:
    return any(pause.from_on <= today <= pause.to_on for pause in rule.pauses)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
