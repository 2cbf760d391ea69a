"""Posting mails about notices. Whoever sets `handled_at` has posted the mail, or dropped it and says why."""

import logging
import time
from datetime import datetime

from django.db import transaction

from accounts.outbox import post_message
from progress.mail import PURPOSE, Letter, letter_of
from progress.models import Notice
from progress.reminders import outside_quiet_hours
from progress.reports.desk import LEAN
from progress.reports.notices import WITH_ALL, known_about, learner_of, quiet_hours_of, reason_against

logger = logging.getLogger("epoch.reminders")

BATCH = 200
# What is left then is the next run's.
SECONDS = 45.0
UNWRITTEN = "could not be written"


def post_notices(now: datetime) -> list[int]:
    """Post the mails that are owed, a batch at a time; returns the ids of the messages."""
    began = time.monotonic()
    posted: list[int] = []
    while True:
        n_batch, ids = post_batch(now)
        posted += ids
        if n_batch < BATCH or time.monotonic() - began > SECONDS:
            return posted


@transaction.atomic
def post_batch(now: datetime) -> tuple[int, list[int]]:
    """Post one batch; returns how many were seen, and the ids of the messages."""
    rows = Notice.objects.to_mail(now).select_related(*WITH_ALL).order_by("mail_at", "pk")
    notices = list(rows.defer(*(f"enrolment__course__{name}" for name in LEAN)).locked()[:BATCH])
    known = known_about(notices, now) if notices else None
    posted = []
    for notice in notices:
        reason = reason_against(notice, known) if known else ""
        if reason:
            _drop(notice, reason, now)
        elif message_id := _post(notice, now):
            posted.append(message_id)
    return len(notices), posted


def _drop(notice: Notice, reason: str, now: datetime) -> None:
    Notice.objects.filter(pk=notice.pk, handled_at=None).update(handled_at=now, dropped=reason)


def _post(notice: Notice, now: datetime) -> int | None:
    """The message's id; None where quiet hours put it off, where it cannot be written, or where another has it."""
    learner = learner_of(notice.enrolment)
    mail_at = outside_quiet_hours(now, learner.zone, quiet_hours_of(learner))
    unhandled = Notice.objects.filter(pk=notice.pk, handled_at=None)
    if mail_at > now:
        unhandled.update(mail_at=mail_at)
        return None
    letter = _written(notice)
    if letter is None:
        _drop(notice, UNWRITTEN, now)
        return None
    if not unhandled.update(handled_at=now):
        return None
    message = post_message(
        purpose=f"{PURPOSE}{notice.kind}",
        recipient=learner.email,
        occasion=f"{notice.enrolment_id}:{notice.occasion}",
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        headers=dict(letter.headers),
    )
    Notice.objects.filter(pk=notice.pk).update(message=message)
    return message.pk


def _written(notice: Notice) -> Letter | None:
    """One that cannot be written must not hold up the others; the log has the trace."""
    try:
        return letter_of(notice, learner_of(notice.enrolment), notice.enrolment.course)
    except Exception:
        logger.exception("notice %d could not be written", notice.pk)
        return None
