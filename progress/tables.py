"""Tables as every report prints them: typed columns, rows of cells, and one spelling of each cell. Pure.

The screen, CSV, XLSX and JSON Lines print the same rows, so that none of them can say what another does not.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any

from quizzes.cells import inert

Cell = str | int | Decimal | date | datetime | bool | None
Row = tuple[Cell, ...]
TENTH = Decimal("0.1")


class Kind(StrEnum):
    """What a column holds, and so how its cells are spelled. An empty cell is None, whatever the kind."""

    TEXT = "text"  # str, as `text` makes it
    COUNT = "count"  # int
    POINTS = "points"  # Decimal, two places
    PERCENT = "percent"  # Decimal, one place
    FIGURE = "figure"  # Decimal, as many places as it has
    DAY = "day"  # date
    MOMENT = "moment"  # datetime, aware; spelled in UTC, to the second
    YES = "yes"  # bool


class Total(StrEnum):
    """What the cells of a column come to."""

    NONE = "none"
    SUM = "sum"
    MEAN = "mean"
    TALLY = "tally"  # how many there are of each


WIDTHS = {Kind.TEXT: 24, Kind.DAY: 12, Kind.MOMENT: 20}


@dataclass(frozen=True)
class Column:
    """`name` is the column's id in files for programs, and never changes; `title` is for people."""

    name: str
    title: str
    kind: Kind = Kind.TEXT
    total: Total = Total.NONE

    @property
    def width(self) -> int:
        """In characters."""
        return max(WIDTHS.get(self.kind, 8), min(len(self.title) + 2, 40))


@dataclass(frozen=True)
class Batch:
    """Some rows, each with its key, behind which the next one begins; and where the next batch does, empty behind the
    last."""

    rows: Sequence[Row]
    keys: Sequence[Sequence[Any]]
    after: str


@lru_cache(maxsize=4_000)
def text(words: str) -> str:
    """Words as a cell holds them: on one line, and never a formula (P25)."""
    return inert(words)


@lru_cache(maxsize=20_000)
def share(got: Decimal | int, of: Decimal | int) -> Decimal | None:
    """In per cent with one place, rounded down: 100 means all. None of nothing."""
    return (Decimal(100 * got) / of).quantize(TENTH, ROUND_DOWN) if of else None


class Totals:
    """What rows come to, added up as they go by."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._summed = [(place, column) for place, column in enumerate(columns) if column.total is not Total.NONE]
        self._sums = [Decimal(0) for _ in self._summed]
        self._counts: list[Counter[str]] = [Counter() for _ in self._summed]
        self._ns = [0 for _ in self._summed]

    def add(self, rows: Iterable[Row]) -> None:
        for row in rows:
            for number, (place, column) in enumerate(self._summed):
                cell = row[place]
                if column.total is Total.TALLY:
                    self._counts[number][spelled(cell, column.kind)] += 1
                elif isinstance(cell, int | Decimal):
                    self._sums[number] += cell
                    self._ns[number] += 1

    def found(self) -> dict[str, str | dict[str, int]]:
        """By column's name: a number in words, or how many there are of each; nothing of a column without cells."""
        told: dict[str, str | dict[str, int]] = {}
        for number, (_, column) in enumerate(self._summed):
            if column.total is Total.TALLY:
                told[column.name] = dict(sorted(self._counts[number].items()))
            elif self._ns[number] and column.total is Total.MEAN:
                told[column.name] = str((self._sums[number] / self._ns[number]).quantize(TENTH, ROUND_HALF_UP))
            elif self._ns[number]:
                told[column.name] = str(self._sums[number])
        return told


def spelled(cell: Cell, kind: Kind) -> str:
    """The cell in words: what a CSV holds."""
    if cell is None:
        return ""
    if kind is Kind.MOMENT and isinstance(cell, datetime):
        return cell.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    if kind is Kind.YES:
        return "yes" if cell else "no"
    return str(cell)


def spell(columns: Sequence[Column], rows: Iterable[Row]) -> Iterable[list[str]]:
    """Rows in words. Most kinds spell as Python does, and only the others are asked for theirs."""
    odd = [(place, column.kind) for place, column in enumerate(columns) if column.kind in {Kind.MOMENT, Kind.YES}]
    for row in rows:
        words = ["" if cell is None else cell if isinstance(cell, str) else str(cell) for cell in row]
        for place, kind in odd:
            words[place] = spelled(row[place], kind)
        yield words
