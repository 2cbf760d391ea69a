"""A report as an Excel workbook: a sheet that says what it is, and one with typed cells. Memory stays constant."""

import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from progress.files.printout import Aside, Head, Printout
from progress.tables import Column, Kind

PIECE = 1 << 20
# Of a sheet, less the head.
MOST_ROWS = 1_048_575
SHAPES = {
    Kind.POINTS: "0.00",
    Kind.PERCENT: "0.0",
    Kind.DAY: "yyyy-mm-dd",
    Kind.MOMENT: "yyyy-mm-dd hh:mm:ss",
}


class TooLong(ValueError):
    """A sheet has fewer rows than this."""


def workbook(head: Head, printout: Printout, aside: Aside) -> Iterator[bytes]:
    """Its rows are put aside until all are there. Raises TooLong."""
    with aside() as folder, tempfile.TemporaryFile(dir=folder) as file:
        # No text becomes a number, a formula or a link: each cell is written as what its column says.
        book = xlsxwriter.Workbook(file, {"constant_memory": True, "tmpdir": str(folder), "remove_timezone": True})
        # What was made again has the same bytes.
        book.set_properties({"title": head.title, "created": head.made_at.astimezone(UTC).replace(tzinfo=None)})
        about, sheet = book.add_worksheet("About"), book.add_worksheet("Rows")
        try:
            _rows(book, sheet, printout)
            # It stands first and is written last, when the rows are counted.
            _about(book, about, head, printout)
            book.close()
        finally:
            # One that was broken off would hold its rows' files open until it is forgotten.
            for each in book.worksheets():
                each._opt_close()
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def _about(book: Any, sheet: Any, head: Head, printout: Printout) -> None:
    strong = book.add_format({"bold": True})
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 72)
    lines = [
        ("Report", head.title),
        ("Course", head.course),
        ("Content revision", head.edition),
        ("Made at (UTC)", f"{head.made_at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"),
        *head.filters,
        ("Rows", printout.n_rows),
        ("SHA-256 of the rows as CSV", printout.checksum),
    ]
    for number, (name, value) in enumerate(lines):
        sheet.write_string(number, 0, name, strong)
        (sheet.write_number if isinstance(value, int) else sheet.write_string)(number, 1, value)


def _rows(book: Any, sheet: Any, printout: Printout) -> None:
    columns = printout.columns
    strong = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
    sheet.freeze_panes(1, 1)
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.title, strong)
    writers = [_writer(book, sheet, place, column) for place, column in enumerate(columns)]
    number = 0
    for rows, _ in printout:
        if number + len(rows) > MOST_ROWS:
            raise TooLong(f"A sheet holds {MOST_ROWS:,} rows at most; choose fewer, or another kind of file.")
        for row in rows:
            number += 1
            for cell, write in zip(row, writers, strict=True):
                if cell is not None:
                    write(number, cell)
    sheet.autofilter(0, 0, number, len(columns) - 1)


def _writer(book: Any, sheet: Any, place: int, column: Column) -> Callable[[int, Any], object]:
    """How a cell of the column is written."""
    shape = book.add_format({"num_format": SHAPES[column.kind]}) if column.kind in SHAPES else None
    match column.kind:
        case Kind.TEXT:
            return lambda number, cell: sheet.write_string(number, place, cell)
        case Kind.YES:
            return lambda number, cell: sheet.write_boolean(number, place, cell)
        case Kind.DAY | Kind.MOMENT:
            return lambda number, cell: sheet.write_datetime(number, place, _naive(cell), shape)
    return lambda number, cell: sheet.write_number(number, place, cell, shape)


def _naive(cell: Any) -> Any:
    """A moment in UTC to the second, as all files have it; a day as it is."""
    return cell.astimezone(UTC).replace(tzinfo=None, microsecond=0) if isinstance(cell, datetime) else cell
