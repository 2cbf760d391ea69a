"""The rows of a report in the order asked for: all of them for a file, a page of them for the screen."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from progress.reports.tables.report import CHUNK, FIRST, Report, Scope, heard, told
from progress.selection import Misread
from progress.tables import Column, Row, Totals

PAGE = 50
# So many rows are sorted by any column, and added up, for one page; more only by columns that the database sorts.
MOST = 2_000
# A page looks at so many rows at most for those that a filter leaves.
LOOKED_AT = 2_000


@dataclass(frozen=True)
class Page:
    """`after` is where the next page begins, empty on the last. `n_rows` is how many rows there are in all, or at most
    where not `is_whole`; `totals` are None where there are too many rows to add up for a page. `is_cut` says that the
    page stopped looking before it was full."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    after: str
    n_rows: int
    is_whole: bool
    totals: Mapping[str, Any] | None
    is_cut: bool = False
    # Whether there are more rows than were counted.
    is_more: bool = False


def batches(report: Report, scope: Scope) -> Iterator[Sequence[Row]]:
    """All rows in the order asked for. Raises Misread where there are too many to sort so."""
    if _is_sorted_by_database(report, scope):
        yield from report.batches(scope)
        return
    check_order(report, scope, report.count(scope))
    rows = _sorted(report, scope)
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]


def check_order(report: Report, scope: Scope, n_rows: int) -> None:
    """Raises Misread where there are too many rows to sort them as asked."""
    if n_rows > MOST and not _is_sorted_by_database(report, scope):
        by = " or ".join(report.sorts) or "nothing but the usual order"
        words = f"Of more than {MOST:,} rows, this report is sorted by {by}; filter it, or sort it so."
        raise Misread({"sort": words})


def page(report: Report, scope: Scope, after: str) -> Page:
    """Raises Misread."""
    columns, n_rows = report.columns(scope), report.count(scope)
    if n_rows <= MOST:
        # To find no row takes a second look at as many as the count did.
        rows = _sorted(report, scope) if n_rows else []
        totals = Totals(columns)
        totals.add(rows)
        begin = (heard(after, 1) or [0])[0]
        end = begin + PAGE
        later = told([end]) if end < len(rows) else ""
        return Page(columns, rows[max(begin, 0) : end], later, len(rows), True, totals.found())
    check_order(report, scope, n_rows)
    n_counted = n_rows if report.counts_to is None else min(n_rows, report.counts_to)
    is_more = n_rows > n_counted
    found: list[Row] = []
    n_seen, size = 0, PAGE
    while True:
        batch = report.read(scope, after, size)
        room = PAGE - len(found)
        found += batch.rows[:room]
        if len(batch.rows) > room:
            return Page(columns, found, told(batch.keys[room - 1]), n_counted, False, None, is_more=is_more)
        n_seen, after = n_seen + size, batch.after
        if not after or len(found) == PAGE or n_seen >= LOOKED_AT:
            is_cut = bool(after) and len(found) < PAGE
            return Page(columns, found, after, n_counted, False, None, is_cut, is_more)
        # A filter leaves few: more are looked at at once.
        size = min(size * 4, LOOKED_AT - n_seen)


def _is_sorted_by_database(report: Report, scope: Scope) -> bool:
    return not scope.selection.sort or scope.selection.column in report.sorts


def _sorted(report: Report, scope: Scope) -> list[Row]:
    """All rows, by the column asked for; empty cells last, whichever way."""
    rows = [row for batch in report.batches(scope, FIRST, CHUNK) for row in batch]
    if _is_sorted_by_database(report, scope):
        return rows
    selection = scope.selection
    place = [column.name for column in report.columns(scope)].index(selection.column)
    filled = [row for row in rows if row[place] is not None]
    filled.sort(key=lambda row: _comparable(row[place]), reverse=selection.is_descending)
    return [*filled, *(row for row in rows if row[place] is None)]


def _comparable(cell: Any) -> Any:
    return cell.casefold() if isinstance(cell, str) else cell
