"""An attempt that cannot be marked holds up no other, is told to staff, and is marked once it can be (P2, P3, P34)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from quizzes.actions import marking
from quizzes.models import Attempt, MarkChange, QuestionVersion
from tests.factories import UserFactory
from tests.races import ground

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def owed() -> Iterator[list[Attempt]]:
    """Three submitted attempts of three learners."""
    # The process keeps keys by their row's number, and each test has its rows anew.
    marking._kept.cache_clear()
    ground.lay()
    finished: dict[str, Any] = {"submitted_at": NOW, "finished_at": NOW}
    yield ground.begun(ground.enrolled(3), [NOW] * 3, state=Attempt.State.SUBMITTED, **finished)
    marking._kept.cache_clear()


@pytest.fixture
def poisoned(owed: list[Attempt]) -> Attempt:
    """The second of them asked a version whose key makes no sense."""
    attempt = owed[1]
    item = attempt.items.get(position=1)
    version = item.version
    version.pk, version.number, version.key = None, 2, {"accepted": "no list"}
    version.save(force_insert=True)
    item.version = version
    item.save(update_fields=["version"])
    return attempt


def mend() -> None:
    QuestionVersion.objects.filter(number=2).update(key=QuestionVersion.objects.get(number=1, kind="short").key)


def states() -> list[str]:
    return list(Attempt.objects.order_by("pk").values_list("state", flat=True))


def test_a_broken_key_holds_up_its_own_attempt_alone(poisoned: Attempt) -> None:
    """P3. The others are marked in the same sweep, and what failed has no part of a mark."""
    marking.sweep(NOW)
    assert states() == ["graded", "submitted", "graded"]
    assert set(poisoned.items.values_list("points", flat=True)) == {None}
    assert ground.violations() == []


def test_a_failure_is_tried_again_later_and_later_still(poisoned: Attempt) -> None:
    moment, pauses = NOW, []
    for n_failures in (1, 2, 3):
        marking.sweep(moment)
        poisoned.refresh_from_db()
        assert poisoned.retry_at is not None
        assert (poisoned.n_failures, poisoned.failure[:7]) == (n_failures, "BadKey:")
        pauses.append(poisoned.retry_at - moment)
        marking.sweep(poisoned.retry_at - timedelta(microseconds=1))
        poisoned.refresh_from_db()
        assert (poisoned.n_failures, poisoned.retry_at - moment) == (n_failures, pauses[-1])
        moment = poisoned.retry_at
    assert pauses == [marking.PAUSE, 2 * marking.PAUSE, 4 * marking.PAUSE]
    Attempt.objects.filter(pk=poisoned.pk).update(n_failures=30_000)
    marking.sweep(moment)
    poisoned.refresh_from_db()
    assert poisoned.retry_at == moment + marking.LONGEST_PAUSE


def test_a_failure_is_told_to_staff_and_to_the_learner_without_its_cause(poisoned: Attempt, client: Client) -> None:
    """P34; the learner is told the truth, and nothing of the key (P13)."""
    marking.sweep(NOW)
    poisoned.refresh_from_db()
    client.force_login(User.objects.create_superuser(email="chief@example.org", password="x", display_name="Chief"))
    page = client.get(reverse("admin:quizzes_attempt_changelist"), {"state": "failing"})
    assert (page.status_code, page.context["cl"].result_count) == (200, 1)
    assert "BadKey" in page.content.decode()

    client.force_login(poisoned.learner)
    waiting = client.get(reverse("attempt_result", args=[ground.COURSE, ground.QUIZ, 1])).content.decode()
    assert "Marking met a fault" in waiting
    assert "BadKey" not in waiting
    assert "no list" not in waiting


def test_once_its_key_is_mended_a_worker_that_ran_all_the_time_marks_it(poisoned: Attempt) -> None:
    """P2, P3: the process that met the broken key is the one that marks with the mended one."""
    marking.sweep(NOW)
    mend()
    marking.sweep(LATER)
    poisoned.refresh_from_db()
    assert (poisoned.state, poisoned.failure, poisoned.retry_at) == (Attempt.State.GRADED, "", None)
    assert MarkChange.objects.filter(attempt=poisoned).count() == 1
    assert ground.violations() == []


def test_a_hint_marks_it_too_once_its_key_is_mended(poisoned: Attempt) -> None:
    assert not marking.mark_attempt(poisoned.pk, NOW)
    mend()
    assert marking.mark_attempt(poisoned.pk, NOW)


def test_a_batch_that_breaks_in_the_database_is_marked_one_by_one(owed: list[Attempt]) -> None:
    """P3: one attempt's rows contradict the others' mark, which only the database finds out, at the end."""
    broken = owed[1]
    change = MarkChange(attempt=broken, kind=MarkChange.Kind.GRADED, new_points=Decimal(1), made_at=NOW)
    change.save(force_insert=True)
    marking.sweep(NOW)
    assert states() == ["graded", "submitted", "graded"]
    broken.refresh_from_db()
    assert (broken.n_failures, broken.retry_at) == (1, NOW + marking.PAUSE)
    assert "IntegrityError" in broken.failure
    change.delete()
    marking.sweep(LATER)
    assert states() == ["graded"] * 3
    assert ground.violations() == []


def test_staff_without_the_right_are_told_of_no_failure(poisoned: Attempt, client: Client) -> None:
    marking.sweep(NOW)
    client.force_login(UserFactory(is_staff=True))
    assert client.get(reverse("admin:quizzes_attempt_changelist"), {"state": "failing"}).status_code == 403
