"""What a report is: columns, and batches of rows by keyset. Whoever prints them asks for one batch after another."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from curriculum.models import Course
from progress.models import Cohort
from progress.selection import Misread, Selection
from progress.tables import Batch, Column, Row

# How many rows are asked for at once: a first few, so that a file begins to arrive, and then as many as pay.
FIRST, CHUNK = 200, 1_000


@dataclass(frozen=True)
class Scope:
    """A selection with the rows that it names. `now` is the moment that the report is of: it is handed in, so that a
    file that is made again says the same."""

    selection: Selection
    course: Course
    cohort: Cohort | None
    now: datetime

    @cached_property
    def since(self) -> datetime | None:
        """The first moment of the selection."""
        day = self.selection.from_on
        return datetime.combine(day, time.min, UTC) if day else None

    @cached_property
    def before(self) -> datetime | None:
        """The first moment behind it."""
        day = self.selection.to_on
        return datetime.combine(day + timedelta(days=1), time.min, UTC) if day else None

    def within(self, field: str) -> Q:
        """The condition that a moment lies in the selection."""
        found = Q()
        if self.since:
            found &= Q(**{f"{field}__gte": self.since})
        if self.before:
            found &= Q(**{f"{field}__lt": self.before})
        return found


Read = Callable[[Scope, str, int], Batch]


@dataclass(frozen=True)
class Report:
    """`read` gives so many rows at most, from where it is told on, in one query; `count` says how many there would be
    at most. `filters` are the names that it heeds beside the course; `sorts`
    those of the columns by which the database can order any number of rows."""

    name: str
    title: str
    about: str
    columns: Callable[[Scope], Sequence[Column]]
    read: Read
    count: Callable[[Scope], int]
    filters: tuple[str, ...] = ()
    sorts: tuple[str, ...] = ()
    # More rows than these are not counted: then `count` is one more.
    counts_to: int | None = None
    # Rights beside that to reports.
    rights: tuple[str, ...] = ()
    # What happens on the days between which the filters select.
    days: str = "enrolled"

    def batches(self, scope: Scope, first: int = FIRST, size: int = CHUNK) -> Iterator[Sequence[Row]]:
        """All rows, a batch at a time."""
        batch = self.read(scope, "", first)
        yield batch.rows
        while batch.after:
            batch = self.read(scope, batch.after, size)
            yield batch.rows


def told(key: Sequence[Any]) -> str:
    """A key as an address holds it."""
    return json.dumps(list(key), separators=(",", ":"))


def heard(after: str, length: int) -> list[Any]:
    """The same, the other way; empty for the beginning. Raises Misread."""
    if not after:
        return []
    try:
        found = json.loads(after)
    except (ValueError, RecursionError):
        found = None
    known = isinstance(found, list) and len(found) == length and all(map(_is_known, found))
    if not known or not isinstance(found[-1], int) or "\\u0000" in after:
        raise no_place()
    return list(found)


def _is_known(one: object) -> bool:
    """A word, or a number that a database can be asked for."""
    return isinstance(one, str) or (isinstance(one, int) and one.bit_length() <= 63)


def no_place() -> Misread:
    """What is said of a key that is none of the list's."""
    return Misread({"after": "The place where this page begins is not one of the list; begin with its first page."})


def keyset(rows: QuerySet[Any], order: str, after: str, *, sorts: Mapping[str, str]) -> Any:
    """The rows behind a key, in order: by the field that `sorts` names for the column, and by number within it. The
    values of such a field are words or moments."""
    column, falls = order.removeprefix("-"), order.startswith("-")
    field = sorts.get(column, "")
    word, sign = ("lt", "-") if falls else ("gt", "")
    if not field:
        key = heard(after, 1)
        rows = rows.filter(**{f"pk__{word}": key[0]}) if key else rows
        return rows.order_by(f"{sign}pk")
    key = heard(after, 2)
    if key:
        # The first condition is all that an index needs; the second leaves out what was on the page before.
        value, last = key
        later = Q(**{f"{field}__{word}": value}) | Q(**{f"pk__{word}": last})
        rows = rows.filter(later, **{f"{field}__{word}e": value})
    return rows.order_by(f"{sign}{field}", f"{sign}pk")


def numbered(rows: Any, fields: Sequence[str], size: int) -> tuple[list[Any], list[Any], str]:
    """So many rows of a `keyset` by number, each behind its number; their keys; and where the next begin. One query."""
    found = list(rows.values_list("pk", *fields)[: size + 1])
    shown = found[:size]
    return shown, [row[:1] for row in shown], told([shown[-1][0]]) if len(found) > size else ""
