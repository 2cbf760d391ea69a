"""Background work of progress: one call each. Each may run twice, or not at all: the next run does what is owed."""

from celery import shared_task
from django.utils import timezone

from accounts.tasks import send_message
from progress.actions import calendar, days, notices, posting, rulings
from progress.actions.exports import jobs, sweeping


@shared_task(name="plan_reminders")
def plan_reminders() -> None:
    notices.plan_reminders(timezone.now())


@shared_task(name="announce_marks")
def announce_marks() -> None:
    notices.announce_marks(timezone.now())


@shared_task(name="announce_rulings")
def announce_rulings() -> None:
    rulings.announce_rulings(timezone.now())


@shared_task(name="post_notices")
def post_notices() -> None:
    for message_id in posting.post_notices(timezone.now()):
        send_message.delay(message_id)


@shared_task(name="tell_calendars")
def tell_calendars() -> None:
    calendar.tell_calendars(timezone.now())


@shared_task(name="keep_days")
def keep_days() -> None:
    days.keep_days(timezone.now())


@shared_task(name="carry_on_export")
def carry_on_export(export_id: int) -> None:
    if message_id := jobs.carry_on(export_id):
        send_message.delay(message_id)


@shared_task(name="sweep_exports")
def sweep_exports() -> None:
    now = timezone.now()
    sweeping.remove_expired(now)
    sweeping.remove_strays(now)
    for export_id in jobs.owed(now):
        carry_on_export.delay(export_id)
