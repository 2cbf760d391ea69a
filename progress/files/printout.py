"""What every kind of file is printed from: the rows as they come, counted, added up and sealed on the way."""

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from progress.tables import Column, Row, Totals, spell

# A folder for what has to be put aside until the file is whole, gone with the block.
Aside = Callable[[], AbstractContextManager[Path | str]]


@dataclass(frozen=True)
class Head:
    """What a file says of itself. `filters` are pairs of a name and its value, in words."""

    title: str
    course: str
    edition: int
    made_at: datetime
    filters: Sequence[tuple[str, str]]


class Printout:
    """The batches of a report. Going through them counts the rows, and tells `follow` how many there are with each
    batch; and adds up the checksum, which is that of the plain CSV with the same rows: whatever file one has, it can be
    held against another."""

    def __init__(
        self,
        columns: Sequence[Column],
        batches: Iterable[Sequence[Row]],
        follow: Callable[[int], object] = lambda _n_rows: None,
    ) -> None:
        self.columns = columns
        self.n_rows = 0
        self.totals = Totals(columns)
        self._batches, self._follow = batches, follow
        self._seal = hashlib.sha256()

    @property
    def checksum(self) -> str:
        return self._seal.hexdigest()

    def __iter__(self) -> Iterator[tuple[Sequence[Row], bytes]]:
        """Each batch, with its lines of CSV; the first has no row, and the names of the columns."""
        yield (), self._sealed([[column.title for column in self.columns]])
        for rows in self._batches:
            self.n_rows += len(rows)
            self.totals.add(rows)
            self._follow(self.n_rows)
            yield rows, self._sealed(spell(self.columns, rows))

    def _sealed(self, lines: Iterable[list[str]]) -> bytes:
        written = io.StringIO(newline="")
        # RFC 4180: the writer's own line ends, and quotes where a cell needs them.
        csv.writer(written, lineterminator="\r\n").writerows(lines)
        found = written.getvalue().encode()
        self._seal.update(found)
        return found
