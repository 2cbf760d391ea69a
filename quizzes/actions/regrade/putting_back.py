"""The way back: each mark that a regrade changed is as it was before, unless a person has changed it since."""

from datetime import datetime

from django.db.models import Max

from quizzes.actions.regrade import chunks
from quizzes.actions.regrade.chunks import Chunk
from quizzes.actions.regrade.marks import held, marked_anew, settle, store
from quizzes.models import NO_POINTS, AttemptItem, HandMark, MarkChange, Regrade, RegradeLine

Fate, Kind, Verdict = RegradeLine.Fate, MarkChange.Kind, RegradeLine.Verdict


def put_back(job: Regrade, now: datetime) -> Chunk | None:
    """The next marks; None where there is none left."""
    rows = RegradeLine.objects.filter(regrade=job, fate=Fate.MADE, item__gt=job.cursor).order_by("item_id")
    lines = list(rows[: chunks.SIZE])
    if not lines:
        return None
    items = held([line.item_id for line in lines])
    made = MarkChange.objects.filter(item__in=items, kind=Kind.REGRADED, regrade=job)
    own = dict(made.values_list("item", "pk"))
    given = MarkChange.objects.filter(item__in=items, kind=Kind.BY_HAND).order_by()
    by_hand = dict(given.values_list("item").annotate(last=Max("pk")))
    # Who found the mark right that the job gave made no change of it, and the mark is theirs.
    agreed = HandMark.objects.counting().filter(item__in=items, released_at__gt=job.applied_at)
    kept = set(agreed.values_list("item", flat=True))
    anew = marked_anew(items.values(), job.last_change)
    changed, changes = [], []
    for line in lines:
        item = items[line.item_id]
        # Where the points stayed, no change of a mark tells when that was; since the dry run is as good.
        given_since = item.pk in kept or by_hand.get(item.pk, 0) > own.get(item.pk, job.last_change)
        if given_since or item.attempt_id in anew or not _is_ours(job, line, item):
            line.fate = Fate.KEPT
            continue
        line.fate = Fate.PUT_BACK
        changed.append(item)
        if line.verdict == Verdict.CHANGES:
            changes.append(_change(job, line, item, now))
        item.points, item.outcome, item.remarks = line.old_points, line.old_outcome, line.old_remarks
        item.marked_by_id = line.marked_before_by_id
    store(changed, changes)
    settle(lines)
    return Chunk(lines[-1].item_id, len(lines), n_put_back=len(changes))


def _is_ours(job: Regrade, line: RegradeLine, item: AttemptItem) -> bool:
    """Whether the mark is still the one that the job gave."""
    key = None if job.version_id == item.version_id else job.version_id
    return (item.points, item.marked_by_id) == (line.new_points, key)


def _change(job: Regrade, line: RegradeLine, item: AttemptItem, now: datetime) -> MarkChange:
    return MarkChange(
        attempt=item.attempt,
        item=item,
        kind=Kind.TAKEN_BACK,
        regrade=job,
        marked_before_by_id=item.marked_by_id,
        old_points=item.points,
        new_points=line.old_points or NO_POINTS,
        by_id=job.taken_back_by_id,
        made_at=now,
    )
