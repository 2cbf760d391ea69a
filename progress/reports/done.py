"""What learners have done, asked of the records where it happened: no second truth."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Min

from progress.models import LabResult, LessonRecord
from progress.outline import Kind
from quizzes.models import Attempt

Done = Mapping[str, datetime]


def done_by(learner_ids: Collection[int], course_id: int) -> dict[int, dict[str, datetime]]:
    """For each learner the key of every part that is done, and since when: three queries, however many learners.

    Parts that are taught no more are among them; whoever counts goes by the outline.
    """
    found: dict[int, dict[str, datetime]] = {learner_id: {} for learner_id in learner_ids}
    lessons = LessonRecord.objects.filter(learner__in=found, lesson__module__course=course_id, done_at__isnull=False)
    for learner, slug, done_at in lessons.values_list("learner", "lesson__slug", "done_at"):
        if done_at is not None:
            found[learner][f"{Kind.LESSON}:{slug}"] = done_at
    labs = LabResult.objects.filter(learner__in=found, course=course_id)
    for learner, slug, at in labs.values_list("learner", "lab", "met_at"):
        found[learner][f"{Kind.LAB}:{slug}"] = at
    passed = Attempt.objects.filter(learner__in=found, quiz__course=course_id, passed=True)
    rows = passed.values("learner", "quiz__slug").annotate(at=Min("finished_at"))
    for learner, slug, at in rows.values_list("learner", "quiz__slug", "at"):
        found[learner][f"{Kind.QUIZ}:{slug}"] = at
    return found
