"""Every kind of file says what the rows say, cell by cell, and nothing in it is a formula (P25)."""

import hashlib
import io
import zipfile
from types import SimpleNamespace

import pytest
from django.test import Client
from openpyxl import load_workbook

from curriculum.models import Course
from progress.files.workbook import MOST_ROWS
from progress.reports.tables.paging import batches
from progress.reports.tables.registry import REPORTS
from progress.selection import Selection
from progress.tables import spell
from tests.progress.reporting import NAMES, NOW, admin, asked, crowd, file_of, from_csv, from_json, from_workbook
from tests.progress.test_report_pages import cells

REPORTED = pytest.mark.parametrize("name", REPORTS)


@pytest.fixture(autouse=True)
def people(course: Course) -> None:
    crowd(course)


@REPORTED
def test_each_kind_of_file_says_what_the_rows_say(name: str) -> None:
    report, scope = asked(name)
    columns = report.columns(scope)
    rows = [row for batch in batches(report, scope) for row in batch]
    titles, words = [column.title for column in columns], list(spell(columns, rows))
    assert rows
    assert from_csv(file_of(report, scope, "csv")) == [titles, *words]
    assert from_csv(file_of(report, scope, "csv-bom").removeprefix(b"\xef\xbb\xbf")) == [titles, *words]
    assert from_workbook(file_of(report, scope, "xlsx"), columns) == [titles, *words]
    assert list(from_json(file_of(report, scope, "jsonl"), columns)) == words


@REPORTED
def test_the_screen_says_what_the_rows_say(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("progress.admin.reports.pages.timezone", SimpleNamespace(now=lambda: NOW))
    report, scope = asked(name)
    client = Client()
    client.force_login(admin())
    answer = client.get(f"/admin/reports/{name}/")
    assert answer.status_code == 200
    rows = [row for batch in batches(report, scope) for row in batch]
    assert cells(answer.content.decode()) == list(spell(report.columns(scope), rows))


@REPORTED
def test_each_cell_is_what_its_column_says(name: str) -> None:
    report, scope = asked(name)
    columns = report.columns(scope)
    assert len({column.name for column in columns}) == len({column.title for column in columns}) == len(columns)
    from_workbook(file_of(report, scope, "xlsx"), columns)


@REPORTED
def test_a_file_that_is_made_again_has_the_same_bytes(name: str) -> None:
    report, scope = asked(name)
    for form in ("csv", "xlsx", "jsonl"):
        assert file_of(report, scope, form) == file_of(report, scope, form)


def test_nobody_is_missing_and_no_name_is_a_formula() -> None:
    names = [row[0] for row in from_csv(file_of(*asked("progress"), "csv"))[1:]]
    assert len(names) == len(NAMES)
    assert [name for name in names if name[0] in "=+-@\t\r\n\0＝＋－＠"] == []
    assert '\'=HYPERLINK("http://evil.example",\'x")'.replace(",'x", ',"x') in names
    assert {"Two lines", "'@SUM(A1:A9)", "'=1+1", "'＝1＋1", "12345", "<b>&amp;</b>"} <= set(names)


def test_a_workbook_holds_no_formula_and_no_link() -> None:
    with zipfile.ZipFile(io.BytesIO(file_of(*asked("progress"), "xlsx"))) as book:
        for part in book.namelist():
            assert b"<f>" not in book.read(part) and b"hyperlink" not in book.read(part)


def test_lines_of_a_csv_end_as_the_standard_says_and_quotes_are_doubled() -> None:
    content = file_of(*asked("progress"), "csv")
    assert content.count(b"\n") == content.count(b"\r\n") == len(NAMES) + 1
    assert b'"Comma, ""Quote""; semicolon"' in content


def test_a_workbook_says_first_what_it_is_and_can_be_held_against_the_csv() -> None:
    report, scope = asked("progress")
    book = load_workbook(io.BytesIO(file_of(report, scope, "xlsx")))
    assert book.sheetnames == ["About", "Rows"]
    told = {row[0]: row[1] for row in book["About"].iter_rows(values_only=True)}
    assert told == {
        "Report": "Progress by learner",
        "Course": "A tiny course",
        "Content revision": scope.course.edition,
        "Made at (UTC)": "2026-03-11 06:00:00",
        "Cohort": "All",
        "Rows": len(NAMES),
        "SHA-256 of the rows as CSV": hashlib.sha256(file_of(report, scope, "csv")).hexdigest(),
    }
    rows = book["Rows"]
    assert (rows.freeze_panes, rows.auto_filter.ref) == ("B2", rows.dimensions)
    assert rows.column_dimensions["A"].width >= 20


def test_what_does_not_fit_into_a_sheet_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("progress.files.workbook.MOST_ROWS", 3)
    with pytest.raises(ValueError, match="A sheet holds 3 rows at most; choose fewer, or another kind of file"):
        file_of(*asked("progress"), "xlsx")
    assert MOST_ROWS == 2**20 - 1


def test_a_file_has_the_order_that_was_asked_for() -> None:
    up, down = (
        [row[0] for row in from_csv(file_of(*asked("progress", Selection(sort=sort)), "csv"))[1:]]
        for sort in ("learner", "-learner")
    )
    assert up == down[::-1] and len(set(up)) == len(NAMES)
