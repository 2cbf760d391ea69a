"""The least that a save can cost: views through the same middleware that run a save's statements, and do nothing else.

One writes them by Django's querysets, as any Django view would; the other holds them as finished text. Neither asks
whether the answer fits its question, whether the attempt is over, or what to say when two pages disagree.
"""

import json

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from quizzes.models import Allowance, AttemptItem
from quizzes.querysets import Run

LOCK = """
SELECT item.id, item.revision, item.flagged, attempt.quiz_id, attempt.started_at, item.*, attempt.*,
    version.id, version.question_id, version.number, version.digest, version.kind, version.title,
    version.objective, version.difficulty, version.points, version.case, version.shown, version.revision_id,
    version.made_at, statement_timestamp()
FROM quizzes_attemptitem item
JOIN quizzes_attempt attempt ON item.attempt_id = attempt.id
JOIN quizzes_quiz quiz ON attempt.quiz_id = quiz.id
JOIN curriculum_course course ON quiz.course_id = course.id
JOIN curriculum_enrolment enrolment ON course.id = enrolment.course_id
JOIN quizzes_questionversion version ON item.version_id = version.id
WHERE attempt.learner_id = %s AND attempt.number = %s AND course.slug = %s AND course.retired_at IS NULL
    AND quiz.slug = %s AND enrolment.user_id = %s AND enrolment.left_at IS NULL
    AND item.position IN (%s)
ORDER BY item.position FOR UPDATE OF attempt
"""
ALLOWANCES = """
SELECT extra_minutes, extra_attempts, closes_at FROM quizzes_allowance
WHERE learner_id = %s AND quiz_id = %s AND (withdrawn_at IS NULL OR withdrawn_at > %s)
"""
UPDATE = """
UPDATE quizzes_attemptitem SET response = %s, revision = %s, saved_at = %s, flagged = %s WHERE id = %s AND revision = %s
"""


def by_querysets(request: HttpRequest, course: str, quiz: str, number: int, place: int) -> HttpResponse:
    learner, response, now = request.user.pk, _sent(request, place), timezone.now()
    with transaction.atomic():
        asked = AttemptItem.objects.of(Run(learner, course, quiz, number)).with_question().with_clock()
        locked = asked.select_related("attempt").select_for_update(of=("attempt",))
        item = next(iter(locked.filter(position__in=[place]).order_by("position")))
        rows = Allowance.objects.of(learner, item.attempt.quiz_id).at(item.attempt.started_at)
        list(rows.values_list("extra_minutes", "extra_attempts", "closes_at"))
        AttemptItem.objects.filter(pk=item.pk, revision=item.revision).update(
            response=response, revision=item.revision + 1, saved_at=now, flagged=item.flagged
        )
    return JsonResponse({"answers": [{"revision": item.revision + 1}]})


def by_text(request: HttpRequest, course: str, quiz: str, number: int, place: int) -> HttpResponse:
    learner, response, now = request.user.pk, _sent(request, place), timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK, [learner, number, course, quiz, learner, place])
        item, revision, flagged, of_quiz, started_at, *_ = cursor.fetchall()[0]
        cursor.execute(ALLOWANCES, [learner, of_quiz, started_at])
        cursor.fetchall()
        cursor.execute(UPDATE, [json.dumps(response), revision + 1, now, flagged, item, revision])
    return JsonResponse({"answers": [{"revision": revision + 1}]})


def _sent(request: HttpRequest, place: int) -> dict[str, str]:
    return {name: str(value) for name, value in request.POST.items() if name.startswith(f"q{place}")}
