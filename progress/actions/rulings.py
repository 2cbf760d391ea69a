"""Notices of answers to challenges. A ruling is only ever added, so its number says which are not announced yet."""

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile

from django.db import transaction

from curriculum.models import Enrolment
from progress.actions.notices import CHUNK, SETTLED
from progress.models import Notice, Watermark
from progress.models.notices import Kind
from progress.reminders import RULING_KEEPS, outside_quiet_hours
from progress.reports.notices import OPTED_OUT, learner_of, opted_out, quiet_hours_of
from quizzes.models import AttemptItem, Ruling

RULINGS = "rulings"
SHOWN = (
    "made_at", "challenge__learner", "challenge__version", "challenge__attempt__number",
    *(f"challenge__attempt__quiz__{name}" for name in ("slug", "title", "course")),
)  # fmt: skip


def announce_rulings(now: datetime) -> int:
    """Make a notice of each answer, once; returns how many answers were read."""
    n_seen = 0
    while True:
        n_chunk = announce_chunk(now)
        n_seen += n_chunk
        if n_chunk < CHUNK:
            return n_seen


@transaction.atomic
def announce_chunk(now: datetime) -> int:
    """Read the next rulings by number, as far as they have settled. One at a time, by the watermark."""
    Watermark.objects.get_or_create(name=RULINGS)
    watermark = Watermark.objects.select_for_update().get(name=RULINGS)
    rows = Ruling.objects.filter(pk__gt=watermark.reached).order_by("pk")
    lean = rows.select_related("challenge__attempt__quiz").only(*SHOWN)
    rulings = list(takewhile(lambda ruling: ruling.made_at <= now - SETTLED, lean[:CHUNK]))
    if not rulings:
        return 0
    watermark.reached = rulings[-1].pk
    watermark.save(update_fields=["reached"])
    _announce([ruling for ruling in rulings if ruling.made_at > now - RULING_KEEPS], now)
    return len(rulings)


def _announce(rulings: Sequence[Ruling], now: datetime) -> None:
    """Whoever left the course is told nothing; whoever wants no mail finds it in the list."""
    challenges = [ruling.challenge for ruling in rulings]
    learners = {challenge.learner_id for challenge in challenges}
    rows = Enrolment.objects.active().select_related("user__quiet_hours").filter(user__in=learners)
    enrolments = {(row.user_id, row.course_id): row for row in rows}
    items = AttemptItem.objects.filter(attempt__in={challenge.attempt_id for challenge in challenges})
    versions = {challenge.version_id for challenge in challenges}
    places = {
        (attempt, version): position
        for attempt, version, position in items.filter(version__in=versions).values_list(
            "attempt", "version", "position"
        )
    }
    unwanted = opted_out(learners)
    made = []
    for ruling in rulings:
        challenge, quiz = ruling.challenge, ruling.challenge.attempt.quiz
        enrolment = enrolments.get((challenge.learner_id, quiz.course_id))
        if enrolment is None:
            continue
        learner = learner_of(enrolment)
        is_unwanted = (learner.pk, Kind.CHALLENGED.value) in unwanted
        made.append(
            Notice(
                enrolment=enrolment,
                kind=Kind.CHALLENGED,
                occasion=str(challenge.pk),
                facts={
                    "quiz": quiz.slug,
                    "title": quiz.title,
                    "number": challenge.attempt.number,
                    "position": places[challenge.attempt_id, challenge.version_id],
                },
                made_at=now,
                mail_at=outside_quiet_hours(now, learner.zone, quiet_hours_of(learner)),
                stale_at=ruling.made_at + RULING_KEEPS,
                handled_at=now if is_unwanted else None,
                dropped=OPTED_OUT if is_unwanted else "",
            )
        )
    Notice.objects.bulk_create(made, ignore_conflicts=True)
