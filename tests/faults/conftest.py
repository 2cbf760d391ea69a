"""An installation of its own for each test: a folder, a migrated database, real processes, bounded in time."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.races.conftest import copy, server, template

# PostgreSQL, as the races have it.
__all__ = ["copy", "server", "template"]

ROOT = Path(__file__).resolve().parents[2]
WORKER = ["--pool", "threads", "--concurrency", "2", "--beat", "--loglevel", "info", "--without-gossip"]
PREAMBLE = """
import json, os, sys, time
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
import django
from django.conf import settings
settings.ALLOWED_HOSTS.append("testserver")
# Pages name their static files as they lie in the source: nothing was collected here.
plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
django.setup()
"""


@dataclass
class Installation:
    """Epoch in the folder `var`, embedded unless `environment` says otherwise."""

    var: Path
    environment: dict[str, str] = field(default_factory=dict)

    def env(self) -> dict[str, str]:
        clean = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("EPOCH_") and name not in {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE"}
        }
        return {**clean, "EPOCH_DEVELOPMENT": "1", "EPOCH_VAR": str(self.var), **self.environment}

    def run(self, code: str, timeout: float = 60) -> Any:
        """Run Python inside this installation, as a process of its own; what it prints last is JSON."""
        done = subprocess.run(
            [sys.executable, "-c", PREAMBLE + code],
            cwd=ROOT,
            env=self.env(),
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1]) if done.stdout.strip() else None

    @contextmanager
    def worker(self) -> Iterator[subprocess.Popen[bytes]]:
        """The embedded worker with its timetable; killed at the end if a test has not done so before."""
        log = (self.var / "worker.log").open("wb")
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "--quiet", "--app", "config.celery", "worker", *WORKER],
            cwd=ROOT,
            env=self.env(),
            stdout=log,
            stderr=log,
            # A group of its own: the timetable runs in a child, which a kill of the worker alone would leave behind.
            start_new_session=True,
        )
        try:
            wait_for(lambda: b" ready." in (self.var / "worker.log").read_bytes(), 20)
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)
            log.close()

    def mails(self) -> list[Path]:
        return sorted((self.var / "mail").glob("*.eml"))


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    var = tmp_path_factory.mktemp("migrated")
    Installation(var).run("from django.core.management import call_command\ncall_command('migrate', verbosity=0)")
    return var


@pytest.fixture
def installation(migrated: Path, tmp_path: Path) -> Installation:
    var = tmp_path / "var"
    shutil.copytree(migrated, var)
    return Installation(var)


def wait_for(what: Callable[[], object], seconds: float) -> float:
    """Until `what` holds; returns how long that took, and fails after `seconds`."""
    begun = time.monotonic()
    while not what():
        assert time.monotonic() - begun < seconds, f"not within {seconds} s"
        time.sleep(0.02)
    return time.monotonic() - begun


@pytest.fixture
def refusing() -> str:
    """host:port where nobody listens."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture
def black_hole() -> Iterator[str]:
    """host:port that accepts every connection, reads nothing and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as server:
        kept: list[socket.socket] = []

        def accept() -> None:
            while True:
                try:
                    kept.append(server.accept()[0])
                except OSError:
                    return

        threading.Thread(target=accept, daemon=True).start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
        for connection in kept:
            connection.close()
