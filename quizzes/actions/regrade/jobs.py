"""A regrade as a job: asked for, weighed, applied, stopped, taken back; carried on by whoever comes (P2, P3).

The queue is a hint; the sweep finds what is owed. A chunk is one transaction under the job's row lock, and moves the
cursor from where it was read: killed anywhere, or done by two at once, the same rows come of it.
"""

import logging
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from quizzes.actions.attempts import Refused
from quizzes.actions.regrade.chunks import Chunk
from quizzes.actions.regrade.putting_back import put_back
from quizzes.actions.regrade.replacing import replace, to_replace
from quizzes.actions.regrade.weighing import weigh
from quizzes.grading import BadKey
from quizzes.models import MarkChange, Question, Regrade, RegradeLine
from quizzes.reports.regrade import newer_than, scope_of

logger = logging.getLogger("epoch.regrade")

State = Regrade.State
# A worker is at one job no longer than this before it looks at what else waits.
SECONDS = 10.0
# Many times what a chunk takes: a worker that is silent for so long is dead.
LEASE = timedelta(seconds=60)
MOST_FAILURES = 5
PAUSE = timedelta(seconds=30)
# A dry run that nobody applied is no longer true by then.
KEPT = timedelta(days=7)
AT_WORK = "Answers to this question are being marked again already. Wait until that has ended."


class Outdated(Refused):
    """The dry run no longer says what would happen."""


class Overtaken(Exception):
    """Somebody else has done this chunk."""


def plan_regrade(question_id: int, *, by_id: int | None, now: datetime) -> Regrade:
    """Begin a dry run by the key that the question has now; the same person's that is under way is gone on with.

    Raises Refused.
    """
    question = Question.objects.select_related("current").get(pk=question_id)
    version = question.current
    if version is None:
        raise Refused("The question has no version to mark by.")
    if version.kind == "essay":
        raise Refused("An essay is marked by a person.")
    under_way = question.regrades.filter(state=State.WEIGHING, version=version, by=by_id).first()
    if under_way:
        return under_way
    # Asked before the count: a change that comes in between is then one too many, and never one too few.
    last_change = MarkChange.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    n_total = scope_of(version).answers.count()
    if not n_total:
        raise Refused("No answer was marked by another key than this.")
    return Regrade.objects.create(
        question=question, version=version, by_id=by_id, made_at=now, last_change=last_change, n_total=n_total
    )


def apply_regrade(regrade_id: int, *, reason: str, over_by_hand: bool, by_id: int | None, now: datetime) -> Regrade:
    """Have the marks of the dry run given; a repeat changes nothing (P6). Raises Outdated, and Refused."""
    try:
        with transaction.atomic():
            return _apply(regrade_id, reason, over_by_hand, by_id, now)
    except IntegrityError as taken:
        raise Refused(AT_WORK) from taken


def _apply(regrade_id: int, reason: str, over_by_hand: bool, by_id: int | None, now: datetime) -> Regrade:
    job = Regrade.objects.select_for_update(of=("self",)).select_related("version").get(pk=regrade_id)
    if job.applied_at is not None:
        return job
    if job.state != State.PLANNED:
        raise Refused("The dry run has not come to its end.")
    if not reason:
        raise Refused("Say why, for the record.")
    if Regrade.objects.filter(question=job.question_id, state__in=[State.RUNNING, State.TAKING_BACK]).exists():
        raise Refused(AT_WORK)
    if why := newer_than(job):
        raise Outdated(why)
    job.state, job.reason, job.over_by_hand, job.by_id, job.applied_at = State.RUNNING, reason, over_by_hand, by_id, now
    job.cursor = job.n_seen = 0
    job.n_total = RegradeLine.objects.filter(to_replace(job)).count()
    job.claimed_until = job.ended_at = None
    job.save()
    return job


def stop_regrade(regrade_id: int, *, why: str, now: datetime) -> bool:
    """Stop it after the chunk that is under way. What was changed stays, and can be taken back."""
    rows = Regrade.objects.filter(pk=regrade_id, state__in=[State.WEIGHING, State.RUNNING])
    return rows.update(state=State.STOPPED, stopped_why=why, ended_at=now, claimed_until=None) == 1


def take_back(regrade_id: int, *, by_id: int | None, now: datetime) -> bool:
    """Have the old marks put back. Returns whether that begins now. Raises Refused."""
    rows = Regrade.objects.filter(pk=regrade_id, applied_at__isnull=False, state__in=[State.DONE, State.STOPPED])
    n_total = RegradeLine.objects.filter(regrade=regrade_id, fate=RegradeLine.Fate.MADE).count()
    begun = {"state": State.TAKING_BACK, "taken_back_at": now, "taken_back_by": by_id, "ended_at": None}
    fresh = {"cursor": 0, "n_seen": 0, "n_total": n_total, "n_failures": 0, "claimed_until": None}
    try:
        with transaction.atomic():
            return rows.update(**begun, **fresh) == 1
    except IntegrityError as taken:
        raise Refused(AT_WORK) from taken


