"""How large and how tangled a text may be, so that rendering it is bounded work (P24).

Markdown's own reader takes quadratic time over brackets that nobody closes, deep nests and the like. What is refused
here is far from anything an author writes: a lesson of 2,000 words has some 200 lines and 1,500 marks.
"""

import re
from collections.abc import Iterator

from curriculum.markup.lines import Lines
from curriculum.markup.problem import Mistake

MAX_CHARACTERS = 200_000
MAX_LINES = 4_000
MAX_MARKS = 10_000
MAX_PARAGRAPH = 20_000
MAX_OPEN = 8
MAX_RUN = 20
MAX_DEPTH = 20
MAX_HEADINGS = 200
MAX_HEADING = 300
MARKS = "*_`[$\"'<|&\\"
NEST = re.compile(r"(?:[ \t]|>|(?:[-*+]|\d{1,9}[.)])(?=\s))*")
STEP = re.compile(r">|(?:[-*+]|\d+[.)])(?=\s)|\t| {4}")
BRACKET = re.compile(r"\\.|\[|\]\(?|[()]", re.DOTALL)
RUN = re.compile(rf"([`~*_\[\]{{}}$\"'^=#|\\&<>!-])\1{{{MAX_RUN}}}")
RULE = re.compile(r"[\s|:>-]*|[\s*]*|[\s_]*|[\s=]*")


def excess(lines: Lines, times: int = 1) -> tuple[int, Mistake] | None:
    """The first line that goes beyond a limit, and which. A text that is rendered in parts may be `times` as large."""
    return next(_excesses(lines, times), None)


def _excesses(lines: Lines, times: int) -> Iterator[tuple[int, Mistake]]:
    first = lines.number(0)
    for count, most, what in (
        (len(lines.text), MAX_CHARACTERS * times, "characters"),
        (len(lines.lines), MAX_LINES * times, "lines"),
    ):
        if count > most:
            yield first, Mistake(f"the text has {count:,} {what}", f"keep it below {most:,}, or divide it in two")
    code = {index for fence in lines.fences for index in range(fence.first, fence.last + 1)}
    prose = [(index, line) for index, line in enumerate(lines.lines) if index not in code]
    n_marks = n_headings = 0
    for index, line in prose:
        n_marks += sum(map(line.count, MARKS))
        if n_marks > MAX_MARKS * times:
            yield lines.number(index), Mistake(f"more than {MAX_MARKS * times:,} marks in one text", "divide it in two")
            return
        if line.startswith("#"):
            n_headings += 1
            if len(line) > MAX_HEADING:
                yield lines.number(index), Mistake(f"a heading of {len(line):,} characters", "say it in fewer words")
            if n_headings > MAX_HEADINGS * times:
                yield lines.number(index), Mistake(f"more than {MAX_HEADINGS * times} headings", "divide the text")
        if _depth(line) > MAX_DEPTH:
            yield lines.number(index), Mistake("lists or quotes are nested too deep", "flatten them")
        run = RUN.search(line)
        if run and not RULE.fullmatch(line):
            yield lines.number(index), Mistake(f"{run[1]!r} stands {MAX_RUN} times in a row", "write fewer")
    yield from _tangles(lines, prose)


def _depth(line: str) -> int:
    nest = NEST.match(line)
    return len(STEP.findall(nest[0][:400])) if nest else 0


def _tangles(lines: Lines, prose: list[tuple[int, str]]) -> Iterator[tuple[int, Mistake]]:
    """Paragraphs that are too long, or in which brackets stay open."""
    size = n_open = n_destinations = 0
    for index, line in prose:
        if not line.strip():
            size = n_open = n_destinations = 0
            continue
        size += len(line)
        if size > MAX_PARAGRAPH:
            yield (
                lines.number(index),
                Mistake(f"a paragraph of {size:,} characters", f"keep it below {MAX_PARAGRAPH:,}"),
            )
        for bracket in BRACKET.finditer(line):
            match bracket[0]:
                case "[":
                    n_open += 1
                case "]" | "](":
                    n_open = max(n_open - 1, 0)
                    n_destinations += bracket[0] == "]("
                case "(":
                    # Parentheses count within a destination only.
                    n_destinations += n_destinations > 0
                case ")":
                    n_destinations = max(n_destinations - 1, 0)
            if max(n_open, n_destinations) > MAX_OPEN:
                yield lines.number(index), Mistake("brackets open and do not close", "close them, or write \\[")
                return
