"""The address of a mail server, read from one variable."""

from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

FORM = "write smtp+tls://user:password@mail.example.org:587, smtps://…:465 or smtp://…:25"
# scheme: (usual port, STARTTLS, TLS from the first byte)
SCHEMES = {"smtp": (25, False, False), "smtp+tls": (587, True, False), "smtps": (465, False, True)}


class Server(NamedTuple):
    host: str
    port: int
    user: str
    password: str
    starttls: bool
    tls: bool


def parse(url: str) -> Server:
    """The server that `url` names. Raises ImproperlyConfigured, which never repeats the password."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured(f"EPOCH_SMTP_URL has no valid host and port; {FORM}.") from None
    if parts.scheme not in SCHEMES:
        raise ImproperlyConfigured(f"EPOCH_SMTP_URL begins with {parts.scheme!r}; {FORM}.")
    if not parts.hostname:
        raise ImproperlyConfigured(f"EPOCH_SMTP_URL names no host; {FORM}.")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ImproperlyConfigured(
            f"EPOCH_SMTP_URL goes on after the port (is a character of the password not %-encoded?); {FORM}."
        )
    usual, starttls, tls = SCHEMES[parts.scheme]
    return Server(
        parts.hostname, port or usual, unquote(parts.username or ""), unquote(parts.password or ""), starttls, tls
    )
