"""A document's text cut into sections, so that joining them gives the same text back, byte for byte.

Sections are what two pens may write in at once: each key of the front matter, each term of a glossary, each question
of a quiz; otherwise the body. What stands between those is a section as well. Where a text cannot be told apart that
far (a key stands twice, a term has no id), the stretch is one section.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from curriculum.markup.problem import Problem
from curriculum.source.front_matter import split
from curriculum.source.glossary import stretches

# A line with the end that it has.
ENDED = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
OPENING, CLOSING, BODY, TEXT = "front matter", "end of the front matter", "body", "text"

# The body of a quiz to the name and the text of each of its stretches; a name is empty where a question has no id.
QuizCutter = Callable[[str], Iterable[tuple[str, str]]]


@dataclass(frozen=True)
class Section:
    """`name` tells it from the document's other sections. The line ends after its last line are its `gap`: a section
    that ceases to be the last one has not changed."""

    name: str
    text: str
    gap: str = ""


def cut(kind: str, text: str, cut_quiz: QuizCutter) -> tuple[Section, ...]:
    """The sections of a document of that kind, in order, no name twice."""
    problems: list[Problem] = []
    fields, _body, first_line = split("", text, problems)
    if fields is None:
        return as_one(text)
    lines = ENDED.findall(text)
    head, closing, body = lines[: first_line - 1], lines[first_line - 1], "".join(lines[first_line:])
    # YAML ends lines at characters that are none to us (U+2028): `_keys` looks whether the key is there.
    starts = {} if problems else {name: node.start_mark.line + 1 for name, node in fields.keys.items()}
    return (*_keys(head, starts), _section(CLOSING, closing), *_stretches(kind, body, cut_quiz))


def as_one(text: str) -> tuple[Section, ...]:
    """The text as a single section; none where there is no text."""
    return (_section(TEXT, text),) if text else ()


def join(sections: Iterable[Section]) -> str:
    """The text that the sections were cut from."""
    return "".join(section.text + section.gap for section in sections)


def _section(name: str, text: str) -> Section:
    bare = text.rstrip("\r\n")
    return Section(name, bare, text[len(bare) :])


def _keys(lines: Sequence[str], starts: dict[str, int]) -> list[Section]:
    """The front matter by keys, if each begins a line of its own: `{id: a, title: b}` and the like stay whole."""
    places = [*starts.values(), len(lines)]
    begin_lines = all(
        start < len(lines) and re.match(rf"[\"']?{re.escape(name)}[\"']?\s*:", lines[start])
        for name, start in starts.items()
    )
    if not begin_lines or places != sorted(set(places)):
        return [_section(OPENING, "".join(lines))]
    keys = zip(starts, places, places[1:], strict=False)
    return [
        _section(OPENING, "".join(lines[: places[0]])),
        *(_section(f"{name}:", "".join(lines[start:end])) for name, start, end in keys),
    ]


def _stretches(kind: str, body: str, cut_quiz: QuizCutter) -> list[Section]:
    cutters: dict[str, QuizCutter] = {"glossary": stretches, "quiz": cut_quiz}
    found = list(cutters[kind](body)) if kind in cutters else []
    names = [name for name, _ in found]
    if not all(names) or len(names) != len(set(names)) or "".join(text for _, text in found) != body:
        found = []
    return [_section(name, text) for name, text in found or [(BODY, body)]]
