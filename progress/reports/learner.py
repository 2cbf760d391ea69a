"""All that a course has on record of one learner, for its instructors. No note is among it: those are the learner's."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from django.db.models import Count, Max, Q, Sum

from curriculum.models import Course
from progress import completion
from progress.models import LessonRecord, Notice, Study
from progress.outline import Kind, ModuleOutline, Part
from progress.reports.answers import HUNDREDTH, Tally, by_objective
from progress.reports.cohort_desk import Row, rows_of
from progress.reports.facility import answers_of, objectives_of
from quizzes.models import Allowance, Attempt, CheckResponse

# Of what may be long, the newest are shown; the lists of the admin have all.
MOST = 50


@dataclass(frozen=True)
class PartState:
    part: Part
    due_on: date | None
    is_late: bool
    opened_at: datetime | None
    done_at: datetime | None


@dataclass(frozen=True)
class ModuleEvidence:
    module: ModuleOutline
    count: completion.Count
    due_on: date | None
    parts: Sequence[PartState]


@dataclass(frozen=True)
class Behind:
    """What an attempt says of an objective."""

    attempt_id: int
    title: str
    number: int
    points: Decimal
    possible: Decimal


@dataclass(frozen=True)
class ObjectiveEvidence:
    text: str
    tally: Tally
    attempts: Sequence[Behind]


@dataclass(frozen=True)
class ChecksOf:
    """Knowledge checks of a lesson: how many were answered, and how many rightly at the first try."""

    lesson: str
    n_answered: int
    n_right: int
    last_at: datetime


@dataclass(frozen=True)
class Evidence:
    row: Row
    modules: Sequence[ModuleEvidence]
    objectives: Mapping[str, Sequence[ObjectiveEvidence]]
    attempts: Sequence[Attempt]
    checks: Sequence[ChecksOf]
    allowances: Sequence[Allowance]
    notices: Sequence[Notice]


def evidence_of(study: Study, course: Course, now: datetime) -> Evidence:
    """The study with its plan and learner. Sixteen queries, however much is on record."""
    (row,) = rows_of([study], course, now)
    learner = row.learner
    runs = Attempt.objects.filter(learner=learner, quiz__course=course).select_related("quiz")
    unread = ("quiz__intro_html", "quiz__blueprint", "quiz__topics")
    checks = CheckResponse.objects.filter(learner=learner, question__course=course).order_by()
    by_lesson = checks.values_list("question__lesson__title").annotate(
        n=Count("pk"), n_right=Count("pk", filter=Q(first_outcome="right")), last=Max("answered_at")
    )
    allowances = Allowance.objects.filter(learner=learner, quiz__course=course).select_related("quiz", "granted_by")
    return Evidence(
        row=row,
        modules=_modules(row),
        objectives=_objectives(course, learner.pk),
        attempts=list(runs.defer(*unread).order_by("-started_at")[:MOST]),
        checks=[ChecksOf(*found) for found in by_lesson.order_by("question__lesson__position")],
        allowances=list(allowances.defer(*unread).order_by("-granted_at")[:MOST]),
        notices=list(Notice.objects.filter(enrolment=study.pk).order_by("-made_at", "-pk")[:MOST]),
    )


def _modules(row: Row) -> list[ModuleEvidence]:
    where = row.where
    records = LessonRecord.objects.filter(learner=row.learner, lesson__module__course=where.course)
    opened = {f"{Kind.LESSON}:{slug}": at for slug, at in records.values_list("lesson__slug", "opened_at")}
    found = []
    for module in where.outline.modules:
        parts = [
            PartState(
                part=part,
                due_on=(due_on := where.due.get(part.key)),
                is_late=due_on is not None and due_on < where.today and part.key not in where.done,
                opened_at=opened.get(part.key),
                done_at=where.done.get(part.key),
            )
            for part in module.parts
        ]
        due_on = max((part.due_on for part in parts if part.due_on), default=None)
        found.append(ModuleEvidence(module, completion.count(module.parts, where.done), due_on, parts))
    return found


def _objectives(course: Course, learner_id: int) -> dict[str, list[ObjectiveEvidence]]:
    """By module: each objective with its share, and the attempts that the share comes from."""
    items, checks = answers_of(course, [learner_id])
    tallies = by_objective(items, checks)
    behind: dict[str, list[Behind]] = defaultdict(list)
    of_attempt = ("version__objective", "attempt", "attempt__quiz__title", "attempt__number")
    rows = items.filter(points__isnull=False).order_by("attempt").values_list(*of_attempt)
    for objective, attempt, title, number, points, possible in rows.annotate(got=Sum("points"), of=Sum("possible")):
        exact = (points.quantize(HUNDREDTH), possible.quantize(HUNDREDTH))
        behind[objective].append(Behind(attempt, title, number, *exact))
    return {
        title: [
            ObjectiveEvidence(one.text, tallies.get((0, one.slug), Tally()), behind[one.slug][-MOST:])
            for one in objectives
        ]
        for title, objectives in groupby(objectives_of(course), key=lambda one: one.module.title)
    }
