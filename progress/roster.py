"""A roster as a file of text: who is to join a cohort, row by row, each with what is wrong with it. Pure.

Columns are address and name; the name may be missing, and so may the line that names the columns. Commas, semicolons
and tabs separate them.
"""

import csv
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

MOST_ROWS = 5_000
MOST_BYTES = 1_000_000
LIMITS = "A roster has at most 5,000 rows and 1 MB"
LONGEST_ADDRESS, LONGEST_LOCAL, LONGEST_NAME, LONGEST_CELL = 254, 64, 80, 120
SEPARATORS = ",;\t"
# How spreadsheets call the two columns.
ADDRESS_NAMES = frozenset({"email", "e-mail", "mail", "address", "email address", "e-mail address"})
NAME_NAMES = frozenset({"name", "full name", "display name"})
# A cell that begins with one of these, also in its wide form, is run as a formula by a spreadsheet.
FORMULA = frozenset("=+-@＝＋－＠")
ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
ADDRESS = re.compile(rf"{ATOM}(?:\.{ATOM})*@(?:{LABEL}\.)+[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])", re.ASCII)
# Signs that are not seen, or that turn the direction of writing: controls, formats, surrogates and private ones.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Joiners, without which some scripts cannot be written.
JOINERS = frozenset("\u200c\u200d")


class Unreadable(Exception):
    """The file as a whole is refused; says why, in words for whoever sent it."""


@dataclass(frozen=True)
class Row:
    """One person. `line` is where the row ends in the file; `problem` is empty where there is none."""

    line: int
    address: str
    name: str
    problem: str = ""


def decode(raw: bytes) -> str:
    """The text of a file. Raises Unreadable, naming what is wrong with its encoding."""
    if len(raw) > MOST_BYTES:
        raise Unreadable(f"The file is larger than 1 MB. {LIMITS}; send it in parts.")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("The file is in UTF-16. Save it as “CSV UTF-8” and send it again.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line, wrong = raw.count(b"\n", 0, problem.start) + 1, raw[problem.start]
        said = f"The file is not in UTF-8: line {line} holds the byte {wrong:02X}."
        raise Unreadable(f"{said} Save it as “CSV UTF-8” and send it again.") from None
    if "\0" in text:
        raise Unreadable("The file holds zero bytes, so it is no CSV. A spreadsheet can be saved as “CSV UTF-8”.")
    return text


def read(text: str) -> list[Row]:
    """Every row, each with the first thing that is wrong with it. Raises Unreadable; reads no further than it must."""
    lines = re.split(r"\r\n|\r|\n", text)
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=_separator(lines), strict=True)
    rows: list[Row] = []
    seen: dict[str, int] = {}
    places: tuple[int, int] | None = None
    try:
        for cells in reader:
            said = [cell.strip() for cell in cells]
            if not any(said):
                continue
            if places is None:
                places = _named_columns(said)
                if places is not None:
                    continue
                places = (0, 1)
            if len(rows) >= MOST_ROWS:
                raise Unreadable(f"The file has more than 5,000 rows. {LIMITS}; send it in parts.")
            row = _row(reader.line_num, said, *places)
            if not row.problem and row.address in seen:
                row = replace(row, problem=f"The same address is in line {seen[row.address]}.")
            elif not row.problem:
                seen[row.address] = row.line
            rows.append(row)
    except csv.Error as problem:
        raise Unreadable(f"Line {reader.line_num} cannot be read as CSV: {_in_words(problem)}.") from None
    if not rows:
        raise Unreadable("The file names nobody.")
    return rows


def judged(rows: Sequence[Row], problems: Mapping[str, str]) -> list[Row]:
    """The rows, with what is known against their addresses; what is wrong in the file itself comes first."""
    return [row if row.problem else replace(row, problem=problems.get(row.address, "")) for row in rows]


def good(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if not row.problem]


def name_of(row: Row) -> str:
    """Without a name, the part of the address before the @ stands in."""
    return row.name or row.address.partition("@")[0]


def _separator(lines: Sequence[str]) -> str:
    """The one that comes first in the first line with words in it: no address holds one."""
    first = next((line for line in lines if line.strip()), "")
    return next((sign for sign in first if sign in SEPARATORS), ",")


def _named_columns(cells: Sequence[str]) -> tuple[int, int] | None:
    """Where address and name stand, if this row names the columns; -1 where there are no names."""
    words = [cell.lower() for cell in cells]
    address = next((place for place, word in enumerate(words) if word in ADDRESS_NAMES), None)
    if address is None:
        return None
    name = next((place for place, word in enumerate(words) if word in NAME_NAMES), -1)
    others = [cell for place, cell in enumerate(cells) if cell and place not in (address, name)]
    if others:
        raise Unreadable(f"The columns are email and name alone, but the file has one named “{_short(others[0])}”.")
    return address, name


def _row(line: int, cells: Sequence[str], at: int, name_at: int) -> Row:
    address = cells[at].lower() if at < len(cells) else ""
    name = cells[name_at] if 0 <= name_at < len(cells) else ""
    surplus = any(cell for place, cell in enumerate(cells) if place not in (at, name_at))
    problem = "The row has too many columns." if surplus else _wrong_address(address) or _wrong_name(name)
    # What is refused is shown and never stored: without what a spreadsheet or a page could stumble over.
    return Row(line, _plain(address), _plain(name), problem) if problem else Row(line, address, name)


def _wrong_address(address: str) -> str:
    if not address:
        return "There is no address."
    if len(address) > LONGEST_ADDRESS or len(address.partition("@")[0]) > LONGEST_LOCAL:
        return "The address is too long."
    if address[0] in FORMULA:
        return "The address begins with a sign that a spreadsheet takes for a formula."
    if not ADDRESS.fullmatch(address):
        return "This is not an e-mail address."
    return ""


def _wrong_name(name: str) -> str:
    if len(name) > LONGEST_NAME:
        return f"The name is longer than {LONGEST_NAME} characters."
    if name and name[0] in FORMULA:
        return "The name begins with a sign that a spreadsheet takes for a formula."
    if any(unicodedata.category(sign) in UNSEEN and sign not in JOINERS for sign in name):
        return "The name holds a control character."
    return ""


def _plain(cell: str) -> str:
    return "".join("�" if unicodedata.category(sign) in UNSEEN else sign for sign in _short(cell))


def _short(cell: str) -> str:
    return cell if len(cell) <= LONGEST_CELL else f"{cell[:LONGEST_CELL]}…"


def _in_words(problem: csv.Error) -> str:
    words = str(problem)
    if "unexpected end" in words:
        return "a quotation mark is opened and not closed"
    if "limit" in words:
        return "a cell is too long; perhaps a quotation mark is not closed"
    return "a quotation mark stands where none may" if "expected after" in words else "its quotation marks are wrong"
