"""Learners who do not exist: as many as were asked for, the same on every machine, and believable."""

from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from curriculum.models import Course, CourseStaff, Enrolment
from quizzes.actions.demo import seed_attempts
from quizzes.actions.marking import sweep
from quizzes.models import Attempt, AttemptItem
from quizzes.reports.integrity import broken_invariants

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


def seed(n_learners: int) -> list[int]:
    return list(seed_attempts(Course.objects.get(slug="tiny"), n_learners, timezone.now()))


def test_fewer_than_none_is_refused() -> None:
    with pytest.raises(CommandError, match="from 0"):
        call_command("seed_demo", learners=-1, verbosity=0)


def test_learners_are_made_once_and_more_are_added_later() -> None:
    assert seed(5) == [5]
    first = list(Attempt.objects.order_by("pk").values_list("learner__email", "number", "seed"))
    assert seed(5) == []
    assert seed(8) == [8]
    assert Enrolment.objects.count() == 8
    assert list(Attempt.objects.order_by("pk").values_list("learner__email", "number", "seed"))[: len(first)] == first
    assert not any(user.has_usable_password() for user in User.objects.filter(email__endswith="demo.invalid"))


def test_everything_is_marked_and_adds_up_and_ability_shows() -> None:
    seed(60)
    sweep()
    assert set(Attempt.objects.values_list("state", flat=True)) == {"graded"}
    assert list(broken_invariants()) == []
    outcomes = Counter(AttemptItem.objects.exclude(version__kind="essay").values_list("outcome", flat=True))
    share = outcomes["right"] / sum(outcomes.values())
    assert 0.4 < share < 0.9
    easy, hard = (
        AttemptItem.objects.filter(version__difficulty=level).exclude(version__kind="essay")
        for level in ("easy", "hard")
    )
    assert easy.filter(outcome="right").count() / easy.count() > hard.filter(outcome="right").count() / hard.count()
    assert Attempt.objects.filter(finished_at__lt=timezone.now()).count() == Attempt.objects.count()


def test_the_demo_instructor_teaches_the_course() -> None:
    call_command("seed_demo", verbosity=0)
    call_command("seed_demo", verbosity=0)
    assert CourseStaff.objects.get().user.email == "instructor@example.org"
