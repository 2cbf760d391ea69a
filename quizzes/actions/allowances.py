"""What one learner gets beyond a quiz's rules: granted, and taken back, by staff. Both take effect at once (P11)."""

from datetime import datetime

from django.db import transaction

from quizzes.actions.attempts import deadline_of, grants_for
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
