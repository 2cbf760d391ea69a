"""The glossary's grammar: a heading with its id, the definition, then a list of `Also:`, `See:` and `Taught in:`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from curriculum.markup.lines import Lines
from curriculum.markup.page import Surroundings
from curriculum.markup.problem import Problem
from curriculum.markup.page import ID
from curriculum.markup.render import render
from curriculum.source.parts import Term

HEADING = re.compile(r"^##\s+(?P<name>.+?)\s*(?:\{#(?P<id>[^\s}]+)\s*\})?\s*$")
ENTRY = re.compile(r"^-\s+(?P<key>Also|See|Taught in):\s*(?P<value>.*)$")


@dataclass(frozen=True)
class Entry:
    """A section of the glossary, unread: line numbers count from 1 in the file."""

    id: str
    name: str
    body: str
    line: int


def entries(path: str, body: str, first_line: int, problems: list[Problem]) -> Iterator[Entry]:
    """The sections in order; one without an id, or with one that stood before, is a problem."""
    lines = Lines(body, first_line)
    starts = [index for index, line in enumerate(lines.prose) if line.startswith("## ")]
    seen: set[str] = set()
    for start, end in zip(starts, [*starts[1:], len(lines.lines)], strict=True):
        number = lines.number(start)
        heading = HEADING.match(lines.lines[start])
        identifier = heading["id"] if heading else None
        if heading is None or identifier is None or not ID.fullmatch(identifier):
            problems.append(Problem(path, number, "the term has no id", "write ## Name {#id}"))
        elif identifier in seen:
            problems.append(Problem(path, number, f"the term {identifier!r} stands twice", "merge the two"))
        else:
            seen.add(identifier)
            yield Entry(identifier, heading["name"], "\n".join(lines.lines[start + 1 : end]), number)


def read_term(path: str, entry: Entry, around: Surroundings, problems: list[Problem]) -> Term:
    """One entry, rendered."""
    values = {"Also": "", "See": "", "Taught in": ""}
    taught_line = entry.line
    kept = []
    for offset, line in enumerate(entry.body.split("\n"), 1):
        known = ENTRY.match(line.rstrip())
        if known:
            values[known["key"]] = known["value"].strip()
            taught_line = entry.line + offset - 1 if known["key"] == "Taught in" else taught_line
        kept.append("" if known else line)
    definition = render(path, "\n".join(kept), around, entry.line)
    if not definition.html.strip():
        problems.append(Problem(path, entry.line, f"the term {entry.id!r} has no definition", "write a sentence below"))
    taught = render(path, values["Taught in"], around, taught_line)
    problems += definition.problems + taught.problems
    return Term(
        id=entry.id,
        name=entry.name,
        also=_list(values["Also"]),
        see=_list(values["See"]),
        definition=definition,
        taught_in_html=re.sub(r"^<p[^>]*>|</p>\s*$", "", taught.html.strip()),
        line=entry.line,
    )


def _list(value: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in value.split(",") if word.strip())


def section_of(text: str, identifier: str) -> str:
    """The term's section as it stands in the glossary's text, heading included; empty where there is none."""
    span = _span(text, identifier)
    return "\n".join(text.split("\n")[slice(*span)]).strip("\n") if span else ""


def with_section(text: str, identifier: str, section: str) -> str:
    """The glossary's text with the term's section replaced; nothing else changes."""
    span = _span(text, identifier)
    if span is None:
        raise KeyError(identifier)
    lines = text.split("\n")
    after = lines[span[1] :]
    return "\n".join([*lines[: span[0]], *section.strip("\n").split("\n"), *([""] if after else []), *after])


def _span(text: str, identifier: str) -> tuple[int, int] | None:
    lines = Lines(text)
    starts = [index for index, line in enumerate(lines.prose) if line.startswith("## ")]
    for start, end in zip(starts, [*starts[1:], len(lines.lines)], strict=True):
        heading = HEADING.match(lines.lines[start].rstrip())
        if heading and heading["id"] == identifier:
            return start, end
    return None
