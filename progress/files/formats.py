"""The kinds of files: CSV, XLSX and JSON Lines. Each gives the parts of its file in turn."""

import codecs
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from progress.files.printout import Aside, Head, Printout
from progress.files.workbook import workbook
from progress.tables import Cell

Parts = Callable[[Head, Printout, Aside], Iterator[bytes]]


@dataclass(frozen=True)
class Format:
    """`streams` says that a first part is there before the last row is."""

    name: str
    title: str
    suffix: str
    media_type: str
    parts: Parts
    streams: bool = True


def comma_separated(_head: Head, printout: Printout, _aside: Aside) -> Iterator[bytes]:
    for _, lines in printout:
        yield lines


def with_mark(head: Head, printout: Printout, aside: Aside) -> Iterator[bytes]:
    """The same behind a byte order mark, by which some spreadsheets know UTF-8."""
    yield codecs.BOM_UTF8
    yield from comma_separated(head, printout, aside)


def json_lines(_head: Head, printout: Printout, _aside: Aside) -> Iterator[bytes]:
    """An object a row, by the columns' names."""
    names = [column.name for column in printout.columns]
    for rows, _ in printout:
        lines = (json.dumps(dict(zip(names, map(plain, row), strict=True)), ensure_ascii=False) for row in rows)
        yield "".join(f"{line}\n" for line in lines).encode()


def plain(cell: Cell) -> str | int | float | bool | None:
    """A cell as JSON knows it: moments in UTC with a Z, numbers as numbers."""
    if isinstance(cell, Decimal):
        return float(cell)
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return cell.isoformat() if isinstance(cell, date) else cell


FORMATS: Mapping[str, Format] = {
    one.name: one
    for one in (
        Format("csv", "CSV", "csv", "text/csv; charset=utf-8", comma_separated),
        Format("csv-bom", "CSV with a byte order mark", "csv", "text/csv; charset=utf-8", with_mark),
        Format(
            "xlsx",
            "Excel workbook",
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            workbook,
            streams=False,
        ),
        Format("jsonl", "JSON Lines", "jsonl", "application/jsonl; charset=utf-8", json_lines),
    )
}


def file_name(report: str, course: str, made_at: datetime, form: Format) -> str:
    """Of letters, digits and hyphens alone: a report's name and a course's id hold nothing else."""
    return f"epoch-{report}-{course}-{made_at.astimezone(UTC):%Y%m%d-%H%M%S}.{form.suffix}"
