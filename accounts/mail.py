"""How one message leaves the house, and the folder that stands for a mail server in development."""

import re
import secrets
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as StandardMessage
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from accounts.models import Message

NAME = re.compile(r"\d{8}T\d{12}-[0-9a-f]{8}")


def deliver(message: Message) -> None:
    """Hand the message to Django's mail backend, with the Message-ID that it keeps through every try.

    Raises OSError (SMTPException is one) where the server is out of reach or refuses.
    """
    letter = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        to=[message.recipient],
        headers={
            **message.headers,
            "Message-ID": message.message_id,
            "Auto-Submitted": "auto-generated",
        },
    )
    if message.html:
        letter.attach_alternative(message.html, "text/html")
    letter.send()


def describe(problem: Exception) -> str:
    """What went wrong, without the words of the server, which may quote addresses."""
    code = getattr(problem, "smtp_code", None)
    return f"{type(problem).__name__} {code}" if code else type(problem).__name__


def is_final(problem: Exception) -> bool:
    """Will no later try fare better? So it is when the server refuses the recipient for good."""
    return isinstance(problem, smtplib.SMTPRecipientsRefused) and all(
        code >= 500 for code, _ in problem.recipients.values()
    )


def is_unreachable(problem: OSError) -> bool:
    """Did we fail to get as far as handing over this one mail?"""
    return not isinstance(problem, smtplib.SMTPException) or isinstance(
        problem,
        smtplib.SMTPConnectError
        | smtplib.SMTPHeloError
        | smtplib.SMTPAuthenticationError
        | smtplib.SMTPServerDisconnected
        | smtplib.SMTPNotSupportedError,
    )


class FolderBackend(BaseEmailBackend):
    """One file a mail in MAIL_DIR; the page /mail/ shows them."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder: Path = settings.MAIL_DIR
        folder.mkdir(parents=True, exist_ok=True)
        for letter in email_messages:
            name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
            unfinished = folder / f"{name}.unfinished"
            unfinished.write_bytes(letter.message().as_bytes())
            unfinished.rename(folder / f"{name}.eml")
        return len(email_messages)


@dataclass(frozen=True)
class Letter:
    """A mail in the folder, as the page shows it: plain text only."""

    name: str
    at: datetime
    subject: str
    to: str
    text: str


def letters(limit: int = 100) -> list[Letter]:
    """The newest mails in the folder, newest first."""
    names = sorted((path.stem for path in settings.MAIL_DIR.glob("*.eml")), reverse=True)
    return [_read(name) for name in names if NAME.fullmatch(name)][:limit]


def letter(name: str) -> Letter | None:
    """One mail. The name has the form that the folder gives; any other names nothing, whatever lies there."""
    if not NAME.fullmatch(name) or not (settings.MAIL_DIR / f"{name}.eml").is_file():
        return None
    return _read(name)


def _read(name: str) -> Letter:
    content = (settings.MAIL_DIR / f"{name}.eml").read_bytes()
    parsed = message_from_bytes(content, policy=policy.default)
    body = parsed.get_body(("plain",)) if isinstance(parsed, StandardMessage) else None
    return Letter(
        name=name,
        at=datetime.strptime(name[:21], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC),
        subject=str(parsed["Subject"] or ""),
        to=str(parsed["To"] or ""),
        text=body.get_content() if body else "",
    )
