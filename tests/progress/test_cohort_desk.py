"""The instructor's desk: rows reckoned by hand, what is asked for in an address, and the fence around it (P15, P16)."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Role, User
from curriculum.models import Course, Lesson
from progress import pacing
from progress.actions.cohorts import join_cohort
from progress.actions.study import begin_study, leave_course
from progress.models import Cohort, LessonRecord, Plan, Study
from progress.reports.answers import Tally
from progress.reports.cohort_desk import SORTS, Desk, Show, Wish, desk_of, read_wish
from progress.reports.dropout import LessonFlow, dropout_of
from progress.reports.facility import Cell, heat_map
from quizzes.models import Attempt, CheckResponse, Question, Quiz
from tests.factories import UserFactory
from tests.progress.cohorts import LIST, a_cohort, another_course, staff, study_of
from tests.progress.completing import complete
from tests.progress.telling import do_all
from tests.quizzes.marked import marked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("course")]
PAGES = ("desk", "heat-map", "lessons", "allowances", "log")
# A Monday. The tiny course is alpha 10 min, a lab 10, the exam 20, beta 20, gamma 10, as `outline_of` has them.
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def member(cohort: Cohort, name: str, begun_at: datetime = MONDAY) -> User:
    person: User = UserFactory(display_name=name)
    begin_study(person, cohort.course, begun_at, cohort=cohort)
    return person


def looked(cohort: Cohort, now: datetime, **wish: Any) -> Desk:
    return desk_of(cohort, Course.objects.get(pk=cohort.course_id), now, Wish(**wish))


def names(desk: Desk) -> list[str]:
    return [row.learner.display_name for row in desk.rows]


@pytest.fixture
def cohort() -> Cohort:
    """From that Monday on, half an hour on each weekday."""
    return a_cohort(begins_on=date(2026, 3, 2), daily_minutes=30)


# --- rows -----------------------------------------------------------------------------------------------------------
def test_rows_say_how_far_each_is_and_since_when(cohort: Cohort) -> None:
    ann, bob = member(cohort, "Ann"), member(cohort, "Bob")
    do_all(ann, MONDAY + DAY)
    now = MONDAY + 9 * DAY
    desk = looked(cohort, now)
    where = {row.learner: row for row in desk.rows}
    due = where[bob].where.due
    late = [key for key, on in due.items() if on < now.date()]
    assert late and where[bob].behind_since == min(due.values()) == date(2026, 3, 2)
    assert (where[bob].pace.standing, where[bob].pace.n_parts) == (pacing.Standing.BEHIND, len(late))
    # Ann read everything on Tuesday; labs and quizzes are left to her.
    assert where[ann].behind_since == min(due[key] for key in late if not key.startswith("lesson:"))
    assert where[ann].where.count.n_done == 3
    assert (where[ann].active_on, where[bob].active_on) == (date(2026, 3, 3), date(2026, 3, 2))
    assert (where[ann].is_silent, where[bob].is_silent) == (True, True)
    assert (desk.n_learners, desk.n_behind, desk.n_silent) == (2, 2, 2)


def test_what_is_done_does_not_count_as_missed(cohort: Cohort) -> None:
    person = member(cohort, "Ann")
    complete(person, cohort.course, MONDAY, leave_out="lesson:gamma")
    (row,) = looked(cohort, MONDAY + 9 * DAY).rows
    gamma = row.where.due["lesson:gamma"]
    assert row.behind_since == gamma > date(2026, 3, 2)
    assert (row.pace.n_parts, row.pace.minutes) == (1, next(p.minutes for p in row.where.outline if p.slug == "gamma"))


def test_silent_is_who_did_nothing_for_a_week_of_their_own_days(cohort: Cohort) -> None:
    person = member(cohort, "Ann")
    assert not looked(cohort, MONDAY + 7 * DAY - timedelta(hours=10)).rows[0].is_silent
    assert looked(cohort, MONDAY + 7 * DAY).rows[0].is_silent
    # An attempt that was begun counts, though it touches no record of progress.
    marked(Quiz.objects.get(slug="exam"), [{"truth": "False"}], learner=person)
    Attempt.objects.update(started_at=MONDAY + 3 * DAY, submitted_at=MONDAY + 3 * DAY, finished_at=MONDAY + 3 * DAY)
    row = looked(cohort, MONDAY + 9 * DAY).rows[0]
    assert (row.is_silent, row.active_on) == (False, date(2026, 3, 5))


def test_who_has_not_begun_and_who_left_is_not_silent(cohort: Cohort) -> None:
    Cohort.objects.update(begins_on=date(2026, 4, 1))
    cohort.refresh_from_db()
    member(cohort, "Ann")
    left = member(cohort, "Bob")
    leave_course(study_of(left).pk, MONDAY)
    desk = looked(cohort, MONDAY + 20 * DAY)
    assert names(desk) == ["Ann"] and (desk.n_behind, desk.n_silent) == (0, 0)


def test_who_has_no_plan_is_listed(cohort: Cohort) -> None:
    member(cohort, "Ann")
    Study.objects.update(plan=None)
    (row,) = looked(cohort, MONDAY + 20 * DAY).rows
    assert (row.is_behind, row.behind_since) == (False, None)
    assert "No plan yet" in staff().get(f"{LIST}{cohort.pk}/desk/").content.decode()


def test_sorting_and_filtering(cohort: Cohort) -> None:
    ann, bob, cleo = (member(cohort, name) for name in ("ann", "Bob", "Cleo"))
    now = MONDAY + 10 * DAY
    do_all(bob, now - DAY)
    do_all(cleo, now - 2 * DAY, "alpha")
    assert names(looked(cohort, now)) == ["ann", "Bob", "Cleo"]
    assert names(looked(cohort, now, sort="-name")) == ["Cleo", "Bob", "ann"]
    assert names(looked(cohort, now, sort="pace")) == ["ann", "Cleo", "Bob"]
    assert names(looked(cohort, now, sort="-done")) == ["Bob", "Cleo", "ann"]
    assert names(looked(cohort, now, sort="active")) == ["ann", "Cleo", "Bob"]
    assert names(looked(cohort, now, show=Show.SILENT)) == ["ann"]
    assert ann.pk and names(looked(cohort, now, show=Show.BEHIND)) == ["ann", "Bob", "Cleo"]


@pytest.mark.parametrize(
    ("asked", "wish"),
    [
        ({}, Wish()),
        ({"show": "behind", "sort": "-done", "page": "3"}, Wish(Show.BEHIND, "-done", 3)),
        ({"show": "nobody", "sort": "password", "page": "-1"}, Wish()),
        ({"show": "\0", "sort": "--name", "page": "9" * 400}, Wish()),
        ({"sort": "-", "page": "²"}, Wish()),
    ],
)
def test_junk_in_an_address_is_as_if_it_had_not_been_asked(asked: dict[str, str], wish: Wish) -> None:
    assert read_wish(asked) == wish


def test_a_page_that_is_not_there_is_the_last_one(cohort: Cohort) -> None:
    for number in range(3):
        member(cohort, f"Person {number}")
    course = Course.objects.get(slug="tiny")
    desk = desk_of(cohort, course, MONDAY, Wish(page=99), n_rows=2)
    assert (desk.wish.page, desk.n_pages, names(desk)) == (2, 2, ["Person 2"])


def test_a_large_cohort_is_listed_by_name_and_not_summed_up(cohort: Cohort, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("progress.reports.cohort_desk.MOST", 2)
    for name in ("Cleo", "Ann", "Bob"):
        member(cohort, name)
    desk = looked(cohort, MONDAY, sort="-done", show=Show.BEHIND)
    assert (names(desk), desk.is_whole, desk.n_learners) == (["Ann", "Bob", "Cleo"], False, 3)
    client = staff()
    for page in PAGES:
        assert client.get(f"{LIST}{cohort.pk}/{page}/").status_code == 200


# --- the heat map ---------------------------------------------------------------------------------------------------
def test_each_cell_is_what_was_earned_of_what_was_possible(cohort: Cohort) -> None:
    """By hand: `which` and `number` are of the objective count, `truth` of name, one point each; a check of count."""
    ann, bob = member(cohort, "Ann"), member(cohort, "Bob")
    exam = Quiz.objects.get(slug="exam")
    marked(exam, [{"which": "The letter alpha", "truth": "True"}], learner=ann)
    marked(exam, [{"which": "The letter beta", "truth": "True"}], number=2, learner=ann)
    marked(exam, [{"which": "The letter alpha"}], learner=bob)
    # Somebody outside the cohort, and an answer that waits, count for nothing.
    marked(exam, [{"which": "The letter beta"}], learner=UserFactory())
    marked(exam, [{"essay": "Since someone began."}], number=3, learner=ann)
    check = Question.objects.get(slug="first-check")
    assert check.current is not None and check.current.objective == "count"
    tried = {"outcome": "right", "first_outcome": "wrong", "answered_at": MONDAY, "response": {}}
    CheckResponse.objects.create(learner=bob, question=check, version=check.current, **tried)
    course = Course.objects.get(slug="tiny")
    found = heat_map(course, cohort, [ann.pk, bob.pk], is_whole=True)
    rows = {row.objective: row for module in found for row in module.rows}
    texts = dict(course.modules.get(slug="one").objectives.values_list("slug", "text"))
    count, name = rows[texts["count"]], rows[texts["name"]]

    def said(cell: Cell | None) -> tuple[int | None, int]:
        assert cell is not None
        return cell.tally.facility, cell.tally.n_answers

    assert [said(cell) for cell in (count.whole, *count.cells)] == [(50, 4), (50, 2), (50, 2)]
    assert [said(cell) for cell in (name.whole, *name.cells)] == [(0, 2), (0, 2), (None, 0)]
    assert [cell.step for cell in name.cells] == [0, None]
    html = staff().get(f"{LIST}{cohort.pk}/heat-map/").content.decode()
    assert 'class="heat-2 whole">50%<small>4<' in html and " style=" not in html and "<script>" not in html


@pytest.mark.parametrize(("points", "step"), [("0", 0), ("0.19", 0), ("0.2", 1), ("0.79", 3), ("0.8", 4), ("1", 4)])
def test_the_steps_are_fifths(points: str, step: int) -> None:
    assert Cell(Tally(1, 0, Decimal(points), Decimal(1))).step == step


# --- where it stops -------------------------------------------------------------------------------------------------
def test_of_each_lesson_who_opened_finished_and_stopped(cohort: Cohort) -> None:
    ann, bob, cleo, dora = (member(cohort, name) for name in ("Ann", "Bob", "Cleo", "Dora"))
    now = MONDAY + 12 * DAY
    do_all(ann, MONDAY, "alpha")
    do_all(ann, MONDAY + DAY, "beta")
    do_all(bob, MONDAY, "alpha")
    LessonRecord.objects.filter(learner=bob).update(done_at=None)
    do_all(cleo, now - DAY, "alpha")
    desk = looked(cohort, now, show=Show.SILENT)
    assert names(desk) == ["Ann", "Bob", "Dora"] and dora.pk
    found = dropout_of(cohort, Course.objects.get(slug="tiny"), [row.study.pk for row in desk.rows])

    def flow(slug: str) -> LessonFlow:
        return next(one for one in found.lessons if one.lesson.slug == slug)

    said = [(one.n_opened, one.n_done, one.n_stopped) for one in (flow("alpha"), flow("beta"), flow("gamma"))]
    assert said == [(3, 2, 1), (1, 1, 1), (0, 0, 0)]
    assert (found.n_learners, found.n_never) == (4, 1)
    assert [one.lesson.slug for one in found.lessons] == list(Lesson.objects.in_order().values_list("slug", flat=True))


# --- the fence ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("what", PAGES)
def test_an_instructor_elsewhere_gets_what_a_missing_cohort_gives(cohort: Cohort, what: str) -> None:
    another_course()
    client = staff(teaches="another")
    for pk in (cohort.pk, 777):
        for method in (client.get, client.post):
            assert method(f"{LIST}{pk}/{what}/").status_code == 404


@pytest.mark.parametrize("what", PAGES)
def test_without_the_rights_there_is_nothing(cohort: Cohort, what: str, at: Client) -> None:
    for client in (Client(), at):
        assert client.get(f"{LIST}{cohort.pk}/{what}/").status_code == 302
    for client in (staff(None), staff(teaches="")):
        assert client.get(f"{LIST}{cohort.pk}/{what}/").status_code == 404
    assert staff(Role.ADMIN, teaches="").get(f"{LIST}{cohort.pk}/{what}/").status_code == 200


@pytest.mark.parametrize("what", PAGES)
def test_get_changes_nothing_and_what_is_read_takes_no_post(cohort: Cohort, what: str) -> None:
    """P21"""
    member(cohort, "Ann")
    client = staff()
    client.get(f"{LIST}{cohort.pk}/{what}/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"{LIST}{cohort.pk}/{what}/").status_code == 200
    assert not [query["sql"] for query in asked if re.match("INSERT|UPDATE|DELETE|REPLACE", query["sql"])]
    assert client.post(f"{LIST}{cohort.pk}/{what}/").status_code == (400 if what == "allowances" else 405)


@pytest.mark.parametrize("what", PAGES)
@pytest.mark.parametrize(
    "junk", ["?page=zz&sort=%00&show=%00", "?before=yesterday", "?before=9999-99-99T00:00Z", "?q="]
)
def test_junk_gets_a_page(cohort: Cohort, what: str, junk: str) -> None:
    assert staff().get(f"{LIST}{cohort.pk}/{what}/{junk}").status_code == 200


@pytest.mark.parametrize("what", PAGES)
def test_a_page_takes_as_many_queries_for_three_learners_as_for_sixty(cohort: Cohort, what: str) -> None:
    client, exam = staff(), Quiz.objects.get(slug="exam")

    def n_queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"{LIST}{cohort.pk}/{what}/?page=1").status_code == 200
        return len(asked)

    def more(n: int) -> None:
        for number in range(n):
            person = member(cohort, f"Person {number}")
            do_all(person, MONDAY + DAY * (number % 5), "alpha")
            marked(exam, [{"which": "The letter beta"}], learner=person)

    more(3)
    n_queries()
    few = n_queries()
    more(57)
    assert (n_queries(), few <= 20) == (few, True)


def test_the_desk_is_reached_from_the_list_and_from_the_cohort_s_page(cohort: Cohort, learner: User) -> None:
    join_cohort(learner, cohort.code, timezone.now())
    client = staff()
    for address in (LIST, f"{LIST}{cohort.pk}/change/"):
        assert f'href="{LIST}{cohort.pk}/desk/"' in client.get(address).content.decode()
    html = client.get(f"{LIST}{cohort.pk}/desk/").content.decode()
    assert f"/admin/progress/study/{study_of(learner).pk}/evidence/" in html
    assert set(SORTS) == set(re.findall(r"sort=-?(\w+)", html)) and Plan.objects.exists()
