"""Folded text, `/// details | Title`: checked before Markdown reads it, which would pass over a mistake in silence."""

import re
from collections.abc import Iterator

from curriculum.markup.lines import Lines
from curriculum.markup.problem import Mistake

MARK = re.compile(r"(?P<mark>/{3,})(?!/)\s*(?P<words>.*)")
TITLED = re.compile(r"details\s*\|\s*\S.*")
MAX_DEPTH = 3


def fold_mistakes(lines: Lines) -> Iterator[tuple[int, Mistake]]:
    """Every mistake in opening, nesting and closing, with its line."""
    opened: list[tuple[int, str]] = []
    for index, line in enumerate(lines.prose):
        mark = MARK.fullmatch(line.rstrip())
        if mark is None:
            if opened and opened[-1][0] == index - 1 and line.startswith(("    ", "\t")):
                yield lines.number(index), Mistake("folded text takes no settings", "begin its text at the left margin")
            continue
        if not mark["words"]:
            if not opened or opened[-1][1] != mark["mark"]:
                yield lines.number(index), Mistake(f"nothing is open that {mark['mark']} could close", "remove it")
            else:
                opened.pop()
            continue
        if not TITLED.fullmatch(mark["words"]):
            yield lines.number(index), Mistake(f"unknown block {mark['words'][:60]!r}", "write /// details | Title")
        if any(len(mark["mark"]) >= len(outer) for _, outer in opened):
            mend = "give the outer one more slashes: //// details | Title"
            yield lines.number(index), Mistake("folded text stands within folded text", mend)
        opened.append((index, mark["mark"]))
        if len(opened) > MAX_DEPTH:
            yield lines.number(index), Mistake("folded text is nested too deep", f"keep to {MAX_DEPTH}")
            return
    for index, mark_text in opened:
        yield lines.number(index), Mistake("folded text is opened here and not closed", f"end it with {mark_text}")
