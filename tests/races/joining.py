"""Deeds about cohorts: learners who join by a code, and instructors who replace it, move the dates or send a roster."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Count, Max

from accounts.models import Message, User
from curriculum.models import Course, Enrolment
from progress.actions import cohorts
from progress.models import Cohort, DateChange, Plan, Study
from progress.models.study import rule_of
from progress.roster import read
from tests.races import ground, told

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NAME = "Autumn"
ROSTER = "".join(f"person{number}@example.org\n" for number in range(30))


def lay_cohort() -> str:
    """The code of a new cohort in a course with a lesson; whoever was in one, and every account, is gone."""
    if not Course.objects.exists():
        told.lay_studies(0)
    Study.objects.update(plan=None)
    for model in (DateChange, Plan, Study, Enrolment, Message, Cohort):
        model._default_manager.all().delete()
    User.objects.all().delete()
    course = Course.objects.get(slug=ground.COURSE)
    cohort = Cohort(course=course, name=NAME, begins_on=NOW.date(), daily_minutes=60)
    cohorts.make_cohort(cohort, NOW)
    return cohort.code


def new_learner(number: int | str) -> int:
    return User.objects.create_user(f"learner{number}@example.org").pk


def join_cohort(learner: int, code: str) -> bool:
    return cohorts.join_cohort(User.objects.get(pk=learner), code, NOW) is not None


def replace_code() -> str:
    return cohorts.replace_code(Cohort.objects.get().pk)


def move_cohort(weeks: int) -> int:
    begins_on = NOW.date() + timedelta(weeks=weeks)
    return cohorts.change_cohort(Cohort.objects.get().pk, {"begins_on": begins_on}, NOW)


def send_roster() -> int:
    return cohorts.add_by_roster(Cohort.objects.get().pk, read(ROSTER), NOW)


def look_at_cohort() -> dict[str, Any]:
    """What is there, and who follows other dates than the cohort's."""
    rule = rule_of(Cohort.objects.get())
    studies = list(Study.objects.select_related("plan").filter(cohort__isnull=False))
    per_study = Plan.objects.values("study").annotate(n=Count("pk")).aggregate(most=Max("n"))
    return {
        "members": len(studies),
        "astray": sum(study.plan is None or study.plan.rule != rule for study in studies),
        "most_plans": per_study["most"] or 0,
        "accounts": User.objects.count(),
        "mails": Message.objects.count(),
    }


DEEDS = (lay_cohort, new_learner, join_cohort, replace_code, move_cohort, send_roster, look_at_cohort)
