"""What staff grant one learner, or all of a cohort, from the admin's pages; and the log of it."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from curriculum.models import Course
from progress.actions.allowances import grant_to_cohort
from progress.actions.cohorts import change_cohort, join_cohort
from progress.actions.dates import Dates, move_dates
from progress.models import Cohort, Study
from progress.reports.changes import PAGE, cohort_log, learner_log
from quizzes.actions import marking
from quizzes.actions.allowances import withdraw_allowance
from quizzes.actions.by_hand import mark_by_hand
from quizzes.actions.reopen import reopen_attempt
from quizzes.models import Allowance, Reopening
from tests.factories import UserFactory
from tests.progress.cohorts import LIST, staff, study_of
from tests.progress.learner_pages import cohort, errors, page, said, study
from tests.quizzes.sitting import WRONG, Sitting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("course")]
PAGES = ("evidence", "log", "dates", "allowance", "reopen")

__all__ = ["cohort", "study"]


# --- allowances and attempts ------------------------------------------------------------------------------------------
def test_time_and_attempts_are_given_from_the_page(study: Study, learner: User) -> None:
    exam, client = Sitting("exam", learner=learner), staff()
    exam.start()
    sent = {"quiz": exam.quiz.pk, "extra_minutes": 10, "extra_attempts": 1, "reason": "A slow line."}
    assert client.post(page(study, "allowance"), {**sent, "reason": ""}).status_code == 400
    assert client.post(page(study, "allowance"), {**sent, "extra_minutes": 0, "extra_attempts": 0}).status_code == 400
    past = {**sent, "closes_at": "2020-01-01T10:00"}
    assert "That moment has passed. Choose a later one." in errors(client.post(page(study, "allowance"), past))
    assert client.post(page(study, "allowance"), sent).status_code == 302
    (row,) = Allowance.objects.all()
    assert (row.learner, row.extra_minutes, row.extra_attempts) == (learner, 10, 1)
    assert row.granted_by is not None
    assert exam.attempt.ends_at == exam.attempt.started_at + timedelta(minutes=30)


def test_all_of_a_cohort_get_it_and_nobody_else(cohort: Cohort, learner: User) -> None:
    other: User = UserFactory()
    join_cohort(other, cohort.code, timezone.now())
    stranger = Sitting("exam")
    client = staff()
    sent = {"quiz": stranger.quiz.pk, "extra_minutes": 0, "extra_attempts": 2, "reason": "A strike."}
    assert client.post(f"{LIST}{cohort.pk}/allowances/", sent).status_code == 302
    assert set(Allowance.objects.values_list("learner", flat=True)) == {learner.pk, other.pk}


def test_reopening_is_refused_in_words_once_the_key_was_open_and_an_attempt_is_offered(
    study: Study, learner: User
) -> None:
    """P14"""
    exam, client = Sitting("exam", learner=learner), staff()
    exam.finish(WRONG)
    exam.finish(WRONG)
    sent: dict[str, Any] = {"attempt": exam.attempt.pk, "minutes": 15, "reason": "x"}
    for answer in (client.get(page(study, "reopen"), sent), client.post(page(study, "reopen"), sent)):
        html = answer.content.decode()
        assert "may have seen what was right" in html and "Reopen the attempt" not in html
        assert f"{page(study, 'allowance')}?quiz={exam.quiz.pk}" in html
    assert exam.attempt.state == "graded" and not Reopening.objects.exists()


def test_an_attempt_is_reopened_from_the_page(study: Study, learner: User) -> None:
    exam, client = Sitting("exam", learner=learner), staff()
    exam.finish(WRONG)
    sent: dict[str, Any] = {"attempt": exam.attempt.pk, "minutes": 15, "reason": "The network was down."}
    assert "Reopen the attempt" in client.get(page(study, "reopen"), sent).content.decode()
    assert exam.attempt.state == "graded"
    for wrong in ({"minutes": 0}, {"minutes": "1e9"}, {"reason": " "}):
        assert client.post(page(study, "reopen"), {**sent, **wrong}).status_code == 400
    assert client.post(page(study, "reopen"), sent).status_code == 302
    assert exam.attempt.state == "in_progress"
    assert client.post(page(study, "reopen"), sent).status_code == 400
    assert Reopening.objects.count() == 1


# --- the log ----------------------------------------------------------------------------------------------------------
def test_every_change_is_one_line_of_the_log_newest_first(cohort: Cohort, study: Study, learner: User) -> None:
    other: User = UserFactory()
    join_cohort(other, cohort.code, timezone.now())
    by: User = UserFactory(display_name="Ivo")
    exam = Sitting("exam", learner=learner)
    exam.finish(WRONG)
    course, start = Course.objects.get(slug="tiny"), timezone.now()
    ticks = iter(start + timedelta(seconds=number) for number in range(60))

    def log(of: Callable[..., Any], whom: Any) -> list[tuple[str, ...]]:
        changes = of(whom, course).changes
        assert changes == sorted(changes, key=lambda change: change.at, reverse=True)
        return [said(change) for change in changes]

    grant_to_cohort(
        cohort.pk, Allowance(quiz=exam.quiz, extra_minutes=10, reason="A strike."), by_id=by.pk, now=next(ticks)
    )
    move_dates(study.pk, Dates(days=7), reason="Ill.", by_id=by.pk, now=next(ticks))
    change_cohort(cohort.pk, {"daily_minutes": 45}, next(ticks), by_id=by.pk, reason="Too much.")
    reopen_attempt(exam.attempt.pk, minutes=60, reason="By mistake.", by_id=by.pk, now=next(ticks))
    withdraw_allowance(Allowance.objects.get(learner=other).pk, by_id=by.pk, now=next(ticks))
    found = log(cohort_log, cohort)
    begins = f"{cohort.begins_on:%-d %B %Y}"
    later = f"{cohort.begins_on + timedelta(days=7):%-d %B %Y}"
    points = Reopening.objects.get().points
    assert found[0] == ("The exam: taken back", other.display_name, "10 more minutes", "", "")
    assert found[1][:3] == ("The exam, attempt 1: reopened", learner.display_name, f"{points} points")
    assert found[1][4] == "By mistake."
    assert found[2] == ("Dates", "the cohort Autumn (2 learners)", "60 minutes a day", "45 minutes a day", "Too much.")
    assert found[3] == ("Dates", learner.display_name, f"begins {begins}", f"begins {later}", "Ill.")
    assert found[4:] == [("The exam", "2 learners", "", "10 more minutes", "A strike.")]
    assert {change.by for change in cohort_log(cohort, course).changes} == {"Ivo"}
    # A learner's own log has what concerns them, and marks of a person besides.
    exam.submit()
    marking.sweep()
    essay = exam.items["essay"]
    mark_by_hand(essay.pk, essay.possible, comment="", reason="", by_id=by.pk, now=next(ticks))
    theirs = log(learner_log, study_of(learner))
    assert theirs[0][0] == f"The exam, attempt 1, question {exam.items['essay'].position}: marked by a person"
    assert [line[0] for line in theirs[1:]] == [line[0] for line in found[1:]]
    client = staff()
    for address in (f"{LIST}{cohort.pk}/log/", page(study, "log"), page(study)):
        assert "By mistake." in client.get(address).content.decode()


def test_the_log_goes_on_page_by_page_and_loses_nothing(study: Study, cohort: Cohort) -> None:
    now = timezone.now()
    for number in range(PAGE + 3):
        move_dates(study.pk, Dates(days=1), reason=f"Move {number}", by_id=None, now=now + timedelta(seconds=number))
    client = staff()
    first = client.get(page(study, "log")).content.decode()
    (older,) = re.findall(r'href="(\?before=[^"]+)"', first)
    second = client.get(page(study, "log") + older).content.decode()
    seen = re.findall(r"Move (\d+)", first) + re.findall(r"Move (\d+)", second)
    assert seen == [str(number) for number in reversed(range(PAGE + 3))]
    assert "?before=" not in second
