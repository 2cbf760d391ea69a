"""Marking answers again by the key of a later version: previewed, told for ever, taken back where it was wrong (P7).

The learner keeps the question that they saw. Only answers that the later key can judge are marked again: those whose
question offered the same options. What a person has marked stays as it is.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from quizzes.actions.attempts import Refused
from quizzes.actions.by_hand import total_anew
from quizzes.actions.marking import JUDGES
from quizzes.grading import Mark, Policy, grade, points
from quizzes.models import NO_POINTS, Attempt, AttemptItem, MarkChange, Question, QuestionVersion, Regrade

CHUNK = 500
# More than that is no longer one transaction that anybody should wait for.
MOST = 20_000


@dataclass
class Effect:
    """What marking again would do, or did."""

    n_answers: int = 0
    n_changed: int = 0
    n_up: int = 0
    n_other_options: int = 0
    n_by_hand: int = 0
    passes: list[int] = field(default_factory=list)
    fails: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class _Change:
    item: AttemptItem
    mark: Mark
    new_points: Decimal


def preview(question: Question, version: QuestionVersion) -> Effect:
    """What it would do. Nothing is stored."""
    effect = Effect()
    for change in _changes(question, version, effect):
        attempt = change.item.attempt
        would_be = (attempt.points or NO_POINTS) - (change.item.points or NO_POINTS) + change.new_points
        passes = would_be * 100 >= attempt.pass_mark * attempt.possible
        if passes and not attempt.passed:
            effect.passes.append(attempt.pk)
        elif attempt.passed and not passes:
            effect.fails.append(attempt.pk)
    return effect


@transaction.atomic
def mark_again(
    question: Question, version: QuestionVersion, *, reason: str, by_id: int | None, now: datetime
) -> tuple[Regrade, Effect]:
    """Mark the answers to the question by the key of `version`. Raises Refused."""
    regrade = Regrade.objects.create(question=question, version=version, reason=reason, by_id=by_id, made_at=now)
    effect = Effect()
    changes = list(_changes(question, version, effect, lock=True))
    for change in changes:
        key_before = change.item.marked_by_id
        change.item.marked_by = None if version.pk == change.item.version_id else version
        _store(change, MarkChange.Kind.REGRADED, regrade, key_before, by_id, reason, now)
    _total({change.item.attempt_id for change in changes})
    return regrade, effect


@transaction.atomic
def take_back(regrade_id: int, *, by_id: int | None, now: datetime) -> int:
    """Mark what a regrade changed by the key that had marked it before; what was marked since stays.

    Returns how many answers that were.
    """
    rows = Regrade.objects.filter(pk=regrade_id, taken_back_at=None)
    if not rows.update(taken_back_at=now, taken_back_by=by_id):
        return 0
    regrade = Regrade.objects.get(pk=regrade_id)
    later = MarkChange.objects.filter(item=OuterRef("item"), pk__gt=OuterRef("pk"))
    made = regrade.changes.filter(~Exists(later), kind=MarkChange.Kind.REGRADED).select_related("marked_before_by")
    before = {change.item_id: change.marked_before_by for change in made if change.item_id is not None}
    _lock(before)
    items = AttemptItem.objects.filter(pk__in=before).with_key().select_related("attempt", "version", "marked_by")
    for item in items:
        key_before = item.marked_by_id
        item.marked_by = before[item.pk]
        _store(_marked(item, item.key), MarkChange.Kind.TAKEN_BACK, regrade, key_before, by_id, "", now)
    _total({item.attempt_id for item in items})
    return len(items)


def _changes(question: Question, version: QuestionVersion, effect: Effect, *, lock: bool = False) -> Iterator[_Change]:
    """The answers whose points would differ; counts what it meets. Raises Refused."""
    if version.question_id != question.pk:
        raise Refused("That version belongs to another question.")
    if version.kind == "essay":
        raise Refused("An essay is marked by a person.")
    by_hand = MarkChange.objects.filter(item=OuterRef("pk"), kind=MarkChange.Kind.BY_HAND)
    rows = AttemptItem.objects.filter(version__question=question, attempt__state=Attempt.State.GRADED)
    answered: QuerySet[AttemptItem] = rows.filter(response__isnull=False)
    effect.n_answers = answered.count()
    if effect.n_answers > MOST:
        raise Refused(f"{effect.n_answers:,} answers are more than can be marked again at once ({MOST:,}).")
    ids = list(answered.annotate(by_hand=Exists(by_hand)).order_by("pk").values_list("pk", "by_hand"))
    effect.n_by_hand = sum(marked for _, marked in ids)
    wanted = [pk for pk, marked in ids if not marked]
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        if lock:
            _lock(chunk)
        for item in AttemptItem.objects.filter(pk__in=chunk).with_key().select_related("attempt").order_by("pk"):
            if not offers_the_same(item.version.shown, version.kind, version.shown):
                effect.n_other_options += 1
                continue
            change = _marked(item, version.key)
            if change.new_points != item.points:
                effect.n_changed += 1
                effect.n_up += change.new_points > (item.points or NO_POINTS)
                yield change


def offers_the_same(shown: Mapping[str, Any], kind: str, later: Mapping[str, Any]) -> bool:
    """Whether a key made for `later` can judge an answer to `shown`: the same kind, the same things to choose from."""
    if shown["kind"] != kind:
        return False
    ids = [
        [{row["id"] for row in one.get(part, ())} for part in ("options", "prompts", "responses")]
        for one in (shown, later)
    ]
    return ids[0] == ids[1] and shown.get("units") == later.get("units") and shown.get("lab") == later.get("lab")


def _marked(item: AttemptItem, key: Mapping[str, Any]) -> _Change:
    mark = grade(item.version.kind, key, item.response, Policy(item.attempt.marking), JUDGES)
    return _Change(item, mark, points(mark, item.possible) or NO_POINTS)


def _lock(item_ids: Collection[int]) -> None:
    """Hold the attempts, in the order of their ids, so that two who hold several never wait for one another."""
    held = Attempt.objects.select_for_update(of=("self",)).filter(
        pk__in=AttemptItem.objects.filter(pk__in=list(item_ids)).values("attempt")
    )
    list(held.order_by("pk").values_list("pk", flat=True))


def _store(
    change: _Change,
    kind: str,
    regrade: Regrade,
    key_before: int | None,
    by_id: int | None,
    reason: str,
    now: datetime,
) -> None:
    item = change.item
    MarkChange.objects.create(
        attempt=item.attempt,
        item=item,
        kind=kind,
        regrade=regrade,
        marked_before_by_id=key_before,
        old_points=item.points,
        new_points=change.new_points,
        by_id=by_id,
        reason=reason,
        made_at=now,
    )
    item.points, item.outcome, item.remarks = change.new_points, change.mark.outcome.value, list(change.mark.remarks)
    item.save(update_fields=["points", "outcome", "remarks", "marked_by"])


def _total(attempt_ids: set[int]) -> None:
    for attempt in Attempt.objects.filter(pk__in=attempt_ids):
        total_anew(attempt)
