"""A marked attempt is given back to its learner by staff: graded → in progress, on record, marked anew (P4, P11)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from quizzes import deadline
from quizzes.actions.attempts import Refused, deadline_of, grants_for, lock_enrolment
from quizzes.models import NO_POINTS, Allowance, Attempt, AttemptItem, HandMark, Reopening
from quizzes.reports.reopening import reason_against

MINUTE = timedelta(minutes=1)
# What a column of an allowance holds: three weeks and a bit.
MOST_EXTRA = 32_767
LEAST_MINUTES, MOST_MINUTES = 1, 10_080


@transaction.atomic
def reopen_attempt(
    attempt_id: int, *, minutes: int, reason: str, by_id: int | None, now: datetime | None = None
) -> Reopening:
    """Put it in progress again, with so many minutes from now where its time is limited. Raises Refused.

    The enrolment is held first, as by whoever begins or gives up: neither happens in between. What the attempt was is
    kept in the row; the learner sees the answers that they gave, and no mark.
    """
    found = Attempt.objects.select_related("quiz").get(pk=attempt_id)
    clock = lock_enrolment(found.learner_id, found.quiz)
    now = now or clock
    attempt = Attempt.objects.select_for_update(of=("self",)).select_related("quiz").get(pk=attempt_id)
    if problem := reason_against(attempt, now):
        raise Refused(problem)
    if not LEAST_MINUTES <= minutes <= MOST_MINUTES:
        raise Refused(f"Give from {LEAST_MINUTES} to {MOST_MINUTES:,} minutes.")
    before = _as_it_stood(attempt)
    _give_time(attempt, minutes, reason, by_id, now)
    ends_at = _deadline(attempt).ends_at
    if ends_at is not None and ends_at <= now:
        raise Refused("The quiz has closed for this learner. Give a later date first.")
    row = Reopening(attempt=attempt, reason=reason, by_id=by_id, made_at=now, ends_at=ends_at, before=before)
    row.points = attempt.points if attempt.points is not None else NO_POINTS
    row.save(force_insert=True)
    blank = dict.fromkeys(("submitted_at", "finished_at", "graded_at", "points", "passed"))
    state = Attempt.State.IN_PROGRESS
    graded = Attempt.objects.filter(pk=attempt.pk, state=Attempt.State.GRADED)
    if not graded.update(state=state, ends_at=ends_at, n_waiting=0, shares="", **blank):
        raise Refused("The attempt has changed meanwhile. Look at it again.")
    attempt.items.update(points=None, outcome="", remarks=[], comment="", marked_by=None)
    # What a person found an answer worth, or holds back for it, was about what stood there.
    given = HandMark.objects.filter(item__attempt=attempt).exclude(state=HandMark.State.REPLACED)
    given.update(state=HandMark.State.REPLACED)
    return row


def _give_time(attempt: Attempt, minutes: int, reason: str, by_id: int | None, now: datetime) -> None:
    """An allowance that is taken back as it is granted: it counts for what has begun already, which is this attempt,
    and for none that begins later. So the end is reckoned as every other one is. Time is never taken away."""
    up = _deadline(attempt)
    if up.limit is not deadline.Limit.TIME or up.ends_at is None or up.ends_at >= now + minutes * MINUTE:
        return
    extra = -((up.ends_at - now - minutes * MINUTE) // MINUTE)
    if extra > MOST_EXTRA:
        raise Refused(
            "It was begun more than three weeks ago, too long for it to go on. Give one more attempt instead."
        )
    Allowance.objects.create(
        learner_id=attempt.learner_id,
        quiz_id=attempt.quiz_id,
        extra_minutes=extra,
        reason=reason,
        granted_by_id=by_id,
        granted_at=now,
        withdrawn_at=now,
        withdrawn_by_id=by_id,
    )


def _deadline(attempt: Attempt) -> deadline.Deadline:
    return deadline_of(attempt, grants_for(attempt.learner_id, attempt.quiz_id, attempt.started_at))


def _as_it_stood(attempt: Attempt) -> dict[str, Any]:
    moments = ("submitted_at", "finished_at", "graded_at", "ends_at")
    return {
        **{name: at.isoformat() if (at := getattr(attempt, name)) else None for name in moments},
        "points": str(attempt.points),
        "passed": attempt.passed,
        "items": [_item_as_it_stood(item) for item in AttemptItem.objects.filter(attempt=attempt).order_by("position")],
    }


def _item_as_it_stood(item: AttemptItem) -> dict[str, Any]:
    return {
        "position": item.position,
        "response": item.response,
        "points": None if item.points is None else str(item.points),
        "outcome": item.outcome,
        "remarks": item.remarks,
        "comment": item.comment,
        "marked_by": item.marked_by_id,
    }
