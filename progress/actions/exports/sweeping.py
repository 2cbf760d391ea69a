"""What a sweep removes: files that have expired, and what dead or cancelled jobs left."""

from datetime import datetime, timedelta
from pathlib import Path

from progress.files import shelf
from progress.models import Export
from progress.reports.exports import states_of

CHUNK = 500
State = Export.State
# No answer takes so long.
ANSWERED = timedelta(hours=1)


def remove_expired(now: datetime) -> int:
    """The rows stay. Returns how many files went."""
    expired = Export.objects.filter(state=State.DONE, removed_at=None, expires_at__lte=now).order_by("expires_at")
    n_removed = 0
    for pk, code in list(expired.values_list("pk", "code")[:CHUNK]):
        # First the file: a row that says it is gone is believed.
        shelf.remove(code)
        n_removed += Export.objects.filter(pk=pk, removed_at=None).update(removed_at=now)
    return n_removed


def remove_strays(now: datetime) -> int:
    """Files that belong to no job that is done or under way. Returns how many."""
    n_removed, files = 0, list(shelf.found())
    for start in range(0, len(files), CHUNK):
        chunk = files[start : start + CHUNK]
        rows = states_of(code for code, _ in chunk)
        for code, path in chunk:
            if not _is_wanted(rows.get(code), path, now):
                shelf.discard(path)
                n_removed += 1
    return n_removed


def _is_wanted(row: Export | None, path: Path, now: datetime) -> bool:
    if row is None:
        return False
    if row.state == State.RUNNING:
        # A file without an end in its row is about to get one, or will be made again.
        return not shelf.is_part(path) or (row.claimed_until is not None and row.claimed_until >= now)
    if shelf.is_part(path):
        # Of an answer: the record of one that was killed never gets its end.
        return row.state == State.DONE and row.ended_at is None and row.made_at > now - ANSWERED
    return row.state == State.DONE and row.removed_at is None
