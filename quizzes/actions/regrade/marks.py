"""Marks as a regrade changes them: held first, then written with their history, and the attempts added up anew (P8)."""

from collections.abc import Collection, Sequence

from quizzes.actions.by_hand import total_all_anew
from quizzes.models import Attempt, AttemptItem, MarkChange, RegradeLine


def held(item_ids: Collection[int]) -> dict[int, AttemptItem]:
    """The answers, with their attempts held in the order of their ids, so that two who hold several never wait for one
    another. Read after the lock: what is read before may be old."""
    attempts = Attempt.objects.select_for_update(of=("self",)).filter(
        pk__in=AttemptItem.objects.filter(pk__in=item_ids).values("attempt")
    )
    by_id = {attempt.pk: attempt for attempt in attempts.order_by("pk")}
    items = {item.pk: item for item in AttemptItem.objects.filter(pk__in=item_ids)}
    for item in items.values():
        item.attempt = by_id[item.attempt_id]
    return items


def store(items: Sequence[AttemptItem], changes: Sequence[MarkChange]) -> None:
    """The caller holds the attempts. As many statements for any number of answers."""
    # An upsert of rows that exist is the quickest way to change many rows alike, on both databases.
    AttemptItem.objects.bulk_create(
        items, update_conflicts=True, unique_fields=["id"], update_fields=["points", "outcome", "remarks", "marked_by"]
    )
    MarkChange.objects.bulk_create(changes)
    total_all_anew({change.attempt_id for change in changes})


def marked_anew(items: Collection[AttemptItem], since: int) -> set[int]:
    """Of attempts that were reopened and marked anew since a change of a mark, and of those that are open now. Their
    answers may be others."""
    attempts = {item.attempt_id for item in items}
    changes = MarkChange.objects.filter(attempt__in=attempts, kind=MarkChange.Kind.ANEW, pk__gt=since)
    again = set(changes.values_list("attempt", flat=True))
    return again | {item.attempt_id for item in items if item.attempt.state != Attempt.State.GRADED}


def settle(lines: Sequence[RegradeLine]) -> None:
    """Keep what became of each: a statement for each fate, of which there are two at most."""
    for fate in sorted({line.fate for line in lines}):
        RegradeLine.objects.filter(pk__in=[line.pk for line in lines if line.fate == fate]).update(fate=fate)
