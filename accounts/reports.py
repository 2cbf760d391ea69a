"""Rows for the accounts' pages."""

import re
from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils.crypto import constant_time_compare

from accounts.models import User

# The first that matches names it: Edge and Opera call themselves Chrome too, Chrome calls itself Safari.
BROWSERS = (
    ("Edge", r"Edg"),
    ("Opera", r"OPR"),
    ("Firefox", r"Firefox|FxiOS"),
    ("Chrome", r"Chrom|CriOS"),
    ("Safari", r"Safari"),
)
SYSTEMS = (
    ("Android", r"Android"),
    ("iOS", r"iPhone|iPad"),
    ("Windows", r"Windows"),
    ("macOS", r"Mac OS"),
    ("Linux", r"Linux"),
)


@dataclass(frozen=True)
class OpenSession:
    started_at: datetime
    ip: str
    browser: str
    current: bool


def open_sessions(user: User, current_key: str | None, now: datetime) -> list[OpenSession]:
    """Where this person is signed in, newest first, in two queries however many there are.

    A session counts while its row lasts and it was opened with the password of today: a new password ends it.
    """
    begun = list(UserSession.objects.filter(user_id=user.pk).order_by("-created_at"))
    rows = Session.objects.filter(session_key__in=[session.session_key for session in begun], expire_date__gt=now)
    proof = user.get_session_auth_hash()
    alive = {
        row.session_key
        for row in rows
        if constant_time_compare(str(row.get_decoded().get(HASH_SESSION_KEY, "")), proof)
    }
    return [
        OpenSession(
            session.created_at, session.ip, browser_name(session.user_agent), session.session_key == current_key
        )
        for session in begun
        if session.session_key in alive
    ]


def browser_name(user_agent: str) -> str:
    """What a person would call it: "Firefox on Linux". An unknown one by its first word."""
    browser = next((name for name, sign in BROWSERS if re.search(sign, user_agent)), None)
    system = next((name for name, sign in SYSTEMS if re.search(sign, user_agent)), None)
    if browser and system:
        return f"{browser} on {system}"
    return browser or user_agent.partition("/")[0].strip()[:40] or "Unknown browser"
