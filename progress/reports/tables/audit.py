"""The audit: who took out which file, who changed which mark, and who was given which role or
course; newest first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.models import RoleChange
from curriculum.models import StaffChange
from progress.models import Export
from progress.reports.tables.report import Report, Scope, heard, no_place, told
from progress.reports.tables.sittings import COUNTED
from progress.tables import Batch, Column, Kind, Row, Total, text
from quizzes.models import MarkChange

COLUMNS = (
    Column("at", "At (UTC)", Kind.MOMENT),
    Column("event", "What happened", total=Total.TALLY),
    Column("by", "By"),
    Column("whom", "Whom it is about"),
    Column("what", "What"),
    Column("old", "Before"),
    Column("new", "After"),
    Column("why", "Why, or what was asked for"),
)


@dataclass(frozen=True)
class Source:
    """A table that rows are only added to: which of its rows, what of each, and how it reads."""

    rows: Callable[[Scope], QuerySet[Any]]
    fields: tuple[str, ...]
    row: Callable[..., Row]


def _exports(scope: Scope) -> QuerySet[Any]:
    return Export.objects.filter(scope.within("made_at"), course=scope.course.pk)


def _export(at: datetime, by: str, report: str, form: str, selection: Any, state: str, n_rows: int, why: str) -> Row:
    # As it was asked for then: not read as a selection, since a release may know a filter no more.
    asked = urlencode(sorted(selection.items())) if isinstance(selection, dict) else ""
    label = Export.State(state).label
    after = f"{label}, {n_rows} rows" + (f": {why}" if why else "")
    return at, "Export", text(by), None, text(f"{report} as {form}"), None, text(after), text(asked) or None


def _marks(scope: Scope) -> QuerySet[Any]:
    rows = MarkChange.objects.exclude(kind=MarkChange.Kind.GRADED)
    return rows.filter(scope.within("made_at"), attempt__quiz__course=scope.course.pk)


def _mark(at: datetime, by: str | None, kind: str, whom: str, *rest: Any) -> Row:
    quiz, number, position, old, new, why = rest
    of = "" if position is None else f", question {position}"
    what = f"{quiz}, attempt {number}{of}"
    label = MarkChange.Kind(kind).label
    before = None if old is None else str(old)
    return at, label, text(by) if by else None, text(whom), text(what), before, str(new), text(why) or None


def _roles(scope: Scope) -> QuerySet[Any]:
    """Of whatever course: a role is the whole site's."""
    return RoleChange.objects.filter(scope.within("made_at"))


def _role(at: datetime, by: str | None, whom: str, role: str, given: bool) -> Row:
    before, after = (None, text(role)) if given else (text(role), None)
    what = "Role given" if given else "Role taken away"
    return at, what, text(by) if by else None, text(whom), None, before, after, None


def _staff(scope: Scope) -> QuerySet[Any]:
    return StaffChange.objects.filter(scope.within("made_at"), course=scope.course.pk)


def _teaches(at: datetime, by: str | None, whom: str, course: str, given: bool) -> Row:
    before, after = (None, text(course)) if given else (text(course), None)
    what = "Course given to teach" if given else "Course taken away"
    return at, what, text(by) if by else None, text(whom), None, before, after, None


ATTEMPT = ("attempt__learner__email", "attempt__quiz__title", "attempt__number", "item__position")
SOURCES = (
    Source(_exports, ("by__email", "report", "form", "selection", "state", "n_rows", "why"), _export),
    Source(_marks, ("by__email", "kind", *ATTEMPT, "old_points", "new_points", "reason"), _mark),
    Source(_roles, ("by__email", "person__email", "role", "given"), _role),
    Source(_staff, ("by__email", "person__email", "course__title", "given"), _teaches),
)


def columns(_scope: Scope) -> Sequence[Column]:
    return COLUMNS


def count(scope: Scope) -> int:
    return sum(source.rows(scope).order_by()[: COUNTED + 1].count() for source in SOURCES)


def read(scope: Scope, after: str, size: int) -> Batch:
    """A query for each table."""
    moment, place, last = _key(after)
    found: list[tuple[datetime, int, int, Row]] = []
    for number, source in enumerate(SOURCES):
        rows = source.rows(scope)
        if moment is not None:
            rows = rows.filter(_behind(moment, place, last, number), made_at__lte=moment)
        newest = rows.order_by("-made_at", "-pk").values_list("pk", "made_at", *source.fields)[: size + 1]
        found += [(row[1], number, row[0], source.row(*row[1:])) for row in newest]
    found.sort(key=lambda one: (-one[0].timestamp(), one[1], -one[2]))
    keys = [(at.isoformat(), number, pk) for at, number, pk, _ in found[:size]]
    return Batch([row for *_, row in found[:size]], keys, told(keys[-1]) if len(found) > size else "")


def _behind(moment: datetime, place: int, last: int, number: int) -> Q:
    """At the same moment the tables follow in their order, and within each its rows from the newest down."""
    earlier = Q(made_at__lt=moment)
    if number == place:
        return earlier | Q(pk__lt=last)
    return earlier if number < place else Q()


def _key(after: str) -> tuple[datetime | None, int, int]:
    key = heard(after, 3)
    if not key:
        return None, 0, 0
    words, place, last = key
    try:
        moment = parse_datetime(str(words))
        # At the ends of time a zone leads out of it.
        moment = moment.astimezone(UTC) if moment and timezone.is_aware(moment) else None
    except (ValueError, OverflowError):
        moment = None
    if moment is None or place not in range(len(SOURCES)):
        raise no_place()
    return moment, place, last


REPORT = Report(
    name="audit",
    title="Audit",
    about="Which files were taken out, which marks were changed, and who was given a role or a course, or lost it.",
    columns=columns,
    read=read,
    count=count,
    days="",
    counts_to=COUNTED,
    filters=("from_on", "to_on"),
    rights=("progress.see_audit",),
)
