"""The author's lines: which of them are code, and where a snippet stands."""

import re
from collections import Counter
from dataclasses import dataclass, field

FENCE = re.compile(r"^(?P<mark>`{3,}|~{3,})(?P<info>[^`]*)$")
CODE_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")


@dataclass(frozen=True)
class Fence:
    """A fenced block at the left margin: its words after the mark, its body, its first and last line (from 0)."""

    info: str
    body: str
    first: int
    last: int


@dataclass
class Lines:
    """A text by lines, with code blanked out in `prose`, so that a search finds only what is read as prose."""

    text: str
    offset: int = 0
    lines: list[str] = field(init=False)
    prose: list[str] = field(init=False)
    fences: list[Fence] = field(init=False)

    def __post_init__(self) -> None:
        self.lines = self.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self.fences = list(_fences(self.lines))
        self.prose = [CODE_SPAN.sub(lambda span: " " * len(span[0]), line) for line in self.lines]
        for fence in self.fences:
            for index in range(fence.first, fence.last + 1):
                self.prose[index] = ""
        self._seen: Counter[str] = Counter()

    def number(self, index: int) -> int:
        """The line of the file for a line of this text (both counted as editors do, from 1)."""
        return self.offset + index + 1

    def find(self, snippet: str) -> int:
        """The line number of the next occurrence of the snippet's first line that was not asked for yet; 0 if none."""
        first = next((part for part in snippet.splitlines() if part.strip()), snippet).strip()
        skip = self._seen[first]
        self._seen[first] += 1
        last = 0
        for index, line in enumerate(self.prose):
            count = line.count(first) if first else 0
            if count:
                last = self.number(index)
            if skip < count:
                return last
            skip -= count
        return last


def _fences(lines: list[str]) -> list[Fence]:
    found: list[Fence] = []
    opened: tuple[int, str, str] | None = None
    for index, line in enumerate(lines):
        mark = FENCE.match(line.rstrip())
        if opened is None:
            if mark:
                opened = (index, mark["mark"], mark["info"].strip())
        elif mark and mark["mark"].startswith(opened[1]) and not mark["info"].strip():
            found.append(Fence(opened[2], "\n".join(lines[opened[0] + 1 : index]), opened[0], index))
            opened = None
    if opened is not None:
        found.append(Fence(opened[2], "\n".join(lines[opened[0] + 1 :]), opened[0], len(lines) - 1))
    return found
