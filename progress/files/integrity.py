"""What must hold of the folder of exports and the rows that are its record (P33)."""

from collections.abc import Iterator

from django.utils import timezone

from progress.files import shelf
from progress.models import Export
from progress.reports.exports import states_of

CHUNK = 500


def broken_files() -> Iterator[str]:
    """An export that is done has its file until it expires, and no file is without a row."""
    now = timezone.now()
    kept = Export.objects.filter(state=Export.State.DONE, removed_at=None, expires_at__gt=now).order_by("pk")
    for pk, code, size in kept.values_list("pk", "code", "n_bytes").iterator(chunk_size=CHUNK):
        path = shelf.place(code)
        if not path.is_file():
            yield f"export {pk} is ready, and its file is missing; whoever asked for it can have it made anew"
        elif path.stat().st_size != size:
            yield f"export {pk} has a file of {path.stat().st_size} bytes, and says {size}"
    files = list(shelf.found())
    for start in range(0, len(files), CHUNK):
        chunk = files[start : start + CHUNK]
        rows = states_of(code for code, _ in chunk)
        for code, path in chunk:
            if code not in rows:
                yield f"the file {path.name} belongs to no export; the next sweep removes it"
