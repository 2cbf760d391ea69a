"""Deeds of two who mark the same answer."""

from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import User
from quizzes.actions.by_hand import Given
from quizzes.actions.held_marks import Stale, release_marks, save_mark
from quizzes.models import Attempt, AttemptItem, HandMark, MarkChange
from quizzes.reports.essays import seen_of
from tests.races import ground


def lay_essays(n: int) -> tuple[list[int], list[int]]:
    """Answers that wait for a person, each of its own attempt; and two who will mark them."""
    ground.lay()
    now = timezone.now()
    graded: dict[str, Any] = {"state": Attempt.State.GRADED, "finished_at": now, "graded_at": now, "points": Decimal(0)}
    attempts = ground.begun(ground.enrolled(n), n_waiting=1, **graded)
    AttemptItem.objects.exclude(position=1).update(points=0, outcome="wrong")
    items = AttemptItem.objects.filter(attempt__in=attempts, position=1)
    items.update(outcome="waiting")
    for attempt in attempts:
        MarkChange.objects.create(attempt=attempt, kind="graded", new_points=0, made_at=now)
    markers = [User.objects.create_user(f"marker{number}@example.org").pk for number in range(2)]
    return list(items.order_by("pk").values_list("pk", flat=True)), markers


def what_was_seen(item: int) -> str:
    return seen_of(item)


def save_by_hand(item: int, points: str, seen: str, by: int) -> bool:
    """Whether it was kept; else it was told that somebody was quicker."""
    try:
        save_mark(item, Given(Decimal(points)), seen=seen, by_id=by, now=timezone.now())
    except Stale:
        return False
    return True


def release_all(by: int) -> int:
    return release_marks(HandMark.objects.all(), by_id=by, now=timezone.now())


def look_at_marks(item: int) -> dict[str, object]:
    rows = HandMark.objects.filter(item=item)
    changes = MarkChange.objects.filter(item=item, kind="by_hand")
    return {"held": rows.held().count(), "all": rows.count(), "n_changes": changes.count()}


DEEDS = (lay_essays, what_was_seen, save_by_hand, release_all, look_at_marks)
