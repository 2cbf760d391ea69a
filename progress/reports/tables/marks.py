"""Marks of a learner at the quizzes of a course, as reports give them: of each quiz the best and the latest."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Protocol

from curriculum.models import Course
from progress.tables import share
from quizzes.models import Quiz


class Run(Protocol):
    """What of an attempt a mark is made of (`gathered.Run`)."""

    @property
    def quiz(self) -> int: ...
    @property
    def number(self) -> int: ...
    @property
    def state(self) -> str: ...
    @property
    def n_waiting(self) -> int: ...
    @property
    def points(self) -> Decimal | None: ...
    @property
    def possible(self) -> Decimal: ...


@dataclass(frozen=True)
class Listed:
    """A quiz that is taught, as a column names it."""

    pk: int
    slug: str
    title: str
    is_graded: bool


def quizzes_of(course: Course) -> tuple[Listed, ...]:
    """In the order of the course; no query where this process has asked for the edition before."""
    return _quizzes(course.pk, course.edition)


@lru_cache(maxsize=32)
def _quizzes(course_id: int, _edition: int) -> tuple[Listed, ...]:
    rows = Quiz.objects.taught().filter(course=course_id).in_order()
    found = rows.values_list("pk", "slug", "title", "purpose")
    return tuple(Listed(pk, slug, title, purpose == Quiz.Purpose.GRADED) for pk, slug, title, purpose in found)


def marks_of(runs: Iterable[Run]) -> dict[int, tuple[Decimal | None, Decimal | None]]:
    """By quiz the best mark and the latest, in per cent. An attempt of which something waits for a person has none."""
    found: dict[int, tuple[Decimal | None, Decimal | None]] = {}
    last: dict[int, int] = {}
    for run in runs:
        if run.state != "graded" or run.n_waiting or run.points is None:
            continue
        mark = share(run.points, run.possible)
        best, latest = found.get(run.quiz, (None, None))
        if best is None or (mark is not None and mark > best):
            best = mark
        if run.number > last.get(run.quiz, 0):
            last[run.quiz], latest = run.number, mark
        found[run.quiz] = best, latest
    return found
