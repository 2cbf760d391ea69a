"""What cannot be marked is put off, told to staff and to the learner, and holds up nobody else (P3)."""

from typing import Any

import pytest
from django.utils import timezone

from quizzes.actions import marking
from quizzes.models import AttemptItem, QuestionVersion
from tests.curriculum.rows import dump, edit
from tests.kept import forget
from tests.quizzes.sitting import Sitting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


def rows() -> dict[str, list[dict[str, Any]]]:
    return dump(app="quizzes")


def poisoned() -> tuple[Sitting, Sitting]:
    """Two submitted attempts, of which the older one holds a version whose key makes no sense."""
    bad, good = Sitting("drill"), Sitting("drill")
    bad.start()
    bad.submit()
    edit("quiz:drill", "The drill asks one.", "The drill asks for one.")
    good.start()
    good.submit()
    QuestionVersion.objects.filter(question__slug="drill-one", number=1).update(key={"right": "nonsense"})
    forget()
    return bad, good


def test_a_broken_key_holds_up_its_own_attempt_alone() -> None:
    bad, good = poisoned()
    key = {"options": [], "right": "nonsense"}
    marking.sweep()
    assert (bad.attempt.state, good.attempt.state) == ("submitted", "graded")
    assert (bad.attempt.n_failures, bad.attempt.failure.startswith("BadKey: ")) == (1, True)
    assert key
    assert "Marking met a fault, which is ours" in bad.html("result/")
    before = rows()
    marking.sweep()
    assert rows() == before


def test_what_was_put_off_is_tried_later_and_later_and_marked_once_it_can_be() -> None:
    bad, good = poisoned()
    pauses, now = [], timezone.now()
    for _ in range(10):
        marking.sweep(now)
        retry_at = bad.attempt.retry_at
        assert retry_at is not None
        pauses.append((retry_at - now).total_seconds())
        now = retry_at
    assert pauses == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]
    version = QuestionVersion.objects.get(question__slug="drill-one", number=1)
    version.key = good.items["drill-one"].version.key
    version.save()
    forget()
    marking.sweep(now)
    assert (bad.attempt.state, bad.attempt.failure, bad.attempt.retry_at) == ("graded", "", None)


def test_an_attempt_that_breaks_the_whole_batch_is_found_and_put_off(monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = Sitting("drill"), Sitting("drill")
    for sitting in (bad, good):
        sitting.start()
        sitting.submit()
    number, really = bad.attempt.pk, marking._store

    def breaking(found: Any, items: Any, now: Any) -> None:
        if number in {attempt.pk for attempt in found}:
            raise ValueError("the row cannot be stored")
        really(found, items, now)

    monkeypatch.setattr(marking, "_store", breaking)
    marking.sweep()
    assert (bad.attempt.state, good.attempt.state) == ("submitted", "graded")
    assert bad.attempt.failure == "ValueError: the row cannot be stored"
    assert not AttemptItem.objects.filter(attempt=number).exclude(outcome="").exists()
