"""Which objectives a cohort's learners have in hand: a heat map of objectives by learners."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from curriculum.models import Course, Objective
from progress.models import Cohort
from progress.reports.answers import Tally, by_objective
from progress.reports.cohorts import members
from quizzes.models import Attempt, AttemptItem, CheckResponse

STEPS = 5
NOTHING = Tally()


@dataclass(frozen=True)
class Cell:
    """`step` is the fifth of the scale that the share lies in, from 0; None where there is no answer."""

    tally: Tally

    @property
    def step(self) -> int | None:
        facility = self.tally.facility
        return None if facility is None else min(facility * STEPS // 100, STEPS - 1)


@dataclass(frozen=True)
class HeatRow:
    """An objective: of everybody, and of each learner in the order asked for."""

    objective: str
    whole: Cell | None
    cells: Sequence[Cell]


@dataclass(frozen=True)
class HeatModule:
    title: str
    rows: Sequence[HeatRow]


def heat_map(course: Course, cohort: Cohort, learner_ids: Sequence[int], *, is_whole: bool) -> list[HeatModule]:
    """Five queries, however many learners and answers; three where the whole cohort is not summed up."""
    of_each = by_objective(*answers_of(course, learner_ids), by_learner=True)
    whole: Mapping[tuple[int, str], Tally] = {}
    if is_whole:
        whole = by_objective(*answers_of(course, members(cohort).values("enrolment__user")))
    found = []
    for title, objectives in groupby(objectives_of(course), key=lambda one: one.module.title):
        rows = [
            HeatRow(
                one.text,
                Cell(whole.get((0, one.slug), NOTHING)) if is_whole else None,
                [Cell(of_each.get((learner, one.slug), NOTHING)) for learner in learner_ids],
            )
            for one in objectives
        ]
        found.append(HeatModule(title, rows))
    return found


def objectives_of(course: Course | int) -> QuerySet[Objective]:
    """In the order of the course, with their modules' titles."""
    taught = Objective.objects.taught().filter(module__course=course, module__retired_at=None)
    return (
        taught.select_related("module").only("slug", "text", "module__title").order_by("module__position", "position")
    )


def answers_of(course: Course, learners: Any) -> tuple[QuerySet[AttemptItem], QuerySet[CheckResponse]]:
    """Their answers in marked attempts, graded and practice alike, and at knowledge checks. The learners are named by
    number, or by a query for these."""
    marked: dict[str, Any] = {"attempt__quiz__course": course, "attempt__state": Attempt.State.GRADED}
    return (
        AttemptItem.objects.filter(attempt__learner__in=learners, **marked),
        CheckResponse.objects.filter(learner__in=learners, question__course=course),
    )
