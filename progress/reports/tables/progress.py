"""Progress by learner: the pace, each module, the goals, marks, minutes, the last activity, the certificate."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from curriculum.models import Course, Lesson
from progress import completion, pacing
from progress.models import Plan
from progress.outline import Kind as PartKind
from progress.outline import Outline
from progress.reports import evidence, gathered
from progress.reports.outline import outline_of
from progress.reports.standing import day_of
from progress.reports.tables import people
from progress.reports.tables.marks import marks_of, quizzes_of
from progress.reports.tables.report import Report, Scope
from progress.selection import LEFT, NO_PLAN
from progress.tables import Batch, Cell, Column, Kind, Row, Total, share

RULED = ("begins_on", "study_days", "daily_minutes", "by_week", "pauses", "settled")
FIELDS = (
    "left_at",
    "user__time_zone",
    "study__last_active_at",
    "certificate__issued_at",
    "certificate__revoked_at",
    *(f"study__plan__{name}" for name in RULED),
)


def columns(scope: Scope) -> Sequence[Column]:
    modules, goals = outline_of(scope.course).modules, evidence.goals_of(scope.course)
    marks = [
        _share(f"{quiz.slug}_{which}", f"{quiz.title}: {which}")
        for quiz in quizzes_of(scope.course)
        if quiz.is_graded
        for which in ("best", "latest")
    ]
    return (
        *people.COLUMNS,
        Column("left_on", "Left (UTC)", Kind.DAY),
        Column("pace", "Pace", total=Total.TALLY),
        Column("parts_late", "Parts late", Kind.COUNT, Total.SUM),
        Column("behind_since", "Behind since", Kind.DAY),
        Column("parts_done", "Parts done", Kind.COUNT, Total.SUM),
        Column("parts", "Parts", Kind.COUNT),
        *(_share(f"module_{module.slug}", module.title) for module in modules),
        *(_share(f"goal_{goal.slug}", goal.title) for goal in goals),
        *(Column(f"goal_{goal.slug}_state", f"{goal.title}: state", total=Total.TALLY) for goal in goals),
        *marks,
        Column("minutes_done", "Minutes of parts done", Kind.COUNT, Total.SUM),
        Column("last_active_at", "Last active (UTC)", Kind.MOMENT),
        Column("certificate", "Certificate", total=Total.TALLY),
        Column("certificate_on", "Certificate issued (UTC)", Kind.DAY),
    )


def _share(name: str, title: str) -> Column:
    return Column(name, f"{title} (%)", Kind.PERCENT, Total.MEAN)


@dataclass(frozen=True)
class _Course:
    """What is known of the course before any learner is."""

    course: Course
    outline: Outline
    lessons: Mapping[int, str]
    quizzes: Mapping[int, str]
    graded: Sequence[int]


@lru_cache(maxsize=32)
def _known(course_id: int, edition: int) -> _Course:
    course = Course(pk=course_id, edition=edition)
    outline = outline_of(course)
    lessons = Lesson.objects.filter(module__course=course_id).values_list("pk", "slug")
    return _Course(
        course,
        outline,
        {pk: f"{PartKind.LESSON}:{slug}" for pk, slug in lessons},
        {quiz.pk: f"{PartKind.QUIZ}:{quiz.slug}" for quiz in quizzes_of(course)},
        [quiz.pk for quiz in quizzes_of(course) if quiz.is_graded],
    )


def read(scope: Scope, after: str, size: int) -> Batch:
    """One query; a few more where the process has not seen the edition before, and one where an attempt was marked by
    a release that kept no shares."""
    added = {
        "gathered_lessons": gathered.lessons(scope.course, "user"),
        "gathered_labs": gathered.labs(scope.course, "user"),
        **evidence.expressions(scope.course, "user"),
    }
    found, later = people.page(scope, after, size, FIELDS, **added)
    known = _known(scope.course.pk, scope.course.edition)
    evident = [evidence.evidence_of(*row[-len(evidence.GATHERED) :]) for row in found]
    goals = evidence.states_of(scope.course, evident)
    today = _Today(scope.now)
    rows = [_row(known, today, *three) for three in zip(found, evident, goals, strict=True)]
    keys = [people.key_of(scope, row) for row in found]
    if wanted := scope.selection.pace:
        kept = [place for place, row in enumerate(rows) if row[PACE] == wanted]
        rows, keys = [rows[place] for place in kept], [keys[place] for place in kept]
    return Batch(rows, keys, later)


class _Today(dict[str, date]):
    """The day in each zone, worked out once."""

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self.now = now

    def __missing__(self, zone: str) -> date:
        self[zone] = self.now.astimezone(ZoneInfo(zone)).date()
        return self[zone]


PACE = len(people.COLUMNS) + 1


def _row(
    known: _Course, today: _Today, row: Sequence[Any], seen: evidence.Evidence, goals: Sequence[evidence.GoalState]
) -> Row:
    own = row[len(people.NAMED) : -len(evidence.GATHERED)]
    left_at, zone, active_at, issued_at, revoked_at, *ruled, lessons, labs = own
    called, met = gathered.read(lessons, 1), gathered.read(labs, 1)
    done = {known.lessons.get(pk, "") for pk in gathered.numbers(called.parts[0])}
    done |= {f"{PartKind.LAB}:{lab}" for lab in met.parts[0].split(gathered.RECORD)}
    done |= {known.quizzes[run.quiz] for run in seen.runs if run.passed and run.quiz in known.quizzes}
    last = gathered.latest((called.last, met.last, *seen.moments))
    shares, n_done, minutes = _counted(known.course.pk, known.course.edition, frozenset(done))
    marks = marks_of(seen.runs)
    return (
        *people.named(row),
        left_at.date() if left_at else None,
        *_pace(known, ruled, done, today[zone], has_left=left_at is not None),
        n_done,
        len(known.outline.parts),
        *shares,
        *(share(goal.n_right, goal.n_answers) for goal in goals),
        *(goal.state for goal in goals),
        *(mark for quiz in known.graded for mark in marks.get(quiz, (None, None))),
        minutes,
        max(filter(None, (active_at, last)), default=None),
        None if issued_at is None else "revoked" if revoked_at else "in force",
        issued_at.date() if issued_at else None,
    )


@lru_cache(maxsize=4_000)
def _counted(course_id: int, edition: int, done: frozenset[str]) -> tuple[tuple[Cell, ...], int, int]:
    """Each module's share, the parts done, and the minutes of these. Many learners have done the same."""
    outline = _known(course_id, edition).outline
    counts = [completion.count(module.parts, done) for module in outline.modules]
    minutes = sum(part.minutes for part in outline) - sum(one.minutes_left for one in counts)
    return tuple(share(one.n_done, one.n_parts) for one in counts), sum(one.n_done for one in counts), minutes


