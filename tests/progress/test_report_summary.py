"""The summary of a cohort says what the report of its rows says, on a sheet (P15, P24)."""

from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from curriculum.models import Course, Enrolment
from progress.actions.study import begin_study
from progress.models import Cohort
from progress.reports import cohort_summary
from progress.reports.cohort_summary import Summary, summary_of
from progress.selection import Selection
from quizzes.models import Attempt, Quiz
from tests.factories import UserFactory
from tests.progress.authors import author
from tests.progress.cohorts import a_cohort, another_course
from tests.progress.completing import attempt
from tests.progress.reporting import NOW, asked
from tests.progress.telling import MONDAY, do_all

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("course")]
POINTS = ("4.00", "7.00", "9.00")


@pytest.fixture
def cohort() -> Cohort:
    return a_cohort(begins_on=date(2026, 3, 2), daily_minutes=30)


def member(cohort: Cohort, name: str) -> User:
    person: User = UserFactory(display_name=name)
    begin_study(person, cohort.course, MONDAY, cohort=cohort)
    return person


def made(cohort: Cohort) -> Summary:
    return summary_of(*asked("progress", Selection(course="tiny", cohort=cohort.pk)), cohort)


def look(client: Client, cohort: Cohort, status: int = 200) -> str:
    answer = client.get(f"/admin/reports/summary/{cohort.pk}/")
    assert answer.status_code == status
    return unescape(answer.content.decode())


def test_a_cohort_of_another_course_is_as_if_not_there(cohort: Cohort) -> None:
    another_course()
    look(author("another"), cohort, 404)
    look(Client(), cohort, 302)
    assert author().get("/admin/reports/summary/999/").status_code == 404


def test_it_counts_paces_modules_marks_and_names_who_is_behind(cohort: Cohort) -> None:
    ann, bob, cid = (member(cohort, name) for name in ("Ann", "Bob", "=Cid"))
    begin_study(UserFactory(display_name="Elsewhere"), cohort.course, MONDAY)
    do_all(ann, MONDAY)
    exam = Quiz.objects.get(slug="exam")
    for person, points in zip((ann, bob, cid), POINTS, strict=True):
        row = attempt(person, exam, MONDAY, passed=points != "4.00")
        Attempt.objects.filter(pk=row.pk).update(points=points)
    Enrolment.objects.filter(user=bob).update(left_at=NOW)
    found = made(cohort)
    assert (found.n_learners, found.n_left, found.paces) == (3, 1, [("behind", 2), ("left", 1)])
    assert "3 learners, of whom 1 left." in look(author(), cohort)
    assert [(str(one.median), one.n_marked, one.n_passed) for one in found.marks if one.title == exam.title] == [
        ("70.0", 3, 2)
    ]
    names = {one.name for one in found.late}
    assert names == {"Ann", "'=Cid"} and found.n_not_named == 0
    assert found.late[0].since is not None and found.late[0].since <= (found.late[1].since or date.max)
    assert [bar[1:] for bar in found.funnel.rows] == [(1, 1)] * 3


def test_its_page_says_when_it_was_made_and_of_which_revision(cohort: Cohort, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("Ann", "Bob", "Cid"):
        member(cohort, name)
    monkeypatch.setattr(cohort_summary, "NAMES", 2)
    client = author()
    page = look(client, cohort)
    edition = Course.objects.get(slug="tiny").edition
    assert f"of revision {edition} of the course" in page and "From 2 March 2026 to " in page
    assert "And 1 more." in page and "3 learners." in page and "style=" not in page
    report = client.get(f"/admin/reports/progress/?cohort={cohort.pk}").content.decode()
    assert f'href="/admin/reports/summary/{cohort.pk}/"' in report
    assert (
        f'href="/admin/reports/summary/{cohort.pk}/"'
        in client.get(f"/admin/progress/cohort/{cohort.pk}/desk/").content.decode()
    )


def test_of_nobody_and_of_too_many_it_says_so(cohort: Cohort, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Nobody is in this cohort yet." in look(author(), cohort)
    member(cohort, "Ann")
    member(cohort, "Bob")
    monkeypatch.setattr(cohort_summary, "MOST", 1)
    page = look(author(), cohort)
    assert "are not summed up here" in page and "Behind" not in page and "Ann" not in page


def test_queries_do_not_grow_with_learners(cohort: Cohort) -> None:
    client, numbers = author(), []
    for n in (1, 12):
        for place in range(n):
            do_all(member(cohort, f"Name {place}"), MONDAY)
        look(client, cohort)
        with CaptureQueriesContext(connection) as queries:
            look(client, cohort)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] <= 22
