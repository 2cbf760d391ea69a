"""The outbox: mails as rows. Posting is part of the caller's transaction; sending comes later, if need be twice.

A message is claimed by one conditional UPDATE, which is the lock: whoever changes the row sends the mail. A
sender that dies leaves a lease that runs out, and the mail goes again with the same Message-ID. So a crash in
the seconds between the server's "accepted" and our "sent" may show a mail twice; nothing loses one (P28).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import make_msgid, parseaddr

from django.conf import settings
from django.db.models import F

from accounts.models import Message

LEASE = timedelta(minutes=2)
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
# With these pauses: about three days, as long as a link in a mail is good for.
MOST_TRIES = 78
DOUBLE_CLICK = timedelta(seconds=10)


def post_message(
    *,
    purpose: str,
    recipient: str,
    occasion: str,
    subject: str,
    text: str,
    html: str = "",
    headers: dict[str, str] | None = None,
    secret: bool = False,
    due_at: datetime | None = None,
) -> Message:
    """Owe a mail, once per purpose, recipient and occasion: a repeat returns the first row unchanged.

    `secret` says that the body holds a token; it is emptied once sent.
    """
    fresh = {
        "subject": _one_line(subject),
        "text": text,
        "html": html,
        "headers": headers or {},
        "secret": secret,
        "message_id": make_msgid(domain=_domain()),
    }
    if due_at is not None:
        fresh["due_at"] = due_at
    message, _ = Message.objects.get_or_create(
        purpose=purpose, recipient=recipient.lower(), occasion=occasion, defaults=fresh
    )
    return message


def post_messages(purpose: str, occasion: str, letters: Mapping[str, tuple[str, str]]) -> None:
    """Owe many mails of one occasion: subject and text by recipient, in lower case. Who was owed it keeps that row."""
    domain = _domain()
    Message.objects.bulk_create(
        (
            Message(
                purpose=purpose,
                recipient=recipient,
                occasion=occasion,
                subject=_one_line(subject),
                text=text,
                message_id=make_msgid(domain=domain),
            )
            for recipient, (subject, text) in letters.items()
        ),
        ignore_conflicts=True,
    )


def occasion_now(purpose: str, recipient: str, now: datetime) -> str:
    """The occasion of a mail that somebody asks for by hand: the request that follows the last one.

    What is asked again within ten seconds is the same click. Two requests at once name the same predecessor,
    and the unique constraint makes them one mail.
    """
    last = (
        Message.objects.for_recipient(recipient)
        .filter(purpose=purpose, occasion__startswith="request after ")
        .order_by("-pk")
        .first()
    )
    if last and last.created_at > now - DOUBLE_CLICK:
        return last.occasion
    return f"request after {last.pk if last else 0}"


def claim(message_id: int, now: datetime) -> Message | None:
    """The message, ours until its lease runs out; None where it is not due or another is at it."""
    claimed = Message.objects.due(now).filter(pk=message_id).update(claimed_until=now + LEASE, n_tries=F("n_tries") + 1)
    return Message.objects.get(pk=message_id) if claimed else None


def _without_secret(message: Message) -> dict[str, str]:
    """What to change in a message that is over with: a body that holds a token goes."""
    return {"text": "", "html": ""} if message.secret else {}


def mark_sent(message: Message, now: datetime) -> None:
    """Whoever sent it says so, even when the lease has passed to another meanwhile."""
    Message.objects.filter(pk=message.pk, sent_at=None).update(
        sent_at=now, claimed_until=None, failed_at=None, last_error="", **_without_secret(message)
    )


def mark_failed(message: Message, error: str, now: datetime, *, for_good: bool = False) -> bool:
    """Try again later, or give up. Only the holder of the lease may say so. Returns whether it gave up."""
    ours = Message.objects.owed().filter(pk=message.pk, claimed_until=message.claimed_until)
    if for_good or message.n_tries >= MOST_TRIES:
        return bool(ours.update(failed_at=now, claimed_until=None, last_error=error[:200], **_without_secret(message)))
    ours.update(due_at=now + pause_after(message.n_tries), claimed_until=None, last_error=error[:200])
    return False


def withdraw(message: Message, now: datetime) -> None:
    """Nobody wants it any more."""
    Message.objects.owed().filter(pk=message.pk).update(
        withdrawn_at=now, claimed_until=None, **_without_secret(message)
    )


def pause_after(n_tries: int) -> timedelta:
    """How long to wait after the n-th failure: 30 s, then twice as long each time, at most an hour."""
    doublings = min(max(n_tries - 1, 0), 16)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def _one_line(subject: str) -> str:
    return " ".join(subject.split())[:200]


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
