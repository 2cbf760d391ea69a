"""Marks that came while their learners did not look: told once each, when they have settled, and without the mark."""

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from curriculum.models import Course, Enrolment
from progress.actions import notices as actions
from progress.actions.notices import MARKS, SETTLED, WATCHED, announce_marks
from progress.actions.preferences import stop_mails
from progress.models import Notice, Watermark
from progress.models.notices import Kind
from progress.reminders import MARK_KEEPS
from quizzes.actions.by_hand import mark_by_hand
from quizzes.actions.marking import sweep
from quizzes.models import Attempt, MarkChange
from tests.quizzes.regrading import again, taken_back, turned
from tests.quizzes.sitting import RIGHT, Sitting

pytestmark = pytest.mark.django_db


@pytest.fixture
def exam(learner: User) -> Sitting:
    return Sitting("exam", learner, enrolled=False)


def mark_essay(sitting: Sitting, points: int, now: datetime | None = None) -> None:
    essay = sitting.items["essay"]
    mark_by_hand(essay.pk, Decimal(points), comment="", reason="Read.", by_id=None, now=now or timezone.now())


def later(span: timedelta = SETTLED) -> datetime:
    return timezone.now() + span


def announced(now: datetime) -> list[Notice]:
    before = set(Notice.objects.values_list("pk", flat=True))
    announce_marks(now)
    return list(Notice.objects.exclude(pk__in=before).order_by("pk"))


def test_a_mark_that_the_learner_saw_appear_is_not_told(exam: Sitting) -> None:
    exam.finish({**RIGHT, "essay": None})
    assert announced(later()) == []


def test_a_mark_that_waits_for_a_person_is_told_when_it_is_whole(exam: Sitting) -> None:
    exam.finish(RIGHT)
    assert exam.attempt.n_waiting == 1
    assert announced(later()) == []
    mark_essay(exam, 2)
    (notice,) = announced(later())
    change = MarkChange.objects.get(kind="by_hand")
    assert (notice.kind, notice.occasion) == ("marked", f"{exam.attempt.pk}-{change.pk}")
    assert notice.facts == {"quiz": "exam", "title": "The exam", "number": 1}
    assert notice.stale_at == change.made_at + MARK_KEEPS


def test_several_changes_before_anybody_looked_are_one_notice(exam: Sitting) -> None:
    exam.finish(RIGHT)
    now = timezone.now()
    for points in (1, 2, 3):
        mark_essay(exam, points, now + timedelta(minutes=points))
    # The first two would be old enough; the last has not settled yet.
    assert announced(now + timedelta(minutes=12)) == []
    assert len(announced(now + timedelta(minutes=13))) == 1
    assert announced(now + timedelta(minutes=60)) == []


def test_a_later_change_is_told_again(exam: Sitting) -> None:
    exam.finish(RIGHT)
    mark_essay(exam, 1)
    assert len(announced(later())) == 1
    mark_essay(exam, 2)
    assert len(announced(later())) == 1


def test_time_that_ran_out_is_told(exam: Sitting) -> None:
    exam.start()
    exam.let_pass(hours=1)
    sweep()
    assert exam.attempt.submitted_at is None
    assert len(announced(later())) == 1


def test_time_that_ran_out_is_not_told_while_an_essay_waits(exam: Sitting) -> None:
    exam.start()
    exam.save(RIGHT)
    exam.let_pass(hours=1)
    sweep()
    assert (exam.attempt.submitted_at, exam.attempt.n_waiting) == (None, 1)
    assert announced(later()) == []
    mark_essay(exam, 2)
    assert len(announced(later())) == 1


@pytest.mark.parametrize("waited", [timedelta(), WATCHED + timedelta(minutes=1)])
def test_a_mark_that_came_late_is_told(exam: Sitting, waited: timedelta) -> None:
    exam.finish({**RIGHT, "essay": None})
    submitted_at = timezone.now() - waited
    Attempt.objects.update(submitted_at=submitted_at, finished_at=submitted_at)
    assert bool(announced(later())) is bool(waited)


def test_who_left_is_told_nothing_and_who_wants_no_mail_gets_none(exam: Sitting, learner: User) -> None:
    exam.finish(RIGHT)
    mark_essay(exam, 1)
    Enrolment.objects.update(left_at=timezone.now())
    assert announced(later()) == []
    Enrolment.objects.update(left_at=None)
    stop_mails(learner.pk, Kind.MARKED, timezone.now())
    mark_essay(exam, 2)
    (notice,) = announced(later())
    assert notice.dropped == "opted out"


def test_marks_of_long_ago_are_no_news(exam: Sitting) -> None:
    """So that an installation that never announced any does not begin with years of them."""
    exam.finish(RIGHT)
    mark_essay(exam, 1)
    assert announced(later(MARK_KEEPS)) == []
    assert Watermark.objects.get(pk=MARKS).reached == MarkChange.objects.latest("pk").pk


def test_one_who_finished_the_course_is_told_of_a_mark(exam: Sitting, course: Course) -> None:
    exam.finish(RIGHT)
    mark_essay(exam, 4)
    assert len(announced(later())) == 1
    assert course.pk


def test_a_mark_is_read_once_and_a_long_table_by_chunks(exam: Sitting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "CHUNK", 2)
    exam.finish(RIGHT)
    for points in (1, 2, 3, 4):
        mark_essay(exam, points)
    assert announce_marks(later()) == MarkChange.objects.count() == 5
    assert announce_marks(later()) == 0
    assert Notice.objects.filter(kind="marked").count() == 1


def test_queries_do_not_grow_with_marks(course: Course) -> None:
    counts = []
    for n in (1, 3):
        for _ in range(n):
            exam = Sitting("exam")
            exam.finish(RIGHT)
            mark_essay(exam, 1)
        with CaptureQueriesContext(connection) as queries:
            assert actions.announce_chunk(later()) == 2 * n
        counts.append(len(queries))
    assert counts[0] >= counts[1] and counts[1] <= 10
    assert Notice.objects.count() == 4
    assert course.pk


# --- marked again ---------------------------------------------------------------------------------------------------
def test_a_mark_that_a_regrade_changed_is_told_once_and_one_that_stayed_is_not(exam: Sitting, folder: Path) -> None:
    exam.finish({"which": "The letter alpha"})
    other = Sitting("exam")
    other.finish({"which": "The letter beta"})
    announced(later())
    job = again(turned(folder))
    (notice,) = announced(later())
    assert (notice.enrolment.user, notice.kind) == (exam.learner, "marked")
    assert announced(later()) == []
    # Told of, and so told again when the old mark is back.
    MarkChange.objects.filter(kind="regraded").update(made_at=timezone.now() - SETTLED)
    taken_back(job)
    (notice,) = announced(later())
    assert notice.enrolment.user == exam.learner


@pytest.mark.parametrize("chunk", [1, 1000])
def test_a_regrade_that_was_taken_back_before_it_was_told_is_not_told(
    chunk: int, exam: Sitting, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exam.finish({"which": "The letter alpha"})
    announced(later())
    monkeypatch.setattr(actions, "CHUNK", chunk)
    taken_back(again(turned(folder)))
    assert MarkChange.objects.filter(kind="taken_back").count() == 1
    assert announced(later()) == []
