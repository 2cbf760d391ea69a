"""Items: a row each version of a question that attempts were marked by, with the statistics that are kept of it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from progress.reports.tables.report import Report, Scope, heard, told
from progress.tables import TENTH, Batch, Column, Kind, Row, Total, text
from quizzes.models import QuestionVersion, Quiz
from quizzes.querysets import QuizQuerySet
from quizzes.reports.analysis import FORM, Analysis, analyses, beyond
from quizzes.statistics import Figure

# Of so many attempts at each of its quizzes a course's figures are made in a moment; others wait for the worker.
LIVE = 200
NOT_MADE = "not made yet: open the quiz's item analysis"
COLUMNS = (
    Column("quiz", "Quiz"),
    Column("question", "Question"),
    Column("version", "Version", Kind.COUNT),
    Column("kind", "Kind", total=Total.TALLY),
    Column("objective", "Objective", total=Total.TALLY),
    Column("difficulty", "Difficulty, as its author says", total=Total.TALLY),
    Column("attempts", "First attempts", Kind.COUNT, Total.SUM),
    Column("facility", "Facility (%)", Kind.FIGURE),
    Column("standard_deviation", "Standard deviation (points)", Kind.FIGURE),
    Column("discrimination", "Discrimination (%)", Kind.FIGURE),
    Column("efficiency", "Discriminative efficiency (%)", Kind.FIGURE),
    Column("weight", "Weight (%)", Kind.FIGURE),
    Column("seconds", "Median seconds, as browsers counted", Kind.FIGURE),
    Column("findings", "Findings", Kind.COUNT, Total.SUM),
    Column("figures", "Figures", total=Total.TALLY),
    Column("made_at", "Figures made at (UTC)", Kind.MOMENT),
)


def columns(_scope: Scope) -> Sequence[Column]:
    return COLUMNS


def _quizzes(scope: Scope) -> QuizQuerySet:
    rows = Quiz.objects.taught().filter(course=scope.course.pk)
    return rows.filter(slug=scope.selection.quiz) if scope.selection.quiz else rows


def count(scope: Scope) -> int:
    """The versions of its questions: those that nobody was asked have no row."""
    return QuestionVersion.objects.filter(question__quiz__in=_quizzes(scope)).count()


def read(scope: Scope, after: str, size: int) -> Batch:
    """All of them are made for each batch, since a course has some hundreds: a dozen queries, however many quizzes and
    attempts there are. What is not kept of a large quiz is not made here."""
    rows = list(_rows(scope))
    begin = (heard(after, 1) or [0])[0]
    end = min(begin + size, len(rows))
    keys = [(place + 1,) for place in range(begin, end)]
    return Batch(rows[begin:end], keys, told([end]) if end < len(rows) else "")


def _rows(scope: Scope) -> Iterator[Row]:
    quizzes = list(_quizzes(scope).select_related("statistics").in_order())
    kept = {quiz.pk: quiz.statistics for quiz in quizzes if _is_kept(quiz)}
    small = _quizzes(scope).exclude(beyond(LIVE)).exclude(pk__in=kept)
    found = analyses(small) | {pk: Analysis.kept(row) for pk, row in kept.items()}
    versions = _versions(quizzes)
    for quiz in quizzes:
        made_at = kept[quiz.pk].made_at if quiz.pk in kept else None
        yield from _of_quiz(quiz, versions[quiz.pk], found.get(quiz.pk), made_at)


def _is_kept(quiz: Quiz) -> bool:
    row = getattr(quiz, "statistics", None)
    return row is not None and row.basis.get("form") == FORM


def _versions(quizzes: Sequence[Quiz]) -> dict[int | None, list[QuestionVersion]]:
    """By quiz, in order."""
    rows = QuestionVersion.objects.filter(question__quiz__in=quizzes).select_related("question")
    own = ("number", "kind", "objective", "difficulty", "question__slug", "question__quiz", "question__position")
    found: defaultdict[int | None, list[QuestionVersion]] = defaultdict(list)
    for row in rows.only(*own).order_by("question__position", "number"):
        found[row.question.quiz_id].append(row)
    return found


def _of_quiz(
    quiz: Quiz, listed: Sequence[QuestionVersion], found: Analysis | None, made_at: datetime | None
) -> Iterator[Row]:
    if found is None:
        for version in listed:
            yield *_named(quiz, version), *([None] * 8), text(NOT_MADE), None
        return
    by_version = {row.version: row for row in found.rows}
    for version in listed:
        if row := by_version.get(version.pk):
            of = row.figures
            five = (of.facility, of.standard_deviation, of.discrimination, of.efficiency, of.weight, row.times.median)
            why = next((one.withheld for one in five[:5] if one.withheld), "")
            told_of = (of.n, *map(_figure, five), len(row.findings), text(why) if why else "all")
            yield *_named(quiz, version), *told_of, made_at


def _named(quiz: Quiz, version: QuestionVersion) -> Row:
    return text(quiz.title), version.question.slug, version.number, version.kind, version.objective, version.difficulty


def _figure(figure: Figure) -> Decimal | None:
    """With one place, as the page of the analysis has it; None where it is withheld."""
    # What is added makes a minus before nothing go.
    return None if figure.value is None else Decimal(repr(figure.value)).quantize(TENTH) + 0


REPORT = Report(
    name="items",
    title="Items",
    about="Each question as it was asked: facility, discrimination, weight and time, over first attempts.",
    columns=columns,
    read=read,
    count=count,
    filters=("quiz",),
)
