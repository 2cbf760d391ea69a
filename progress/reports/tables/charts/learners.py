"""Whose doings a chart counts: the learners that the report's filters leave."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from curriculum.models import Course, Enrolment, Lesson
from progress.reports.tables import people
from progress.reports.tables.paging import MOST
from progress.reports.tables.registry import REPORTS
from progress.reports.tables.report import Scope


class TooMany(Exception):
    """The pace is worked out learner by learner, and these are too many for a picture."""

    def __str__(self) -> str:
        return f"Of more than {MOST:,} learners there is no chart by pace: clear it, or choose a cohort."


def enrolments(scope: Scope) -> QuerySet[Enrolment]:
    """Raises TooMany."""
    rows = people.enrolments(scope)
    if not scope.selection.pace:
        return rows
    if rows[: MOST + 1].count() > MOST:
        raise TooMany
    batch = REPORTS["progress"].read(scope, "", MOST)
    return rows.filter(pk__in=[key[-1] for key in batch.keys])


def lessons_of(course: Course) -> dict[int, str]:
    """The slugs of lessons by number. The many records are asked for by number: joined to lessons and modules, the
    database misjudges how many there are, and reads them one by one."""
    return dict(Lesson.objects.filter(module__course=course.pk).values_list("pk", "slug"))


def counted(grouped: QuerySet[Any, Any], *names: str) -> Sequence[tuple[Any, ...]]:
    """How many groups there are of each, by what they have under these names: the database counts twice."""
    try:
        sql, given = grouped.query.sql_with_params()
    except EmptyResultSet:  # Django sees without asking that nothing is left.
        return []
    by = ", ".join(f"grouped.{name}" for name in names)
    # The query inside is Django's own, with what it was given apart, and the names are the program's.
    statement = f"SELECT {by}, COUNT(*) FROM ({sql}) AS grouped GROUP BY {by}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())
