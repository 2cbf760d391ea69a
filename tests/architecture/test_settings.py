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


SHOWN = "s.DEBUG, s.DEVELOPMENT, s.ALLOWED_HOSTS"


def load(shown: str = SHOWN, **environment: str) -> "subprocess.CompletedProcess[str]":
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("EPOCH_") and name not in {"DATABASE_URL", "REDIS_URL"}
    }
    command = f"from config import settings as s; print({shown})"
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
        ({"EPOCH_ALLOWED_HOSTS": "learn.example.org,*"}, "EPOCH_ALLOWED_HOSTS holds '*'; write each name in full"),
        ({"EPOCH_ALLOWED_HOSTS": ".example.org"}, "EPOCH_ALLOWED_HOSTS holds '.example.org'; write each name in full"),
    ],
)
def test_what_is_unsafe_or_unclear_is_refused(unsafe: dict[str, str], words: str) -> None:
    loaded = load(**{**PRODUCTION, **unsafe})
    assert loaded.returncode == 1
    assert words in loaded.stderr.splitlines()[-1]


def test_development_needs_nothing() -> None:
    loaded = load(EPOCH_DEVELOPMENT="1")
    assert (loaded.returncode, loaded.stderr) == (0, "")


@pytest.mark.parametrize(
    "public",
    [
        {"EPOCH_SITE_URL": "http://learn.example.org"},
        {"EPOCH_SITE_URL": "http://127.0.0.1.example.org:8000"},
        {"EPOCH_SITE_URL": "http://10.0.0.7:8000"},
        {"EPOCH_ALLOWED_HOSTS": "localhost,learn.example.org"},
        {"EPOCH_ALLOWED_HOSTS": "*"},
    ],
)
def test_development_has_no_public_address(public: dict[str, str]) -> None:
    loaded = load(EPOCH_DEVELOPMENT="1", **public)
    name, value = next(iter(public.items()))
    assert loaded.returncode == 1
    said = loaded.stderr.splitlines()[-1]
    assert f"{name} names {value.split(',')[-1].split('/')[-1].split(':')[0]!r}, but" in said
    assert "EPOCH_DEVELOPMENT=1 is for this machine alone" in said


def test_development_may_use_any_name_of_this_machine() -> None:
    hosts = "localhost,epoch.localhost,127.0.0.1,127.0.1.1,[::1],testserver"
    for address in ("http://127.0.0.1:8123", "http://[::1]:8000", "http://epoch.localhost"):
        loaded = load(EPOCH_DEVELOPMENT="1", EPOCH_SITE_URL=address, EPOCH_ALLOWED_HOSTS=hosts)
        assert (loaded.returncode, loaded.stderr) == (0, "")


OPTIONS = "dict(sorted(s.DATABASES['default'].get('OPTIONS', {}).items()))"


@pytest.mark.parametrize(
    ("asked", "options"),
    [
        ("", {"connect_timeout": 2}),
        (
            "?sslmode=verify-full&sslrootcert=/ca.pem",
            {"connect_timeout": 2, "sslmode": "verify-full", "sslrootcert": "/ca.pem"},
        ),
        ("?connect_timeout=7", {"connect_timeout": 7}),
    ],
)
def test_what_the_database_s_address_asks_for_is_kept(asked: str, options: dict[str, object]) -> None:
    loaded = load(OPTIONS, **{**PRODUCTION, "DATABASE_URL": PRODUCTION["DATABASE_URL"] + asked})
    assert (loaded.stdout, loaded.stderr) == (f"{options}\n", "")


def test_what_the_address_of_sqlite_asks_for_is_kept() -> None:
    shown = "[s.DATABASES['default']['OPTIONS'].get(name) for name in ('timeout', 'transaction_mode')]"
    loaded = load(shown, **{**PRODUCTION, "DATABASE_URL": "sqlite:////srv/epoch.sqlite3?timeout=3"})
    assert (loaded.stdout, loaded.stderr) == ("[3, 'IMMEDIATE']\n", "")


HSTS = "s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECURE_HSTS_PRELOAD, s.SILENCED_SYSTEM_CHECKS"


@pytest.mark.parametrize(
    ("environment", "shown"),
    [
        ({}, "31536000 False False ['security.W005', 'security.W021']"),
        ({"EPOCH_HSTS_SUBDOMAINS": "1"}, "31536000 True True []"),
    ],
)
def test_other_names_of_the_domain_are_bound_to_https_only_on_demand(environment: dict[str, str], shown: str) -> None:
    loaded = load(HSTS, **{**PRODUCTION, **environment})
    assert (loaded.stdout, loaded.stderr) == (f"{shown}\n", "")
