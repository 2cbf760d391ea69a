"""What a text becomes: HTML with its headings, links, terms and slots."""

import re
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field

from curriculum.markup.lines import Lines
from curriculum.markup.picture import Shown
from curriculum.markup.problem import Mistake, Problem

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
MAX_PROBLEMS = 100


@dataclass(frozen=True)
class Slot:
    """A place that the page fills when it is shown: a lab, a knowledge check, the table of modules."""

    kind: str
    name: str = ""
    options: Mapping[str, object] = field(default_factory=dict)


# The words after the fence's name, its body and its line, to a slot. Raises Mistake.
FenceReader = Callable[[str, str, int], Slot]


@dataclass(frozen=True)
class Surroundings:
    """What a text may point to. Each callable raises Mistake for what is not there.

    `link` turns a relative path (empty: this text's own) and an anchor (or none) into an address, `term` an id into
    the term's name and address, `figure` a relative path into the text of an SVG, or into a picture as it is shown.
    """

    link: Callable[[str, str], str]
    term: Callable[[str], tuple[str, str]]
    figure: Callable[[str], str | Shown]
    fences: Mapping[str, FenceReader]
    taken: Set[str] = frozenset()


@dataclass(frozen=True)
class Heading:
    """A heading of the body, level 2 to 4; `label` is "exam", "deeper" or empty."""

    anchor: str
    title: str
    level: int
    label: str = ""


@dataclass(frozen=True)
class Reference:
    """A link into another document of the course, whose anchor is checked once all documents are rendered."""

    path: str
    anchor: str
    line: int


@dataclass(frozen=True)
class Section:
    """The plain text under one heading (`anchor` is empty before the first), for search."""

    anchor: str
    title: str
    text: str


@dataclass(frozen=True)
class Rendered:
    """A text, rendered and sanitised; `problems` lists every mistake that was met on the way."""

    html: str
    headings: tuple[Heading, ...]
    sections: tuple[Section, ...]
    slots: tuple[Slot, ...]
    terms: tuple[str, ...]
    references: tuple[Reference, ...]
    problems: tuple[Problem, ...]

    @property
    def n_words(self) -> int:
        """Words of prose; code, and formulas that stand alone, are left out."""
        return sum(len(section.text.split()) for section in self.sections)

    @property
    def has_math(self) -> bool:
        return "<math" in self.html


@dataclass
class Draft:
    """What one rendering gathers; the Markdown processors write here."""

    path: str
    lines: Lines
    around: Surroundings
    slots: list[Slot] = field(default_factory=list)
    terms: dict[str, None] = field(default_factory=dict)
    references: list[Reference] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def complain(self, line: int, mistake: Mistake) -> None:
        """Note the mistake; of a text that is nothing but mistakes the first hundred will do."""
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(self.path, line, mistake.what, mistake.mend))
