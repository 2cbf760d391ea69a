"""Progress by learner says what the pages of each learner say, in one query a batch."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from curriculum.models import Course, Enrolment
from progress.models import Certificate, Study
from progress.reports.cohort_desk import rows_of
from progress.reports.evidence import goal_states
from progress.reports.tables.access import Denied, scope_for
from progress.reports.tables.paging import batches, page
from progress.reports.tables.report import Scope
from progress.selection import Misread, Selection
from progress.tables import Row
from quizzes.models import Attempt, Quiz
from tests.factories import UserFactory
from tests.progress.authors import author_of
from tests.progress.cohorts import a_cohort, another_course
from tests.progress.reporting import NAMES, NOW, asked, crowd
from tests.progress.telling import MONDAY
from tests.quizzes.marked import marked

RIGHT = {"which": "The letter alpha"}
WRONG = {"which": "The letter beta"}


@pytest.fixture
def people(course: Course) -> list[User]:
    return crowd(course)


def told(selection: Selection | None = None, now: Any = NOW) -> list[dict[str, Any]]:
    """The rows by their columns' names."""
    report, scope = asked("progress", selection or Selection(), now)
    names = [column.name for column in report.columns(scope)]
    return [dict(zip(names, row, strict=True)) for batch in batches(report, scope) for row in batch]


# --- refusals -------------------------------------------------------------------------------------------------------
def test_who_has_no_right_or_no_course_may_read_none(course: Course) -> None:
    for person in (UserFactory(), UserFactory(is_staff=True)):
        with pytest.raises(Denied):
            scope_for(person, "progress", Selection(), NOW)


def test_who_is_no_longer_active_may_read_none(course: Course) -> None:
    person = author_of("tiny")
    scope_for(person, "progress", Selection(), NOW)
    person.is_active = False
    with pytest.raises(Denied):
        scope_for(person, "progress", Selection(), NOW)


def test_a_course_of_others_is_as_if_not_there(course: Course) -> None:
    other = another_course()
    for slug in (other.slug, "nowhere"):
        with pytest.raises(Misread, match="There is no such course among yours; choose one of the list"):
            scope_for(author_of("tiny"), "progress", Selection(course=slug), NOW)


def test_a_cohort_of_another_course_is_as_if_not_there(course: Course) -> None:
    elsewhere = a_cohort("Elsewhere", another_course().slug)
    with pytest.raises(Misread, match="There is no such cohort in A tiny course"):
        asked("progress", Selection(course="tiny", cohort=elsewhere.pk))


def test_what_the_report_does_not_heed_is_refused(course: Course) -> None:
    with pytest.raises(Misread) as refused:
        asked("progress", Selection(quiz="exam", sort="shoe_size"))
    assert refused.value.problems == {"quiz": "Progress by learner has no such filter; leave it empty."}
    with pytest.raises(Misread, match="“shoe_size” is no column of this report"):
        asked("progress", Selection(sort="shoe_size"))


@pytest.mark.parametrize("after", ["x", "{}", "[]", "[1,2]", '["a"]', "[null]", "[1e9]", f"[{2**70}]", '["\\u0000",1]'])
def test_a_place_that_is_none_of_the_list_is_refused(people: list[User], after: str) -> None:
    for sort in ("", "learner"):
        report, scope = asked("progress", Selection(sort=sort))
        if sort and after == "[1,2]":
            continue
        with pytest.raises(Misread):
            report.read(scope, after, 5)


# --- what it says ---------------------------------------------------------------------------------------------------
def test_each_row_says_what_the_desks_say(people: list[User], course: Course) -> None:
    quiz = Quiz.objects.get(slug="exam")
    for person, answers in zip(people[4:7], ([RIGHT], [WRONG, RIGHT], [RIGHT, WRONG]), strict=True):
        for number, answer in enumerate(answers, 1):
            marked(quiz, [answer], number=number, learner=person)
    Attempt.objects.filter(quiz=quiz, number=2).update(limit=2)
    rows = {row["address"]: row for row in told()}
    studies = Study.objects.select_related("plan", "enrolment__user").filter(enrolment__left_at=None)
    assert len(rows) == len(people) == studies.count() + 1
    for one in rows_of(studies, course, NOW):
        row = rows[one.learner.email]
        assert row["pace"] == one.pace.standing.value
        assert (row["parts_done"], row["parts"]) == (one.where.count.n_done, one.where.count.n_parts)
        assert (row["behind_since"], row["last_active_at"]) == (one.behind_since, one.active_at)
        states = goal_states(one.learner.pk, course)
        assert [row[f"goal_{goal.slug}_state"] for goal in states] == [goal.state for goal in states]
        assert [int(row[f"goal_{goal.slug}"] or 0) for goal in states] == [goal.percent for goal in states]


def test_marks_are_the_best_and_the_latest_that_are_marked_to_the_end(people: list[User]) -> None:
    quiz = Quiz.objects.get(slug="exam")
    for number, answer in enumerate((WRONG, RIGHT, WRONG, RIGHT), 1):
        marked(quiz, [answer], number=number, learner=people[4])
    Attempt.objects.filter(number=4).update(n_waiting=1)
    row = next(row for row in told() if row["address"] == people[4].email)
    assert (str(row["exam_best"]), str(row["exam_latest"])) == ("100.0", "0.0")


