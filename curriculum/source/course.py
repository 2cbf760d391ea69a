"""Makes sense of a course's texts: of all of them, or of one among the others."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from curriculum.markup.page import FenceReader
from curriculum.markup.picture import Figure
from curriculum.markup.problem import Problem
from curriculum.source.bodies import Routes
from curriculum.source.parts import Course, Glossary, Handout, Lesson, Module, Quiz
from curriculum.source.quiz_files import QuizReader
from curriculum.source.reader import CourseReader

Part = Course | Module | Lesson | Quiz | Handout | Glossary


@dataclass(frozen=True)
class Reading:
    """A course and what is wrong with it. `course` is None where it cannot be read at all; with errors among the
    problems it must not be stored."""

    course: Course | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if not problem.is_warning)

    @property
    def is_sound(self) -> bool:
        return self.course is not None and not self.errors

    def part(self, path: str) -> Part | None:
        """What the file `path` was read as; None where no list of the course leads to it."""
        return next((part for part in _parts(self.course) if part.document.path == path), None) if self.course else None

    def problems_at(self, path: str) -> tuple[Problem, ...]:
        """Those of one file, whose path is told with the course's folder before it."""
        return tuple(problem for problem in self.problems if problem.path == path)


def _parts(course: Course) -> Iterator[Part]:
    yield course
    for module in course.modules:
        yield module
        yield from module.lessons
        yield from module.quizzes
    yield from course.quizzes
    yield from (handout for _, handout in course.all_handouts())
    if course.glossary is not None:
        yield course.glossary


def read_course(
    folder: str,
    texts: Mapping[str, str],
    figures: Mapping[str, Figure],
    fences: Mapping[str, FenceReader],
    routes: Routes,
    reader: QuizReader,
    unreadable: Set[str] = frozenset(),
    bodies_of: Set[str] | None = None,
) -> Reading:
    """Read the course whose files are `texts` and `figures`, by path relative to its `folder`.

    `reader` makes sense of its quizzes and checks. `unreadable` are the paths that are there, and whose text could not
    be had. Where `bodies_of` is given, the bodies of those paths alone are read, and of all others the front matter:
    enough to show one text among the others, and not to store a course.
    """
    found = CourseReader(folder, texts, figures, fences, routes, reader, unreadable, bodies_of)
    course = found.read()
    return Reading(course, tuple(sorted(set(found.problems))))
