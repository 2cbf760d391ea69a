"""Activity by day, in UTC: who was there, and what was begun and done."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, F, FilteredRelation, Q, QuerySet
from django.db.models.functions import TruncDate

from curriculum.models import Enrolment
from progress.models import ActivityDay, Certificate, LabResult, LessonRecord
from progress.reports.tables import people
from progress.reports.tables.report import Report, Scope, heard, told
from progress.selection import Misread
from progress.tables import Batch, Cell, Column, Kind, Row, Total
from quizzes.models import Attempt, CheckResponse

# So many days are shown where none are named, and at most.
USUAL, MOST = 28, 366
# Of more learners than these the worker counts, once an hour.
LARGE = 2_000
DAY = timedelta(days=1)
Cells = tuple[Cell, ...]
# A day, and the cohort where they are told apart; None is none.
Apart = tuple[date, int | None]


@dataclass(frozen=True)
class Event:
    """Something that learners do, by the moment that stands in a table; `course` and `learner` lead to these."""

    name: str
    title: str
    model: Any
    moment: str
    course: str
    learner: str = "learner"


EVENTS = (
    Event("enrolled", "Enrolled", Enrolment, "enrolled_at", "course", "user"),
    Event("lessons_opened", "Lessons opened", LessonRecord, "opened_at", "lesson__module__course"),
    Event("lessons_done", "Lessons done", LessonRecord, "done_at", "lesson__module__course"),
    Event("labs_met", "Lab challenges met", LabResult, "met_at", "course"),
    Event("checks", "Knowledge checks answered", CheckResponse, "answered_at", "question__course"),
    Event("attempts_begun", "Attempts begun", Attempt, "started_at", "quiz__course"),
    Event("attempts_ended", "Attempts ended", Attempt, "finished_at", "quiz__course"),
    Event("certificates", "Certificates issued", Certificate, "issued_at", "enrolment__course", "enrolment__user"),
)
COLUMNS = (
    Column("day", "Day (UTC)", Kind.DAY),
    Column("active", "Learners active", Kind.COUNT, Total.MEAN),
    *(Column(event.name, event.title, Kind.COUNT, Total.SUM) for event in EVENTS),
    Column("counted_at", "Counted at (UTC)", Kind.MOMENT),
)
NAMES = tuple(column.name for column in COLUMNS[1:-1])


def columns(_scope: Scope) -> Sequence[Column]:
    return COLUMNS


def span(scope: Scope) -> tuple[date, date]:
    """The first day and the last. Raises Misread where there are too many between them."""
    selection = scope.selection
    today = scope.now.astimezone(UTC).date()
    to_on = selection.to_on or max(today, selection.from_on or today)
    if to_on == date.max:
        raise Misread({"from_on": "Choose a first day before 9999-12-31."})
    from_on = selection.from_on or date.fromordinal(max(to_on.toordinal() - USUAL + 1, 1))
    if (to_on - from_on).days >= MOST:
        raise Misread({"from_on": f"Choose {MOST} days at most; from {from_on} to {to_on} there are more."})
    return from_on, to_on


def count(scope: Scope) -> int:
    from_on, to_on = span(scope)
    return (to_on - from_on).days + 1


def read(scope: Scope, after: str, size: int) -> Batch:
    """Of a course or a cohort that is not large, a query for each kind of event and one for who was there. Of a large
    one, what the worker counted: days that it has not come to are empty."""
    from_on, to_on = span(scope)
    begin = (heard(after, 1) or [0])[0]
    n_days = (to_on - from_on).days + 1
    if not 0 <= begin < n_days:
        return Batch([], [], "")
    first = from_on + begin * DAY
    last = from_on + (min(begin + size, n_days) - 1) * DAY
    within = replace(scope, selection=replace(scope.selection, from_on=first, to_on=last))
    days = [first + number * DAY for number in range((last - first).days + 1)]
    counts = _kept(within) if is_large(scope) else counted(within)
    rows: list[Row] = [(day, *counts.get(day, EMPTY)) for day in days]
    keys = [(begin + number + 1,) for number in range(len(days))]
    return Batch(rows, keys, told(keys[-1]) if last < to_on else "")


EMPTY: Cells = (None,) * (len(NAMES) + 1)


def is_large(scope: Scope) -> bool:
    """Whether the worker counts the days of the course, or of the cohort where one is chosen."""
    return _members(scope)[: LARGE + 1].count() > LARGE


def counted(scope: Scope) -> dict[date, Cells]:
    """The cells of each day of the selection, behind the day."""
    return counted_apart(scope, ())[None]


def counted_apart(scope: Scope, cohorts: Collection[int]) -> dict[int | None, dict[date, Cells]]:
    """The same of each of these cohorts, by its number, and of the whole course under None. Whoever does something is
    in one cohort or in none: so each table is read once, and the whole is the sum."""
    apart = bool(cohorts)
    columns = [_active(scope, apart=apart), *(_by_day(scope, event, apart=apart) for event in EVENTS)]
    counts: dict[int | None, list[Counter[date]]] = {of: [Counter() for _ in columns] for of in (None, *cohorts)}
    for place, column in enumerate(columns):
        for (day, cohort), n in column.items():
            for of in {None, cohort} & counts.keys():
                counts[of][place][day] += n
    first, last = span(scope)
    days = [first + number * DAY for number in range((last - first).days + 1)]
    return {of: {day: (*(n[day] for n in found), scope.now) for day in days} for of, found in counts.items()}


def _kept(scope: Scope) -> dict[date, Cells]:
    rows = ActivityDay.objects.filter(course=scope.course.pk, cohort=scope.cohort, on__range=span(scope))
    found = rows.values_list("on", "counts", "counted_at")
    return {on: (*(counts.get(name) for name in NAMES), at) for on, counts, at in found}


def _members(scope: Scope) -> QuerySet[Enrolment]:
    """Those whom the same filters name in other reports, whenever they enrolled."""
    return people.enrolments(replace(scope, selection=replace(scope.selection, from_on=None, to_on=None)))


def _events(scope: Scope, event: Event, *, apart: bool) -> Any:
    """With the day, and the learner's cohort where they are told apart."""
    rows = event.model.objects.filter(scope.within(event.moment), **{event.course: scope.course.pk})
    if scope.cohort is not None:
        rows = rows.filter(**{f"{event.learner}__in": _members(scope).values("user")})
    if apart:
        path = f"{event.learner}__enrolments"
        of_course = FilteredRelation(path, condition=Q(**{f"{path}__course": scope.course.pk}))
        rows = rows.annotate(enrolled_as=of_course).annotate(cohort_of=F("enrolled_as__study__cohort"))
    return rows.order_by().annotate(day=TruncDate(event.moment, tzinfo=UTC))


