"""A regrade and an attempt that was given back to its learner meanwhile: it is left alone."""

from pathlib import Path

import pytest
from django.utils import timezone

from quizzes.actions.regrade import jobs
from quizzes.actions.reopen import reopen_attempt
from tests.quizzes.regrading import applied, finish, taken_back, turned, weighed
from tests.quizzes.sitting import RIGHT, Sitting

pytestmark = pytest.mark.django_db

GAMMA = {"which": "The letter gamma"}


@pytest.mark.parametrize("phase", ["before it runs", "before the way back"])
@pytest.mark.parametrize("is_open", [True, False], ids=["is open", "was marked anew"])
def test_an_attempt_that_was_reopened_since_is_left_alone(
    phase: str, is_open: bool, exam: Sitting, loaded: Path
) -> None:
    """Its answers may be others than those that were weighed."""
    exam.finish({"which": "The letter beta"})
    other = Sitting("exam")
    other.finish(RIGHT)
    job = weighed(turned(loaded))
    if phase == "before the way back":
        applied(job)
    else:
        jobs.apply_regrade(job.pk, reason="x", over_by_hand=False, by_id=None, now=timezone.now())
    reopen_attempt(exam.attempt.pk, minutes=30, reason="Ill.", by_id=None)
    if not is_open:
        exam.finish(GAMMA)
    before = exam.items["which"].points
    counts = (finish(job).n_left, 0) if phase == "before it runs" else (0, taken_back(job).n_put_back)
    assert counts == ((1, 0) if phase == "before it runs" else (0, 1))
    assert exam.items["which"].points == before
    assert exam.items["which"].marked_by is None


def test_a_dry_run_before_an_attempt_was_marked_anew_is_not_applied(exam: Sitting, loaded: Path) -> None:
    exam.finish({"which": "The letter beta"})
    job = weighed(turned(loaded))
    reopen_attempt(exam.attempt.pk, minutes=30, reason="Ill.", by_id=None)
    exam.finish(GAMMA)
    with pytest.raises(jobs.Outdated, match="Marks have changed"):
        applied(job)
