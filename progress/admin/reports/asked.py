"""What somebody asks of a report in the browser: read from the address, and checked against what they may read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Self
from urllib.parse import urlencode

from django.http import Http404, HttpRequest

from accounts.models import User
from curriculum.models import Course
from progress.reports.tables.access import courses_for, reports_for, scope_among
from progress.reports.tables.report import Report, Scope
from progress.selection import Misread, Selection


@dataclass(frozen=True)
class Asked:
    """`given` is what the address says, filter by filter; `problems` what makes no sense in it, and then there is no
    scope. `columns` are those that are shown, none of them meaning all; without a scope they are as the address has
    them, so that whoever mends a filter keeps them."""

    report: Report
    courses: Sequence[Course]
    given: Mapping[str, str]
    problems: Mapping[str, str]
    scope: Scope | None
    columns: Sequence[str]

    @property
    def course(self) -> Course:
        """That which is asked for; where it is not among the reader's, their first."""
        return next((one for one in self.courses if one.slug == self.given["course"]), self.courses[0])

    @property
    def status(self) -> int:
        return 400 if self.problems else 200

    def with_problems(self, problems: Mapping[str, str]) -> Self:
        """The same, where the rows cannot be had so."""
        return replace(self, problems=problems, scope=None)

    def address(self, **changed: str) -> str:
        """This page with something changed: a link that anybody with the right may follow."""
        asked = self.scope.selection.as_text() if self.scope else {}
        pairs = [(name, value) for name, value in {**asked, **changed}.items() if value]
        return "?" + urlencode([*pairs, *(("column", name) for name in self.columns)])


def reader_of(request: HttpRequest) -> User:
    """Whoever is signed in."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def asked_of(request: HttpRequest, name: str, now: datetime) -> Asked:
    """To whoever may not read the report it is as if not there (P15)."""
    reader = reader_of(request)
    report = next((one for one in reports_for(reader) if one.name == name), None)
    courses = courses_for(reader) if report else []
    if report is None or not courses:
        raise Http404
    given = {field.name: request.GET.get(field.name, "") for field in fields(Selection)}
    columns = request.GET.getlist("column")
    try:
        scope = scope_among(courses, report, Selection.read(given), now)
    except Misread as misread:
        return Asked(report, courses, given, misread.problems, None, columns)
    given["course"] = scope.course.slug
    return Asked(report, courses, given, {}, scope, [one.name for one in report.columns(scope) if one.name in columns])
