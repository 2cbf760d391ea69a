"""A person's mark: for an essay, or over a mark that was wrong. Each change is told for ever (P8)."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from quizzes.actions.attempts import Refused
from quizzes.actions.marking import is_passed
from quizzes.grading import Outcome, total
from quizzes.models import NO_POINTS, Attempt, AttemptItem, MarkChange


@transaction.atomic
def mark_by_hand(
    item_id: int, given: Decimal, *, comment: str, reason: str, by_id: int | None, now: datetime
) -> AttemptItem:
    """Give an answer these points. Raises Refused where it cannot have them; the same mark again changes nothing."""
    # First the lock, then the row: what is read before the lock is held may be old.
    attempt = Attempt.objects.select_for_update(of=("self",)).get(items=item_id)
    item = AttemptItem.objects.get(pk=item_id)
    if attempt.state != Attempt.State.GRADED:
        raise Refused("The attempt is not marked yet; its other answers are marked first.")
    # What is no number cannot be compared with one.
    if not given.is_finite() or not NO_POINTS <= given <= item.possible or given != round(given, 2):
        raise Refused(f"Give from 0 to {item.possible} points, with two decimals at most.")
    if given != item.points:
        change = MarkChange(
            attempt=attempt,
            item=item,
            kind=MarkChange.Kind.BY_HAND,
            old_points=item.points,
            new_points=given,
            by_id=by_id,
            reason=reason,
            made_at=now,
        )
        change.save(force_insert=True)
    item.points, item.comment = given, comment
    item.outcome = Outcome.RIGHT if given == item.possible else Outcome.PARTLY if given else Outcome.WRONG
    item.save(update_fields=["points", "comment", "outcome"])
    total_anew(attempt)
    return item


def total_anew(attempt: Attempt) -> None:
    """Make the attempt's points the sum of its answers' again. The caller holds the attempt's row."""
    rows = list(AttemptItem.objects.filter(attempt=attempt).values_list("points", "outcome"))
    # Summed here and not by the database: SQLite would add them as floats.
    attempt.points = total(points for points, _ in rows)
    attempt.n_waiting = sum(outcome == Outcome.WAITING for _, outcome in rows)
    attempt.passed = is_passed(attempt.points, attempt.possible, attempt.pass_mark, n_waiting=attempt.n_waiting)
    attempt.save(update_fields=["points", "n_waiting", "passed"])
