"""A calendar's private address, and what the calendar was told."""

import secrets
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from progress import feed
from progress.models import Feed, FeedEntry
from progress.reports.calendar import Told, known_to

N_BYTES = 32


def digest_of(token: str) -> str:
    """What is kept of a token; who reads the table cannot read the calendars."""
    return sha256(token.encode()).hexdigest()


@transaction.atomic
def make_feed(enrolment_id: int, now: datetime) -> str:
    """A new address, which takes the place of any before. Returns its token, which nobody can be told again."""
    token = secrets.token_urlsafe(N_BYTES)
    values = {"digest": digest_of(token), "made_at": now}
    Feed.objects.update_or_create(enrolment_id=enrolment_id, defaults=values)
    return token


@transaction.atomic
def revoke_feed(enrolment_id: int) -> bool:
    """What the calendar was told is kept: should there be a new address, its events go on where they were."""
    return bool(Feed.objects.filter(enrolment=enrolment_id).delete()[0])


@transaction.atomic
def tell_calendar(told: Told, now: datetime) -> Told:
    """Keep what the calendar is told from now on. Of two at once the second finds nothing left to do.

    Nothing here is anybody's choice: that a calendar was read is noted, so that the next reading can say what moved.
    """
    # The lock; who took the address back meanwhile is told nothing more.
    if not Feed.objects.select_for_update().filter(pk=told.owner).exists():
        return told
    known = known_to(told.owner)
    changes = feed.changes(known, told.wanted, now)
    rows = [_row(told.owner, entry) for entry in changes]
    FeedEntry.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["enrolment", "key"],
        update_fields=["title", "due_on", "sequence", "changed_at", "dropped_at"],
    )
    return replace(told, known=known, changes=changes)


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
