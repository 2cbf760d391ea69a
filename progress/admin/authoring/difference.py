"""How two texts differ, line by line."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff

AROUND = 2
# What is longer is cut: nobody reads on, and a page has an end.
MOST_LINES = 400


@dataclass(frozen=True)
class Line:
    """`sign` is + for what the second text has, - for what the first has, a space for what both have, @ for a gap."""

    sign: str
    text: str


def difference(before: str, after: str) -> list[Line]:
    found = list(_lines(before, after))
    return found if len(found) <= MOST_LINES else [*found[:MOST_LINES], Line("@", "")]


def _lines(before: str, after: str) -> Iterator[Line]:
    rows = unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=AROUND)
    for number, row in enumerate(rows):
        if number < 2:
            continue  # the names of the two
        yield Line("@", "") if row.startswith("@@") else Line(row[:1], row[1:])
