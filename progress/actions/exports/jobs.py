"""A file as a job: carried on by whoever comes, and made once (P2, P3).

The queue is a hint; the sweep finds what is owed. A file is made from its beginning by one worker, who has the job for
a lease that each batch renews. Whoever has lost the lease, to another or to a cancel, leaves nothing behind: the file
gets its name while the update that ends the row holds it.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.outbox import post_message
from progress.files import shelf
from progress.files.formats import FORMATS
from progress.files.heads import head_of
from progress.files.printout import Printout
from progress.files.workbook import TooLong
from progress.mail import ready_letter
from progress.models import Export
from progress.querysets import ExportQuerySet
from progress.reports.exports import READY, still_may, title_of
from progress.reports.tables import paging
from progress.reports.tables.access import Denied, scope_for
from progress.selection import Misread, Selection

logger = logging.getLogger("epoch.exports")

State = Export.State
Clock = Callable[[], datetime]
# Many times what a batch takes, and what a workbook takes to be closed: a worker silent for so long is dead.
LEASE = timedelta(minutes=2)
# Failures that were met; and beginnings of which nobody knows the end, since whoever began was killed.
MOST_FAILURES, MOST_BEGINNINGS = 3, 5
PAUSE = timedelta(seconds=30)
KEPT = timedelta(days=7)
LOST_RIGHT = "The right to read this report was taken back before the file was ready."
GIVEN_UP = f"The worker was stopped in the middle of it {MOST_BEGINNINGS} times. Ask for fewer rows."


class Lost(Exception):
    """The job was cancelled, or another has it."""


class Hold:
    """A job and the lease on it; the moment at which the lease ends tells this worker's from any other's."""

    def __init__(self, job: Export, until: datetime, clock: Clock) -> None:
        self.job, self.until, self._clock = job, until, clock

    def move_on(self, n_rows: int) -> None:
        """Say how far it has come. Raises Lost."""
        until = self._clock() + LEASE
        if not self.rows().update(n_rows=n_rows, claimed_until=until):
            raise Lost
        self.until = until

    def rows(self) -> ExportQuerySet:
        """The job, as long as it is this worker's."""
        return Export.objects.filter(pk=self.job.pk, state=State.RUNNING, claimed_until=self.until)

    def end(self, state: Export.State, why: str) -> None:
        """Without a file."""
        if self.rows().update(state=state, why=why[:300], ended_at=self._clock(), claimed_until=None):
            shelf.remove(self.job.code)

    def put_off(self, why: str) -> None:
        """Try again later, and later still; after some tries give up, and say why."""
        if self.job.n_failures >= MOST_FAILURES:
            self.end(State.FAILED, f"It failed {self.job.n_failures} times. {why}")
        else:
            self.rows().update(claimed_until=self._clock() + PAUSE * 2**self.job.n_failures, why=why[:300])


def owed(now: datetime) -> list[int]:
    """Jobs that nobody is at."""
    return list(Export.objects.free(now).order_by("pk").values_list("pk", flat=True))


def cancel_export(export_id: int, now: datetime) -> bool:
    """Whatever is at it stops at its next batch, and no file is left; returns whether there was anything to cancel."""
    rows = Export.objects.moving().filter(pk=export_id)
    if not rows.update(state=State.CANCELLED, ended_at=now, claimed_until=None):
        return False
    shelf.remove(Export.objects.values_list("code", flat=True).get(pk=export_id))
    return True


def carry_on(export_id: int, clock: Clock = timezone.now) -> int | None:
    """Make the file, if nobody is at it; returns the id of the mail that says so."""
    hold = _claim(export_id, clock)
    if hold is None:
        return None
    try:
        return _make(hold, clock)
    except Lost:
        pass
    except Denied:
        hold.end(State.REFUSED, LOST_RIGHT)
    except (Misread, TooLong) as problem:
        hold.end(State.FAILED, str(problem))
    except Exception as problem:
        if not hold.rows().exists():
            # What it was made of went with the job.
            return None
        logger.exception("export %d could not be made", export_id)
        hold.put_off(_words(problem))
    return None


def _claim(export_id: int, clock: Clock) -> Hold | None:
    now = clock()
    claimed = {"state": State.RUNNING, "claimed_until": now + LEASE, "n_rows": 0, "why": ""}
    counted = {"n_failures": F("n_failures") + 1, "begun_at": Coalesce("begun_at", Value(now))}
    if not Export.objects.free(now).filter(pk=export_id).update(**claimed, **counted):
        return None
    hold = Hold(Export.objects.select_related("by").get(pk=export_id), now + LEASE, clock)
    if hold.job.n_failures > MOST_BEGINNINGS:
        hold.end(State.FAILED, GIVEN_UP)
        return None
    return hold


def _make(hold: Hold, clock: Clock) -> int:
    """Raises Lost, Denied, Misread and TooLong."""
    job = hold.job
    if not still_may(job.by, job.report, job.course_id):
        raise Denied
    report, scope = scope_for(job.by, job.report, Selection.read(job.selection), job.made_at)
    printout = Printout(report.columns(scope), paging.batches(report, scope), hold.move_on)
    aside = partial(shelf.aside, job.code)
    with shelf.part(job.code) as part:
        for piece in FORMATS[job.form].parts(head_of(report, scope), printout, aside):
            part.write(piece)
        part.seal()
        fields: dict[str, Any] = {"n_rows": printout.n_rows, "n_bytes": part.n_bytes, "checksum": printout.checksum}
        fields |= {"totals": printout.totals.found(), "edition": scope.course.edition}
        message_id = _finish(hold, part, clock(), **fields)
    # What those who were killed at it left.
    shelf.remove_parts(job.code)
    return message_id


@transaction.atomic
def _finish(hold: Hold, part: shelf.Part, now: datetime, **fields: Any) -> int:
    """The row's end, the file and the mail. The update holds the row: until the commit nobody else can take or cancel
    the job. Raises Lost and Denied."""
    ended = {"state": State.DONE, "ended_at": now, "expires_at": now + KEPT, "claimed_until": None, "n_failures": 0}
    if not hold.rows().update(**ended, **fields):
        raise Lost
    job = Export.objects.select_related("by", "course").get(pk=hold.job.pk)
    if not still_may(job.by, job.report, job.course_id):
        raise Denied
    part.put()
    subject, text = ready_letter(job, job.by, title_of(job.report))
    return post_message(purpose=READY, recipient=job.by.email, occasion=str(job.pk), subject=subject, text=text).pk


def _words(problem: Exception) -> str:
    if isinstance(problem, OSError):
        return f"The file could not be written: {problem.strerror or type(problem).__name__}."
    return f"The mistake is Epoch's own; its log has more ({type(problem).__name__})."
