"""A regrade is taken back, and leaves alone what was marked or reopened since."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from quizzes.actions.by_hand import mark_by_hand
from quizzes.actions.regrade import jobs
from quizzes.models import NO_POINTS, MarkChange, Regrade, RegradeLine
from quizzes.reports.integrity import broken_invariants
from tests.curriculum.rows import load_texts
from tests.quizzes.course import TEXTS
from tests.quizzes.regrading import again, question, rows, taken_back, turned, weighed
from tests.quizzes.sitting import RIGHT, WRONG, Sitting

pytestmark = pytest.mark.django_db

ONE = Decimal(1)
GAMMA = {"which": "The letter gamma"}


@pytest.fixture(autouse=True)
def whole() -> object:
    """Whatever was done, the rows say nothing that cannot be true (P33)."""
    yield
    assert list(broken_invariants()) == []


def by_hand(sitting: Sitting, points: str, slug: str = "which") -> None:
    item = sitting.items[slug]
    mark_by_hand(item.pk, Decimal(points), comment="", reason="Looked.", by_id=None, now=timezone.now())


# --- the way back ---------------------------------------------------------------------------------------------------
def test_taking_it_back_restores_every_mark_and_keeps_the_record(exam: Sitting, loaded: Path) -> None:
    exam.finish(RIGHT)
    Sitting("exam").finish({"which": WRONG["which"]})
    before = rows()
    job = again(turned(loaded))
    assert rows() != before
    assert (taken_back(job).state, job.n_put_back) == ("taken_back", 1)
    assert rows() == before
    assert jobs.take_back(job.pk, by_id=None, now=timezone.now()) is False
    told = MarkChange.objects.exclude(kind="graded").order_by("pk").values_list("kind", "old_points", "new_points")
    assert list(told) == [("regraded", ONE, NO_POINTS), ("taken_back", NO_POINTS, ONE)]


def test_a_mark_that_was_given_since_is_not_taken_back(exam: Sitting, loaded: Path) -> None:
    exam.finish(RIGHT)
    job = again(turned(loaded))
    by_hand(exam, "0.25")
    assert taken_back(job).n_put_back == 0
    assert exam.items["which"].points == Decimal("0.25")
    assert RegradeLine.objects.get(item=exam.items["which"]).fate == "kept"


def test_what_a_later_regrade_changed_is_taken_back_from_the_last_to_the_first(exam: Sitting, loaded: Path) -> None:
    exam.finish(RIGHT)
    before = rows()
    first = again(turned(loaded))
    between = rows()
    load_texts(loaded, TEXTS)
    second = again(question("which"))
    assert exam.items["which"].points == ONE
    assert taken_back(second).n_put_back == 1
    assert rows() == between
    assert taken_back(first).n_put_back == 1
    assert rows() == before


def test_a_dry_run_cannot_be_taken_back(exam: Sitting, loaded: Path) -> None:
    exam.finish(RIGHT)
    job = weighed(turned(loaded))
    assert jobs.take_back(job.pk, by_id=None, now=timezone.now()) is False


def test_a_person_who_agrees_with_the_new_mark_keeps_it(exam: Sitting, loaded: Path) -> None:
    exam.finish(RIGHT)
    job = again(turned(loaded))
    by_hand(exam, "0")
    assert not MarkChange.objects.filter(kind="by_hand").exists()
    assert taken_back(job).n_put_back == 0
    assert exam.items["which"].points == NO_POINTS


def test_a_regrade_that_miscounts_is_named(exam: Sitting, loaded: Path) -> None:
    exam.finish(RIGHT)
    job = again(turned(loaded))
    Regrade.objects.filter(pk=job.pk).update(n_changed=2)
    assert any(f"regrade {job.pk} says" in told for told in broken_invariants())
    Regrade.objects.filter(pk=job.pk).update(n_changed=1)
