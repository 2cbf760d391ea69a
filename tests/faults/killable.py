"""Processes of Epoch that kill themselves at a chosen instruction, as `kill -9` would: nothing is cleaned up.

Run by `tests.faults.doomed`; nothing of the product knows of it.
"""

import os
import signal
import socketserver
import sys
from collections.abc import Callable
from typing import Any, NoReturn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from config.celery import Hint, app
from config.wsgi import application
from quizzes.actions import marking
from tests.races import exporting, regrading


def die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def set_trap(statement: str, moment: str, times: int) -> None:
    """Die when a statement that begins so comes up for the n-th time: `before` it is sent, `after` it was done, once
    its transaction is `committed`, or once a hint was `hinted` to the worker."""
    seen = 0

    def execute(run: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal seen
        if not sql.startswith(statement):
            return run(sql, params, many, context)
        seen += 1
        if (seen, moment) == (times, "before"):
            die()
        result = run(sql, params, many, context)
        if (seen, moment) == (times, "after"):
            die()
        return result

    def begin(connection: BaseDatabaseWrapper, **_: object) -> None:
        connection.execute_wrappers.append(execute)

    commit, publish = BaseDatabaseWrapper._commit, Hint.apply_async  # type: ignore[attr-defined]

    def commit_and_die(connection: BaseDatabaseWrapper) -> None:
        commit(connection)
        if (seen, moment) == (times, "committed"):
            die()

    def publish_and_die(task: Hint, *args: Any, **options: Any) -> None:
        publish(task, *args, **options)
        if moment == "hinted":
            die()

    connection_created.connect(begin, weak=False)
    BaseDatabaseWrapper._commit = commit_and_die  # type: ignore[attr-defined]
    Hint.apply_async = publish_and_die  # type: ignore[method-assign, assignment]


class Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


def web() -> None:
    """The site; says its port."""
    with make_server("127.0.0.1", 0, application, Server, Quiet) as server:
        print(server.server_port, flush=True)
        server.serve_forever()


def worker(*options: str) -> None:
    app.worker_main(["--quiet", "worker", *options])


def mark(*attempts: str) -> None:
    """What the worker does on a hint, or without one in a sweep."""
    if not attempts:
        marking.sweep()
    for attempt in attempts:
        marking.mark_attempt(int(attempt))


def regrade(job: str) -> None:
    """What the worker does of a regrade, on a hint or in a sweep."""
    regrading.carry_on(int(job))


def export(job: str) -> None:
    """What the worker does of a file, on a hint or in a sweep."""
    exporting.make_file(int(job))


def main() -> None:
    """What to run; where to die: a statement, a moment and a number; and what else it needs."""
    what, statement, moment, times, *options = sys.argv[1:]
    if moment:
        set_trap(statement, moment, int(times))
    ways: dict[str, Callable[..., None]] = {
        "web": web,
        "worker": worker,
        "mark": mark,
        "regrade": regrade,
        "export": export,
    }
    ways[what](*options)
