"""What learners have done, asked of the records where it happened: no second truth."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import connection
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


# The same for one learner, without the times; and whether they are in the course.
DONE = """
SELECT 'enrolled' AS kind, '' AS name FROM curriculum_enrolment
    WHERE user_id = %(learner)s AND course_id = %(course)s AND left_at IS NULL
UNION ALL SELECT 'lesson', lesson.slug FROM progress_lessonrecord record
    JOIN curriculum_lesson lesson ON lesson.id = record.lesson_id
    JOIN curriculum_module module ON module.id = lesson.module_id
    WHERE record.learner_id = %(learner)s AND module.course_id = %(course)s AND record.done_at IS NOT NULL
UNION ALL SELECT 'lab', lab FROM progress_labresult WHERE learner_id = %(learner)s AND course_id = %(course)s
UNION ALL SELECT 'quiz', quiz.slug FROM quizzes_attempt attempt JOIN quizzes_quiz quiz ON quiz.id = attempt.quiz_id
    WHERE attempt.learner_id = %(learner)s AND quiz.course_id = %(course)s AND attempt.passed
"""


def done_parts(learner_id: int, course_id: int) -> set[str] | None:
    """Keys of the parts that are done; None for who is not enrolled. One query."""
    with connection.cursor() as cursor:
        cursor.execute(DONE, {"learner": learner_id, "course": course_id})
        rows = set(cursor.fetchall())
    if ("enrolled", "") not in rows:
        return None
    return {f"{kind}:{name}" for kind, name in rows if name}
