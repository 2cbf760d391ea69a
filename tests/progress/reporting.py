"""Learners whose names a spreadsheet could trip over, and reports of them read back from each kind of file."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from tempfile import TemporaryDirectory
from typing import Any

from openpyxl import load_workbook

from accounts.models import Role, User
from curriculum.models import Course
from progress.files.formats import FORMATS
from progress.files.printout import Head, Printout
from progress.models import Export
from progress.reports.tables.access import scope_for
from progress.reports.tables.paging import batches
from progress.reports.tables.report import Report, Scope
from progress.selection import Selection
from progress.tables import Column, Kind
from quizzes.models import Quiz
from tests.factories import UserFactory
from tests.progress.authors import author_of
from tests.progress.completing import attempt, certificate_for
from tests.progress.telling import MONDAY, do_all, notice, studying
from tests.quizzes.marked import marked

NOW = MONDAY + timedelta(days=9)
NAMES = (
    'Comma, "Quote"; semicolon',
    "Two\r\nlines",
    "\u202eשלום\u200f right to left",
    "👩🏽‍🔬 Ω≈ç√",
    '=HYPERLINK("http://evil.example","x")',
    "+1-555",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "＝1＋1",
    "'=2",
    "12345",
    "2026-03-02",
    "true",
    "<b>&amp;</b>",
)


def crowd(course: Course) -> list[User]:
    """One by each name, who did different things."""
    people = [
        studying(course, zone, display_name=name)
        for name, zone in zip(NAMES, ("Europe/Berlin", "Asia/Kathmandu", "Pacific/Chatham") * 5, strict=True)
    ]
    certificate_for(people[0], course)
    do_all(people[1], MONDAY, "alpha")
    for quiz in Quiz.objects.all():
        attempt(people[2], quiz, MONDAY, passed=False)
    people[3].enrolments.update(left_at=NOW)
    marked(Quiz.objects.get(slug="exam"), [{"which": "The letter alpha", "essay": None}], learner=people[3])
    notice(people[1])
    export(course)
    return people


def export(course: Course, **fields: Any) -> Export:
    """A file of the course's progress that was taken out on the day of the reports."""
    given = {"by": UserFactory(), "form": "csv", "state": Export.State.DONE, "made_at": NOW, "n_rows": 15, **fields}
    code = f"export {Export.objects.count()}"
    row: Export = Export.objects.create(code=code, course=course, report="progress", **given)
    return row


def admin() -> User:
    return author_of("tiny", Role.ADMIN)


ALL = Selection()


def asked(name: str, selection: Selection = ALL, now: datetime = NOW) -> tuple[Report, Scope]:
    return scope_for(admin(), name, selection, now)


def told(name: str, selection: Selection = ALL, now: datetime = NOW) -> list[dict[str, Any]]:
    """The rows by their columns' names."""
    report, scope = asked(name, selection, now)
    names = [column.name for column in report.columns(scope)]
    return [dict(zip(names, row, strict=True)) for batch in batches(report, scope) for row in batch]


def file_of(report: Report, scope: Scope, form: str) -> bytes:
    printout = Printout(report.columns(scope), batches(report, scope))
    head = Head(report.title, scope.course.title, scope.course.edition, scope.now, [("Cohort", "All")])
    return b"".join(FORMATS[form].parts(head, printout, TemporaryDirectory))


def from_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))


def from_json(content: bytes, columns: Sequence[Column]) -> Iterator[list[str]]:
    for line in content.decode().removesuffix("\n").split("\n"):
        row = json.loads(line)
        assert list(row) == [column.name for column in columns]
        yield [_words(row[column.name], column.kind) for column in columns]


def from_workbook(content: bytes, columns: Sequence[Column]) -> list[list[str]]:
    sheet = load_workbook(io.BytesIO(content))["Rows"]
    head, *rows = sheet.iter_rows(values_only=True)
    return [[str(cell) for cell in head], *([_words(*pair) for pair in _pairs(row, columns)] for row in rows)]


def _pairs(row: Sequence[Any], columns: Sequence[Column]) -> Iterator[tuple[Any, Kind]]:
    return zip(row, (column.kind for column in columns), strict=True)


def _words(cell: Any, kind: Kind) -> str:
    """What a reader of such a file has, in the words of a CSV; a cell of another type than its column's fails."""
    match kind, cell:
        case _, None:
            return ""
        case Kind.TEXT, str():
            return cell
        case Kind.COUNT, int():
            return str(cell)
        case Kind.POINTS, int() | float():
            return f"{cell:.2f}"
        case Kind.PERCENT, int() | float():
            return f"{cell:.1f}"
        case Kind.FIGURE, int() | float():
            return str(Decimal(repr(cell)))
        case Kind.DAY, datetime():
            return cell.date().isoformat()
        case Kind.DAY, str():
            return datetime.fromisoformat(cell).date().isoformat()
        case Kind.MOMENT, datetime():
            return cell.strftime("%Y-%m-%d %H:%M:%S")
        case Kind.MOMENT, str():
            return datetime.fromisoformat(cell).strftime("%Y-%m-%d %H:%M:%S")
        case Kind.YES, bool():
            return "yes" if cell else "no"
    raise AssertionError(f"{cell!r} is no {kind}")
