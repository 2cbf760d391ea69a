"""Learners of a course, as reports by learner select them: what every such report asks, and its first columns."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from curriculum.models import Enrolment
from progress.reports.tables.report import Scope, keyset, told
from progress.tables import Column, Kind, Total, text

COLUMNS = (
    Column("learner", "Learner"),
    Column("address", "Address"),
    Column("cohort", "Cohort", total=Total.TALLY),
    Column("enrolled_on", "Enrolled (UTC)", Kind.DAY),
)
NAMED = ("pk", "user__display_name", "user__email", "study__cohort__name", "enrolled_at")
SORTS = {"learner": "user__display_name", "address": "user__email"}
FILTERS = ("cohort", "role", "from_on", "to_on")


def enrolments(scope: Scope) -> QuerySet[Enrolment]:
    """By course, cohort, role, and the day of enrolment. Whoever left is among them."""
    selection = scope.selection
    rows = Enrolment.objects.filter(scope.within("enrolled_at"), course=scope.course.pk)
    if scope.cohort is not None:
        rows = rows.filter(study__cohort=scope.cohort.pk)
    if selection.role:
        rows = rows.filter(user__groups__name=selection.role)
    return rows


def count(scope: Scope) -> int:
    return enrolments(scope).count()


def page(scope: Scope, after: str, size: int, fields: Sequence[str], **added: Any) -> tuple[list[Any], str]:
    """So many of them from there on, as rows of NAMED, the fields and what was added; and where the next begin."""
    rows = keyset(enrolments(scope), scope.selection.sort, after, sorts=SORTS)
    found = list(rows.annotate(**added).values_list(*NAMED, *fields, *added)[: size + 1])
    if len(found) <= size:
        return found, ""
    found.pop()
    return found, told(key_of(scope, found[-1]))


def key_of(scope: Scope, row: Sequence[Any]) -> Sequence[Any]:
    """Of a row that begins with NAMED."""
    sorted_by = SORTS.get(scope.selection.column)
    return (row[0],) if sorted_by is None else (row[NAMED.index(sorted_by)], row[0])


def named(row: Sequence[Any]) -> tuple[str, str, str | None, Any]:
    """The cells of COLUMNS, from what begins with NAMED."""
    _, name, address, cohort, enrolled_at = row[: len(NAMED)]
    return text(name), text(address), text(cohort) if cohort else None, enrolled_at.date()
