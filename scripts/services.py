"""Run a command with a PostgreSQL and a Redis to test on: python scripts/services.py pytest …

Takes the servers that DATABASE_URL and REDIS_URL name where they are set and answer, and otherwise starts
servers of its own on free ports, in a temporary folder, which end with the command whatever happens. On a Redis
that belongs to somebody it uses empty database numbers, and empties those alone.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import redis

from supervise import stop_with_parent

START = 30.0  # seconds a server may take to answer
# Tests that run side by side would see each other's limits: each lane has a Redis database of its own, the given
# one or the next (tests/settings.py). PostgreSQL's are kept apart by pytest-django.
LANES = 2


class Missing(Exception):
    """A server is neither given nor installed."""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def postgres_answers(url: str) -> bool:
    try:
        psycopg2.connect(url, connect_timeout=2).close()
    except psycopg2.Error:
        return False
    return True


def redis_answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2) as client:
            return bool(client.ping())
    except (redis.RedisError, ValueError):
        return False


def await_answer(name: str, process: subprocess.Popen[bytes], answers: Callable[[], bool], log: Path) -> None:
    until = time.monotonic() + START
    while not answers():
        if process.poll() is not None or time.monotonic() > until:
            raise Missing(f"{name} did not start:\n{log.read_text()[-2000:]}")
        time.sleep(0.05)


def program(name: str, package: str) -> str:
    """Where a server's program lies. Debian keeps PostgreSQL's out of PATH."""
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[4]))
    found = shutil.which(name) or (str(installed[-1]) if installed else None)
    if not found:
        raise Missing(
            f"{name} is not installed; on Debian or Ubuntu: apt-get install {package} "
            "(or set DATABASE_URL and REDIS_URL to servers for testing)"
        )
    return found


def unprivileged() -> pwd.struct_passwd | None:
    """Whom to run PostgreSQL as, which refuses root; None where nobody needs to be named."""
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(KeyError):
        return pwd.getpwnam("postgres")
    return pwd.getpwnam("nobody")


@contextlib.contextmanager
def running(command: list[str], log: Path, user: pwd.struct_passwd | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """The command's process, ended at the end. SIGINT is PostgreSQL's quick shutdown, and ends Redis too."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=stop_with_parent,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
            cwd="/",
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextlib.contextmanager
def own_postgres(folder: Path) -> Iterator[str]:
    server, make = program("postgres", "postgresql"), program("initdb", "postgresql")
    user = unprivileged()
    cluster = folder / "postgres"
    cluster.mkdir(mode=0o700)
    if user:
        folder.chmod(0o711)
        os.chown(cluster, user.pw_uid, user.pw_gid)
    log = folder / "postgres.log"
    options = ["--pgdata", str(cluster), "--username", "epoch", "--auth", "trust", "--encoding", "UTF8"]
    with running([make, *options, "--no-sync", "--no-instructions"], log, user) as making:
        if making.wait(timeout=120):
            raise Missing(f"initdb failed:\n{log.read_text()[-2000:]}")
    port = free_port()
    settings = ["listen_addresses=127.0.0.1", f"unix_socket_directories={cluster}", "fsync=off", "timezone=UTC"]
    command = [server, "-D", str(cluster), "-p", str(port), *(word for text in settings for word in ("-c", text))]
    url = f"postgres://epoch@127.0.0.1:{port}/postgres"
    with running(command, log, user) as process:
        await_answer(server, process, lambda: postgres_answers(url), log)
        yield url


@contextlib.contextmanager
def own_redis(folder: Path) -> Iterator[str]:
    port = free_port()
    command = [program("redis-server", "redis-server"), "--port", str(port), "--bind", "127.0.0.1"]
    command += ["--save", "", "--appendonly", "no", "--dir", str(folder)]
    log = folder / "redis.log"
    url = f"redis://127.0.0.1:{port}/0"
    with running(command, log) as process:
        await_answer(command[0], process, lambda: redis_answers(url), log)
        yield url


def is_empty(url: str) -> bool:
    with redis.Redis.from_url(url, socket_timeout=2) as client:
        try:
            return not client.dbsize()
        except redis.ResponseError:  # this server has fewer numbers
            return False


@contextlib.contextmanager
def empty_databases(url: str) -> Iterator[str]:
    """The first of LANES empty database numbers of somebody's Redis; what the tests leave there is removed."""
    numbered = [urlunsplit(urlsplit(url)._replace(path=f"/{number}")) for number in range(16)]
    for first in range(16 - LANES, -1, -1):
        lanes = numbered[first : first + LANES]
        if all(map(is_empty, lanes)):
            yield lanes[0]
            for lane in lanes:
                with redis.Redis.from_url(lane, socket_timeout=2) as client:
                    client.flushdb()
            return
    raise Missing(f"The Redis at REDIS_URL has no {LANES} empty databases side by side; unset REDIS_URL.")


def interrupted(number: int, _frame: object) -> None:
    raise SystemExit(128 + number)


def main(command: list[str]) -> int:
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, interrupted)
    given_postgres, given_redis = os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", "")
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="epoch-services-")))
        try:
            database = (
                given_postgres
                if given_postgres.startswith("postgres") and postgres_answers(given_postgres)
                else stack.enter_context(own_postgres(folder))
            )
            queue = stack.enter_context(
                empty_databases(given_redis) if given_redis and redis_answers(given_redis) else own_redis(folder)
            )
        except Missing as problem:
            print(problem, file=sys.stderr)
            return 1
        env = {**os.environ, "EPOCH_TEST_DATABASE_URL": database, "EPOCH_TEST_REDIS_URL": queue}
        child = subprocess.Popen(command, env=env)
        try:
            return child.wait()
        finally:
            if child.poll() is None:
                child.terminate()
                child.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
