"""Background work of the accounts: an id in, one call. Each may run twice, or not at all: a sweep repeats it."""

from celery import shared_task
from django.utils import timezone

from accounts import actions


@shared_task(name="send_message")
def send_message(message_id: int) -> None:
    actions.send_message(message_id, timezone.now())


@shared_task(name="send_owed_messages")
def send_owed_messages() -> None:
    actions.send_owed_messages()


@shared_task(name="clear_ended_sessions")
def clear_ended_sessions() -> None:
    actions.clear_ended_sessions(timezone.now())
