"""What a load balancer and an operator may ask at any time.

`/healthz` says that the process answers; nothing else is touched, so a dead database kills no process. `/readyz`
says whether pages can be served: the database answers and has every migration. It also reports how long the
oldest mail has been waiting; that is for the operator's alarm and never makes it unready, because a mail server
that is down must not take the site with it (P29).
"""

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Min, Q
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import Message

logger = logging.getLogger("epoch.health")

PATIENCE = 2.5  # seconds; with the answer itself this stays below the promised three

# The probe runs beside the request, since nothing in the request's own thread can interrupt a database that
# accepts a query and never answers. One thread: probes that hang queue up behind each other, not in memory.
PROBES = ThreadPoolExecutor(max_workers=1, thread_name_prefix="readyz")


@dataclass(frozen=True)
class Readiness:
    """What was found. Ages are in seconds; `oldest_mail` is 0 when none waits, None when it is unknown."""

    database: bool
    migrations: bool
    oldest_mail: int | None = None

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
        connection.close()


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    try:
        found = PROBES.submit(probe_and_close).result(timeout=PATIENCE)
    except TimeoutError:
        logger.warning("not ready: the database has not answered for %s seconds", PATIENCE)
        found = Readiness(database=False, migrations=False)
    status = "ready" if found.ready else "not ready"
    response = JsonResponse({"status": status, **asdict(found)}, status=200 if found.ready else 503)
    if not found.ready:
        response.headers["Retry-After"] = "5"
    return response
