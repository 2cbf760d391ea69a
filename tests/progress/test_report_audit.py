"""The audit: who exported, changed marks and gave roles, newest first, for those alone who may see it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, RoleChange, User
from curriculum.actions.staff import let_teach, note_staff
from curriculum.models import Course, StaffChange
from progress.models import Export
from progress.reports.tables.access import Denied, reports_for, scope_for
from progress.reports.tables.paging import page
from progress.selection import Misread, Selection
from quizzes.models import Attempt, MarkChange, Quiz
from tests.factories import UserFactory
from tests.progress.authors import author_of
from tests.progress.cohorts import another_course
from tests.progress.reporting import NOW, asked, export, told
from tests.quizzes.marked import marked

HOUR = timedelta(hours=1)


@pytest.fixture
def boss(course: Course) -> User:
    return UserFactory(email="boss@example.org")


def changed(hours: int = 0, **fields: Any) -> MarkChange:
    """A mark of somebody's that a person changed so many hours after NOW."""
    ann = User.objects.filter(email="ann@example.org").first() or UserFactory(email="ann@example.org")
    exam = Quiz.objects.get(slug="exam")
    number = Attempt.objects.filter(learner=ann).count() + 1
    marked(exam, [{"which": "The letter alpha"}], number=number, learner=ann)
    attempt = Attempt.objects.get(learner=ann, number=number)
    given = {"kind": "by_hand", "old_points": 1, "new_points": Decimal("0.50"), "reason": "=half", **fields}
    row: MarkChange = MarkChange.objects.create(
        attempt=attempt, item=attempt.items.first(), made_at=NOW + hours * HOUR, **given
    )
    return row


def role_changed(person: User, hours: int = 0, **fields: Any) -> RoleChange:
    given = {"role": "instructor", "given": True, **fields}
    row: RoleChange = RoleChange.objects.create(person=person, made_at=NOW + hours * HOUR, **given)
    return row


# --- refusals -------------------------------------------------------------------------------------------------------
def test_who_may_see_reports_alone_may_not_see_the_audit(course: Course) -> None:
    teacher = author_of("tiny", Role.INSTRUCTOR)
    with pytest.raises(Denied):
        scope_for(teacher, "audit", Selection(), NOW)
    assert "audit" not in {report.name for report in reports_for(teacher)}
    assert "audit" in {report.name for report in reports_for(author_of("tiny", Role.ADMIN))}


@pytest.mark.parametrize(
    "after",
    [
        "x",
        "[1]",
        '["2026-03-02",0,1]',
        '["2026-03-02T06:00:00",0,1]',
        '["2026-03-02T06:00:00+00:00",4,1]',
        '["2026-03-02T06:00:00+00:00",-1,1]',
        '["2026-03-02T06:00:00+00:00","0",1]',
        '["2026-13-02T06:00:00+00:00",0,1]',
        '["0001-01-01T00:00:00+14:00",0,1]',
        '["9999-12-31T23:59:59-14:00",0,1]',
    ],
)
def test_a_place_that_is_none_of_the_list_is_refused(course: Course, after: str) -> None:
    report, scope = asked("audit")
    with pytest.raises(Misread, match="begin with its first page"):
        report.read(scope, after, 5)


def test_what_belongs_to_another_course_and_first_marks_are_not_in_it(boss: User) -> None:
    export(another_course())
    change = changed()
    Quiz.objects.filter(pk=change.attempt.quiz_id).update(course=another_course())
    marked(Quiz.objects.get(slug="drill"), [{}])
    assert told("audit", Selection(course="tiny")) == []


# --- what it says ---------------------------------------------------------------------------------------------------
def test_an_export_says_who_took_out_what_and_what_became_of_it(boss: User, course: Course) -> None:
    export(course, by=boss, selection={"course": "tiny", "pace": "behind"}, state=Export.State.REFUSED, why="no right")
    (row,) = told("audit")
    assert (row["at"], row["event"], row["by"], row["whom"]) == (NOW, "Export", "boss@example.org", None)
    assert (row["what"], row["why"]) == ("progress as csv", "course=tiny&pace=behind")
    assert row["new"] == "Refused, 15 rows: no right"


