"""A calendar's private address, and what the calendar was told."""

import logging
import secrets
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from progress import feed
from progress.models import Feed, FeedEntry
from progress.reports.calendar import changes_of, not_told, open_feeds

N_BYTES = 32
logger = logging.getLogger("epoch.progress")


def digest_of(token: str) -> str:
    """What is kept of a token; who reads the table cannot read the calendars."""
    return sha256(token.encode()).hexdigest()


@transaction.atomic
def make_feed(enrolment_id: int, now: datetime) -> str:
    """A new address, which takes the place of any before. Returns its token, which nobody can be told again."""
    token = secrets.token_urlsafe(N_BYTES)
    values = {"digest": digest_of(token), "made_at": now}
    Feed.objects.update_or_create(enrolment_id=enrolment_id, defaults=values)
    tell_calendar(enrolment_id, now)
    return token


@transaction.atomic
def revoke_feed(enrolment_id: int) -> bool:
    """What the calendar was told is kept: should there be a new address, its events go on where they were."""
    return bool(Feed.objects.filter(enrolment=enrolment_id).delete()[0])


def tell_calendars(now: datetime) -> int:
    """Write down what has changed for every calendar since it was told last. Returns how many changed.

    Safe to run twice at once. One that fails is logged, stays as it was, and is tried again at the next run.
    """
    n_changed = 0
    for pk in not_told():
        try:
            n_changed += bool(tell_calendar(pk, now))
        except Exception:
            logger.exception("calendar %s was not told", pk)
    return n_changed


@transaction.atomic
def tell_calendar(enrolment_id: int, now: datetime) -> int:
    """Write down what this calendar is told from now on; of two at once the second finds nothing left to do. Returns
    how many of its events changed."""
    row = open_feeds().select_for_update(of=("self",)).filter(pk=enrolment_id).first()
    if row is None:
        return 0
    changes = changes_of(row, now)
    FeedEntry.objects.bulk_create(
        [_row(row.pk, entry) for entry in changes],
        update_conflicts=True,
        unique_fields=["enrolment", "key"],
        update_fields=["title", "due_on", "sequence", "changed_at", "dropped_at"],
    )
    row.told_at, row.edition = now, row.enrolment.course.edition
    row.save(update_fields=["told_at", "edition"])
    return len(changes)


def _row(enrolment_id: int, entry: feed.Entry) -> FeedEntry:
    return FeedEntry(
        enrolment_id=enrolment_id,
        key=entry.key,
        title=entry.title,
        due_on=entry.due_on,
        sequence=entry.sequence,
        changed_at=entry.changed_at,
        dropped_at=entry.changed_at if entry.is_dropped else None,
    )
