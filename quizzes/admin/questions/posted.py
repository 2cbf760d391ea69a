"""What the form of a question sends, as fields; and its buttons that add, move and remove a row."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.http import QueryDict

from curriculum.markup.page import CONTROL
from quizzes.source.fields import PASSAGES, SETTINGS, Fields
from quizzes.source.question import CHOICES, ESSAY, MATCHING, NUMERIC, ORDERING, SHORT, Sign

# Far more than any kind may have, and few enough to show.
MOST_ROWS, MOST_CHARACTERS = 60, 60_000
ROW = re.compile(r"(?P<of>row|unit)-(?P<number>\d{1,4})-(?P<field>[a-z]+)")
DEED = re.compile(r"(?P<deed>up|down|remove):(?P<of>row|unit):(?P<number>\d{1,4})|add:(?P<sign>[a-z]+)")
UNIT = "unit"
# What a row of each kind may be, and what the button that adds one says.
ADDED: Mapping[str, Mapping[str, str]] = {
    **{kind: {"wrong": "Add an option"} for kind in CHOICES},
    ORDERING: {"place": "Add a place", "extra": "Add a response that belongs nowhere"},
    MATCHING: {"pair": "Add a pair", "spare": "Add a response that matches nothing"},
    NUMERIC: {
        "accepted": "Add a right answer",
        "foreseen": "Add a wrong answer that you foresee",
        UNIT: "Add a unit",
    },
    SHORT: {
        "accepted": "Add an accepted answer",
        "pattern": "Add a pattern",
        "foreseen": "Add a wrong answer that you foresee",
    },
    ESSAY: {"criterion": "Add a criterion"},
}
EMPTY = {"words": "", "other": "", "tolerance": "", "feedback": "", "misconception": ""}


class TooMuch(ValueError):
    """What was sent is beyond all measure."""


@dataclass(frozen=True)
class Row:
    """The row that a button made or moved, so that the page can lead there."""

    of: str
    number: int


def fields_in(post: QueryDict, kind: str, level: int) -> Fields:
    """The fields as they were typed. Raises TooMuch."""
    values = {name: _text(post, name) for name in (*SETTINGS, *PASSAGES, "taught_title", "taught_target")}
    values["kind"] = values["kind"] if {values["kind"], kind} <= CHOICES else kind
    rows: dict[str, dict[int, dict[str, str]]] = {"row": {}, "unit": {}}
    for name in post:
        found = ROW.fullmatch(name)
        if found:
            row = rows[found["of"]].setdefault(int(found["number"]), {})
            row[found["field"]] = _text(post, name)
        if any(len(each) > MOST_ROWS for each in rows.values()):
            raise TooMuch(f"more than {MOST_ROWS} rows, where {MOST_ROWS} is the most")
    right = set(post.getlist("right"))
    listed = [
        _signed(row, values["kind"], is_right=str(number) in right) for number, row in sorted(rows["row"].items())
    ]
    units = tuple({"name": "", "factor": "", **unit} for _, unit in sorted(rows["unit"].items()))
    return Fields({**values, "level": str(level)}, tuple(listed), units)


def _text(post: QueryDict, name: str) -> str:
    value = str(post.get(name, ""))
    if len(value) > MOST_CHARACTERS:
        raise TooMuch(f"a text of {len(value):,} characters, where {MOST_CHARACTERS:,} is the most")
    return value


def _signed(row: Mapping[str, str], kind: str, *, is_right: bool) -> dict[str, str]:
    """The row with its sign; one that its kind does not have becomes the first that it has."""
    sign = row.get("sign", "")
    if kind in CHOICES:
        sign = "right" if is_right else "wrong"
    elif sign not in ADDED.get(kind, {}) or sign == UNIT:
        sign = next(iter(ADDED.get(kind, {})), Sign.WRONG.name.lower())
    return {**EMPTY, **row, "sign": sign}


def controlled(given: Fields) -> tuple[str, ...]:
    """The fields that hold a control character, as NUL; no text may."""
    found = [name for name, value in given.values.items() if CONTROL.search(value)]
    for of, rows in (("row", given.rows), ("unit", given.units)):
        found += [f"{of}-{index}" for index, row in enumerate(rows) if any(map(CONTROL.search, row.values()))]
    return tuple(found)


def without_blank_rows(given: Fields) -> Fields:
    """Rows in which nothing stands are no answers yet; a response without a prompt matches nothing."""

    def is_filled(row: Mapping[str, str]) -> bool:
        return any(value.strip() for name, value in row.items() if name != "sign")

    def named(row: Mapping[str, str]) -> Mapping[str, str]:
        return {**row, "sign": "spare"} if row["sign"] == "pair" and not row["words"].strip() else row

    rows = tuple(named(row) for row in given.rows if is_filled(row))
    return replace(given, rows=rows, units=tuple(filter(is_filled, given.units)))


def changed_rows(given: Fields, do: str) -> tuple[Fields, Row | None]:
    """The fields after the button `do` of a row was pressed, and the row to go on with. What is no button does
    nothing."""
    found = DEED.fullmatch(do)
    if found is None:
        return given, None
    if found["sign"]:
        return _added(given, found["sign"])
    of, index = found["of"], int(found["number"])
    rows = list(given.rows if of == "row" else given.units)
    if index >= len(rows):
        return given, None
    if found["deed"] == "remove":
        del rows[index]
        index = min(index, len(rows) - 1)
    else:
        other = index + (1 if found["deed"] == "down" else -1)
        if not 0 <= other < len(rows):
            return given, Row(of, index)
        rows[index], rows[other] = rows[other], rows[index]
        index = other
    changed = replace(given, rows=tuple(rows)) if of == "row" else replace(given, units=tuple(rows))
    return changed, Row(of, max(index, 0))


def _added(given: Fields, sign: str) -> tuple[Fields, Row | None]:
    if sign not in ADDED.get(given.values["kind"], {}) or max(len(given.rows), len(given.units)) >= MOST_ROWS:
        return given, None
    if sign == UNIT:
        return replace(given, units=(*given.units, {"name": "", "factor": ""})), Row("unit", len(given.units))
    return replace(given, rows=(*given.rows, {**EMPTY, "sign": sign})), Row("row", len(given.rows))
