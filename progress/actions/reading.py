"""What a learner does in a lesson: reads, says that it is done, meets a lab's challenge. Each is kept once."""

from datetime import datetime
from typing import Any

from django.db import transaction

from curriculum.labs.lab import Lab, Verdict
from curriculum.models import Lesson
from progress.models import LabResult, LessonRecord, Study


class UnknownPlace(Exception):
    """The lesson has no such heading."""


@transaction.atomic
def mark_lesson(learner_id: int, lesson: Lesson, *, done: bool, now: datetime) -> None:
    """Done, or not done after all. Saying it twice changes nothing: the first time stays."""
    _open(learner_id, lesson, now)
    rows = LessonRecord.objects.filter(learner=learner_id, lesson=lesson)
    if done:
        rows.filter(done_at=None).update(done_at=now, read_at=now)
    else:
        rows.update(done_at=None, read_at=now)
    touch(learner_id, lesson.module.course_id, now)


@transaction.atomic
def keep_place(learner_id: int, lesson: Lesson, anchor: str, now: datetime) -> None:
    """Where the learner reads. Raises UnknownPlace."""
    if anchor and anchor not in {heading["anchor"] for heading in lesson.headings}:
        raise UnknownPlace
    _open(learner_id, lesson, now)
    LessonRecord.objects.filter(learner=learner_id, lesson=lesson).update(place=anchor, read_at=now)


@transaction.atomic
def keep_lab_result(learner_id: int, course_id: int, lab: Lab, response: Any, now: datetime) -> Verdict:
    """Judge the response by the lab's twin, and keep the first that meets the challenge."""
    verdict = lab.judge(response)
    if verdict.met:
        LabResult.objects.get_or_create(
            learner_id=learner_id, course_id=course_id, lab=lab.id, defaults={"response": response, "met_at": now}
        )
        touch(learner_id, course_id, now)
    return verdict


def touch(learner_id: int, course_id: int, now: datetime) -> None:
    """They did something in the course just now. To be called in the transaction that keeps it."""
    rows = Study.objects.filter(enrolment__user=learner_id, enrolment__course=course_id)
    rows.update(last_active_at=now)


def _open(learner_id: int, lesson: Lesson, now: datetime) -> None:
    LessonRecord.objects.get_or_create(
        learner_id=learner_id, lesson=lesson, defaults={"opened_at": now, "read_at": now}
    )
