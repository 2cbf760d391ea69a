"""Marks. The database is the debt: what is submitted or expired is owed one, whoever forgot (P2, P3).

A task is a hint; the sweep finds what is owed by itself. An attempt is marked under its row's lock and by a conditional
update, so that one mark comes of it however often and by however many workers it is tried.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from curriculum.labs.lab import Lab
from curriculum.labs.registry import LABS
from quizzes import deadline
from quizzes.actions.attempts import deadline_of, expire, grants_for
from quizzes.grading import Mark, Outcome, Policy, grade, points, shares, total
from quizzes.models import NO_POINTS, Attempt, AttemptItem, MarkChange, QuestionVersion, Reopening
from quizzes.querysets import AttemptQuerySet

logger = logging.getLogger("epoch.marking")

BATCH = 200
PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)


def _judge(lab: Lab) -> Callable[[object], bool]:
    def met(response: object) -> bool:
        return isinstance(response, Mapping) and lab.judge(lab.answer(response)).met

    return met


JUDGES = {lab.id: _judge(lab) for lab in LABS.values() if lab.asked}


def mark_attempt(attempt_id: int, now: datetime | None = None) -> bool:
    """Mark one attempt if it is owed a mark; first expire it if its time is over. Returns whether it was marked now.

    Waits for whoever holds it, a late save say: its learner looks on, and the sweep comes only every half minute.
    """
    with transaction.atomic():
        attempt = Attempt.objects.locked(waiting=True).with_clock().filter(pk=attempt_id).first()
        if attempt is None:
            return False
        now = now or attempt.clock
        _expire_if_over(attempt, now)
        if attempt.state not in {Attempt.State.SUBMITTED, Attempt.State.EXPIRED}:
            return False
        return _mark([attempt], now) == 1


def expire_overdue(now: datetime | None = None) -> int:
    """Expire what is over, a batch at most; returns how many (P10)."""
    with transaction.atomic():
        overdue = Attempt.objects.overdue(now or Now()).with_clock().locked().order_by("ends_at")[:BATCH]
        return sum([_expire_if_over(attempt, now or attempt.clock) for attempt in overdue])


def mark_owed(now: datetime | None = None) -> int:
    """Mark a batch of what is owed, oldest first; returns how many there were. What fails is put off, and told."""
    try:
        with transaction.atomic():
            owed = list(_owed(now).locked()[:BATCH])
            if owed:
                _mark(owed, now or owed[0].clock)
            return len(owed)
    except Exception:
        # One of them breaks the batch: each is tried alone, so that it cannot hold up the others.
        logger.exception("a batch of marks failed; its attempts are tried one by one")
    return _mark_each(now)


def sweep(now: datetime | None = None) -> int:
    """Expire and mark until nothing is left that can be; returns how many were looked at."""
    n_seen = 0
    while expire_overdue(now) == BATCH:
        pass
    while True:
        n_owed = mark_owed(now)
        n_seen += n_owed
        if n_owed < BATCH:
            return n_seen


def _mark_each(now: datetime | None) -> int:
    owed = list(_owed(now)[:BATCH])
    for attempt in owed:
        try:
            mark_attempt(attempt.pk, now)
        except Exception as problem:
            logger.exception("attempt %d could not be marked", attempt.pk)
            _put_off(attempt, problem, now or attempt.clock)
    return len(owed)


def _owed(now: datetime | None) -> AttemptQuerySet:
    return Attempt.objects.owed_a_mark(now or Now()).with_clock().order_by("finished_at")


def _expire_if_over(attempt: Attempt, now: datetime) -> bool:
    """Asks the allowances, which may have moved the end since the row was written."""
    if attempt.is_closed:
        return False
    ends_at = deadline_of(attempt, grants_for(attempt.learner_id, attempt.quiz_id, attempt.started_at)).ends_at
    if ends_at is not None and deadline.is_over(ends_at, now):
        return expire(attempt, ends_at)
    if ends_at != attempt.ends_at:
        Attempt.objects.in_progress().filter(pk=attempt.pk).update(ends_at=ends_at)
    return False


def _mark(attempts: Sequence[Attempt], now: datetime) -> int:
    """Mark attempts whose rows are held; one whose key is broken is put off, and the others are marked."""
    by_attempt: dict[int, list[AttemptItem]] = {attempt.pk: [] for attempt in attempts}
    for item in AttemptItem.objects.filter(attempt__in=by_attempt).order_by("position"):
        by_attempt[item.attempt_id].append(item)
    keys = _keys({item.version_id for items in by_attempt.values() for item in items})
    done = []
    for attempt in attempts:
        try:
            _mark_items(attempt, by_attempt[attempt.pk], keys)
        except Exception as problem:
            logger.exception("attempt %d could not be marked", attempt.pk)
            _forget_keys(by_attempt[attempt.pk])
            _put_off(attempt, problem, now)
        else:
            _total(attempt, by_attempt[attempt.pk], keys)
            attempt.state, attempt.graded_at = Attempt.State.GRADED, now
            attempt.failure, attempt.retry_at = "", None
            done.append(attempt)
    _store(done, [item for attempt in done for item in by_attempt[attempt.pk]], now)
    return len(done)


def _mark_items(attempt: Attempt, items: Sequence[AttemptItem], keys: Mapping[int, tuple[str, Any, str]]) -> None:
    policy = Policy(attempt.marking)
    for item in items:
        kind, key, _ = keys[item.version_id]
        mark: Mark = grade(kind, key, item.response, policy, JUDGES)
        item.outcome, item.remarks = mark.outcome.value, list(mark.remarks)
        item.points = points(mark, item.possible)


def _total(attempt: Attempt, items: Sequence[AttemptItem], keys: Mapping[int, tuple[str, Any, str]]) -> None:
    """The attempt's points are the sum of its answers', which are rounded already (P8)."""
    attempt.points = total(item.points for item in items)
    answers = ((keys[item.version_id][2], item.outcome, item.points, item.possible) for item in items)
    attempt.shares = shares.written(shares.by_objective(answers))
    attempt.n_waiting = sum(item.outcome == Outcome.WAITING for item in items)
    attempt.passed = is_passed(attempt.points, attempt.possible, attempt.pass_mark, n_waiting=attempt.n_waiting)


def is_passed(got: Decimal, possible: Decimal, pass_mark: int, *, n_waiting: int) -> bool | None:
    """Exactly, without rounding a percentage; None while what waits for a person could still decide it."""
    if got * 100 >= pass_mark * possible:
        return True
    return None if n_waiting else False


def _store(attempts: Sequence[Attempt], items: Sequence[AttemptItem], now: datetime) -> None:
    if not attempts:
        return
    # An upsert of rows that exist is the quickest way to change many rows alike, on both databases.
    AttemptItem.objects.bulk_create(
        items, update_conflicts=True, unique_fields=["id"], update_fields=["points", "outcome", "remarks"]
    )
    Attempt.objects.bulk_create(
        attempts,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[
            "state",
            "finished_at",
            "graded_at",
            "points",
            "n_waiting",
            "passed",
            "shares",
            "failure",
            "retry_at",
        ],
    )
    _tell(attempts, now)


def _tell(attempts: Sequence[Attempt], now: datetime) -> None:
    """A row of history for each mark. One that comes after a reopening stands for it, and only one can (P2)."""
    reopened = {row.attempt_id: row for row in Reopening.objects.filter(attempt__in=attempts, mark=None)}
    changes = [
        MarkChange(attempt=attempt, kind=MarkChange.Kind.GRADED, new_points=attempt.points or NO_POINTS, made_at=now)
        for attempt in attempts
    ]
    for change in changes:
        if change.attempt_id in reopened:
            change.kind, change.old_points = MarkChange.Kind.ANEW, reopened[change.attempt_id].points
    MarkChange.objects.bulk_create(changes)
    for change in changes:
        if change.kind == MarkChange.Kind.ANEW:
            rows = Reopening.objects.filter(pk=reopened[change.attempt_id].pk, mark=None)
            if not rows.update(mark=change):
                raise RuntimeError(f"attempt {change.attempt_id} was marked by another after it was reopened")


def _keys(version_ids: set[int]) -> dict[int, tuple[str, Any, str]]:
    """Kind, key and objective of each version. A version never changes, so the process keeps what it has read."""
    # Other threads read and clear what is kept at the same time, so that it is asked once for each.
    found = {pk: kept for pk in version_ids if (kept := _kept().get(pk)) is not None}
    missing = version_ids - found.keys()
    rows = QuestionVersion.objects.filter(pk__in=missing).values_list("pk", "kind", "key", "objective")
    for pk, kind, key, objective in rows:
        found[pk] = _kept()[pk] = kind, key, objective
    if len(_kept()) > KEPT:
        _kept().clear()
    return found


def _forget_keys(items: Sequence[AttemptItem]) -> None:
    """What failed is read anew the next time: somebody may have mended it in the database by then."""
    for item in items:
        _kept().pop(item.version_id, None)


KEPT = 5_000


@lru_cache(maxsize=1)
def _kept() -> dict[int, tuple[str, Any, str]]:
    return {}


def _put_off(attempt: Attempt, problem: Exception, now: datetime) -> None:
    """Try again later, and later still; staff see why (docs/admins.md)."""
    pause = min(PAUSE * 2 ** min(attempt.n_failures, 16), LONGEST_PAUSE)
    Attempt.objects.filter(pk=attempt.pk).update(
        n_failures=F("n_failures") + 1, failure=f"{type(problem).__name__}: {problem}"[:300], retry_at=now + pause
    )
