"""A reopened attempt beside marks by hand and regrades; and grants to many at once."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from accounts.models import User
from quizzes.actions import marking
from quizzes.actions.allowances import grant_to_many
from quizzes.actions.attempts import Refused
from quizzes.actions.by_hand import Given, mark_by_hand
from quizzes.actions.held_marks import release_marks, save_mark
from quizzes.actions.regrade import jobs
from quizzes.actions.reopen import reopen_attempt
from quizzes.models import Allowance, Attempt, HandMark, Reopening
from quizzes.reports.essays import seen_of
from quizzes.reports.integrity import broken_invariants
from quizzes.reports.reopening import SEEN
from tests.factories import UserFactory
from tests.quizzes.regrading import applied, finish, taken_back, turned, weighed
from tests.quizzes.sitting import RIGHT, Sitting, grant

pytestmark = pytest.mark.django_db


def reopen(sitting: Sitting, minutes: int = 15, by: User | None = None) -> Reopening:
    by_id = by.pk if by else None
    return reopen_attempt(sitting.attempt.pk, minutes=minutes, reason="The network was down.", by_id=by_id)


def refused(sitting: Sitting, words: str = SEEN) -> None:
    before = Attempt.objects.values().get(pk=sitting.attempt.pk)
    with pytest.raises(Refused, match=words[:40]):
        reopen(sitting)
    assert Attempt.objects.values().get(pk=sitting.attempt.pk) == before
    assert not Reopening.objects.exists()
    assert not Allowance.objects.filter(extra_minutes__gt=0).exists()


# --- beside what else gives marks -----------------------------------------------------------------------------------
@pytest.mark.parametrize("counts", [True, False], ids=["counts", "held"])
def test_what_a_person_gave_was_about_the_old_answer_and_makes_way(exam: Sitting, counts: bool) -> None:
    exam.finish(RIGHT)
    judge: User = UserFactory()
    essay = exam.items["essay"]
    save_mark(
        essay.pk, Given(Decimal(1)), seen=seen_of(essay.pk), is_released=counts, by_id=judge.pk, now=timezone.now()
    )
    reopen(exam)
    assert release_marks(HandMark.objects.all(), by_id=judge.pk, now=timezone.now()) == 0
    assert list(broken_invariants()) == []
    exam.submit()
    marking.sweep()
    assert (exam.items["essay"].points, exam.attempt.n_waiting) == (None, 1)
    mark_by_hand(essay.pk, Decimal(1), comment="", reason="", by_id=judge.pk, now=timezone.now())
    assert list(HandMark.objects.order_by("number").values_list("state", flat=True)) == ["replaced", "released"]
    assert list(broken_invariants()) == []


def test_what_was_weighed_before_is_not_put_on_what_is_answered_then(exam: Sitting, loaded: Path) -> None:
    """Both answers are worth nothing by the old key, so that points alone would not tell them apart. It is given back
    when the regrade has been ordered and its worker has not come to it."""
    exam.finish({"which": "The letter gamma"})
    job = weighed(turned(loaded))
    jobs.apply_regrade(job.pk, reason="It was wrong.", over_by_hand=False, by_id=None, now=timezone.now())
    reopen(exam)
    exam.save({"which": "The letter beta"})
    exam.submit()
    marking.sweep()
    job = finish(job)
    assert (job.n_changed, job.n_left) == (0, 1)
    assert exam.items["which"].points == Decimal(0)
    assert list(broken_invariants()) == []


def test_a_dry_run_from_before_it_is_not_applied(exam: Sitting, loaded: Path) -> None:
    exam.finish({"which": "The letter gamma"})
    job = weighed(turned(loaded))
    reopen(exam)
    exam.submit()
    marking.sweep()
    with pytest.raises(jobs.Outdated, match="Marks have changed"):
        applied(job)


def test_marks_are_not_put_back_on_an_attempt_that_is_in_progress(exam: Sitting, loaded: Path) -> None:
    exam.finish({"which": "The letter gamma"})
    job = applied(weighed(turned(loaded)))
    assert exam.items["which"].points == 1
    reopen(exam)
    assert taken_back(job).n_put_back == 0
    assert (exam.attempt.state, exam.attempt.points) == ("in_progress", None)
    assert exam.items["which"].points is None
    assert list(broken_invariants()) == []


def test_nor_on_one_that_was_marked_anew_to_the_same_points_by_the_same_key(exam: Sitting, loaded: Path) -> None:
    exam.finish({"which": "The letter gamma"})
    job = applied(weighed(turned(loaded)))
    reopen(exam)
    exam.submit()
    marking.sweep()
    alike = exam.attempt.items.filter(pk=exam.items["which"].pk)
    alike.update(points=1, outcome="right", marked_by=job.version)
    assert taken_back(job).n_put_back == 0
    assert exam.items["which"].points == 1


# --- for many at once ---------------------------------------------------------------------------------------------
def test_many_get_the_same_and_what_runs_gets_it_at_once(exam: Sitting) -> None:
    """P11"""
    other, idle = Sitting("exam"), Sitting("exam")
    for sitting in (exam, other):
        sitting.start()
    grant(other, extra_minutes=3)
    given = Allowance(quiz=exam.quiz, extra_minutes=10, reason="The network was down.")
    ids = [sitting.learner.pk for sitting in (exam, other, idle)]
    assert grant_to_many(ids, given, by_id=exam.learner.pk, now=timezone.now()) == 3
    assert exam.attempt.ends_at == exam.attempt.started_at + timedelta(minutes=30)
    assert other.attempt.ends_at == other.attempt.started_at + timedelta(minutes=33)
    rows = Allowance.objects.filter(extra_minutes=10)
    assert set(rows.values_list("learner", flat=True)) == set(ids)
    assert set(rows.values_list("granted_by", "reason")) == {(exam.learner.pk, "The network was down.")}
