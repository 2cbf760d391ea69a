"""Marks that are held back until they are released: nobody else sees them, and they count for nothing.

Held, a mark is a row of its own; releasing puts it on its answer, as any mark by a person. So no other part of the
system has to know what is held.
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from quizzes.actions.attempts import Refused
from quizzes.actions.by_hand import Given, is_other, lock_answer, new_mark, put_on_answers, set_aside
from quizzes.models import Attempt, AttemptItem, HandMark
from quizzes.querysets import HandMarkQuerySet
from quizzes.reports.essays import seen_of

# More than that is no longer one transaction that anybody should wait for.
MOST = 500


class Stale(Exception):
    """Somebody else has marked the answer since the form was made. Nothing was stored."""


@transaction.atomic
def save_mark(
    item_id: int,
    given: Given,
    *,
    seen: str,
    is_released: bool = False,
    reason: str = "",
    by_id: int | None,
    now: datetime,
) -> HandMark:
    """Keep a mark over what its giver has seen (`seen_of`): held, unless it is to count at once.

    An answer whose mark counts already gets another one that does, and a reason is kept with the change. What is sent
    twice is kept once (P6). Raises Stale, and Refused.
    """
    attempt, item = lock_answer(item_id)
    mark = new_mark(attempt, item, given, by_id, now)
    if seen != seen_of(item_id):
        last = HandMark.objects.filter(item=item, number=mark.number - 1, by=by_id).first()
        if last is None or is_other(last, mark):
            raise Stale
        return last
    if item.points is not None and item.points != mark.points and not reason:
        raise Refused("Say why the mark changes; it is kept with the change.")
    _store(mark)
    if is_released or item.points is not None:
        _release([mark], reason=reason, by_id=by_id, now=now)
    return mark


def _store(mark: HandMark) -> None:
    try:
        with transaction.atomic():
            set_aside(mark.item_id)
            mark.save(force_insert=True)
    except IntegrityError as problem:
        # The database's own last word, should the lock ever be gone.
        raise Stale from problem


@transaction.atomic
def release_marks(held: HandMarkQuerySet, *, by_id: int | None, now: datetime) -> int:
    """Let held marks count, so many at most as one transaction can; returns how many did now.

    What was released before, or replaced meanwhile, is left alone.
    """
    ids = list(held.held().order_by("pk").values_list("pk", flat=True)[:MOST])
    answers = HandMark.objects.filter(pk__in=ids).values("item")
    # In the order of their ids, so that two who hold several never wait for one another.
    rows = Attempt.objects.filter(pk__in=AttemptItem.objects.filter(pk__in=answers).values("attempt"))
    list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    # An answer whose mark counts may have got it from a release of Epoch that knew of no held marks.
    HandMark.objects.filter(pk__in=ids, item__points__isnull=False).held().update(state=HandMark.State.REPLACED)
    marks = list(HandMark.objects.filter(pk__in=ids).held().order_by("pk"))
    _release(marks, reason="", by_id=by_id, now=now)
    return len(marks)


def _release(marks: list[HandMark], *, reason: str, by_id: int | None, now: datetime) -> None:
    if not marks:
        return
    rows = HandMark.objects.filter(pk__in=[mark.pk for mark in marks])
    rows.update(state=HandMark.State.RELEASED, released_at=now, released_by=by_id)
    for mark in marks:
        mark.state, mark.released_at, mark.released_by_id = HandMark.State.RELEASED, now, by_id
    put_on_answers(marks, reason=reason, now=now)
