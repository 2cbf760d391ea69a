"""How large and how tangled a text may be, so that rendering it is bounded work (P24).

Markdown's own reader takes quadratic time over brackets that nobody closes, deep nests and the like. What is refused
here is far from anything an author writes: a lesson of 2,000 words has some 200 lines and 1,500 marks.
"""

import re
from collections.abc import Iterator
from itertools import groupby

from curriculum.markup.lines import Lines
from curriculum.markup.problem import Mistake

MAX_CHARACTERS = 200_000
MAX_LINES = 4_000
MAX_MARKS = 10_000
MAX_PARAGRAPH = 20_000
MAX_OPEN = 8
MAX_RUN = 20
MAX_DEPTH = 20
MAX_CODE = 60_000
MAX_CODE_LINE = 1_000
MAX_NOTES = 200
MAX_HEADINGS = 200
MAX_HEADING = 300
MARKS = "*_`[$\"'<|&\\"
NEST = re.compile(r"(?:[ \t]|>|(?:[-*+]|\d{1,9}[.)])(?=\s))*")
STEP = re.compile(r">|(?:[-*+]|\d+[.)])(?=\s)|\t| {4}")
BRACKET = re.compile(r"\\.|[\[\]]", re.DOTALL)
# A destination that is read at once: an address, perhaps a title, and the closing parenthesis.
ADDRESS = r"""(?:<[^<>]*>|[^\s()<>"']*(?:\([^\s()<>"']*\)[^\s()<>"']*)?)"""
DESTINATION = re.compile(rf"""\]\(\s*{ADDRESS}(?:\s+(?:"[^"]*"|'[^']*'))?\s*\)""")
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
    if lines.text.count("[^") > MAX_NOTES * times:
        yield first, Mistake(f"more than {MAX_NOTES * times} marks of footnotes", "divide the text")
    yield from _code(lines, times)
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


def _code(lines: Lines, times: int) -> Iterator[tuple[int, Mistake]]:
    size = 0
    for fence in lines.fences:
        size += len(fence.body)
        if size > MAX_CODE * times:
            yield lines.number(fence.first), Mistake(f"more than {MAX_CODE * times:,} characters of code", "shorten it")
        for index, line in enumerate(fence.body.split("\n"), fence.first + 1):
            if len(line) > MAX_CODE_LINE:
                mend = f"break it, or keep it below {MAX_CODE_LINE:,}"
                yield lines.number(index), Mistake(f"a line of code of {len(line):,} characters", mend)


def _depth(line: str) -> int:
    nest = NEST.match(line)
    return len(STEP.findall(nest[0][:400])) if nest else 0


def _tangles(lines: Lines, prose: list[tuple[int, str]]) -> Iterator[tuple[int, Mistake]]:
    """Paragraphs that are too long, or in which brackets stay open."""
    for _, block in groupby(prose, lambda numbered: bool(numbered[1].strip())):
        paragraph = list(block)
        number, text = lines.number(paragraph[0][0]), "\n".join(line for _, line in paragraph)
        if len(text) > MAX_PARAGRAPH and text.strip():
            yield number, Mistake(f"a paragraph of {len(text):,} characters", f"keep it below {MAX_PARAGRAPH:,}")
        n_open = 0
        for bracket in BRACKET.finditer(text):
            n_open += {"[": 1, "]": -(n_open > 0)}.get(bracket[0], 0)
            if n_open > MAX_OPEN:
                break
        if n_open > MAX_OPEN or text.count("](") - len(DESTINATION.findall(text)) > MAX_OPEN:
            yield (
                number,
                Mistake("brackets open and do not close", "close them, or write \\[ for one that stands alone"),
            )
