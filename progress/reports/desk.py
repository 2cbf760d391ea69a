"""The learner's home: what is next, how the pace is, the week, the modules, marks, deadlines and goals."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.urls import reverse

from accounts.models import User
from curriculum.models import Course, Enrolment
from progress import completion
from progress.models import Study
from progress.outline import Kind, ModuleOutline, Part
from progress.reports.chart import Chart, pace_chart
from progress.reports.evidence import GoalState, goal_states
from progress.reports.standing import Standing, standing_of
from quizzes.models import Allowance, Attempt

SHOWN = 5
LEAN = ("body_html", "headings", "slots")
UNREAD = ("intro_html", "blueprint", "topics")


@dataclass(frozen=True)
class Step:
    """A part as the desk names it; `due_on` is None without a plan."""

    part: Part
    url: str
    due_on: date | None
    is_done: bool
    is_late: bool


@dataclass(frozen=True)
class ModuleState:
    module: ModuleOutline
    url: str
    count: completion.Count
    due_on: date | None
    is_current: bool


@dataclass(frozen=True)
class Desk:
    standing: Standing
    steps: Sequence[Step]
    next_step: Step | None
    week: Sequence[Step]
    deadlines: Sequence[Step]
    modules: Sequence[ModuleState]
    chart: Chart | None
    attempts: Sequence[Attempt]
    closings: Sequence[Allowance]
    goals: Sequence[GoalState]


@dataclass(frozen=True)
class Studied:
    """A course that somebody studies; `plan_id` is None where they have not said when they begin."""

    enrolment_id: int
    plan_id: int | None
    course: Course


# Written out, since Django's ORM takes ten times as long to write it as the database to answer.
STUDIED = """
SELECT enrolment.id, study.plan_id, course.id, course.slug, course.title, course.edition
FROM curriculum_enrolment enrolment
JOIN curriculum_course course ON course.id = enrolment.course_id
LEFT JOIN progress_study study ON study.enrolment_id = enrolment.id
WHERE enrolment.user_id = %s AND enrolment.left_at IS NULL AND course.retired_at IS NULL
ORDER BY COALESCE(study.last_active_at, enrolment.enrolled_at) DESC, enrolment.id DESC
"""


def studied_by(learner_id: int) -> list[Studied]:
    """What somebody studies, the course at which they were last first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(STUDIED, [learner_id])
        return [
            Studied(enrolment, plan, Course(pk=pk, slug=slug, title=title, edition=edition))
            for enrolment, plan, pk, slug, title, edition in cursor.fetchall()
        ]


def study_of(enrolment: Enrolment) -> Study | None:
    """How the enrolment is paced; None for who joined and has not said when to begin."""
    return getattr(enrolment, "study", None)


def desk_of(study: Study, course: Course, learner: User, now: datetime) -> Desk:
    where = standing_of(study, course, learner, now)
    steps = list(_steps(where))
    left = [step for step in steps if not step.is_done]
    runs = Attempt.objects.filter(learner=learner, quiz__course=course).select_related("quiz")
    closings = Allowance.objects.filter(learner=learner, quiz__course=course, withdrawn_at=None, closes_at__gt=now)
    return Desk(
        standing=where,
        steps=steps,
        next_step=left[0] if left else None,
        week=list(_week(steps, where.today)),
        deadlines=sorted((step for step in left if step.due_on), key=lambda step: step.due_on or where.today)[:SHOWN],
        modules=list(_modules(where)),
        chart=_chart(where, learner),
        attempts=list(runs.defer(*(f"quiz__{field}" for field in UNREAD)).order_by("-started_at")[:SHOWN]),
        closings=list(closings.select_related("quiz").order_by("closes_at")[:SHOWN]),
        goals=goal_states(learner.pk, course),
    )


def address(part: Part, course: Course) -> str:
    if part.kind is Kind.QUIZ:
        return reverse("quiz", args=[course.slug, part.slug])
    return reverse("lesson", args=[course.slug, part.place])


def _steps(where: Standing) -> Iterator[Step]:
    for part in where.outline:
        due_on, is_done = where.due.get(part.key), part.key in where.done
        is_late = due_on is not None and not is_done and due_on < where.today
        yield Step(part, address(part, where.course), due_on, is_done, is_late)


def _week(steps: Sequence[Step], today: date) -> Iterator[Step]:
    """What is due from this Monday to Sunday, and what is late."""
    monday = today - timedelta(days=today.weekday())
    for step in steps:
        if step.is_late or (step.due_on and monday <= step.due_on < monday + timedelta(days=7)):
            yield step


def _modules(where: Standing) -> Iterator[ModuleState]:
    following = where.next_part
    for module in where.outline.modules:
        dates = [where.due[part.key] for part in module.parts if part.key in where.due]
        yield ModuleState(
            module=module,
            url=reverse("module", args=[where.course.slug, module.slug]),
            count=completion.count(module.parts, where.done),
            due_on=max(dates, default=None),
            is_current=following in module.parts,
        )


def _chart(where: Standing, learner: User) -> Chart | None:
    if where.study.plan is None or not where.outline.parts:
        return None
    done = {key: at.astimezone(learner.zone).date() for key, at in where.done.items()}
    return pace_chart(where.outline.parts, where.due, done, where.study.plan.begins_on, where.today)