def _by_day(scope: Scope, event: Event, *, apart: bool) -> Mapping[Apart, int]:
    days = _events(scope, event, apart=apart).values_list(*_by(apart))
    return {_key(*found): n for *found, n in days.annotate(n=Count("pk"))}


def _active(scope: Scope, *, apart: bool) -> Mapping[Apart, int]:
    """How many learners did any of it on each day. Django counts no union, so its queries are put into one by hand."""
    parts, params = [], []
    for event in EVENTS:
        days = _events(scope, event, apart=apart).values_list(*_by(apart), event.learner)
        sql, given = days.distinct().query.sql_with_params()
        parts.append(sql)
        params += given
    whole, by = " UNION ".join(parts), ", ".join(f"seen.{name}" for name in _by(apart))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {by}, COUNT(*) FROM ({whole}) AS seen GROUP BY {by}", params)  # noqa: S608
        return {_key(*found): n for *found, n in cursor.fetchall()}


def _by(apart: bool) -> Sequence[str]:
    return ("day", "cohort_of") if apart else ("day",)


def _key(day: Any, cohort: int | None = None) -> Apart:
    """SQLite knows no days, and gives words."""
    is_day = isinstance(day, date) and not isinstance(day, datetime)
    return day if is_day else date.fromisoformat(str(day)[:10]), cohort


REPORT = Report(
    name="activity",
    title="Activity by day",
    about=f"What happened on each day; the last {USUAL} days where none are named, and {MOST} at most.",
    columns=columns,
    read=read,
    count=count,
    days="",
    filters=("cohort", "from_on", "to_on"),
)
