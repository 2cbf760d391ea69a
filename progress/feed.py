"""Due dates as a calendar knows them: what changed since it was told, and the file that tells it (RFC 5545). Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

LONGEST_TITLE = 300
EVERY = timedelta(hours=6)


@dataclass(frozen=True)
class Wanted:
    """A part of the course as it is now. Without a date the one that the calendar knows stays, if it knows any."""

    title: str
    due_on: date | None


@dataclass(frozen=True)
class Entry:
    """What a calendar was told of a part. The sequence rises with every change, or some calendars would overlook it."""

    key: str
    title: str
    due_on: date
    changed_at: datetime
    sequence: int = 0
    is_dropped: bool = False


def changes(known: Mapping[str, Entry], wanted: Mapping[str, Wanted], now: datetime) -> list[Entry]:
    """The entries that are new or differ, as they are from now on; those that agree are not among them."""
    found = []
    for key, part in wanted.items():
        title, entry = plain(part.title), known.get(key)
        if entry is None:
            if part.due_on is not None:
                found.append(Entry(key, title, part.due_on, now))
            continue
        after = replace(entry, title=title, due_on=part.due_on or entry.due_on, is_dropped=False)
        if after != entry:
            found.append(_changed(after, now))
    gone = (entry for key, entry in known.items() if key not in wanted and not entry.is_dropped)
    return [*found, *(_changed(replace(entry, is_dropped=True), now) for entry in gone)]


def plain(title: str) -> str:
    """Without the control characters that a calendar must not hold; lines stay lines."""
    kept = (sign for sign in title.replace("\r\n", "\n") if sign == "\n" or not (sign < " " or sign == "\x7f"))
    return "".join(kept)[:LONGEST_TITLE]


def written(name: str, owner: int, entries: Iterable[Entry], addresses: Mapping[str, str]) -> bytes:
    """The calendar as a file; the same bytes for the same entries, so that nothing is fetched twice.

    Events are whole days without a zone: due by the end of that day wherever the learner is. `owner` tells two
    calendars apart that hold the same parts.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Epoch//Due dates//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", plain(name))
    calendar.add("refresh-interval", EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for entry in sorted(entries, key=lambda one: (one.due_on, one.key)):
        calendar.add_component(_event(owner, entry, addresses.get(entry.key)))
    content: bytes = calendar.to_ical()
    return content


def _changed(entry: Entry, now: datetime) -> Entry:
    return replace(entry, sequence=entry.sequence + 1, changed_at=now)


def _event(owner: int, entry: Entry, address: str | None) -> Event:
    event = Event()
    event.add("uid", f"{owner}-{entry.key.replace(':', '-')}@epoch")
    event.add("summary", entry.title)
    event.add("dtstart", entry.due_on)
    event.add("dtend", entry.due_on + timedelta(days=1))
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.sequence)
    event.add("status", "CANCELLED" if entry.is_dropped else "CONFIRMED")
    # Something due by the end of a day does not make the day busy.
    event.add("transp", "TRANSPARENT")
    if address and not entry.is_dropped:
        event.add("url", address)
    return event
