"""A page of a report's rows as the screen shows it: headings that sort, cells in words, what the rows come to."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import NamedTuple

from progress.admin.reports.asked import Asked
from progress.models import Study
from progress.reports.tables.paging import Page
from progress.tables import Cell, Column, Kind, Total, spelled

NUMBERS = {Kind.COUNT, Kind.POINTS, Kind.PERCENT, Kind.FIGURE}
# Columns of e-mail addresses, and where these may go on in the next line.
ADDRESSES = {"address", "by", "whom"}
# Of a long text the screen shows so much; its file has all.
MOST_SEEN = 400
BREAKS = re.compile(r"(?<=.)(?=[@.])")
ORDERS = {True: "descending", False: "ascending"}


class Shown(NamedTuple):
    """A cell: as every file spells it, and as people read it, in `parts` between which the line may break. `study` is
    whose evidence it leads to."""

    told: str
    words: str
    css: str
    study: int | None = None
    parts: Sequence[str] = ()


@dataclass(frozen=True)
class Heading:
    """`address` sorts by the column; empty where that cannot be."""

    column: Column
    address: str
    order: str
    css: str


@dataclass(frozen=True)
class Foot:
    """What a column comes to: one figure, or several with what each is of."""

    kind: str
    figures: Sequence[tuple[str, str]]
    css: str


@dataclass(frozen=True)
class Listing:
    headings: Sequence[Heading]
    rows: Sequence[Sequence[Shown]]
    feet: Sequence[Foot]
    sorts: Sequence[str]


def listing_of(asked: Asked, page: Page, studies: Mapping[str, int]) -> Listing:
    """Of the columns that are shown; the first one always is. `studies` are by address of a learner."""
    chosen = {*asked.columns, page.columns[0].name} if asked.columns else {column.name for column in page.columns}
    places = [place for place, column in enumerate(page.columns) if column.name in chosen]
    columns = [page.columns[place] for place in places]
    names = [column.name for column in page.columns]
    address = names.index("address") if "address" in names else None
    rows = []
    for row in page.rows:
        first, *rest = (_shown(row[place], page.columns[place]) for place in places)
        study = studies.get(str(row[address])) if address is not None else None
        rows.append([first._replace(study=study), *rest])
    sorts = [] if page.is_whole else [column.title for column in page.columns if column.name in asked.report.sorts]
    return Listing([_heading(asked, page, one) for one in columns], rows, _feet(columns, page), sorts)


def addresses(page: Page) -> list[str]:
    """Of the learners of a page whose rows begin with one."""
    names = [column.name for column in page.columns]
    if names[0] != "learner" or "address" not in names:
        return []
    place = names.index("address")
    return [str(row[place]) for row in page.rows]


def studies_of(course_id: int, people: Sequence[str]) -> dict[str, int]:
    """By address, who has a page of evidence. Whose address a cell neutralises has no link."""
    rows = Study.objects.filter(enrolment__course=course_id, enrolment__user__email__in=people)
    return dict(rows.values_list("enrolment__user__email", "pk")) if people else {}


def _heading(asked: Asked, page: Page, column: Column) -> Heading:
    selection = asked.scope.selection if asked.scope else None
    is_sorted = selection is not None and selection.column == column.name
    falls = is_sorted and selection is not None and selection.is_descending
    may = page.is_whole or column.name in asked.report.sorts
    turned = f"-{column.name}" if is_sorted and not falls else column.name
    return Heading(column, asked.address(sort=turned) if may else "", ORDERS[falls] if is_sorted else "", _css(column))


def _css(column: Column) -> str:
    """The column's look."""
    if column.name in ADDRESSES:
        return "address"
    return "number" if column.kind in NUMBERS else column.kind.value


def _shown(cell: Cell, column: Column) -> Shown:
    told = spelled(cell, column.kind)
    parts = BREAKS.split(told) if column.name in ADDRESSES else ()
    return Shown(told, words(cell, column.kind), _css(column), parts=parts)


def words(cell: Cell, kind: Kind) -> str:
    """The cell as people read it."""
    if isinstance(cell, datetime):
        moment = cell.astimezone(UTC)
        return f"{_day(moment.date())}, {moment:%H:%M}"
    if isinstance(cell, date):
        return _day(cell)
    told = spelled(cell, kind)
    if kind is Kind.PERCENT and told:
        return f"{told}\N{NO-BREAK SPACE}%"
    if len(told) > MOST_SEEN:
        return f"{told[:MOST_SEEN]}… (all {len(told):,} characters are in a file)"
    return f"{cell:,}" if isinstance(cell, int) and not isinstance(cell, bool) else told


@lru_cache(maxsize=2_000)
def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


def _feet(columns: Sequence[Column], page: Page) -> list[Foot]:
    """One for each column but the first, which says what the line is; none where nothing was added up."""
    if page.totals is None or not page.rows:
        return []
    return [_foot(column, page.totals.get(column.name)) for column in columns[1:]]


def _foot(column: Column, total: str | Mapping[str, int] | None) -> Foot:
    if total is None:
        return Foot("", [], _css(column))
    if isinstance(total, str):
        percent = "\N{NO-BREAK SPACE}%" if column.kind is Kind.PERCENT else ""
        number = f"{int(total):,}" if column.total is Total.SUM and column.kind is Kind.COUNT else total
        return Foot(column.total.value, [("", number + percent)], _css(column))
    return Foot("", [(name or "none", f"{n:,}") for name, n in total.items()], _css(column))
