"""Background work of the quizzes: an id in, one call. Each may run twice, or not at all: the sweep repeats it."""

from celery import shared_task

from quizzes.actions import marking


@shared_task(name="grade_attempt")
def grade_attempt(attempt_id: int) -> None:
    marking.mark_attempt(attempt_id)


@shared_task(name="sweep_attempts")
def sweep_attempts() -> None:
    marking.sweep()
