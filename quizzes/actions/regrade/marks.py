"""Marks as a regrade changes them: held first, then written with their history, and the attempts added up anew (P8)."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from decimal import Decimal

from quizzes.actions.marking import is_passed
from quizzes.grading import Outcome, total
from quizzes.models import Attempt, AttemptItem, MarkChange


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


def given_back(items: Collection[AttemptItem], since: int) -> set[int]:
    """The attempts among them that were reopened after the change of a mark with that number: their answers may be
    others than those that were weighed, whatever their points."""
    running = {item.attempt_id for item in items if item.attempt.state != Attempt.State.GRADED}
    anew = MarkChange.objects.filter(attempt__in={item.attempt_id for item in items}, kind=MarkChange.Kind.ANEW)
    return running | set(anew.filter(pk__gt=since).values_list("attempt", flat=True))


def store(items: Sequence[AttemptItem], changes: Sequence[MarkChange]) -> None:
    """The caller holds the attempts. Six statements for any number of answers."""
    # An upsert of rows that exist is the quickest way to change many rows alike, on both databases.
    AttemptItem.objects.bulk_create(
        items, update_conflicts=True, unique_fields=["id"], update_fields=["points", "outcome", "remarks", "marked_by"]
    )
    MarkChange.objects.bulk_create(changes)
    _total({change.attempt_id: change.attempt for change in changes})


def _total(attempts: dict[int, Attempt]) -> None:
    """Make the points of each the sum of its answers' again."""
    parts: dict[int, list[tuple[Decimal | None, str]]] = defaultdict(list)
    rows = AttemptItem.objects.filter(attempt__in=attempts).values_list("attempt", "points", "outcome")
    for attempt_id, points, outcome in rows:
        parts[attempt_id].append((points, outcome))
    for attempt in attempts.values():
        # Summed here and not by the database: SQLite would add them as floats.
        attempt.points = total(points for points, _ in parts[attempt.pk])
        attempt.n_waiting = sum(outcome == Outcome.WAITING for _, outcome in parts[attempt.pk])
        attempt.passed = is_passed(attempt.points, attempt.possible, attempt.pass_mark, n_waiting=attempt.n_waiting)
    Attempt.objects.bulk_create(
        attempts.values(),
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["points", "n_waiting", "passed"],
    )
