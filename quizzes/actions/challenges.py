"""Doubts about a question: raised by a learner, ruled on by who teaches the course; each once (P4, P6, P8)."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from curriculum.models import Enrolment
from quizzes.actions.attempts import NotEnrolled, Refused
from quizzes.findings import Finding
from quizzes.models import AttemptItem, Challenge, PutAside, QuestionVersion, Ruling

DAY = timedelta(days=1)
# What somebody who reads with care never reaches (P22).
MOST_A_DAY = 10
# So many at once are answered alike.
MOST_RULED = 500


class TooMany(Refused):
    """`again_in` are the seconds until one more is taken."""

    def __init__(self, again_in: int) -> None:
        super().__init__(
            f"You have challenged {MOST_A_DAY} questions within a day, which is the limit. Nothing was sent; "
            "keep your words, and send them tomorrow."
        )
        self.again_in = again_in


@transaction.atomic
def challenge(item: AttemptItem, reason: str, words: str, now: datetime) -> Challenge:
    """Keep the doubt of an attempt's learner about a question in it; where one stands already, that one. Raises
    Refused.

    The caller has seen that its key is released, which stays so (P14). The enrolment's row is the lock: whoever sends
    twice at once sends once, and the limit holds.
    """
    learner_id, course_id = item.attempt.learner_id, item.attempt.quiz.course_id
    # In two steps: whoever waited for the lock must ask anew what happened meanwhile.
    if not list(Enrolment.objects.select_for_update(of=("self",)).of(learner_id, course_id).values_list("pk")):
        raise NotEnrolled("Join the course to challenge its questions.")
    standing = Challenge.objects.of(learner_id, item.version_id).first()
    if standing is not None:
        return standing
    made = Challenge.objects.filter(learner=learner_id, made_at__gt=now - DAY).order_by("-made_at")
    latest = list(made.values_list("made_at", flat=True)[:MOST_A_DAY])
    if len(latest) == MOST_A_DAY:
        raise TooMany(int((latest[-1] + DAY - now).total_seconds()) + 1)
    return Challenge.objects.create(
        learner_id=learner_id,
        version_id=item.version_id,
        attempt_id=item.attempt_id,
        reason=reason,
        words=words,
        made_at=now,
    )


def withdraw_challenge(item: AttemptItem, now: datetime) -> bool:
    """Take back what the attempt's learner said of the question, unless it was answered. False where there is none."""
    mine = Challenge.objects.of(item.attempt.learner_id, item.version_id).still_open()
    return mine.update(state=Challenge.State.WITHDRAWN, closed_at=now) == 1


@transaction.atomic
def rule(challenge_ids: Collection[int], *, upheld: bool, note: str, by_id: int | None, now: datetime) -> int:
    """Answer those that are still open, all with the same note; returns how many."""
    wanted = sorted(challenge_ids)[:MOST_RULED]
    held = Challenge.objects.still_open().select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
    ids = [row.pk for row in held if row.is_open]
    state = Challenge.State.UPHELD if upheld else Challenge.State.DECLINED
    Challenge.objects.still_open().filter(pk__in=ids).update(state=state, closed_at=now)
    Ruling.objects.bulk_create(
        [Ruling(challenge_id=pk, upheld=upheld, note=note, by_id=by_id, made_at=now) for pk in ids]
    )
    return len(ids)


def put_aside(version: QuestionVersion, finding: Finding, *, reason: str, by_id: int | None, now: datetime) -> None:
    """The finding was looked at, and is fine until the question's version changes. Twice is once."""
    row = PutAside(
        version=version, sort=finding.sort.name, digest=finding.digest, reason=reason, by_id=by_id, made_at=now
    )
    PutAside.objects.bulk_create([row], ignore_conflicts=True)


def take_up(version: QuestionVersion, digest: str, *, by_id: int | None, now: datetime) -> bool:
    """Look at it again. That it was put aside, by whom and why, stays on record."""
    rows = PutAside.objects.filter(version=version, digest=digest, taken_up_at=None)
    return rows.update(taken_up_at=now, taken_up_by=by_id) == 1
