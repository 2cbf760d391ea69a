"""A cohort on a sheet of paper: its dates, where its learners stand, their marks, and who is behind.

Made of the rows of the report of progress, so that the sheet says what the report does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any

from django.db.models import Count

from progress.models import Cohort
from progress.models.study import rule_of
from progress.pacing import Standing
from progress.reports.cohorts import ModuleEnd, module_ends
from progress.reports.outline import outline_of
from progress.reports.tables import people
from progress.reports.tables.charts.funnel import draw
from progress.reports.tables.charts.plots import Plot
from progress.reports.tables.marks import quizzes_of
from progress.reports.tables.paging import MOST
from progress.reports.tables.report import Report, Scope
from progress.selection import PACES
from progress.tables import Row, Totals
from quizzes.models import Attempt

# So many names fit a sheet.
NAMES = 60


@dataclass(frozen=True)
class Module:
    """With the mean of its learners' shares; none where there are no rows to add up."""

    end: ModuleEnd
    mean: str


@dataclass(frozen=True)
class Marks:
    """Of the best marks at a quiz."""

    title: str
    n_marked: int
    median: Decimal | None
    n_passed: int


@dataclass(frozen=True)
class Late:
    name: str
    n_parts: int
    since: date | None


@dataclass(frozen=True)
class Summary:
    """Of a cohort with more than MOST learners `is_whole` is False, and nothing is told that takes every row."""

    n_learners: int
    n_left: int
    is_whole: bool
    ends_on: date | None
    paces: Sequence[tuple[str, int]]
    modules: Sequence[Module]
    marks: Sequence[Marks]
    late: Sequence[Late]
    n_late: int
    funnel: Plot

    @property
    def n_not_named(self) -> int:
        return self.n_late - len(self.late)


def summary_of(report: Report, scope: Scope, cohort: Cohort) -> Summary:
    """`report` is that of progress, and the scope selects the cohort. One query for each thousand learners,
    beside a number that is always the same."""
    columns = report.columns(scope)
    n_learners = people.count(scope)
    is_whole = n_learners <= MOST
    rows = [row for batch in report.batches(scope) for row in batch] if is_whole else []
    totals = Totals(columns)
    totals.add(rows)
    told = totals.found()
    cells = _Cells({column.name: place for place, column in enumerate(columns)}, rows)
    late = cells.late()
    ends = module_ends(scope.course, rule_of(cohort))
    means = [str(told.get(f"module_{module.slug}", "")) for module in outline_of(scope.course).modules if module.parts]
    by_pace = told.get("pace", {})
    by_pace = by_pace if isinstance(by_pace, Mapping) else {}
    return Summary(
        n_learners,
        by_pace.get("left", 0),
        is_whole,
        max((end.ends_on for end in ends), default=None),
        [(pace, by_pace[pace]) for pace in PACES if pace in by_pace],
        [Module(*pair) for pair in zip(ends, means, strict=True)],
        _marks(scope, cells) if is_whole else [],
        late[:NAMES],
        len(late),
        draw(scope)[0],
    )


@dataclass(frozen=True)
class _Cells:
    places: Mapping[str, int]
    rows: Sequence[Row]

    def filled(self, name: str) -> list[Any]:
        place = self.places[name]
        return [row[place] for row in self.rows if row[place] is not None]

    def late(self) -> list[Late]:
        """Who is behind, longest first."""
        names = ("learner", "parts_late", "behind_since")
        learner, parts, since = (self.places[name] for name in names)
        pace = self.places["pace"]
        behind: list[tuple[Any, ...]] = [
            (row[learner], row[parts], row[since]) for row in self.rows if row[pace] == Standing.BEHIND
        ]
        found = [Late(*three) for three in behind]
        return sorted(found, key=lambda one: (one.since or date.max, one.name.casefold()))


def _marks(scope: Scope, cells: _Cells) -> list[Marks]:
    quizzes = [quiz for quiz in quizzes_of(scope.course) if quiz.is_graded]
    passed = Attempt.objects.filter(
        learner__in=people.enrolments(scope).values("user"), quiz__in=[quiz.pk for quiz in quizzes], passed=True
    )
    n_passed = dict(passed.order_by().values_list("quiz").annotate(Count("learner", distinct=True)))
    found = []
    for quiz in quizzes:
        best = cells.filled(f"{quiz.slug}_best")
        found.append(Marks(quiz.title, len(best), median(best) if best else None, n_passed.get(quiz.pk, 0)))
    return found
