"""P35: production refuses to start with what is missing or unsafe, and says what to write."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCTION = {
    "EPOCH_SECRET_KEY": "k9" * 30,
    "EPOCH_SITE_URL": "https://learn.example.org",
    "EPOCH_SMTP_URL": "smtp+tls://mail.example.org:587",
    "EPOCH_MAIL_FROM": "Epoch <learn@example.org>",
    "DATABASE_URL": "postgres://epoch:secret@localhost:5432/epoch",
}


def load(**environment: str) -> "subprocess.CompletedProcess[str]":
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("EPOCH_") and name not in {"DATABASE_URL", "REDIS_URL"}
    }
    command = "from config import settings as s; print(s.DEBUG, s.DEVELOPMENT, s.ALLOWED_HOSTS)"
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", command],
        cwd=ROOT,
        env={**kept, **environment},
        capture_output=True,
        text=True,
    )


def test_production_with_everything_it_needs_starts_closed() -> None:
    loaded = load(**PRODUCTION)
    assert (loaded.stdout, loaded.stderr) == ("False False ['learn.example.org']\n", "")


@pytest.mark.parametrize("name", PRODUCTION)
def test_what_is_missing_is_named(name: str) -> None:
    loaded = load(**{**PRODUCTION, name: ""})
    assert loaded.returncode == 1
    assert loaded.stderr.strip().endswith(f"{name} is not set; production needs it (see docs/operators.md).")


@pytest.mark.parametrize(
    ("unsafe", "words"),
    [
        ({"EPOCH_DEBUG": "1"}, "it needs EPOCH_DEVELOPMENT=1"),
        ({"EPOCH_SECRET_KEY": "short"}, "give at least 50 random characters"),
        ({"EPOCH_SECRET_KEY": "development-only-" + "epoch" * 10}, "EPOCH_SECRET_KEY is too weak"),
        ({"EPOCH_SITE_URL": "http://learn.example.org"}, "must begin with https:// in production"),
        ({"EPOCH_SITE_URL": "learn.example.org"}, "is not an address; write https://learn.example.org"),
        ({"EPOCH_SSL_REDIRECT": "maybe"}, "EPOCH_SSL_REDIRECT='maybe' is neither yes nor no; use 1 or 0."),
        ({"EPOCH_TRUSTED_PROXIES": "two"}, "EPOCH_TRUSTED_PROXIES='two' is not a whole number."),
        ({"EPOCH_LOG": "xml"}, "EPOCH_LOG='xml' is unknown; use one of json, text."),
        ({"REDIS_URL": "localhost:6379"}, "REDIS_URL must begin with"),
    ],
)
def test_what_is_unsafe_or_unclear_is_refused(unsafe: dict[str, str], words: str) -> None:
    loaded = load(**{**PRODUCTION, **unsafe})
    assert loaded.returncode == 1
    assert words in loaded.stderr.splitlines()[-1]


def test_development_needs_nothing() -> None:
    loaded = load(EPOCH_DEVELOPMENT="1")
    assert (loaded.returncode, loaded.stderr) == (0, "")
