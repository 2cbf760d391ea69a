"""Whether a marked attempt may be given back to its learner.

Not where they may have seen its key (P14). What is released is asked of the present everywhere else; here the past
counts too, since an extra attempt hides a key that was seen.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from quizzes import deadline
from quizzes.models import Allowance, Attempt, GivenUp, Quiz
from quizzes.release import is_released

SEEN = "Its learner may have seen what was right in it, so it stays closed. Give one more attempt instead."


def reason_against(attempt: Attempt, now: datetime) -> str:
    """Why the attempt cannot be reopened, in words for staff; empty where it can."""
    if attempt.state != Attempt.State.GRADED:
        return "Only an attempt that is marked can be reopened; give one that is in progress more time instead."
    if Attempt.objects.filter(learner=attempt.learner_id, quiz=attempt.quiz_id, number__gt=attempt.number).exists():
        return "A later attempt has been begun. Only the last one can be reopened."
    return SEEN if was_released(attempt, now) else ""


def was_released(attempt: Attempt, now: datetime) -> bool:
    """Whether its key was open to its learner at any moment since it was finished; in doubt, it was."""
    quiz = attempt.quiz
    if not quiz.is_graded:
        return True
    of_both = {"learner": attempt.learner_id, "quiz": quiz}
    runs = list(Attempt.objects.filter(**of_both).order_by("number"))
    allowances = list(Allowance.objects.filter(**of_both))
    given_up_at = GivenUp.objects.filter(**of_both).values_list("at", flat=True).first()
    # It can only have been released at one of these: in between nothing changes.
    moments = {now, given_up_at, *(run.finished_at for run in runs)}
    moments |= {moment for row in allowances for moment in (row.granted_at, row.closes_at, row.withdrawn_at)}
    base = _least_allowed(quiz, runs, allowances)
    return any(
        is_released(
            purpose=quiz.purpose,
            finished=True,
            given_up=given_up_at is not None and given_up_at <= moment,
            **_at(moment, attempt, runs, allowances, base),
        )
        for moment in moments
        if moment is not None and attempt.finished_at is not None and attempt.finished_at <= moment <= now
    )


def _at(
    moment: datetime, attempt: Attempt, runs: Sequence[Attempt], allowances: Sequence[Allowance], base: int | None
) -> dict[str, Any]:
    """What decides about a release, as it was then."""
    grants = _live(allowances, moment)
    begun = [run for run in runs if run.started_at <= moment]
    allowed = deadline.attempts_allowed(base, grants)
    closes_at = deadline.closes_at(grants)
    return {
        "another_open": any(
            run.pk != attempt.pk and (run.finished_at is None or run.finished_at > moment) for run in begun
        ),
        "attempts_left": None if allowed is None else max(allowed - len(begun), 0),
        "closed": closes_at is not None and closes_at <= moment,
    }


def _least_allowed(quiz: Quiz, runs: Sequence[Attempt], allowances: Sequence[Allowance]) -> int | None:
    """The fewest attempts that the quiz itself is known to have allowed: an author may have changed the number."""
    known = [quiz.attempts] + [
        run.limit - sum(grant.extra_attempts for grant in _live(allowances, run.started_at)) if run.limit else None
        for run in runs
    ]
    return min((number for number in known if number is not None), default=None)


def _live(allowances: Sequence[Allowance], moment: datetime) -> list[deadline.Grant]:
    return [
        deadline.Grant(row.extra_minutes, row.extra_attempts, row.closes_at)
        for row in allowances
        if row.granted_at <= moment and (row.withdrawn_at is None or row.withdrawn_at > moment)
    ]
