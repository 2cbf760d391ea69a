"""What a question says, as the author wrote it: Markdown, numbers and settings as text, none of them judged yet."""

from dataclasses import dataclass, field
from enum import StrEnum

SINGLE, MULTIPLE, TRUE_FALSE, ORDERING, MATCHING, NUMERIC, SHORT, ESSAY, LAB = KINDS = (
    "single", "multiple", "true-false", "ordering", "matching", "numeric", "short", "essay", "lab",
)  # fmt: skip
CASE = "case"
CHOICES = frozenset({SINGLE, MULTIPLE, TRUE_FALSE})
DIFFICULTIES = ("easy", "medium", "hard")
# In the order in which a heading lists them.
SETTINGS = ("objective", "difficulty", "points", "lab", "words")


class Sign(StrEnum):
    """What a line that answers begins with."""

    RIGHT = "- [x]"
    WRONG = "- [ ]"
    PLACE = "1."
    EXTRA = "-"
    PAIR = "=>"
    SPARE = "- =>"
    ACCEPTED = "="
    PATTERN = "~"
    FORESEEN = "!"
    CRITERION = "+"


# The answers that are wrong, so that a belief may stand behind them.
MISTAKEN = frozenset({Sign.WRONG, Sign.EXTRA, Sign.SPARE, Sign.FORESEEN})


@dataclass(frozen=True)
class Words:
    """A stretch of the source, and the line it begins at, from 1; 0 where it stands in no file."""

    text: str = ""
    line: int = field(default=0, compare=False)

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True)
class Answer:
    """A line that answers, with what stands below it.

    `other` is the response of a pair, whose prompt is `words`, and the points of a criterion.
    """

    sign: Sign
    words: Words
    other: Words = Words()
    feedback: Words = Words()
    misconception: str = ""

    @property
    def line(self) -> int:
        return self.words.line


@dataclass(frozen=True)
class Unit:
    """A unit of a numeric answer; the first has no factor."""

    name: str
    factor: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Taught:
    """The link in the last line: its words and where it leads."""

    title: str
    target: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class QuestionText:
    """A question section. `name` is empty in a knowledge check, `level` is that of its heading."""

    id: str
    kind: str
    name: str = ""
    level: int = 2
    objective: str = ""
    difficulty: str = ""
    points: str = ""
    lab: str = ""
    words: str = ""
    stem: Words = Words()
    answers: tuple[Answer, ...] = ()
    units: tuple[Unit, ...] = ()
    model: Words = Words()
    explanation: Words = Words()
    taught: Taught | None = None
    line: int = field(default=0, compare=False)

    def signed(self, *signs: Sign) -> tuple[Answer, ...]:
        """The answers that begin with one of these signs, in order."""
        return tuple(answer for answer in self.answers if answer.sign in signs)


@dataclass(frozen=True)
class CaseText:
    """The heading of a case and the text that its questions share."""

    id: str
    name: str
    stem: Words = Words()
    line: int = field(default=0, compare=False)
