"""Deeds about files of reports: learners to be listed, workers who make the same file, and whoever cancels it."""

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Message, User
from progress.actions.exports import jobs
from progress.actions.exports.asking import ask_export, wish_of
from progress.files import shelf
from progress.files.integrity import broken_files
from progress.models import Export
from progress.reports.tables import paging
from progress.reports.tables.report import Report, Scope
from progress.selection import Selection
from progress.tables import Row
from tests.races import ground

# So small that a few learners make many batches.
CHUNK = 5
# As a disk that takes its time: what happens meanwhile must not matter.
SLOW = 0.01


def lay_report(n: int) -> None:
    """So many learners of the course that is laid out, and an admin."""
    ground.enrolled(n)
    User.objects.create(email="admin@example.org", display_name="Ann", password="!", is_staff=True, is_superuser=True)


def ask_file(form: str = "csv", days_ago: int = 0) -> int:
    """Asked for at one moment of a day; a file that was asked for then says the same, whenever it is made."""
    person = User.objects.get(is_superuser=True)
    now = datetime(2026, 3, 9, 9, tzinfo=UTC) - timedelta(days=days_ago)
    return ask_export(person, wish_of(person, "progress", Selection(), form, now)).pk


def make_file(job: int, heedless: bool = False) -> bool:
    """As a worker does it; a heedless one's lease is over as soon as it is had. Answers whether it was the one."""
    paging.batches = _few_at_a_time
    if heedless:
        jobs.LEASE = timedelta(microseconds=1)
        shelf.Part.put = _put_slowly  # type: ignore[assignment, method-assign]
    return jobs.carry_on(job) is not None


def cancel_file(job: int) -> bool:
    return jobs.cancel_export(job, timezone.now())


def free_file(job: int) -> None:
    """As if the lease of whoever had it had run out."""
    Export.objects.filter(pk=job, state="running").update(claimed_until=timezone.now() - timedelta(seconds=1))


def file_of(job: int) -> dict[str, Any]:
    """What came of it, in plain values."""
    row = Export.objects.get(pk=job)
    return {
        "state": row.state,
        "code": row.code,
        "counts": (row.n_rows, row.n_bytes, row.checksum),
        "mails": Message.objects.filter(purpose="export-ready", occasion=str(job)).count(),
        "files": [path.name for code, path in shelf.found() if code == row.code],
        "violations": list(broken_files()),
    }


def _few_at_a_time(report: Report, scope: Scope) -> Iterator[Sequence[Row]]:
    return report.batches(scope, CHUNK, CHUNK)


_put = shelf.Part.put


def _put_slowly(part: shelf.Part) -> None:
    time.sleep(SLOW)
    _put(part)


DEEDS = (lay_report, ask_file, make_file, cancel_file, free_file, file_of)
