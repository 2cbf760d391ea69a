"""Lives of the people to try Epoch with: on pace, behind, and finished. Development only."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.db import transaction

from accounts.models import User
from curriculum.labs.registry import LABS
from curriculum.models import Course, Lesson
from progress.actions.certificates import issue_certificate
from progress.actions.study import begin_study
from progress.models import LabResult, LessonRecord, Plan, Study
from progress.outline import Kind, Part
from progress.reports.outline import outline_of
from progress.reports.standing import due_dates
from quizzes.actions.demo.passes import seed_pass
from quizzes.models import Quiz

# How many days ago each began, and how many days of the plan they have done.
LIVES: Mapping[str, tuple[int, int]] = {"on pace": (12, 12), "behind": (17, 5), "finished": (40, 40)}


@transaction.atomic
def seed_life(person: User, course: Course, life: str, now: datetime) -> bool:
    """What such a person would have done until now, by their plan. Whoever has begun already stays as they are."""
    if Study.objects.filter(enrolment__user=person, enrolment__course=course, plan__isnull=False).exists():
        return False
    days_ago, days_done = LIVES[life]
    today = now.astimezone(person.zone).date()
    study = begin_study(person, course, now - timedelta(days=days_ago), begins_on=today - timedelta(days=days_ago))
    assert isinstance(study.plan, Plan)  # noqa: S101  (begin_study has just made it)
    due = due_dates(course, study.plan.rule)
    until = today - timedelta(days=days_ago - days_done)
    for part in outline_of(course):
        if due[part.key] <= until:
            _do(person, course, part, _evening(due[part.key], person, now))
    ends = {module.slug: max(due[part.key] for part in module.parts) for module in outline_of(course).modules}
    practice = Quiz.objects.taught().filter(course=course, purpose=Quiz.Purpose.PRACTICE).select_related("module")
    for quiz in practice.in_order():
        # With a module's practice they end it; with the one that belongs to none they begin.
        on = ends[quiz.module.slug] if quiz.module else study.plan.begins_on
        if on <= until:
            seed_pass(person, quiz, _evening(on, person, now))
    study.last_active_at = _evening(until, person, now)
    study.save(update_fields=["last_active_at"])
    if all(on <= until for on in due.values()):
        issue_certificate(study.pk, study.last_active_at)
    return True


def _do(person: User, course: Course, part: Part, at: datetime) -> None:
    if part.kind is Kind.LESSON:
        lesson = Lesson.objects.get(module__course=course, slug=part.slug)
        LessonRecord.objects.create(learner=person, lesson=lesson, opened_at=at, read_at=at, done_at=at)
    elif part.kind is Kind.LAB:
        lab = LABS[part.slug]
        LabResult.objects.create(learner=person, course=course, lab=lab.id, response=lab.solution, met_at=at)
    else:
        seed_pass(person, Quiz.objects.get(course=course, slug=part.slug), at)


def _evening(on: date, person: User, now: datetime) -> datetime:
    """Half past seven by their own clock, and never in the future."""
    return min(datetime.combine(on, time(19, 30), person.zone), now)
