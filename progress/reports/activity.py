"""When learners last did something in a course: read, answered, met a challenge, or said that something was done."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Max

from progress.models import LessonRecord
from progress.reports.done import Done
from quizzes.models import Attempt, CheckResponse


def last_active(learner_ids: Collection[int], course_id: int, done: Mapping[int, Done]) -> dict[int, datetime]:
    """By learner; nobody is in it of whom nothing is on record. Three queries, however many learners.

    `done` is what `done_by` found for them. An answer that was saved and not handed in is not looked for: the attempt
    that it belongs to was begun at about the time.
    """
    found: dict[int, datetime] = {}
    reading = LessonRecord.objects.filter(learner__in=learner_ids, lesson__module__course=course_id)
    attempts = Attempt.objects.filter(learner__in=learner_ids, quiz__course=course_id)
    checks = CheckResponse.objects.filter(learner__in=learner_ids, question__course=course_id)
    rows = [
        *reading.order_by().values_list("learner").annotate(Max("read_at")),
        *checks.order_by().values_list("learner").annotate(Max("answered_at")),
    ]
    for learner, started, finished in (
        attempts.order_by().values_list("learner").annotate(Max("started_at"), Max("submitted_at"))
    ):
        rows += [(learner, started), (learner, finished)]
    rows += [(learner, at) for learner, times in done.items() for at in times.values()]
    for learner, at in rows:
        if at is not None:
            found[learner] = max(found.get(learner, at), at)
    return found
