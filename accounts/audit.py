"""What touches the security of an account, written to the log "epoch.security": no password, link or address.

Signals are used for this alone: the log listens, and nothing depends on it.
"""

import logging
from typing import Any

from allauth.account import signals as account_signals
from allauth.account.adapter import get_adapter
from django.contrib.auth import signals as auth_signals
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

logger = logging.getLogger("epoch.security")


def fingerprint(address: str) -> str:
    """The same for the same address, and useless without the secret key: failures on one account line up."""
    return salted_hmac("epoch.security", address.lower()).hexdigest()[:12]


def note(event: str, request: HttpRequest | None, level: int = logging.INFO, **facts: object) -> None:
    """One line: the event, the client's address, and the facts, as fields too for whoever reads JSON."""
    ip = None
    if request is not None:
        try:
            ip = get_adapter().get_client_ip(request)
        except PermissionDenied:
            ip = "unknown"
    fields = {"event": event, "ip": ip, **facts}
    words = " ".join(f"{name}={value}" for name, value in fields.items() if value is not None)
    logger.log(level, words, extra=fields)


def _failed(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any) -> None:
    address = str(credentials.get("email") or credentials.get("username") or "")
    note("login_failed", request, logging.WARNING, account=fingerprint(address))


def _of_user(event: str) -> Any:
    def receiver(sender: Any, request: HttpRequest | None = None, user: Any = None, **kwargs: Any) -> None:
        note(event, request, user=getattr(user, "pk", None))

    return receiver


def _changed_address(sender: Any, request: HttpRequest, user: Any, from_email_address: Any, **kwargs: Any) -> None:
    # allauth also sends this for the first address that a new account confirms.
    if from_email_address is not None:
        note("email_changed", request, user=user.pk)


def listen() -> None:
    auth_signals.user_login_failed.connect(_failed, dispatch_uid="audit login_failed")
    account_signals.email_changed.connect(_changed_address, dispatch_uid="audit email_changed")
    for event, signal in {
        "logged_in": auth_signals.user_logged_in,
        "logged_out": auth_signals.user_logged_out,
        "signed_up": account_signals.user_signed_up,
        "password_changed": account_signals.password_changed,
        "password_set": account_signals.password_set,
        "password_reset": account_signals.password_reset,
    }.items():
        signal.connect(_of_user(event), weak=False, dispatch_uid=f"audit {event}")
