"""All of the tiny course done, by the records that count, and its certificate."""

from datetime import datetime

from django.utils import timezone

from accounts.models import User
from curriculum.models import Course, Lesson
from progress.actions.certificates import issue_certificate
from progress.models import Certificate, LabResult, LessonRecord, Study
from progress.outline import Kind
from progress.reports.outline import outline_of
from quizzes.models import Attempt, Quiz


def complete(learner: User, course: Course, at: datetime | None = None, leave_out: str = "") -> None:
    """Every part but the one with that key."""
    now = at or timezone.now()
    for part in outline_of(course):
        if part.key == leave_out:
            continue
        if part.kind is Kind.LESSON:
            lesson = Lesson.objects.get(slug=part.slug)
            times = {"opened_at": now, "read_at": now, "done_at": now}
            LessonRecord.objects.create(learner=learner, lesson=lesson, **times)
        elif part.kind is Kind.LAB:
            LabResult.objects.create(learner=learner, course=course, lab=part.slug, response={}, met_at=now)
        else:
            attempt(learner, Quiz.objects.get(slug=part.slug), now, passed=True)


def attempt(learner: User, quiz: Quiz, now: datetime, *, passed: bool) -> Attempt:
    """A finished and marked one, as far as whoever counts looks at it."""
    row: Attempt = Attempt.objects.create(
        learner=learner,
        quiz=quiz,
        number=1,
        state=Attempt.State.GRADED,
        started_at=now,
        finished_at=now,
        ends_at=now,
        graded_at=now,
        pass_mark=60,
        points=10,
        possible=10,
        passed=passed,
    )
    return row


def certificate_for(learner: User, course: Course) -> Certificate:
    complete(learner, course)
    return issue_certificate(Study.objects.of(learner.pk).get().pk, timezone.now())
