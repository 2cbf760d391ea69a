"""The glossary's grammar: a heading with its id, the definition, then a list of `Also:`, `See:` and `Taught in:`."""

import difflib
import re
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from itertools import accumulate, pairwise

from curriculum.markup.limits import excess
from curriculum.markup.lines import Lines
from curriculum.markup.page import ID, Rendered
from curriculum.markup.problem import Problem
from curriculum.source.front_matter import split
from curriculum.source.parts import Term

HEADING = re.compile(r"##\s+(?P<name>.*?)\s*(?:\{#(?P<id>[^\s{}]+)\s*\})?\s*")
ENTRY = re.compile(r"-\s+(?P<key>Also|See|Taught in):\s*(?P<value>.*)")
# Looks like one of those, and is none.
NEAR_ENTRY = re.compile(r"[-*+]\s+(?P<key>[A-Za-z][A-Za-z ]{1,14}):\s.*")
MAX_NAME, MAX_ID = 100, 60
# How much more than a lesson a glossary may hold, since it is rendered term by term.
MAX_TIMES = 3


@dataclass(frozen=True)
class Entry:
    """A section of the glossary, unread: line numbers count from 1 in the file."""

    id: str
    name: str
    body: str
    line: int


def entries(path: str, body: str, first_line: int, problems: list[Problem]) -> Iterator[Entry]:
    """The sections in order; one without an id, or with one that stood before, is a problem, as is too long a text."""
    lines = Lines(body, first_line)
    too_much = excess(lines, MAX_TIMES)
    if too_much is not None:
        number, mistake = too_much
        problems.append(Problem(path, number, mistake.what, mistake.mend))
        return
    starts = _starts(lines)
    for index, line in enumerate(lines.lines[: starts[0]] if starts else lines.lines):
        if line.strip():
            what, mend = "a text stands before the first term", "begin with ## Name {#id}"
            problems.append(Problem(path, lines.number(index), what, mend))
            break
    seen: set[str] = set()
    for start, end in pairwise([*starts, len(lines.lines)]):
        number = lines.number(start)
        heading = HEADING.fullmatch(lines.lines[start])
        identifier = (heading["id"] if heading else None) or ""
        if heading is None or not ID.fullmatch(identifier) or len(identifier) > MAX_ID:
            problems.append(Problem(path, number, "the term has no id", "write ## Name {#id}, in lower case"))
        elif not heading["name"] or len(heading["name"]) > MAX_NAME:
            problems.append(Problem(path, number, "the term has no name, or a long one", f"keep it to {MAX_NAME}"))
        elif identifier in seen:
            problems.append(Problem(path, number, f"the term {identifier!r} stands twice", "merge the two"))
        else:
            seen.add(identifier)
            yield Entry(identifier, heading["name"], "\n".join(lines.lines[start + 1 : end]), number)


def read_term(
    path: str, entry: Entry, render: Callable[[str, int], Rendered], names: Set[str], problems: list[Problem]
) -> tuple[Term, Rendered]:
    """One entry, rendered, and the line that says where it is taught. `names` are the ids of all terms.

    `render` takes a text and how many lines of the file stand before it.
    """
    values: dict[str, tuple[str, int]] = {}
    kept = []
    lines = Lines(entry.body, entry.line)
    for index, line in enumerate(lines.prose):
        known = ENTRY.fullmatch(line.rstrip())
        kept.append("" if known else lines.lines[index])
        if known is None:
            problems += _near_entry(path, line, lines.number(index))
        elif known["key"] in values:
            problems.append(Problem(path, lines.number(index), f"{known['key']}: stands twice", "write one list"))
        else:
            # As it was written: in `prose` code is blanked out.
            values[known["key"]] = lines.lines[index].partition(":")[2].strip(), lines.number(index)
    definition = render("\n".join(kept), entry.line)
    if not definition.html.strip() and not definition.problems:
        problems.append(Problem(path, entry.line, f"the term {entry.id!r} has no definition", "write a sentence below"))
    if 'class="footnote"' in definition.html:
        what, mend = f"the term {entry.id!r} has a footnote", "say it in the definition"
        problems.append(Problem(path, entry.line, what, mend))
    see, see_line = values.get("See", ("", entry.line))
    for other in _list(see):
        if other not in names:
            near = difflib.get_close_matches(other, names, 1)
            mend = f"did you mean {near[0]}?" if near else "use a term's id"
            problems.append(Problem(path, see_line, f"See: names the unknown term {other[:60]!r}", mend))
    taught, taught_line = values.get("Taught in", ("", entry.line))
    taught_in = render(taught, taught_line - 1)
    problems += definition.problems + taught_in.problems
    term = Term(
        id=entry.id,
        name=entry.name,
        also=_list(values.get("Also", ("", 0))[0]),
        see=_list(see),
        definition=definition,
        taught_in_html=re.sub(r"^<p[^>]*>|</p>\s*$", "", taught_in.html.strip()),
        line=entry.line,
    )
    return term, taught_in


def _near_entry(path: str, line: str, number: int) -> list[Problem]:
    near = NEAR_ENTRY.fullmatch(line.rstrip())
    if near is None:
        return []
    found = difflib.get_close_matches(near["key"], ("Also", "See", "Taught in"), 1)
    mend = f"did you mean - {found[0]}:?" if found else "write Also:, See: or Taught in:"
    return [Problem(path, number, f"unknown entry {near['key']!r}", mend)]


def _list(value: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in value.split(",") if word.strip())


def section_of(text: str, identifier: str) -> str:
    """The term's section as it stands in the glossary's text, heading included; empty where there is none."""
    span = _span(text, identifier)
    return text[slice(*span)].strip("\r\n") if span else ""


def stretches(body: str) -> Iterator[tuple[str, str]]:
    """The name and the text of each stretch of a glossary's body, in order: what stands before the first term, then
    each term, its name empty where it has no id. Joined they are the body."""
    ended = _ended(body)
    lines = Lines(body)
    starts = _starts(lines)
    yield "words before the first term", "".join(ended[: starts[0] if starts else len(ended)])
    for start, end in pairwise([*starts, len(ended)]):
        heading = HEADING.fullmatch(lines.lines[start])
        identifier = (heading["id"] if heading else None) or ""
        yield f"term {identifier}" if identifier else "", "".join(ended[start:end])


def unix_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _span(text: str, identifier: str) -> tuple[int, int] | None:
    """Where the term's section begins and ends in `text`, by characters."""
    _fields, body, first_line = split("", text, [])
    ended = _ended(text)
    begins = [0, *accumulate(map(len, ended))]
    lines = Lines(body)
    starts = _starts(lines)
    for start, end in pairwise([*starts, len(lines.lines)]):
        heading = HEADING.fullmatch(lines.lines[start])
        if heading and heading["id"] == identifier:
            return begins[first_line + start], begins[min(first_line + end, len(ended))]
    return None


def _ended(text: str) -> list[str]:
    """The lines as Markdown counts them, with the ends that they have."""
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n|\Z)", text)


def _starts(lines: Lines) -> list[int]:
    return [index for index, line in enumerate(lines.prose) if line.startswith("## ")]
