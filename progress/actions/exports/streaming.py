"""A small file, answered at once: its record is there before its first byte, and says in the end what went out."""

from collections.abc import Callable, Generator, Iterator, Sequence
from datetime import datetime

from progress.actions.exports.asking import Wish
from progress.files.heads import head_of
from progress.files.printout import Printout
from progress.models import Export
from progress.reports.tables import paging
from progress.tables import Row, Totals

BROKEN_OFF = "The answer was broken off; not all of it arrived."


def stream_export(export: Export, wish: Wish, clock: Callable[[], datetime]) -> Generator[bytes, None, None]:
    """The parts of the file. Closed before its end, the record says so."""
    columns = wish.report.columns(wish.scope)
    totals = Totals(columns)
    printout = Printout(columns, _counted(paging.batches(wish.report, wish.scope), totals))
    n_bytes, is_whole = 0, False
    try:
        for part in wish.form.parts(head_of(wish.report, wish.scope), printout):
            n_bytes += len(part)
            yield part
        is_whole = True
    finally:
        now = clock()
        told = {"ended_at": now, "n_rows": printout.n_rows, "n_bytes": n_bytes}
        if is_whole:
            told |= {"checksum": printout.checksum, "totals": totals.found()}
        else:
            told |= {"state": Export.State.FAILED, "why": BROKEN_OFF}
        Export.objects.filter(pk=export.pk).update(**told)


def _counted(batches: Iterator[Sequence[Row]], totals: Totals) -> Iterator[Sequence[Row]]:
    for rows in batches:
        totals.add(rows)
        yield rows
