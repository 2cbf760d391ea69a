"""What was weighed is applied: exactly the marks of the dry run, where nothing has changed since."""

from datetime import datetime

from django.db.models import Q

from quizzes.actions.regrade import chunks
from quizzes.actions.regrade.chunks import Chunk
from quizzes.actions.regrade.marks import held, marked_anew, settle, store
from quizzes.models import NO_POINTS, AttemptItem, MarkChange, Regrade, RegradeLine
from quizzes.reports.regrade import given_by_persons

Fate, Verdict = RegradeLine.Fate, RegradeLine.Verdict


def to_replace(job: Regrade) -> Q:
    """Also where the points stay: the learner then reads the key that holds now."""
    judged = Q(regrade=job, verdict__in=[Verdict.CHANGES, Verdict.SAME])
    return judged if job.over_by_hand else judged & Q(by_hand=False)


def replace(job: Regrade, now: datetime) -> Chunk | None:
    """The next marks; None where there is none left."""
    rows = RegradeLine.objects.filter(to_replace(job), item__gt=job.cursor).order_by("item_id")
    lines = list(rows[: chunks.SIZE])
    if not lines:
        return None
    items = held([line.item_id for line in lines])
    by_hand = given_by_persons(items)
    anew = marked_anew(items.values(), job.last_change)
    changed, changes = [], []
    for line in lines:
        item = items[line.item_id]
        if item.attempt_id in anew or _has_moved(line, item, is_by_hand=item.pk in by_hand):
            line.fate = Fate.LEFT
            continue
        line.fate = Fate.MADE
        changed.append(item)
        if line.verdict == Verdict.CHANGES:
            changes.append(_change(job, line, item, now))
        item.points, item.outcome, item.remarks = line.new_points, line.new_outcome, line.new_remarks
        item.marked_by_id = None if job.version_id == item.version_id else job.version_id
    store(changed, changes)
    settle(lines)
    return Chunk(lines[-1].item_id, len(lines), n_changed=len(changes), n_left=len(lines) - len(changed))


def _has_moved(line: RegradeLine, item: AttemptItem, *, is_by_hand: bool) -> bool:
    """Whether the mark is another than the one that was weighed."""
    was = (line.old_points, line.marked_before_by_id, line.by_hand)
    return was != (item.points, item.marked_by_id, is_by_hand)


def _change(job: Regrade, line: RegradeLine, item: AttemptItem, now: datetime) -> MarkChange:
    return MarkChange(
        attempt=item.attempt,
        item=item,
        kind=MarkChange.Kind.REGRADED,
        regrade=job,
        marked_before_by_id=item.marked_by_id,
        old_points=item.points,
        new_points=line.new_points or NO_POINTS,
        by_id=job.by_id,
        reason=job.reason,
        made_at=now,
    )
