"""P34, P29: /healthz and /readyz answer quickly, truly, and tell strangers nothing."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import Message
from config import health
from config.health import Readiness, oldest_mail, probe
from services import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
READY = Readiness(database=True, migrations=True, oldest_mail=0, oldest_unmarked=0)


def test_healthz_touches_no_database() -> None:
    response = Client().get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_the_answer_is_never_kept_and_never_sent_elsewhere(
    path: str, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setattr(health, "probe_and_close", lambda: READY)
    settings.SECURE_SSL_REDIRECT = True
    response = Client().get(path)
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_only_reading_is_allowed(path: str) -> None:
    assert Client().post(path).status_code == 405


@pytest.mark.django_db
def test_a_database_with_every_migration_is_ready() -> None:
    assert probe() == READY


@pytest.mark.django_db
def test_the_oldest_mail_that_is_due_and_unsent_is_reported() -> None:
    now = timezone.now()
    assert oldest_mail(now) == 0
    owe(now, minutes=3)
    owe(now, minutes=7)
    owe(now, minutes=60, sent_at=now)
    owe(now, minutes=80, failed_at=now)
    owe(now, minutes=-5)
    assert oldest_mail(now) == 7 * 60


@pytest.mark.django_db
def test_a_mail_that_was_tried_in_vain_counts_from_its_making() -> None:
    now = timezone.now()
    owe(now, minutes=-30, n_tries=4, created_at=now - timedelta(hours=2))
    assert oldest_mail(now) == 2 * 60 * 60


def owe(now: datetime, minutes: int, **fields: Any) -> None:
    """A message that was due so many minutes ago."""
    due = now - timedelta(minutes=minutes)
    fields = {"due_at": due, "message_id": f"<{minutes}@example.org>", **fields}
    Message.objects.create(purpose="test", recipient="someone@example.org", occasion=str(minutes), **fields)


@pytest.mark.django_db
def test_a_missing_migration_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "unapplied", lambda: 2)
    assert probe() == Readiness(database=True, migrations=False)


def test_a_dead_database_is_503_with_a_time_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def dead() -> int:
        raise OperationalError("could not connect to server at 10.1.2.3, user epoch, password hunter2")

    monkeypatch.setattr(health, "unapplied", dead)
    monkeypatch.setattr(connection, "cursor", dead)
    monkeypatch.setattr(health, "probe_and_close", probe)
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert response.json() == {
        "status": "not ready",
        "database": False,
        "migrations": False,
        "oldest_mail": None,
        "oldest_unmarked": None,
    }


def test_a_database_that_never_answers_is_503_within_three_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()

    def hang() -> Readiness:
        answered.wait(10)
        return READY

    monkeypatch.setattr(health, "probe_and_close", hang)
    begun = time.monotonic()
    assert Client().get("/readyz").status_code == 503
    assert time.monotonic() - begun < 3
    answered.set()
    # Recovery needs nobody.
    assert Client().get("/readyz").status_code == 200


def test_a_probe_that_hangs_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database is back, and the one probe that never heard from it stands in nobody's way."""
    hanging, calls = threading.Event(), count()

    def hang_once() -> Readiness:
        if next(calls) == 0:
            hanging.wait(20)
        return READY

    monkeypatch.setattr(health, "PATIENCE", 0.2)
    monkeypatch.setattr(health, "probe_and_close", hang_once)
    try:
        assert [Client().get("/readyz").status_code for _ in range(3)] == [503, 200, 200]
    finally:
        hanging.set()


def test_those_who_ask_at_once_share_one_probe(monkeypatch: pytest.MonkeyPatch) -> None:
    released, calls = threading.Event(), count()

    def slow() -> Readiness:
        next(calls)
        released.wait(10)
        return READY

    monkeypatch.setattr(health, "probe_and_close", slow)
    with ThreadPoolExecutor(8) as visitors:
        answers = [visitors.submit(Client().get, "/readyz") for _ in range(8)]
        time.sleep(0.5)
        released.set()
        assert [answer.result().status_code for answer in answers] == [200] * 8
    assert next(calls) == 1


def test_probes_that_hang_for_ever_stay_few(monkeypatch: pytest.MonkeyPatch) -> None:
    hanging, calls = threading.Event(), count()

    def hang() -> Readiness:
        next(calls)
        hanging.wait(20)
        return READY

    monkeypatch.setattr(health, "PROBES", health.Probes())
    monkeypatch.setattr(health, "PATIENCE", 0.05)
    monkeypatch.setattr(health, "probe_and_close", hang)
    try:
        assert [Client().get("/readyz").status_code for _ in range(10)] == [503] * 10
        assert next(calls) == 4
    finally:
        hanging.set()


@pytest.mark.slow
def test_a_real_web_process_says_503_in_time_while_its_database_is_silent(tmp_path: Path) -> None:
    # Connections are accepted by the kernel, and nobody ever speaks: the worst kind of dead.
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(50)
        port = free_port()
        environment = {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "EPOCH_DEVELOPMENT": "1",
            "EPOCH_VAR": str(tmp_path),
            "DATABASE_URL": f"postgres://epoch@127.0.0.1:{silent.getsockname()[1]}/epoch",
            "PORT": str(port),
        }
        web = subprocess.Popen(["scripts/web.sh"], cwd=ROOT, env=environment)
        try:
            assert ask_until_up(f"http://127.0.0.1:{port}/healthz") == 200
            for _ in range(3):
                begun = time.monotonic()
                with pytest.raises(urllib.error.HTTPError) as answer:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10)
                assert time.monotonic() - begun < 3
                assert (answer.value.code, json.load(answer.value)["database"]) == (503, False)
                answer.value.close()
        finally:
            web.terminate()
            assert web.wait(timeout=20) == 0


def ask_until_up(address: str) -> int:
    until = time.monotonic() + 20
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return int(answer.status)
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