def _pace(known: _Course, ruled: Sequence[Any], done: set[str], today: date, *, has_left: bool) -> tuple[Cell, ...]:
    """The state, the parts that are late, and since when."""
    begins_on = ruled[0]
    if has_left or begins_on is None:
        return (LEFT if has_left else NO_PLAN), None, None
    day, due = day_of(known.course, _rule(*ruled[:4], *map(_written, ruled[4:])), today)
    pace, late = day.pace(done), day.late(done)
    return pace.standing.value, len(late), min((due[key] for key in late), default=None)


def _written(listed: Sequence[object]) -> str:
    return json.dumps(listed) if listed else "[]"


@lru_cache(maxsize=4096)
def _rule(begins_on: date, days: str, minutes: int, by_week: bool, pauses: str, settled: str) -> pacing.Rule:
    plan = Plan(begins_on=begins_on, study_days=days, daily_minutes=minutes, by_week=by_week)
    plan.pauses, plan.settled = json.loads(pauses), json.loads(settled)
    return plan.rule


REPORT = Report(
    name="progress",
    title="Progress by learner",
    about="Where each learner stands: pace, modules, goals, marks, minutes and certificate.",
    columns=columns,
    read=read,
    count=people.count,
    filters=(*people.FILTERS, "pace"),
    sorts=tuple(people.SORTS),
)
