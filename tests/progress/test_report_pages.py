"""Reports in the browser: the rows that every file has, filters that are addresses, and the fence (P15, P24)."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.http import urlencode

from accounts.models import Role, RoleChange, User
from curriculum.models import Course, CourseStaff, Enrolment
from progress.actions.study import begin_study
from progress.admin.reports.pages import FOLDER, ON_SHEET
from progress.reports.tables import paging
from progress.reports.tables.access import scope_for
from progress.reports.tables.paging import Page
from progress.reports.tables.registry import REPORTS
from progress.reports.tables.report import Scope
from progress.selection import Selection
from progress.tables import spell
from tests.factories import UserFactory
from tests.progress.authors import author, author_of
from tests.progress.cohorts import a_cohort, another_course
from tests.progress.reporting import crowd
from tests.progress.telling import MONDAY, studying

pytestmark = pytest.mark.django_db
HERE = "/admin/reports/progress/"


def scope_of(name: str) -> Scope:
    return scope_for(author_of(), name, Selection(), timezone.now())[1]


def look(client: Client, address: str = HERE, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:2000]
    found: str = answer.content.decode()
    return found


def cells(page: str) -> list[list[str]]:
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return [[unescape(told) for told in re.findall(r'data-cell="([^"]*)"', row)] for row in body.split("<tr>")[1:]]


def link(page: str, words: str) -> str:
    """Where the link with these words leads."""
    found = re.search(rf'<a href="([^"]*)"[^>]*>{re.escape(words)}</a>', page)
    assert found, words
    return unescape(found[1])


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """So many rows as make a page, and those that make too many, are few."""
    monkeypatch.setattr(paging, "PAGE", 4)
    monkeypatch.setattr(paging, "MOST", 6)


# --- refusals ---------------------------------------------------------------------------------------------------------
def test_what_somebody_may_not_read_is_as_if_not_there(course: Course) -> None:
    another_course()
    teacher = author("another")
    for address in ("/admin/reports/", HERE, "/admin/reports/nothing/"):
        assert Client().get(address).status_code == 302
    learner = Client()
    learner.force_login(studying(course))
    assert learner.get(HERE).status_code == 302
    nobody = Client()
    nobody.force_login(UserFactory(is_staff=True))
    assert [nobody.get(address).status_code for address in ("/admin/reports/", HERE)] == [404, 404]
    assert teacher.get("/admin/reports/nothing/").status_code == 404
    assert cells(look(teacher, f"{HERE}?course=another")) == []
    assert "no such course among yours" in look(teacher, f"{HERE}?course=tiny", 400)


def test_who_oversees_no_course_is_told_so(course: Course) -> None:
    user = author_of()
    CourseStaff.objects.filter(user=user).delete()
    client = Client()
    client.force_login(user)
    assert "you oversee none yet" in look(client, "/admin/reports/")
    assert client.get(HERE).status_code == 404


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("from_on=2026-13-01", "“2026-13-01” is no day"),
        ("from_on=2026-03-02&to_on=2026-03-01", "comes before the first"),
        ("pace=slow", "“slow” is none of"),
        ("role=king", "“king” is none of"),
        ("cohort=99", "There is no such cohort"),
        ("cohort=x", "A cohort is named by its number"),
        ("quiz=exam", "has no such filter"),
        ("sort=shoe", "is no column of this report"),
        ("after=%5B%22x%22%5D", "is not one of the list"),
    ],
)
def test_a_mistake_is_told_and_nothing_shown_as_if_unfiltered(course: Course, asked: str, told: str) -> None:
    studying(course)
    page = look(author(), f"{HERE}?{asked}", 400)
    assert told in unescape(page) and "<tbody>" not in page
    name = asked.rpartition("&")[2].partition("=")[0]
    if name in {"from_on", "to_on", "pace", "role", "cohort"}:
        assert f'aria-describedby="error_{name}"' in page and f'id="error_{name}"' in page


def test_days_are_said_to_be_those_of_what_the_rows_tell(course: Course) -> None:
    for name, label in (("progress", "Enrolled from"), ("answers", "Begun from"), ("activity", "From")):
        assert f">{label}</label>" in look(author(), f"/admin/reports/{name}/")


def test_who_mends_a_filter_keeps_the_order_and_the_columns(course: Course) -> None:
    studying(course)
    client = author()
    asked = f"{HERE}?sort=-learner&column=pace&column=parts"
    for mistake, kept in (("from_on=x", "-learner"), ("cohort=99", "-learner"), ("sort=shoe", "")):
        page = look(client, f"{asked}&{mistake}", 400)
        form = page.partition('aria-label="Filters"')[2].partition("</form>")[0]
        hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
        assert hidden == [
            ("course", "tiny"),
            *([("sort", kept)] if kept else []),
            ("column", "pace"),
            ("column", "parts"),
        ]
    assert 'name="column" value="pace" checked' in look(client, asked)


# --- rows -------------------------------------------------------------------------------------------------------------
def test_the_screen_prints_the_very_rows_of_the_files(course: Course) -> None:
    crowd(course)
    user, now = author_of(), timezone.now()
    report, scope = scope_for(user, "progress", Selection(sort="-learner"), now)
    rows = [row for batch in paging.batches(report, scope) for row in batch]
    client = Client()
    client.force_login(user)
    page = look(client, f"{HERE}?sort=-learner")
    assert cells(page) == list(spell(report.columns(scope), rows))
    assert "15 of 15 rows" in page and 'aria-sort="descending"' in page
    assert "<b>&amp;" not in page


def test_people_read_friendlier_words_than_programs(course: Course) -> None:
    studying(course)
    page = look(author())
    assert 'data-cell="2026-03-02">2 March 2026<' in page
    assert re.search(r'class="number" data-cell="0\.0">0\.0\xa0%<', page)
    assert re.search(r"<tfoot>.*All 1 row.*<small>sum</small> \d.*<small>mean</small> 0\.0\xa0%", page, re.DOTALL)


def test_an_address_may_break_before_its_at_and_its_dots_and_nowhere_else(course: Course) -> None:
    person = studying(course, email="ann.lee@demo.example.org")
    RoleChange.objects.create(person=author_of(), by=person, role="A.b", given=True, made_at=MONDAY)
    broken = "ann<wbr>.lee<wbr>@demo<wbr>.example<wbr>.org</td>"
    assert f'class="address" data-cell="ann.lee@demo.example.org">{broken}' in look(author())
    audit = look(author(role=Role.ADMIN), "/admin/reports/audit/")
    assert f'class="address" data-cell="ann.lee@demo.example.org">{broken}' in audit
    assert ">A.b</td>" in audit


def test_a_name_leads_to_the_evidence_of_who_studies(course: Course) -> None:
    person = studying(course, display_name="Ann")
    Enrolment.objects.create(user=UserFactory(display_name="Bob"), course=course, enrolled_at=MONDAY)
    page = look(author())
    study = Enrolment.objects.get(user=person).study
    assert f"/admin/progress/study/{study.pk}/evidence/" == link(page, "Ann")
    assert re.search(r'<th scope="row" data-cell="Bob">Bob</th>', page)


def walk(client: Client, address: str) -> Iterator[str]:
    page = look(client, address)
    yield page
    while "Next page" in page:
        page = look(client, HERE + link(page, "Next page"))
        yield page


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("n", [6, 11])
def test_pages_follow_one_another_to_the_last_row(course: Course, n: int) -> None:
    for place in range(n):
        studying(course, display_name=f"Name {place:02}")
    client = author()
    pages = list(walk(client, f"{HERE}?sort=learner&column=cohort"))
    assert [row[0] for page in pages for row in cells(page)] == [f"Name {place:02}" for place in range(n)]
    assert "First page" not in pages[0] and all("First page" in page for page in pages[1:])
    assert all(len(row) == 2 for page in pages for row in cells(page)), "columns that were chosen"


@pytest.mark.usefixtures("few")
def test_of_many_rows_only_some_columns_sort_and_the_page_says_why(course: Course) -> None:
    for _ in range(7):
        studying(course)
    client = author()
    page = look(client)
    assert link(page, "Learner") == "?course=tiny&sort=learner"
    assert '">Pace</a>' not in page and "only Learner and Address can sort" in page and "<tfoot>" not in page
    assert "is sorted by learner or address" in look(client, f"{HERE}?sort=pace", 400)
    page = look(client, f"{HERE}?pace=no+plan")
    assert "0 of 7 rows at most" in page and "No rows" in page


def test_a_sheet_of_paper_says_that_it_does_not_hold_all_columns(course: Course) -> None:
    studying(course)
    client = author()
    assert re.search(r"Of \d\d columns, those beyond the edge of the sheet are missing here", look(client))
    few = [column.name for column in REPORTS["progress"].columns(scope_of("progress"))[1:ON_SHEET]]
    page = look(client, f"{HERE}?{urlencode({'column': few}, doseq=True)}")
    assert all(len(row) == ON_SHEET for row in cells(page)) and "beyond the edge" not in page


def test_a_sheet_of_paper_says_what_was_selected_and_when(course: Course) -> None:
    cohort = a_cohort()
    page = look(author(), f"{HERE}?cohort={cohort.pk}&to_on=2030-01-01&pace=behind")
    told = re.search(r'<p class="report-paper">(.*?)</p>', page)
    assert told and unescape(told[1]).startswith(
        f"Cohort: {cohort.name}. Enrolled up to: 2030-01-01. Pace: Behind. Printed from a page made on "
    )
    assert re.search(r"\d{2}:\d{2} UTC, of revision \d+ of the course\.$", told[1])


def test_numbers_of_rows_are_spelled_as_totals_are() -> None:
    page = Page([], [("x",)], "", 100_003, False, None)
    shown = render_to_string(f"{FOLDER}/_table.html", {"page": page, "most": 2_000})
    assert "1 of 100,003 rows" in shown and "Of more than 2,000 rows" in shown


@pytest.mark.usefixtures("few")
def test_a_search_that_stops_says_how_far_it_looked(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "LOOKED_AT", 4)
    for _ in range(7):
        studying(course)
    Enrolment.objects.create(user=UserFactory(display_name="Last"), course=course, enrolled_at=MONDAY)
    client = author()
    page = look(client, f"{HERE}?pace=no+plan")
    assert "Looked at 4 rows, and found 0" in page and "No rows" not in page
    assert [row[0] for row in cells(look(client, HERE + link(page, "Look further")))] == ["Last"]


def test_filters_stay_in_links_and_in_the_form_of_files(course: Course) -> None:
    cohort = a_cohort()
    ann: User = UserFactory(display_name="Ann")
    begin_study(ann, course, MONDAY, cohort=cohort)
    studying(course, display_name="Elsewhere")
    page = look(author(), f"{HERE}?cohort={cohort.pk}&pace=&to_on=2030-01-01")
    assert [row[0] for row in cells(page)] == [ann.display_name]
    assert link(page, "Learner") == f"?course=tiny&cohort={cohort.pk}&to_on=2030-01-01&sort=learner"
    form = page.partition('action="/admin/reports/progress/export/"')[2].partition("</form>")[0]
    hidden: Any = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    del hidden["csrfmiddlewaretoken"]
    assert hidden == {"course": "tiny", "cohort": str(cohort.pk), "to_on": "2030-01-01"}
    assert re.findall(r'<option value="([\w-]+)"', form) == ["csv", "csv-bom", "xlsx", "jsonl"]


def test_queries_do_not_grow_with_rows(course: Course) -> None:
    client = author(role=Role.ADMIN)
    numbers = []
    for n in (1, 12):
        for _ in range(n):
            studying(course)
        look(client)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            look(client)
        numbers.append(len(asked))
    assert numbers[0] == numbers[1] <= 20
