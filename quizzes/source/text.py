"""A quiz's text cut into its sections, so that joining them gives the same text back, byte for byte."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from curriculum.markup.lines import Lines
from quizzes.source.heading import EXPLANATION, HEADING, MODEL, is_case, read_heading

# A line with the end that it has.
ENDED = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


@dataclass(frozen=True)
class Section:
    """The text of one question, its heading and the blank lines after it included; it begins after `first_line` lines
    of the file."""

    text: str
    first_line: int

    @property
    def core(self) -> str:
        """The section without the blank lines after it, and with line ends as they are on every machine."""
        return self.text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"


@dataclass(frozen=True)
class Case:
    """A text that several questions share: its heading and stem, then theirs."""

    head: Section
    questions: tuple[Section, ...]


@dataclass(frozen=True)
class Pieces:
    """A quiz's body: the words before the first question, then questions and cases."""

    intro: Section
    sections: tuple[Section | Case, ...]

    def questions(self) -> Iterator[Section]:
        """Every question, those of cases included, in order."""
        for section in self.sections:
            yield from section.questions if isinstance(section, Case) else (section,)

    def parts(self) -> Iterator[Section]:
        """Every stretch of the text, in order."""
        yield self.intro
        for section in self.sections:
            yield from (section.head, *section.questions) if isinstance(section, Case) else (section,)


def split(body: str, first_line: int = 0) -> Pieces:
    """Cut `body`, which begins after `first_line` lines of its file."""
    ended = ENDED.findall(body)
    lines = Lines(body)
    code = {index for fence in lines.fences for index in range(fence.first, fence.last + 1)}
    levels = {}
    in_case = False
    for index, line in enumerate(lines.lines[: len(ended)]):
        heading = HEADING.fullmatch(line) if index not in code else None
        if heading is None:
            continue
        level = len(heading["mark"])
        if level == 2:
            in_case = is_case(line)
        if level == 2 or (level == 3 and in_case and heading["words"] not in {EXPLANATION, MODEL}):
            levels[index] = level
    starts = list(levels)

    def section(start: int, end: int) -> Section:
        return Section("".join(ended[start:end]), first_line + start)

    found: list[Section | Case] = []
    for start, end in pairwise([*starts, len(ended)]):
        piece = section(start, end)
        if levels[start] == 3 and isinstance(found[-1], Case):
            found[-1] = Case(found[-1].head, (*found[-1].questions, piece))
        else:
            found.append(Case(piece, ()) if is_case(lines.lines[start]) else piece)
    return Pieces(section(0, starts[0] if starts else len(ended)), tuple(found))


def join(pieces: Pieces) -> str:
    """The text that the pieces were cut from."""
    return "".join(part.text for part in pieces.parts())


def stretches(body: str) -> Iterator[tuple[str, str]]:
    """The name and the text of each stretch of a quiz's body, in order: the words before the first question, then
    questions and the heads of cases, their names empty where they have no id."""
    pieces = split(body)
    yield "words before the first question", pieces.intro.text
    for section in pieces.sections:
        if isinstance(section, Case):
            yield _name("case", section.head), section.head.text
        for question in section.questions if isinstance(section, Case) else (section,):
            yield _name("question", question), question.text


def _name(kind: str, section: Section) -> str:
    identifier = read_heading(section.core.partition("\n")[0], 0, []).id
    return f"{kind} {identifier}" if identifier else ""
