"""What the rows say is re-derived from the rows (P33): each kind of disagreement is named."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from django.utils import timezone

from quizzes.models import Attempt, AttemptItem, MarkChange, Question
from quizzes.reports.integrity import broken_invariants
from tests.quizzes.sitting import RIGHT, Sitting

pytestmark = pytest.mark.django_db


def test_nothing_is_found_where_all_is_well(exam: Sitting, drill: Sitting) -> None:
    exam.finish(RIGHT)
    drill.start()
    assert list(broken_invariants()) == []
    call_command("check_integrity", verbosity=0)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda: Attempt.objects.update(points=F("points") - 1), "points, and its answers"),
        (lambda: Attempt.objects.update(possible=F("possible") + 1), "points to get"),
        (lambda: Attempt.objects.update(n_waiting=5), "answers wait"),
        (lambda: AttemptItem.objects.filter(outcome="right").update(points=0), "points, and its answers"),
        (lambda: AttemptItem.objects.update(saved_at=timezone.now() + timedelta(hours=1)), "after its attempt"),
        (lambda: MarkChange.objects.all().delete(), "nothing says when"),
        (lambda: Question.objects.filter(slug="which").update(current=None), "has no version"),
        (
            lambda: Question.objects.filter(slug="which").update(
                current=Question.objects.exclude(slug="which").exclude(current=None)[0].current_id
            ),
            "version of another",
        ),
    ],
)
def test_each_disagreement_is_named(exam: Sitting, spoil: Callable[[], object], words: str) -> None:
    exam.finish(RIGHT)
    spoil()
    assert any(words in told for told in broken_invariants())
    with pytest.raises(CommandError, match="violation"):
        call_command("check_integrity", verbosity=0)
