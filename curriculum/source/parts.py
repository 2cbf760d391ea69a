"""What the files of a course say, once they are read."""

from collections.abc import Iterator
from dataclasses import dataclass

from curriculum.markup.page import Rendered

LEVELS = ("exam", "deeper")
DIFFICULTIES = ("Foundational", "Intermediate", "Advanced")


@dataclass(frozen=True)
class Document:
    """One text of the course: its kind (course, module, lesson, quiz, handout, glossary), its id, its place."""

    kind: str
    id: str
    path: str
    text: str

    @property
    def key(self) -> str:
        """What names the document for ever, whatever happens to its path: `lesson:scaling-laws`."""
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True)
class Goal:
    """A success metric of the course; `objectives` are those whose questions are evidence for it, none meaning all."""

    id: str
    title: str
    text: str
    objectives: tuple[str, ...] = ()


@dataclass(frozen=True)
class Objective:
    """What a learner can do after a module; `task` and `guide` say where the exam asks it."""

    id: str
    text: str
    task: str
    guide: str
    level: str


@dataclass(frozen=True)
class Term:
    """An entry of the glossary."""

    id: str
    name: str
    also: tuple[str, ...]
    see: tuple[str, ...]
    definition: Rendered
    taught_in_html: str
    line: int


@dataclass(frozen=True)
class Quiz:
    """A quiz; `content` is what the reader of quizzes made of it, and nothing to the curriculum. None where it was not
    read."""

    document: Document
    content: object


@dataclass(frozen=True)
class Handout:
    """A page to print and keep beside the lessons: a cheat sheet, a list of books. Nobody has to finish it."""

    document: Document
    title: str
    summary: str
    body: Rendered


@dataclass(frozen=True)
class Lesson:
    document: Document
    title: str
    short: str
    summary: str
    minutes: int
    objectives: tuple[str, ...]
    body: Rendered
    checks: tuple[object, ...] = ()


@dataclass(frozen=True)
class Module:
    document: Document
    title: str
    summary: str
    week: int
    difficulty: str
    objectives: tuple[Objective, ...]
    lessons: tuple[Lesson, ...]
    body: Rendered
    quizzes: tuple[Quiz, ...] = ()
    handouts: tuple[Handout, ...] = ()


@dataclass(frozen=True)
class Glossary:
    document: Document
    title: str
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Course:
    document: Document
    title: str
    summary: str
    exam: str
    guide: str
    weekly_minutes: int
    goals: tuple[Goal, ...]
    modules: tuple[Module, ...]
    glossary: Glossary | None
    body: Rendered
    quizzes: tuple[Quiz, ...] = ()
    handouts: tuple[Handout, ...] = ()

    @property
    def id(self) -> str:
        return self.document.id

    def documents(self) -> Iterator[Document]:
        """Every text of the course, the course's own first."""
        yield self.document
        for module in self.modules:
            yield module.document
            yield from (lesson.document for lesson in module.lessons)
            yield from (quiz.document for quiz in module.quizzes)
        yield from (quiz.document for quiz in self.quizzes)
        yield from (handout.document for _, handout in self.all_handouts())
        if self.glossary is not None:
            yield self.glossary.document

    def all_handouts(self) -> Iterator[tuple[Module | None, Handout]]:
        """Every handout with its module; those of the course itself come last."""
        for module in self.modules:
            yield from ((module, handout) for handout in module.handouts)
        yield from ((None, handout) for handout in self.handouts)