def test_an_export_of_what_is_no_filter_any_more_can_still_be_read(course: Course) -> None:
    """A release may drop a pace or a role; the log of those who asked for it stays readable."""
    export(course, selection={"course": "tiny", "pace": "galloping"})
    assert "galloping" in told("audit")[0]["why"]


def test_a_change_of_a_mark_says_whose_which_from_what_to_what_and_why(boss: User) -> None:
    changed(by=boss)
    (row,) = told("audit")
    assert (row["event"], row["by"], row["whom"]) == ("Marked by a person", "boss@example.org", "ann@example.org")
    assert row["what"] == f"{Quiz.objects.get(slug='exam').title}, attempt 1, question 1"
    assert (row["old"], row["new"], row["why"]) == ("1.00", "0.50", "'=half")


def test_a_role_says_who_gave_or_took_it_and_from_whom(boss: User) -> None:
    cleo = UserFactory(email="cleo@example.org")
    role_changed(cleo, by=boss)
    role_changed(cleo, 1, given=False, role="staff")
    taken, given = told("audit")
    assert (given["event"], given["by"], given["whom"]) == ("Role given", "boss@example.org", "cleo@example.org")
    assert (given["old"], given["new"]) == (None, "instructor")
    assert (taken["event"], taken["by"], taken["old"], taken["new"]) == ("Role taken away", None, "staff", None)


def test_a_course_to_teach_says_who_gave_it_to_whom_and_is_told_of_that_course_alone(boss: User) -> None:
    cleo, tiny, other = UserFactory(email="cleo@example.org"), Course.objects.get(slug="tiny"), another_course()
    let_teach(cleo.pk, tiny.pk, boss.pk)
    let_teach(cleo.pk, tiny.pk, boss.pk)
    let_teach(cleo.pk, other.pk)
    (row,) = told("audit", Selection(course="tiny"))
    assert (row["event"], row["by"], row["whom"]) == ("Course given to teach", "boss@example.org", "cleo@example.org")
    assert (row["old"], row["new"]) == (None, tiny.title)
    note_staff((cleo.pk, tiny.pk), None, None)
    taken = told("audit", Selection(course="tiny"))[0]
    assert (taken["event"], taken["by"], taken["old"], taken["new"]) == ("Course taken away", None, tiny.title, None)


# --- order, filters, cost -------------------------------------------------------------------------------------------
@pytest.fixture
def entries(boss: User, course: Course) -> list[dict[str, Any]]:
    """Sixteen, of which many are of one moment."""
    for hours in (0, 0, 1, 2):
        export(course, made_at=NOW + hours * HOUR)
        changed(hours)
        role_changed(boss, hours)
        StaffChange.objects.create(person=boss, course=course, given=True, made_at=NOW + hours * HOUR)
    return told("audit")


def test_the_newest_come_first_and_days_bound_them(entries: list[dict[str, Any]], boss: User) -> None:
    moments = [entry["at"] for entry in entries]
    assert len(entries) == 16 and moments == sorted(moments, reverse=True)
    role_changed(boss, 24)
    day = NOW.date()
    assert len(told("audit", Selection(to_on=day))) == 16
    assert len(told("audit", Selection(from_on=day + timedelta(days=1)))) == 1


@pytest.mark.parametrize("size", [1, 2, 3, 5, 16, 17])
def test_batches_of_any_size_give_each_entry_once_for_a_query_a_table(entries: Any, size: int) -> None:
    report, scope = asked("audit")
    whole = [row for batch in report.batches(scope) for row in batch]
    assert len(whole) == report.count(scope) == 16
    with CaptureQueriesContext(connection) as queries:
        assert [row for batch in report.batches(scope, size, size) for row in batch] == whole
    assert len(queries) == 4 * -(-16 // size)


def test_what_is_written_meanwhile_moves_no_page(entries: Any, boss: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for setting, value in (("MOST", 3), ("PAGE", 5)):
        monkeypatch.setattr(f"progress.reports.tables.paging.{setting}", value)
    report, scope = asked("audit")
    whole = [row for batch in report.batches(scope) for row in batch]
    first = page(report, scope, "")
    role_changed(boss, 3)
    second = page(report, scope, first.after)
    assert [*first.rows, *second.rows] == whole[:10]
