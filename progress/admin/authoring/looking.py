"""As whom, and on which day, a preview is looked at. All of it is reckoned: no learner is asked for, none is made."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, QueryDict

from curriculum.models import Course, Document
from progress import pacing
from progress.actions.study import DAYS
from progress.models import Cohort
from progress.models.study import rule_of
from progress.outline import Kind
from progress.reports.outline import outline_of
from progress.reports.standing import due_dates

OF_PART = {Document.Kind.LESSON: Kind.LESSON, Document.Kind.QUIZ: Kind.QUIZ}
MOST_COHORTS = 100


@dataclass(frozen=True)
class Look:
    """A learner of `cohort`, or one who begins today alone, on the day `on`. `problem` says that no day was given."""

    cohort: Cohort | None
    on: date
    problem: str
    rule: pacing.Rule

    @property
    def has_begun(self) -> bool:
        return self.rule.begins_on <= self.on


@dataclass(frozen=True)
class Due:
    """What the day means for the page's part of the course; `n_late` counts all parts that are late by then."""

    due_on: date | None
    is_late: bool
    n_late: int


def cohorts_of(course: Course) -> list[Cohort]:
    return list(Cohort.objects.filter(course=course.pk).order_by("-begins_on", "name")[:MOST_COHORTS])


def look_of(asked: QueryDict, course: Course, today: date) -> Look:
    """From `on` and `cohort`. A cohort of another course is as if not there."""
    number = asked.get("cohort", "")
    cohort = None
    if number:
        known = number.isascii() and number.isdigit() and len(number) < 19
        cohort = Cohort.objects.filter(course=course.pk, pk=int(number)).first() if known else None
        if cohort is None:
            raise Http404
    day, problem = today, ""
    given = asked.get("on", "").strip()
    if given:
        try:
            day = date.fromisoformat(given)
        except ValueError:
            problem = f"“{given[:20]}” is no day; write one as 2026-12-31. This is today."
        if not pacing.EARLIEST <= day <= pacing.LATEST:
            day, problem = today, f"Choose a day from {pacing.EARLIEST} to {pacing.LATEST}. This is today."
    return Look(cohort, day, problem, rule_of(cohort) if cohort else _usual(course, today))


def due_of(look: Look, document: Document) -> Due:
    """By when what the text teaches is due, for somebody who has done nothing."""
    course = document.course
    outline, due = outline_of(course), due_dates(course, look.rule)
    match document.kind:
        case Document.Kind.MODULE:
            keys = [part.key for module in outline.modules if module.slug == document.slug for part in module.parts]
        case Document.Kind.COURSE:
            keys = list(due)
        case _:
            kind = OF_PART.get(Document.Kind(document.kind))
            keys = [f"{kind}:{document.slug}"]
    due_on = max((due[key] for key in keys if key in due), default=None)
    n_late = pacing.pace(outline.parts, due, (), look.on, look.rule.begins_on).n_parts
    return Due(due_on, due_on is not None and due_on < look.on, n_late)


def _usual(course: Course, today: date) -> pacing.Rule:
    """As the course is planned for who joins and says nothing else."""
    return pacing.Rule(today, frozenset(map(int, DAYS)), pacing.usual_minutes(outline_of(course).parts, len(DAYS)))
