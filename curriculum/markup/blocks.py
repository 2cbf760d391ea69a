"""Blocks that Markdown would take for plain words, without a word about it."""

import re
from collections.abc import Iterator

from curriculum.markup.lines import Lines
from curriculum.markup.problem import Mistake

QUOTED = re.compile(r"(?: {0,3}> ?)*")
ITEM = re.compile(r"(?P<indent> *)(?:[-*+]|\d{1,3}\.)\s+\S")
# In a paragraph that is broken into lines, a line may well begin with 1998. and a full stop.
FIRST_ITEM = re.compile(r" {0,3}(?:[-*+]|1\.)\s+\S")
TABLE_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?\s*")
# After these a new block may begin in the next line.
ALONE = re.compile(r" {0,3}(?:#|/{3}|\[!|`{3}|~{3})")


def misread_blocks(lines: Lines) -> Iterator[tuple[int, Mistake]]:
    """Lists and tables that nothing parts from the words before them, and lists that are indented too little."""
    before = ""
    depth_before = n_line = list_indent = 0
    in_list = in_table = False
    for index, raw in enumerate(lines.prose):
        quote = QUOTED.match(raw)
        line = raw[quote.end() :] if quote else raw
        depth = raw[: len(raw) - len(line)].count(">")
        if not line.strip() or depth != depth_before:
            n_line = 0
            in_list = in_list and depth == depth_before
        item = ITEM.match(line)
        if line.strip():
            n_line += 1
            begins = n_line == 1 or bool(ALONE.match(before))
            goes_on = in_list
            if begins:
                n_line, in_table = 1, False
                in_list = in_list if line.startswith("    ") else bool(item)
            if item and in_list:
                indent = len(item["indent"])
                if not goes_on or not indent:
                    list_indent = indent
                elif list_indent < indent < 4:
                    mend = "indent it by four spaces"
                    yield lines.number(index), Mistake("a list within a list begins too far to the left", mend)
            elif not in_list and not begins and FIRST_ITEM.match(line):
                yield lines.number(index), Mistake("a list follows upon words", "leave a blank line before it")
            elif TABLE_RULE.fullmatch(line):
                in_table = in_table or n_line == 2
                if not in_table and "|" in before:
                    yield lines.number(index), Mistake("a table follows upon words", "leave a blank line before it")
        before, depth_before = line, depth
