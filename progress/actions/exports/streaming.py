"""A small file, answered at once: its record is there before its first byte, and says in the end what went out."""

from collections.abc import Callable, Generator
from datetime import datetime
from functools import partial

from progress.actions.exports.asking import Wish
from progress.files import shelf
from progress.files.heads import head_of
from progress.files.printout import Printout
from progress.models import Export
from progress.reports.tables import paging

BROKEN_OFF = "The answer was broken off; not all of it arrived."


def stream_export(export: Export, wish: Wish, clock: Callable[[], datetime]) -> Generator[bytes, None, None]:
    """The parts of the file. Closed before its end, the record says so."""
    printout = Printout(wish.report.columns(wish.scope), paging.batches(wish.report, wish.scope))
    aside = partial(shelf.aside, export.code)
    n_bytes, is_whole = 0, False
    try:
        for part in wish.form.parts(head_of(wish.report, wish.scope), printout, aside):
            n_bytes += len(part)
            yield part
        is_whole = True
    finally:
        now = clock()
        told = {"ended_at": now, "n_rows": printout.n_rows, "n_bytes": n_bytes}
        if is_whole:
            told |= {"checksum": printout.checksum, "totals": printout.totals.found()}
        else:
            told |= {"state": Export.State.FAILED, "why": BROKEN_OFF}
        Export.objects.filter(pk=export.pk).update(**told)
