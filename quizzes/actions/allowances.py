"""What one learner gets beyond a quiz's rules: granted, and taken back, by staff. Both take effect at once (P11)."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from quizzes.actions.attempts import deadline_of, grants_for
from quizzes.deadline import Grant
from quizzes.models import Allowance, Attempt


@transaction.atomic
def grant_allowance(allowance: Allowance, *, by_id: int | None, now: datetime) -> Allowance:
    """Store the new row, and move the end of an attempt that is in progress."""
    run = _running(allowance)
    allowance.granted_by_id, allowance.granted_at = by_id, now
    allowance.save(force_insert=True)
    _project_end(run)
    return allowance


@transaction.atomic
def grant_to_many(learner_ids: Collection[int], given: Allowance, *, by_id: int | None, now: datetime) -> int:
    """The same for each of these, as a row of their own; `given` says what, and is not stored itself.

    Four queries and the inserts, however many they are.
    """
    runs = Attempt.objects.filter(learner__in=learner_ids, quiz=given.quiz_id).in_progress().order_by("pk")
    running = list(runs.select_for_update(of=("self",)))
    what = {
        name: getattr(given, name) for name in ("quiz_id", "extra_minutes", "extra_attempts", "closes_at", "reason")
    }
    stamped = {"granted_by_id": by_id, "granted_at": now}
    Allowance.objects.bulk_create(Allowance(learner_id=learner_id, **what, **stamped) for learner_id in learner_ids)
    rows = Allowance.objects.filter(learner__in=[run.learner_id for run in running], quiz=given.quiz_id)
    for run in running:
        run.ends_at = deadline_of(run, [grant for row in rows if (grant := _counting(row, run))]).ends_at
    Attempt.objects.bulk_update(running, ["ends_at"])
    return len(learner_ids)


def _counting(row: Allowance, run: Attempt) -> Grant | None:
    """What the row gives the attempt, as `AllowanceQuerySet.at` has it."""
    if row.learner_id != run.learner_id or (row.withdrawn_at is not None and row.withdrawn_at <= run.started_at):
        return None
    return Grant(row.extra_minutes, row.extra_attempts, row.closes_at)


@transaction.atomic
def withdraw_allowance(allowance_id: int, *, by_id: int | None, now: datetime) -> bool:
    """Take it back for what begins later: an attempt in progress keeps the time that it was given."""
    rows = Allowance.objects.filter(pk=allowance_id, withdrawn_at=None)
    return bool(rows.update(withdrawn_at=now, withdrawn_by=by_id))


def _running(allowance: Allowance) -> Attempt | None:
    """The attempt in progress, held: a save that is under way ends before the grant, or sees it."""
    runs = Attempt.objects.filter(learner=allowance.learner_id, quiz=allowance.quiz_id).in_progress()
    return runs.select_for_update(of=("self",)).first()


def _project_end(run: Attempt | None) -> None:
    if run is not None:
        run.ends_at = deadline_of(run, grants_for(run.learner_id, run.quiz_id, run.started_at)).ends_at
        run.save(update_fields=["ends_at"])
