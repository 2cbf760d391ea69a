"""The best marks at each graded quiz, by tenths of what was possible."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from django.db.models import BigIntegerField, F, Max
from django.db.models.functions import Cast

from progress.reports.tables.charts.learners import counted, enrolments
from progress.reports.tables.charts.plots import Plot, Scale, column, people
from progress.reports.tables.marks import quizzes_of
from progress.reports.tables.report import Scope
from quizzes.models import Attempt

TENTHS = 10
NAMES = tuple(f"{10 * tenth}–{10 * tenth + 10}" for tenth in range(TENTHS))
# Points have two places: hundredths are whole, and whole numbers divide alike in every database.
THOUSANDTHS = Cast(F("points") * 1_000, BigIntegerField())
HUNDREDTHS = Cast(F("possible") * 100, BigIntegerField())


def draw(scope: Scope) -> list[Plot]:
    """Two queries. Raises TooMany."""
    found = counts(scope)
    wanted = scope.selection.quiz
    quizzes = [quiz for quiz in quizzes_of(scope.course) if quiz.is_graded and wanted in {"", quiz.slug}]
    return [histogram(quiz.title, found.get(quiz.pk, {})) for quiz in quizzes]


def counts(scope: Scope) -> Mapping[int, Mapping[int, int]]:
    """By quiz and tenth, how many learners have their best mark in it; 100 % belongs to the last tenth."""
    marked = Attempt.objects.filter(
        learner__in=enrolments(scope).values("user"),
        quiz__in=[quiz.pk for quiz in quizzes_of(scope.course) if quiz.is_graded],
        state=Attempt.State.GRADED,
        n_waiting=0,
        points__isnull=False,
        possible__gt=0,
    )
    best = marked.order_by().values(at=F("quiz"), by=F("learner")).annotate(tenth=Max(THOUSANDTHS / HUNDREDTHS))
    found: dict[int, Counter[int]] = defaultdict(Counter)
    for quiz, tenth, n in counted(best, "at", "tenth"):
        found[quiz][min(tenth, TENTHS - 1)] += n
    return found


def histogram(title: str, by_tenth: Mapping[int, int]) -> Plot:
    numbers = [by_tenth.get(tenth, 0) for tenth in range(TENTHS)]
    scale = Scale.of(max(*numbers, 1))
    bars = []
    for tenth, n in enumerate(numbers):
        x, width = column(tenth, TENTHS)
        bars.append(scale.bar("finished", x + width * 0.06, width * 0.88, n))
    n_best = max(range(TENTHS), key=lambda tenth: numbers[tenth])
    told = f"most of them, {numbers[n_best]:,}, between {NAMES[n_best]} %" if sum(numbers) else "nobody has one yet"
    return Plot(
        title=title,
        says=f"Best marks of {people(sum(numbers))}: {told}",
        heads=("Best mark, per cent", "Learners"),
        rows=list(zip(NAMES, numbers, strict=True)),
        ticks=[(round(column(tenth, TENTHS)[0], 1), str(10 * tenth)) for tenth in range(TENTHS + 1)],
        levels=scale.levels,
        bars=bars,
    )
