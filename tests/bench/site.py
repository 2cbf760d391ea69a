"""A site of its own for the bench, served as docs/operators.md says: a database and a Redis number that it clears."""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import psycopg2
import redis

from tests.bench.client import Door

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Site:
    address: str
    environment: Mapping[str, str]
    # By loopback a proxy's word is what makes a request one by TLS.
    is_https: bool

    def door(self, learner: Mapping[str, Any] | None = None) -> Door:
        """For a learner as `tests.bench.seed` tells of them, or for a visitor."""
        scheme = "https" if self.is_https else "http"
        headers = {"Origin": f"{scheme}://{self.address.partition('//')[2]}"}
        if self.is_https:
            headers["X-Forwarded-Proto"] = "https"
        known = learner or {"cookie": "", "csrf": ""}
        return Door(self.address, known["cookie"], known["csrf"], headers)

    def call(self, module: str, *words: object) -> Any:
        """What the module prints, as JSON; it runs in a process of its own, with the site's settings."""
        return json.loads(_python(self.environment, "-m", f"tests.bench.{module}", *map(str, words)).splitlines()[-1])

    def seed(self, *words: object) -> list[dict[str, Any]]:
        """Learners, as `tests.bench.seed` makes them."""
        found: list[dict[str, Any]] = self.call("seed", *words)
        return found

    @contextmanager
    def worker(self, *options: str) -> Iterator[None]:
        """The worker, as it is served."""
        with _process(self.environment, "scripts/worker.sh", *options):
            yield


@contextmanager
def served(database_server: str, redis_server: str, var: Path, workers: int) -> Iterator[Site]:
    """On PostgreSQL and Redis. `database_server` is an address without a database's name; the database made there is
    dropped in the end, and Redis is emptied. Raises RuntimeError where Redis holds anything before."""
    name = f"epoch_bench_{secrets.token_hex(4)}"
    own = {
        "DATABASE_URL": f"{database_server}/{name}",
        "REDIS_URL": redis_server,
        "EPOCH_DEVELOPMENT": "0",
        "EPOCH_SECRET_KEY": secrets.token_urlsafe(64),
        "EPOCH_SITE_URL": "https://bench.example.org",
        "EPOCH_ALLOWED_HOSTS": "127.0.0.1",
        "EPOCH_SSL_REDIRECT": "0",
        "EPOCH_BEHIND_PROXY": "1",
        "EPOCH_SMTP_URL": "smtp://127.0.0.1:9",
        "EPOCH_MAIL_FROM": "epoch@bench.example.org",
        "EPOCH_WEB_WORKERS": str(workers),
    }
    with redis.Redis.from_url(redis_server) as queue:
        if queue.dbsize():
            raise RuntimeError(f"{redis_server} is in use; name an empty one in EPOCH_BENCH_REDIS")
        _execute(database_server, f'CREATE DATABASE "{name}"')
        try:
            with _running(own, var, is_https=True) as site:
                yield site
        finally:
            queue.flushdb()
            _execute(database_server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def embedded(var: Path) -> Iterator[Site]:
    """As `make run` serves it: SQLite, and a folder for the queue."""
    with _running({"EPOCH_DEVELOPMENT": "1"}, var, is_https=False) as site:
        yield site


@contextmanager
def _running(own: Mapping[str, str], var: Path, *, is_https: bool) -> Iterator[Site]:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "REDIS_URL"} and not name.startswith("EPOCH_")
    }
    environment = {
        **kept,
        **own,
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "EPOCH_VAR": str(var),
        "PORT": str(port),
        "PYTHONPATH": str(ROOT),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
    }
    _python(environment, "manage.py", "prepare")
    with _process(environment, "scripts/web.sh"):
        address = f"http://127.0.0.1:{port}"
        _wait(address)
        yield Site(address, environment, is_https)


@contextmanager
def _process(environment: Mapping[str, str], script: str, *options: str) -> Iterator[None]:
    running = subprocess.Popen(["sh", script, *options], cwd=ROOT, env=dict(environment))
    try:
        yield
    finally:
        running.terminate()
        running.wait(timeout=60)


def _python(environment: Mapping[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=dict(environment), check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(words[:3])} failed:\n{(done.stdout + done.stderr)[-4000:]}")
    return done.stdout


def _execute(server: str, statement: str) -> None:
    connection = psycopg2.connect(f"{server}/postgres")
    try:
        connection.autocommit = True
        connection.cursor().execute(statement)
    finally:
        connection.close()


def _wait(address: str) -> None:
    for _ in range(100):
        try:
            with urlopen(Request(f"{address}/healthz"), timeout=1) as answer:  # loopback only
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not answer within ten seconds")
