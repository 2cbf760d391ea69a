"""One learner in the admin: what is on record, and what staff change for them, at once and on the record (P8, P11)."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Role, User
from curriculum.models import Course
from progress.actions.dates import Dates, move_dates
from progress.actions.study import Refused, leave_course
from progress.models import Cohort, DateChange, Plan, Study
from progress.reports.cohorts import effect_of
from quizzes.models import Allowance, Quiz, Reopening
from tests.progress.cohorts import LIST, STUDIES, another_course, day, staff, study_of
from tests.progress.learner_pages import cohort, errors, hidden, page, rule, study
from tests.progress.telling import do_all
from tests.quizzes.sitting import RIGHT, WRONG, Sitting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("course")]
PAGES = ("evidence", "log", "dates", "allowance", "reopen")

__all__ = ["cohort", "study"]


# --- the fence ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("what", PAGES)
def test_an_instructor_elsewhere_gets_what_a_missing_learner_gives(study: Study, what: str) -> None:
    another_course()
    client = staff(teaches="another")
    for pk in (study.pk, 777):
        for method in (client.get, client.post):
            assert method(f"{STUDIES}{pk}/{what}/").status_code == 404


@pytest.mark.parametrize("what", PAGES)
def test_without_the_rights_there_is_nothing(study: Study, what: str, at: Client) -> None:
    for client in (Client(), at):
        assert client.get(page(study, what)).status_code == 302
    for client in (staff(None), staff(teaches="")):
        for method in (client.get, client.post):
            assert method(page(study, what)).status_code == 404
    expected = 404 if what == "reopen" else 200
    assert staff(Role.ADMIN, teaches="").get(page(study, what)).status_code == expected


def test_an_attempt_of_somebody_else_or_of_another_course_is_not_reopened(study: Study) -> None:
    other = Sitting("exam")
    other.finish(WRONG)
    client = staff()
    for name in (str(other.attempt.pk), "0", "-1", "zz", "9" * 30, "1\0", ""):
        for method in (client.get, client.post):
            sent: dict[str, Any] = {"attempt": name, "minutes": 9, "reason": "x"}
            assert method(page(study, "reopen"), sent).status_code == 404
    assert not Reopening.objects.exists()


def test_a_quiz_of_another_course_cannot_be_named(study: Study) -> None:
    Quiz.objects.filter(slug="drill").update(course=another_course())
    drill = Quiz.objects.get(slug="drill")
    client = staff()
    sent = {"quiz": drill.pk, "extra_minutes": 5, "extra_attempts": 0, "reason": "x"}
    for address in (page(study, "allowance"), f"{LIST}{study.cohort_id}/allowances/"):
        assert client.post(address, sent).status_code == 400
        assert drill.title not in client.get(address).content.decode()
    assert not Allowance.objects.exists()


# --- what is on record --------------------------------------------------------------------------------------------
def test_the_page_shows_what_they_did(study: Study, learner: User) -> None:
    do_all(learner, timezone.now(), "alpha")
    exam = Sitting("exam", learner=learner)
    exam.finish(RIGHT)
    html = staff().get(page(study)).content.decode()
    assert f"/admin/quizzes/attempt/{exam.attempt.pk}/change/" in html
    assert f"{page(study, 'reopen')}?attempt={exam.attempt.pk}" in html
    assert f"{exam.attempt.points} of {exam.attempt.possible}" in html
    assert "1 of 5 parts done" in html or re.search(r"\d of \d+ parts done", html)
    assert " style=" not in html and "<script>" not in html and "canary" not in html.lower()


def test_notes_are_the_learner_s_own(study: Study, at: Client) -> None:
    at.post("/courses/tiny/lessons/alpha/note/", {"text": "Between me and myself.", "revision": 0})
    assert "Between me" not in staff().get(page(study)).content.decode()


@pytest.mark.parametrize("what", ["evidence", "log"])
def test_a_page_takes_as_many_queries_however_much_is_on_record(study: Study, learner: User, what: str) -> None:
    client, exam = staff(), Sitting("exam", learner=learner)
    exam.finish(RIGHT)

    def n_queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page(study, what)).status_code == 200
        assert not [query["sql"] for query in asked if re.match("INSERT|UPDATE|DELETE|REPLACE", query["sql"])]
        return len(asked)

    n_queries()
    few = n_queries()
    do_all(learner, timezone.now())
    exam.finish(WRONG)
    for number in range(5):
        Allowance.objects.create(
            learner=learner, quiz=exam.quiz, extra_minutes=number + 1, reason="x", granted_at=timezone.now()
        )
        move_dates(study.pk, Dates(days=1), reason="x", by_id=None, now=timezone.now())
    assert (n_queries(), few <= 40) == (few, True)


# --- dates ----------------------------------------------------------------------------------------------------------
def test_moved_dates_are_shown_first_and_then_hold_at_once(study: Study) -> None:
    client, (begins_on, minutes) = staff(), rule(study)
    sent = {"days": 7, "daily_minutes": minutes - 5, "reason": "Ill for a week."}
    seen = client.post(page(study, "dates"), sent)
    assert seen.status_code == 200 and rule(study) == (begins_on, minutes)
    assert client.post(page(study, "dates"), hidden(seen)).status_code == 302
    assert rule(study) == (begins_on + timedelta(days=7), minutes - 5)
    plan = study_of(study.enrolment.user).plan
    assert plan is not None and plan.reason == Plan.Reason.GIVEN
    (row,) = DateChange.objects.all()
    assert (row.study, row.cohort, row.reason) == (study, None, "Ill for a week.")
    assert row.by is not None and row.by.is_staff
    assert (row.old["begins_on"], row.new["begins_on"]) == (str(begins_on), str(begins_on + timedelta(days=7)))


def test_a_preview_of_a_plan_that_changed_meanwhile_is_shown_anew(study: Study) -> None:
    client = staff()
    seen = client.post(page(study, "dates"), {"days": 7, "reason": "x"})
    move_dates(study.pk, Dates(days=1), reason="y", by_id=None, now=timezone.now())
    again = client.post(page(study, "dates"), hidden(seen))
    assert "Nothing is stored yet" in again.content.decode() and DateChange.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Say why, for the record."),
        ({"reason": "x"}, "Say by how many days"),
        ({"reason": "x", "days": "seven"}, "Enter a whole number."),
        ({"reason": "x", "days": 367}, "less than or equal to 366"),
        ({"reason": "x", "begins_on": "2026-02-30"}, "Write the day as 2026-12-31."),
        ({"reason": "x", "begins_on": "0001-01-01"}, "within two years"),
        ({"reason": "x", "days": 1, "begins_on": day(1).isoformat()}, "not both"),
        ({"reason": "x", "daily_minutes": 5}, "greater than or equal to 10"),
        ({"reason": "x", "daily_minutes": 60}, "the dates that the learner has already"),
        ({"reason": "x\0", "days": 1}, "Null characters are not allowed."),
        ({"reason": "x" * 301, "days": 1}, "at most 300 characters"),
    ],
)
def test_a_mistake_is_told_and_stores_nothing(study: Study, sent: dict[str, Any], words: str) -> None:
    before, client = rule(study), staff()
    answer = client.post(page(study, "dates"), sent)
    if answer.status_code == 200:
        answer = client.post(page(study, "dates"), hidden(answer))
    assert answer.status_code == 400 and any(words in error for error in errors(answer)), errors(answer)
    assert rule(study) == before and not DateChange.objects.exists()


def test_dates_far_away_and_of_who_left_are_refused(study: Study) -> None:
    with pytest.raises(Refused):
        move_dates(study.pk, Dates(days=10**9), reason="x", by_id=None, now=timezone.now())
    leave_course(study.pk, timezone.now())
    with pytest.raises(Refused, match="has left"):
        move_dates(study.pk, Dates(days=1), reason="x", by_id=None, now=timezone.now())
    assert not DateChange.objects.exists()


def test_moving_the_cohort_says_who_loses_dates_of_their_own(study: Study, cohort: Cohort) -> None:
    """P11: nothing is shortened silently."""
    course = Course.objects.get(slug="tiny")
    now = timezone.now()
    assert effect_of(cohort, course, study.plan.rule, now).n_given == 0  # type: ignore[union-attr]
    move_dates(study.pk, Dates(days=7), reason="x", by_id=None, now=now)
    assert effect_of(cohort, course, study.plan.rule, now).n_given == 1  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("right", "learners", "cohorts"),
    [
        ("quizzes.view_attempt", PAGES, ("desk", "heat-map", "lessons", "allowances", "log")),
        ("progress.view_study", PAGES, ("desk", "heat-map", "lessons", "allowances", "log")),
        ("quizzes.add_allowance", ("allowance", "reopen"), ("allowances",)),
        ("quizzes.change_attemptitem", ("reopen",), ()),
        ("progress.change_cohort", ("dates",), ("desk", "heat-map", "lessons", "allowances", "log")),
    ],
)
def test_each_page_asks_for_its_own_rights(
    study: Study, learner: User, right: str, learners: tuple[str, ...], cohorts: tuple[str, ...]
) -> None:
    exam, client = Sitting("exam", learner=learner), staff()
    exam.finish(WRONG)
    app, name = right.split(".")
    Group.objects.get(name=Role.INSTRUCTOR.value).permissions.remove(
        Permission.objects.get(codename=name, content_type__app_label=app)
    )
    for what in PAGES:
        answer = client.get(page(study, what), {"attempt": exam.attempt.pk})
        assert answer.status_code == (404 if what in learners else 200), what
    for what in ("desk", "heat-map", "lessons", "allowances", "log"):
        answer = client.get(f"{LIST}{study.cohort_id}/{what}/")
        assert answer.status_code == (404 if what in cohorts else 200), what