def test_the_pace_goes_by_each_learners_own_day(people: list[User]) -> None:
    """What is due on a Monday is late in Chatham while it is Monday still in Berlin."""
    due = min(row["behind_since"] for row in told() if row["behind_since"])
    midnight = MONDAY.replace(hour=0) + timedelta(days=(due - MONDAY.date()).days)
    paces = {row["address"]: row["pace"] for row in told(now=midnight + timedelta(hours=14))}
    zones = {person.time_zone: paces[person.email] for person in people[4:7]}
    assert zones == {"Europe/Berlin": "on pace", "Asia/Kathmandu": "on pace", "Pacific/Chatham": "behind"}


def test_who_left_who_has_no_plan_and_who_has_a_certificate(people: list[User], course: Course) -> None:
    Enrolment.objects.create(user=UserFactory(display_name="Just joined"), course=course, enrolled_at=NOW)
    Certificate.objects.update(issued_at=NOW)
    first, left, joined = (told()[place] for place in (0, 3, -1))
    assert (first["pace"], first["certificate"], first["certificate_on"]) == ("done", "in force", NOW.date())
    assert (left["pace"], left["left_on"], left["parts_late"]) == ("left", NOW.date(), None)
    assert (joined["pace"], joined["last_active_at"], joined["certificate"]) == ("no plan", None, None)
    Certificate.objects.update(revoked_at=NOW)
    assert told()[0]["certificate"] == "revoked"


# --- filters and order ----------------------------------------------------------------------------------------------
def test_filters_leave_those_whom_they_name(people: list[User], course: Course) -> None:
    cohort = a_cohort()
    Study.objects.filter(enrolment__user__in=people[:2]).update(cohort=cohort)
    Enrolment.objects.filter(user=people[5]).update(enrolled_at=NOW)
    assert {row["cohort"] for row in told(Selection(cohort=cohort.pk))} == {"Autumn"}
    assert [row["address"] for row in told(Selection(from_on=NOW.date()))] == [people[5].email]
    assert len(told(Selection(to_on=MONDAY.date()))) == len(people) - 1
    assert [row["pace"] for row in told(Selection(pace="left"))] == ["left"]
    assert told(Selection(role="admin")) == []


def test_of_many_rows_only_columns_of_the_database_sort(people: list[User], monkeypatch: pytest.MonkeyPatch) -> None:
    assert [row["parts_done"] for row in told(Selection(sort="-parts_done"))][:2] == [5, 1]
    dates = [row["behind_since"] for row in told(Selection(sort="behind_since"))]
    assert dates[-1] is None and dates[0] is not None
    monkeypatch.setattr("progress.reports.tables.paging.MOST", 3)
    with pytest.raises(Misread, match="Of more than 3 rows, this report is sorted by learner or address"):
        told(Selection(sort="parts_done"))


@pytest.mark.parametrize("sort", ["", "learner", "-learner", "address", "-address"])
def test_batches_of_any_size_give_each_row_once_in_order(people: list[User], sort: str) -> None:
    User.objects.filter(pk__in=[person.pk for person in people[6:9]]).update(display_name="The same")
    report, scope = asked("progress", Selection(sort=sort))
    whole = [row for batch in report.batches(scope) for row in batch]
    assert len(whole) == len(people)
    for size in (1, 2, 7, len(people), len(people) + 1):
        assert [row for batch in report.batches(scope, size, size) for row in batch] == whole


def test_pages_of_many_rows_join_to_the_whole_whatever_a_filter_leaves(
    people: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    report, scope = asked("progress", Selection(pace="behind"))
    whole = [row for batch in batches(report, scope) for row in batch]
    assert 3 < len(whole) < len(NAMES)
    for setting, value in (("MOST", 3), ("PAGE", 2), ("LOOKED_AT", 9)):
        monkeypatch.setattr(f"progress.reports.tables.paging.{setting}", value)
    found: list[Row] = []
    after, n_pages = "", 0
    while after or not n_pages:
        shown = page(report, scope, after)
        assert (shown.is_whole, shown.totals, len(shown.rows) <= 2) == (False, None, True)
        found, after, n_pages = found + list(shown.rows), shown.after, n_pages + 1
    assert found == whole


# --- what it costs --------------------------------------------------------------------------------------------------
def n_queries(scope: Scope, size: int) -> int:
    report, _ = asked("progress")
    list(report.batches(scope, size, size))
    with CaptureQueriesContext(connection) as queries:
        list(report.batches(scope, size, size))
    return len(queries)


@pytest.mark.parametrize("size", [1, 5, 100])
def test_each_batch_is_one_query(people: list[User], course: Course, size: int) -> None:
    quiz = Quiz.objects.get(slug="exam")
    for person in people[4:]:
        marked(quiz, [RIGHT], learner=person)
    # What a release marked that kept no shares is read in one more, and is not the case here.
    Attempt.objects.filter(shares="", state="graded").update(shares="-", points=0)
    _, scope = asked("progress")
    assert n_queries(scope, size) == -(-len(people) // size)
