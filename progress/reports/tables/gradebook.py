"""The gradebook: learners by quizzes, the best mark of each, in per cent."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal
from functools import lru_cache

from progress.reports import gathered
from progress.reports.tables import people
from progress.reports.tables.marks import Listed, quizzes_of
from progress.reports.tables.report import Report, Scope
from progress.tables import TENTH, Batch, Cell, Column, Kind, Total, share


def columns(scope: Scope) -> Sequence[Column]:
    return (
        *people.COLUMNS,
        *(Column(quiz.slug, f"{quiz.title} (%)", Kind.PERCENT, Total.MEAN) for quiz in quizzes_of(scope.course)),
        Column("graded_mean", "Mean of the graded ones (%)", Kind.PERCENT, Total.MEAN),
        Column("graded_passed", "Graded ones passed", Kind.COUNT, Total.SUM),
        Column("graded", "Graded ones", Kind.COUNT),
    )


def read(scope: Scope, after: str, size: int) -> Batch:
    found, later = people.page(scope, after, size, (), marks=gathered.marks(scope.course, "user"))
    quizzes = quizzes_of(scope.course)
    rows = [(*people.named(row), *_marks(quizzes, row[-1])) for row in found]
    return Batch(rows, [people.key_of(scope, row) for row in found], later)


def _marks(quizzes: Sequence[Listed], text: str | None) -> tuple[Cell, ...]:
    """The best of each quiz, the mean of those of graded ones, and how many of these were ever passed: some before
    the last answer has a mark."""
    best: dict[int, Decimal] = {}
    passed: set[int] = set()
    for record in text[1:].split(gathered.RECORD) if text else ():
        number, has_passed, n_waiting, points = record.split(gathered.FIELD, 3)
        quiz, mark = int(number), _mark(points) if n_waiting == "0" else None
        if mark is not None and mark >= best.get(quiz, mark):
            best[quiz] = mark
        if has_passed in gathered.TRUE:
            passed.add(quiz)
    graded = [quiz.pk for quiz in quizzes if quiz.is_graded]
    marked = [best[quiz] for quiz in graded if quiz in best]
    mean = (sum(marked, Decimal(0)) / len(marked)).quantize(TENTH, ROUND_DOWN) if marked else None
    return *(best.get(quiz.pk) for quiz in quizzes), mean, sum(quiz in passed for quiz in graded), len(graded)


@lru_cache(maxsize=4_000)
def _mark(points: str) -> Decimal | None:
    """From points and points possible; few are different."""
    got, possible = points.split(gathered.FIELD)
    return share(Decimal(got), Decimal(possible))


REPORT = Report(
    name="gradebook",
    title="Gradebook",
    about="Each learner's best mark at each quiz, of attempts that are marked to the end.",
    columns=columns,
    read=read,
    count=people.count,
    filters=people.FILTERS,
    sorts=tuple(people.SORTS),
)
