"""Quizzes as the curriculum sees them: files of a course that an app above reads.

A course lists its quizzes, and a lesson holds questions as fences; what a question is, the reader knows that
`read_course` is handed. `Sheet` is all that it may ask of the course around the text.
"""

from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass
from typing import Protocol

from curriculum.markup.page import Rendered
from curriculum.markup.problem import Problem
from curriculum.source.front_matter import Fields


@dataclass(frozen=True)
class Target:
    """A place of the course that a link leads to: its document's kind and id, the anchor there, and its address.

    For a term of the glossary, `kind` is "term" and `slug` the term's id.
    """

    kind: str
    slug: str
    anchor: str
    url: str


@dataclass(frozen=True)
class Sheet:
    """A text with questions in it. Lines count from 1 in the file.

    `render(text, first_line)` renders a stretch of the file that begins after `first_line` lines, and notes its
    mistakes. `locate(path, anchor, line)` says where a relative link leads; it raises Mistake where no such file is,
    and leaves a missing anchor to the check of the whole course. `complain(line, what, mend)` and `warn` note problems.
    """

    path: str
    objectives: Set[str]
    render: Callable[[str, int], Rendered]
    locate: Callable[[str, str, int], Target]
    complain: Callable[[int, str, str], None]
    warn: Callable[[int, str, str], None]


@dataclass(frozen=True)
class Read:
    """What a reader made of one sheet: a quiz, or a lesson's knowledge check."""

    path: str
    content: object


class QuizReader(Protocol):
    """Whoever knows what a question is."""

    def read_quiz(self, sheet: Sheet, fields: Fields, body: str, first_line: int) -> object:
        """The quiz whose front matter is `fields`; `body` begins after `first_line` lines."""

    def read_check(self, sheet: Sheet, head: str, text: str, line: int) -> object:
        """The question of a fence that opens at `line`: the words after its name, and the text inside."""

    def stretches(self, body: str) -> Iterable[tuple[str, str]]:
        """The name and the text of each stretch of a quiz's body; joined they are the body. A question without an id
        has no name."""

    def compare(self, quizzes: Iterable[Read], checks: Iterable[Read]) -> Iterable[Problem]:
        """What can only be said of all questions of a course together."""