def owed(now: datetime) -> list[int]:
    """Jobs that nobody is at."""
    return list(Regrade.objects.free(now).order_by("pk").values_list("pk", flat=True))


def carry_on(regrade_id: int, now: datetime | None = None) -> bool:
    """Go on with a job for a while; returns whether more is to be done. Whoever holds it is left to it."""
    if not Regrade.objects.free(now or timezone.now()).filter(pk=regrade_id).update(claimed_until=_lease(now)):
        return False
    began = time.monotonic()
    try:
        while step(regrade_id, now):
            if time.monotonic() - began > SECONDS:
                return bool(Regrade.objects.moving().filter(pk=regrade_id).update(claimed_until=None))
    except Overtaken:
        pass
    except BadKey as problem:
        stop_regrade(regrade_id, why=f"The key makes no sense: {problem}"[:300], now=now or timezone.now())
    except Exception as problem:
        logger.exception("regrade %d could not go on", regrade_id)
        _put_off(regrade_id, problem, now or timezone.now())
    return False


def step(regrade_id: int, now: datetime | None = None) -> bool:
    """One chunk; returns whether another may follow. Raises Overtaken where somebody else did it meanwhile."""
    with transaction.atomic():
        rows = Regrade.objects.moving().select_for_update(of=("self",)).select_related("version")
        job = rows.filter(pk=regrade_id).first()
        if job is None:
            return False
        # Of the chunk and not of the job: whoever tells learners of changes goes by when they came in.
        moment = now or timezone.now()
        chunk = PHASES[job.state](job, moment)
        _move(job, chunk, moment)
        return chunk is not None


PHASES: Mapping[str, Callable[[Regrade, datetime], Chunk | None]] = {
    State.WEIGHING: lambda job, _now: weigh(job),
    State.RUNNING: replace,
    State.TAKING_BACK: put_back,
}
ENDS = {State.WEIGHING: State.PLANNED, State.RUNNING: State.DONE, State.TAKING_BACK: State.TAKEN_BACK}


def _move(job: Regrade, chunk: Chunk | None, now: datetime) -> None:
    """Move the cursor on from where it was read, or end the phase."""
    if chunk is None:
        moved = {"state": ENDS[State(job.state)], "ended_at": now, "claimed_until": None}
        if job.state == State.WEIGHING:
            moved["n_answers"] = job.n_seen
    else:
        counts = ("n_seen", "n_changed", "n_left", "n_put_back")
        moved = {name: F(name) + getattr(chunk, name) for name in counts}
        moved |= {"cursor": chunk.cursor, "claimed_until": now + LEASE, "n_failures": 0}
    if not Regrade.objects.filter(pk=job.pk, state=job.state, cursor=job.cursor).update(**moved):
        raise Overtaken


def _lease(now: datetime | None) -> datetime:
    return (now or timezone.now()) + LEASE


def _put_off(regrade_id: int, problem: Exception, now: datetime) -> None:
    """Try again later, and later still; after some tries stop, and say why."""
    job = Regrade.objects.moving().filter(pk=regrade_id)
    n_failures = (job.values_list("n_failures", flat=True).first() or 0) + 1
    if n_failures < MOST_FAILURES:
        job.update(n_failures=n_failures, claimed_until=now + PAUSE * 2**n_failures)
    else:
        why = f"It failed {n_failures} times: {type(problem).__name__}: {problem}"[:300]
        job.update(n_failures=n_failures, state=State.STOPPED, stopped_why=why, ended_at=now, claimed_until=None)


def forget_old_plans(now: datetime) -> int:
    """Remove dry runs that nobody applied; returns how many. No mark ever came of them."""
    old = Regrade.objects.filter(applied_at=None, state__in=[State.PLANNED, State.STOPPED], made_at__lt=now - KEPT)
    n_removed = 0
    for pk in list(old.values_list("pk", flat=True)[:20]):
        with transaction.atomic():
            # The row first: whoever applies it at this moment holds it, and it is no old plan any more.
            if old.select_for_update().filter(pk=pk).first() is None:
                continue
            RegradeLine.objects.filter(regrade=pk).delete()
            n_removed += Regrade.objects.filter(pk=pk).delete()[0]
    return n_removed
