"""The author's lines: which of them are code, and where a snippet stands."""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from curriculum.markup.words import unescaped

FENCE = re.compile(r"(?P<lead>[ \t>]*)(?P<mark>`{3,}|~{3,})(?P<info>[^`]*)")
CODE_SPAN = re.compile(r"(?<![`\\])(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
BLOCK = re.compile(r"\S.*?(?=\n[ \t>]*\n|\Z)", re.DOTALL)
LIST_ITEM = re.compile(r"[ >]*(?:[-*+]|\d+[.)]|\[\^[^\]]+\]:)(?:\s|$)")
HEADING = re.compile(r"#{1,6}(?!#)")
# The destination of a link or a figure, with one pair of parentheses inside at most, and that of a reference.
TARGET = re.compile(r"\]\(\s*<?((?:[^\s<>()]|\([^\s<>()]*\))*)|^ {0,3}\[[^\]\n]+\]:\s*<?([^\s>]+)", re.MULTILINE)
# What Markdown puts for an escaped character while it works: its code between STX and ETX.


@dataclass(frozen=True)
class Fence:
    """A fenced block: its words after the mark, its body, its first and last line (from 0).

    `lead` is what stands before the mark, where it is inside a list or a quote.
    """

    info: str
    body: str
    first: int
    last: int
    lead: str = ""
    closed: bool = True


class Lines:
    """A text by lines, with code blanked out in `prose`, so that a search finds only what is read as prose."""

    def __init__(self, text: str, offset: int = 0) -> None:
        self.text = text
        self.offset = offset
        self.lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self.fences = _fences(self.lines)
        self._asked: Counter[str] = Counter()
        self._found: dict[str, tuple[int, int]] = {}

    @cached_property
    def prose(self) -> list[str]:
        prose = list(self.lines)
        for fence in self.fences:
            for index in range(fence.first, fence.last + 1):
                prose[index] = ""
        _blank_indented(prose)
        return BLOCK.sub(lambda block: CODE_SPAN.sub(_blank, block[0]), "\n".join(prose)).split("\n")

    def number(self, index: int) -> int:
        """The line of the file for a line of this text (both counted as editors do, from 1)."""
        return self.offset + index + 1

    def find(self, snippet: str, form: str = "{}") -> int:
        """The line of the next place where the snippet stands in prose, not asked for yet; the last one's after that.

        `form` is a regular expression in which `{}` stands for the snippet, to tell it from longer ones. 0 where there
        is none.
        """
        words = unescaped(snippet)[:200].split()
        if not words:
            return 0
        pattern = form.replace("{}", "(" + r"[\s>]+".join(map(re.escape, words)) + ")")
        end, number = self._found.get(pattern, (0, 0))
        place = re.compile(pattern).search(self._joined, end)
        if place is not None:
            number = self.number(bisect_right(self._starts, place.start(1)) - 1)
            self._found[pattern] = place.end(), number
        return number or (self.find(snippet) if form != "{}" else 0)

    def find_target(self, target: str) -> int:
        """The line of the next link or figure with that destination, not asked for yet; the last one's after that."""
        numbers = self._targets.get(unescaped(target), [])
        self._asked[target] += 1
        return numbers[min(self._asked[target], len(numbers)) - 1] if numbers else self.find(target)

    def next_heading(self, level: int) -> int:
        """The line of the next heading of that level that begins with its #; 0 if there is none."""
        while self._headings:
            index = self._headings.pop(0)
            mark = HEADING.match(self.prose[index])
            if mark and len(mark[0]) == level:
                return self.number(index)
        return 0

    @cached_property
    def _joined(self) -> str:
        return "\n".join(self.prose)

    @cached_property
    def _starts(self) -> list[int]:
        return list(accumulate((len(line) + 1 for line in self.prose), initial=0))

    @cached_property
    def _targets(self) -> Mapping[str, list[int]]:
        found: defaultdict[str, list[int]] = defaultdict(list)
        for target in TARGET.finditer(self._joined):
            number = self.number(bisect_right(self._starts, target.start()) - 1)
            found[target[1] or target[2] or ""].append(number)
        return found

    @cached_property
    def _headings(self) -> list[int]:
        return [index for index, line in enumerate(self.prose) if HEADING.match(line)]


def _blank(code: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", code[0])


def _fences(lines: list[str]) -> list[Fence]:
    found: list[Fence] = []
    opened: tuple[int, re.Match[str]] | None = None
    for index, line in enumerate(lines):
        mark = FENCE.fullmatch(line.rstrip())
        if opened is not None:
            first, opening = opened
            if mark and mark["mark"].startswith(opening["mark"]) and not mark["info"].strip():
                found.append(_fence(lines, opening, first, index, closed=True))
                opened = None
                continue
            if not _leaves(line, opening["lead"]):
                continue
            # The quote or the list item that held it ends before the fence does.
            found.append(_fence(lines, opening, first, index - 1, closed=False))
            opened = None
        if mark:
            opened = (index, mark)
    if opened is not None:
        found.append(_fence(lines, opened[1], opened[0], len(lines) - 1, closed=False))
    return found


def _fence(lines: list[str], opening: re.Match[str], first: int, last: int, *, closed: bool) -> Fence:
    body = "\n".join(lines[first + 1 : last if closed else last + 1])
    return Fence(opening["info"].strip(), body, first, last, opening["lead"], closed)


def _leaves(line: str, lead: str) -> bool:
    """Whether the line stands outside the quote or list item whose fences begin with `lead`."""
    if ">" in lead:
        return not line.lstrip().startswith(">")
    return bool(line.strip()) and len(line) - len(line.lstrip()) < len(lead)


def _blank_indented(prose: list[str]) -> None:
    """Blanks the blocks that are code because they are indented; inside a list indentation means something else."""
    in_list, code = False, False
    before = ""
    for index, line in enumerate(prose):
        if not line.strip():
            before = line
            continue
        indented = line.startswith(("    ", "\t"))
        if not indented:
            in_list = bool(LIST_ITEM.match(line)) or (in_list and bool(before.strip()))
        code = indented and not in_list and (code or not before.strip())
        before = line
        if code:
            prose[index] = ""
