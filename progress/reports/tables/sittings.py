"""Attempts of a course as reports select them, a row each or a row for each of their answers."""

from typing import Any

from django.db.models import BooleanField, FilteredRelation, Func, Q, QuerySet

from curriculum.models import Enrolment
from progress.reports.tables.report import Scope
from progress.tables import Column, Kind, text
from quizzes.models import Attempt

FILTERS = ("cohort", "role", "from_on", "to_on", "quiz")
# So many rows are counted; of more it is said that there are more.
COUNTED = 100_000
COLUMNS = (
    Column("learner", "Learner"),
    Column("address", "Address"),
    Column("cohort", "Cohort"),
    Column("quiz", "Quiz"),
    Column("number", "Attempt", Kind.COUNT),
)


def selected(scope: Scope) -> QuerySet[Attempt]:
    """By course, cohort, role, quiz, and the day on which the attempt began."""
    selection = scope.selection
    rows = Attempt.objects.filter(scope.within("started_at"), quiz__course=scope.course.pk)
    if selection.quiz:
        rows = rows.filter(quiz__slug=selection.quiz)
    if scope.cohort is not None:
        members = Enrolment.objects.filter(course=scope.course.pk, study__cohort=scope.cohort.pk)
        rows = rows.filter(learner__in=members.values("user"))
    if selection.role:
        rows = rows.filter(learner__groups__name=selection.role)
    return rows


class Among(Func):
    """Whether a number is among those of a query, which is answered first and whole. A database that makes a join of it
    may begin at the other end; PostgreSQL makes none of an array, and reads an index in the array's order."""

    template, arg_joiner = "%(expressions)s", " IN "
    output_field = BooleanField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="%(expressions)s)", arg_joiner=" = ANY(ARRAY", **context)


def named_fields(attempt: str = "") -> tuple[str, ...]:
    """What `named` reads. Needs `with_cohort`."""
    return (
        f"{attempt}learner__display_name",
        f"{attempt}learner__email",
        "enrolled__study__cohort__name",
        f"{attempt}quiz__title",
        f"{attempt}number",
    )


def with_cohort(scope: Scope, rows: Any, attempt: str = "") -> Any:
    """Adds the learner's enrolment in the course."""
    path = f"{attempt}learner__enrolments"
    return rows.annotate(enrolled=FilteredRelation(path, condition=Q(**{f"{path}__course": scope.course.pk})))


def named(name: str, address: str, cohort: str | None, quiz: str, number: int) -> tuple[str, str, str | None, str, int]:
    """The cells of COLUMNS."""
    return text(name), text(address), text(cohort) if cohort else None, text(quiz), number


def counted(rows: QuerySet[Any]) -> int:
    return rows.order_by()[: COUNTED + 1].count()
