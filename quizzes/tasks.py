"""Background work of the quizzes: an id in, one call. Each may run twice, or not at all: the sweep repeats it."""

from celery import shared_task
from django.utils import timezone

from quizzes.actions import analysis, marking
from quizzes.actions.regrade import jobs


@shared_task(name="grade_attempt")
def grade_attempt(attempt_id: int) -> None:
    marking.mark_attempt(attempt_id)


@shared_task(name="sweep_attempts")
def sweep_attempts() -> None:
    marking.sweep()


@shared_task(name="carry_on_regrade")
def carry_on_regrade(regrade_id: int) -> None:
    if jobs.carry_on(regrade_id):
        carry_on_regrade.delay(regrade_id)


@shared_task(name="sweep_regrades")
def sweep_regrades() -> None:
    now = timezone.now()
    jobs.forget_old_plans(now)
    for regrade_id in jobs.owed(now):
        carry_on_regrade.delay(regrade_id)


@shared_task(name="reckon_quiz")
def reckon_quiz(quiz_id: int) -> None:
    analysis.reckon(quiz_id, timezone.now())


@shared_task(name="keep_figures")
def keep_figures() -> None:
    analysis.keep_figures(timezone.now())
