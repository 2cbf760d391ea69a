"""Knowledge checks: answered in a lesson, marked at once, and kept as evidence for those who are enrolled."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from curriculum.models import Enrolment
from quizzes.actions.marking import JUDGES
from quizzes.grading import Mark, Policy, grade
from quizzes.models import CheckResponse, QuestionVersion

MAX_TRIES = 30_000


def judge_check(version: QuestionVersion, response: object) -> Mark:
    """What the answer is worth. Nothing is stored."""
    return grade(version.kind, version.key, response, Policy.LEARN, JUDGES)


@transaction.atomic
def keep_check(version: QuestionVersion, response: object, learner_id: int, now: datetime) -> bool:
    """Keep the answer as evidence; False where the learner is not enrolled, and nothing is kept."""
    if not Enrolment.objects.of(learner_id, version.question.course_id).exists():
        return False
    outcome = judge_check(version, response).outcome
    row, is_new = CheckResponse.objects.get_or_create(
        learner_id=learner_id,
        version=version,
        defaults={
            "question_id": version.question_id,
            "response": response,
            "outcome": outcome,
            "first_outcome": outcome,
            "answered_at": now,
        },
    )
    if not is_new:
        again = CheckResponse.objects.filter(pk=row.pk, n_tries__lt=MAX_TRIES)
        again.update(response=response, outcome=outcome, answered_at=now, n_tries=F("n_tries") + 1)
    return True
