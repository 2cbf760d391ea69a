"""A person's mark: for an essay, or over a mark that was wrong. Each change is told for ever (P8)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from quizzes.actions.attempts import Refused
from quizzes.actions.marking import is_passed
from quizzes.comments import read_comment
from quizzes.grading import Outcome, shares, total
from quizzes.models import NO_POINTS, Attempt, AttemptItem, HandMark, MarkChange


@dataclass(frozen=True)
class OnCriterion:
    """Points of a criterion, in its own measure, and what was said about it."""

    points: Decimal
    comment: str = ""


@dataclass(frozen=True)
class Given:
    """What a person gives an answer: points of the question's, with what they add up from where there is a rubric."""

    points: Decimal
    comment: str = ""
    criteria: Sequence[OnCriterion] = ()


@transaction.atomic
def mark_by_hand(
    item_id: int,
    given: Decimal,
    *,
    comment: str,
    reason: str,
    by_id: int | None,
    now: datetime,
    criteria: Sequence[OnCriterion] = (),
) -> AttemptItem:
    """Give an answer these points, which count at once. Raises Refused where it cannot have them; the same mark again
    changes nothing."""
    attempt, item = lock_answer(item_id)
    mark = new_mark(attempt, item, Given(given, comment, criteria), by_id, now)
    before = HandMark.objects.filter(item=item).counting().first()
    if before is None or is_other(before, mark):
        set_aside(item.pk)
        mark.state, mark.released_at, mark.released_by_id = HandMark.State.RELEASED, now, by_id
        mark.save(force_insert=True)
        (item,) = put_on_answers([mark], reason=reason, now=now)
    return item


def lock_answer(item_id: int) -> tuple[Attempt, AttemptItem]:
    """First the lock, then the row: what is read before the lock is held may be old."""
    attempt = Attempt.objects.select_for_update(of=("self",)).get(items=item_id)
    return attempt, AttemptItem.objects.get(pk=item_id)


def new_mark(attempt: Attempt, item: AttemptItem, given: Given, by_id: int | None, now: datetime) -> HandMark:
    """The next mark of an answer, not stored yet, and held. Raises Refused."""
    if attempt.state != Attempt.State.GRADED:
        raise Refused("The attempt is not marked yet; its other answers are marked first.")
    # What is no number cannot be compared with one.
    points = given.points
    if not points.is_finite() or not NO_POINTS <= points <= item.possible or points != round(points, 2):
        raise Refused(f"Give from 0 to {item.possible} points, with two decimals at most.")
    last = HandMark.objects.filter(item=item).aggregate(number=Max("number"))["number"]
    return HandMark(
        item=item,
        number=(last or 0) + 1,
        state=HandMark.State.HELD,
        points=points,
        criteria=[
            {"points": str(one.points), "comment": one.comment, "comment_html": _html(one.comment)}
            for one in given.criteria
        ],
        comment=given.comment,
        comment_html=_html(given.comment),
        by_id=by_id,
        made_at=now,
    )


def _html(text: str) -> str:
    comment = read_comment(text)
    if comment.problems:
        raise Refused(" ".join(comment.problems))
    return comment.html


def is_other(one: HandMark, other: HandMark) -> bool:
    """Whether two marks of an answer say different things."""
    return (one.points, one.comment, one.criteria) != (other.points, other.comment, other.criteria)


def set_aside(item_id: int) -> None:
    """What was given before makes way."""
    rows = HandMark.objects.filter(item=item_id).exclude(state=HandMark.State.REPLACED)
    rows.update(state=HandMark.State.REPLACED)


def put_on_answers(marks: Sequence[HandMark], *, reason: str, now: datetime) -> list[AttemptItem]:
    """Make marks count. The caller holds the attempts' rows. The same number of queries for any number of marks."""
    items = AttemptItem.objects.in_bulk([mark.item_id for mark in marks])
    changes = []
    for mark in marks:
        item = items[mark.item_id]
        if mark.points != item.points:
            changes.append(_change(item, mark, reason, now))
        item.points, item.comment = mark.points, mark.comment
        whole = mark.points == item.possible
        item.outcome = Outcome.RIGHT if whole else Outcome.PARTLY if mark.points else Outcome.WRONG
    MarkChange.objects.bulk_create(changes)
    changed = list(items.values())
    AttemptItem.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["id"], update_fields=["points", "comment", "outcome"]
    )
    total_all_anew({item.attempt_id for item in changed})
    return changed


def _change(item: AttemptItem, mark: HandMark, reason: str, now: datetime) -> MarkChange:
    return MarkChange(
        attempt_id=item.attempt_id,
        item=item,
        kind=MarkChange.Kind.BY_HAND,
        old_points=item.points,
        new_points=mark.points,
        by_id=mark.by_id,
        reason=reason,
        made_at=now,
    )


def total_anew(attempt: Attempt) -> None:
    """Make the attempt's points the sum of its answers' again. The caller holds the attempt's row."""
    total_all_anew({attempt.pk})
    attempt.refresh_from_db(fields=["points", "n_waiting", "passed"])


def total_all_anew(attempt_ids: Collection[int]) -> None:
    """The same for many, whose rows the caller holds."""
    attempts = list(Attempt.objects.filter(pk__in=attempt_ids))
    parts: dict[int, list[tuple[str, str, Decimal | None, Decimal]]] = {attempt.pk: [] for attempt in attempts}
    items = AttemptItem.objects.filter(attempt__in=parts)
    asked = ("attempt", "version__objective", "outcome", "points", "possible")
    for pk, objective, outcome, points, possible in items.values_list(*asked):
        parts[pk].append((objective, outcome, points, possible))
    for attempt in attempts:
        rows = parts[attempt.pk]
        # Summed here and not by the database: SQLite would add them as floats.
        attempt.points = total(points for _, _, points, _ in rows)
        attempt.n_waiting = sum(outcome == Outcome.WAITING for _, outcome, _, _ in rows)
        attempt.shares = shares.written(shares.by_objective(rows))
        attempt.passed = is_passed(attempt.points, attempt.possible, attempt.pass_mark, n_waiting=attempt.n_waiting)
    Attempt.objects.bulk_create(
        attempts,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["points", "n_waiting", "passed", "shares"],
    )
