"""What a load balancer and an operator may ask at any time.

`/healthz` says that the process answers; nothing else is touched, so a dead database kills no process. `/readyz`
says whether pages can be served: the database answers and has every migration. It also reports how long the
oldest mail and the oldest attempt without a mark have been waiting; that is for the operator's alarm and never makes
it unready, because a mail server or a worker that is down must not take the site with it (P29, P34).
"""

import logging
import os
import socket
import threading
import time
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Min, Q
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import Message
from quizzes.models import Attempt

logger = logging.getLogger("epoch.health")

PATIENCE = 2.5  # seconds; with the answer itself this stays below the promised three
MOST_HANGING = 4  # probes that were given up and have not ended yet; beyond them none is begun


@dataclass(frozen=True)
class Readiness:
    """What was found. Ages are in seconds: 0 where nothing waits, None where it is unknown."""

    database: bool
    migrations: bool
    oldest_mail: int | None = None
    oldest_unmarked: int | None = None

    @property
    def ready(self) -> bool:
        return self.database and self.migrations


def unapplied() -> int:
    """How many migrations the database still lacks."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def oldest_mail(now: datetime) -> int:
    """For how many seconds the mail that is owed has been waiting, at most.

    A failed try moves `due_at` into the future, so a message that was tried counts from its making.
    """
    owed = Message.objects.owed()
    waiting = owed.aggregate(
        due=Min("due_at", filter=Q(n_tries=0, due_at__lte=now)), tried=Min("created_at", filter=Q(n_tries__gt=0))
    )
    since = min((moment for moment in waiting.values() if moment), default=now)
    return int((now - since).total_seconds())


def oldest_unmarked(now: datetime) -> int:
    """For how many seconds the attempt that is owed a mark has been waiting, at most."""
    since = Attempt.objects.unmarked().aggregate(since=Min("finished_at"))["since"] or now
    return int((now - since).total_seconds())


def probe() -> Readiness:
    """Asks the database. Raises nothing: what fails is reported as not ready, and logged."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        lacking = unapplied()
        return Readiness(
            database=True,
            migrations=not lacking,
            oldest_mail=None if lacking else oldest_mail(timezone.now()),
            oldest_unmarked=None if lacking else oldest_unmarked(timezone.now()),
        )
    except Exception as problem:
        # The message may hold the address of the database; its kind is enough for the visitor and the log.
        logger.warning("not ready: %s", type(problem).__name__)
        return Readiness(database=False, migrations=False)


def probe_and_close() -> Readiness:
    """`probe` on a connection of its own, which is given back."""
    try:
        return probe()
    finally:
        with CLOSING:
            connection.close()


# Between looking up a connection's descriptor and cutting it, the number must not pass to another connection.
CLOSING = threading.Lock()


class Flight:
    """One probe in a thread of its own, shared by all who ask while it runs.

    Beside the request, since nothing in the request's own thread can interrupt a database that accepts a query and
    never answers.
    """

    def __init__(self) -> None:
        self.until = time.monotonic() + PATIENCE
        self.found: Future[Readiness] = Future()
        self.database: Any = None
        self.thread = threading.Thread(target=self.run, name="readyz", daemon=True)
        self.thread.start()

    def run(self) -> None:
        try:
            self.database = connections[DEFAULT_DB_ALIAS]
            self.found.set_result(probe_and_close())
        except Exception as problem:
            self.found.set_exception(problem)

    def cut(self) -> None:
        """Ends the probe's connection under it, where it has a socket; the thread then ends too."""
        with CLOSING, suppress(Exception):
            number = os.dup(self.database.connection.fileno())
            with socket.socket(fileno=number) as line:
                line.shutdown(socket.SHUT_RDWR)


class Probes:
    """At most one probe in flight. One that does not answer in time is cut off and forgotten."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.flight: Flight | None = None
        self.hanging: list[Flight] = []

    def ask(self) -> Readiness:
        """Raises TimeoutError where the database does not answer in time."""
        with self.lock:
            self.hanging = [flight for flight in self.hanging if flight.thread.is_alive()]
            if self.flight is None or self.flight.found.done():
                if len(self.hanging) >= MOST_HANGING:
                    raise TimeoutError
                self.flight = Flight()
            flight = self.flight
        try:
            return flight.found.result(timeout=max(0.0, flight.until - time.monotonic()))
        except TimeoutError:
            with self.lock:
                if self.flight is flight:
                    self.flight = None
                    self.hanging.append(flight)
                    flight.cut()
            raise


PROBES = Probes()


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    try:
        found = PROBES.ask()
    except TimeoutError:
        logger.warning("not ready: the database has not answered for %s seconds", PATIENCE)
        found = Readiness(database=False, migrations=False)
    status = "ready" if found.ready else "not ready"
    response = JsonResponse({"status": status, **asdict(found)}, status=200 if found.ready else 503)
    if not found.ready:
        response.headers["Retry-After"] = "5"
    return response
