"""What keeps a race from being lost, each to be taken away: a race shows nothing where no control shows it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from progress.actions.exports.jobs import Hold
from progress.files import shelf
from progress.models import Export
from progress.querysets import ExportQuerySet
from quizzes.actions import attempts
from quizzes.actions.regrade import jobs
from quizzes.actions.regrade.chunks import Chunk
from quizzes.models import AttemptItem, Regrade
from quizzes.querysets import AttemptQuerySet


def unlock() -> None:
    """Rows are read and not held."""

    def only_read(self: QuerySet[Any], *args: object, **options: object) -> QuerySet[Any]:
        return self

    QuerySet.select_for_update = only_read  # type: ignore[method-assign, assignment]


def forget_state() -> None:
    """An update asks no more which state it is that it changes: read, then write."""

    def any_state(self: AttemptQuerySet) -> AttemptQuerySet:
        return self

    AttemptQuerySet.in_progress = any_state  # type: ignore[assignment]


def forget_revision() -> None:
    """An answer is written over whatever is there by then."""

    def write(saved: attempts.Saved) -> bool:
        item = saved.item
        AttemptItem.objects.filter(pk=item.pk).update(response=item.response, revision=item.revision)
        return True

    attempts._write = write


def forget_cursor() -> None:
    """A regrade moves on from wherever it is by then."""

    def move(job: Regrade, chunk: Chunk | None, now: datetime) -> None:
        held = Regrade.objects.values_list("cursor", flat=True).get(pk=job.pk)
        job.cursor = held
        guarded(job, chunk, now)

    guarded = jobs._move
    jobs._move = move


def forget_lease() -> None:
    """Whoever has begun a file ends it, whoever else has it by then; and nobody removes what another has begun."""

    def rows(self: Hold) -> ExportQuerySet:
        return Export.objects.filter(pk=self.job.pk)

    def leave(code: str) -> None:
        pass

    Hold.rows = rows  # type: ignore[method-assign]
    shelf.remove_parts = leave


GUARDS: Mapping[str, Callable[[], None]] = {
    "lock": unlock,
    "state": forget_state,
    "revision": forget_revision,
    "cursor": forget_cursor,
    "lease": forget_lease,
}


def drop(table: str, *names: str) -> None:
    """Without these constraints the database takes whatever comes. One with a condition is an index there."""
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")
            cursor.execute(f"DROP INDEX IF EXISTS {name}")
