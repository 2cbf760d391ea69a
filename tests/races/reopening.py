"""What a hand can be told to do about attempts that are given back."""

from quizzes.actions.attempts import Refused, submit_attempt
from quizzes.actions.reopen import reopen_attempt
from quizzes.models import Attempt, MarkChange, Reopening
from quizzes.querysets import Run
from tests.races import ground


def reopen(attempt: int) -> str:
    """Tells the words of a refusal; nothing where it was reopened."""
    try:
        reopen_attempt(attempt, minutes=10, reason="A race.", by_id=None)
    except Refused as refusal:
        return str(refusal)
    return ""


def look_reopened(attempt: int) -> dict[str, object]:
    row = Attempt.objects.get(pk=attempt)
    of_quiz = Attempt.objects.filter(learner=row.learner_id)
    return {
        "state": row.state,
        "n_reopened": Reopening.objects.filter(attempt=row).count(),
        "n_anew": MarkChange.objects.filter(attempt=row, kind="anew").count(),
        "n_open": of_quiz.in_progress().count(),
        "n_runs": of_quiz.count(),
    }


def quiz_of(attempt: int) -> int:
    return int(Attempt.objects.get(pk=attempt).quiz_id)


def submit_anew(attempt: int) -> None:
    row = Attempt.objects.get(pk=attempt)
    submit_attempt(Run(row.learner_id, ground.COURSE, ground.QUIZ, row.number))


DEEDS = (reopen, look_reopened, quiz_of, submit_anew)
