"""Which mails somebody wants, and when; and what they have read."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from progress.models import Notice, OptOut, QuietHours
from progress.models.notices import Kind
from progress.reminders import Quiet


@transaction.atomic
def choose_mails(user_id: int, wanted: Collection[str], quiet: Quiet, now: datetime) -> None:
    """These kinds by mail and no others, and none in those hours."""
    OptOut.objects.filter(user=user_id, kind__in=wanted).delete()
    unwanted = [kind for kind in Kind if kind.value not in wanted]
    OptOut.objects.bulk_create(
        [OptOut(user_id=user_id, kind=kind, made_at=now) for kind in unwanted], ignore_conflicts=True
    )
    hours = {"from_hour": quiet.from_hour, "to_hour": quiet.to_hour}
    QuietHours.objects.update_or_create(user_id=user_id, defaults=hours)


@transaction.atomic
def stop_mails(user_id: int, kind: Kind, now: datetime) -> None:
    """No mail of this kind any more, in whatever course; notices still come."""
    OptOut.objects.get_or_create(user_id=user_id, kind=kind, defaults={"made_at": now})


@transaction.atomic
def mark_all_read(user_id: int | None, newest: int, now: datetime) -> int:
    """Mark what was there when the list was shown; what came since stays unread. Returns how many."""
    mine = Notice.objects.of(user_id).unread().filter(pk__lte=newest).values("pk")
    return Notice.objects.filter(pk__in=mine, read_at=None).update(read_at=now)
