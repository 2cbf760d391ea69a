"""What staff changed, in one list: asked where it is on record, newest first, and page by page (P8)."""

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
from progress.reports.changes import PAGE, Change, cohort_log, learner_log
from quizzes.actions import marking
from quizzes.actions.allowances import withdraw_allowance
from quizzes.actions.by_hand import mark_by_hand
from quizzes.actions.reopen import reopen_attempt
from quizzes.models import Allowance, Reopening
from tests.factories import UserFactory
from tests.progress.cohorts import LIST, STUDIES, a_cohort, staff, study_of
from tests.quizzes.sitting import WRONG, Sitting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("course")]


@pytest.fixture
def cohort(learner: User) -> Cohort:
    """The learner's."""
    made = a_cohort()
    join_cohort(learner, made.code, timezone.now())
    return made


@pytest.fixture
def study(cohort: Cohort, learner: User) -> Study:
    return study_of(learner)


def page(study: Study, what: str = "evidence") -> str:
    return f"{STUDIES}{study.pk}/{what}/"


def said(change: Change) -> tuple[str, str, str, str, str]:
    return change.what, change.whom, change.old, change.new, change.why


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
