"""A served site of its own for the bench: a database and a Redis number that it makes and removes."""

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

import psycopg2

ROOT = Path(__file__).resolve().parents[2]
SIGN_IN = """
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils.module_loading import import_string
from accounts.models import User
user = User.objects.create_user(email="bench@example.org", password=None)
session = import_string(f"{settings.SESSION_ENGINE}.SessionStore")()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.create()
print("COOKIE", f"{settings.SESSION_COOKIE_NAME}={session.session_key}")
"""


@dataclass(frozen=True)
class Site:
    address: str
    cookie: str


@contextmanager
def served(database_server: str, redis_server: str, var: Path, workers: int) -> Iterator[Site]:
    """Start the web server as it is served (docs/operators.md), and end it. `database_server` is an address without a
    database's name; the database made there is dropped in the end."""
    name = f"epoch_bench_{secrets.token_hex(4)}"
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
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
        "EPOCH_VAR": str(var),
        "EPOCH_WEB_WORKERS": str(workers),
        "PORT": str(port),
        "PYTHONPATH": str(ROOT),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
    }
    _execute(database_server, f'CREATE DATABASE "{name}"')
    try:
        _manage(environment, "prepare")
        cookie = next(
            line.removeprefix("COOKIE ").strip()
            for line in _manage(environment, "shell", "-v", "0", "-c", SIGN_IN).splitlines()
            if line.startswith("COOKIE ")
        )
        server = subprocess.Popen(["sh", "scripts/web.sh"], cwd=ROOT, env=environment)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(address)
            yield Site(address, cookie)
        finally:
            server.terminate()
            server.wait(timeout=30)
    finally:
        _execute(database_server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _manage(environment: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=environment, check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"manage.py {words[0]} failed:\n{done.stdout}{done.stderr}")
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
