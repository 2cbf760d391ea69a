"""The cohorts that they are in."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from curriculum.models import Course
from progress import pacing
from progress.actions.cohorts import make_cohort
from progress.models import Cohort, CohortStaff
from progress.models.study import fields_of, rule_of
from progress.reports.outline import outline_of

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Intake:
    """A cohort to be: `share` of all learners, begun so many weeks ago."""

    name: str
    time_zone: str
    weeks_ago: int
    share: float
    study_days: str = "01234"


INTAKES = (
    Intake("Support engineers", "Europe/Berlin", 12, 0.16),
    Intake("Graduates, north", "Europe/London", 10, 0.12),
    Intake("Data team", "America/New_York", 8, 0.11),
    Intake("Evening class", "Asia/Kolkata", 6, 0.11, "024"),
    Intake("Public sector", "America/Sao_Paulo", 5, 0.09),
    Intake("Weekend class", "Asia/Tokyo", 4, 0.06, "56"),
    Intake("Partners", "Pacific/Chatham", 2, 0.06),
    # The next one: nobody in it has begun.
    Intake("Next intake", "Europe/Warsaw", -1, 0.02),
)
ALONE = 1 - sum(intake.share for intake in INTAKES)


@dataclass(frozen=True)
class Group:
    """A cohort that is there, with its rule."""

    cohort_id: int
    rule: pacing.Rule


@transaction.atomic
def seed_cohorts(course: Course, instructor_id: int, now: datetime) -> list[Group]:
    """In the order of INTAKES, looked after by the instructor. One that is there already stays as it is."""
    monday = now.date() - timedelta(days=now.weekday())
    found = {cohort.name: cohort for cohort in Cohort.objects.filter(course=course)}
    for intake in INTAKES:
        if intake.name in found:
            continue
        days = frozenset(map(int, intake.study_days))
        minutes = pacing.usual_minutes(outline_of(course).parts, len(days))
        rule = pacing.Rule(monday - intake.weeks_ago * WEEK, days, minutes)
        cohort = Cohort(course=course, name=intake.name, time_zone=intake.time_zone, **fields_of(rule))
        make_cohort(cohort, min(now, now - (intake.weeks_ago + 2) * WEEK))
        CohortStaff.objects.create(cohort=cohort, user_id=instructor_id)
        found[intake.name] = cohort
    return [Group(found[intake.name].pk, rule_of(found[intake.name])) for intake in INTAKES]


def group_of(groups: Sequence[Group], chance: random.Random) -> Group | None:
    """The one that somebody is in; None for who studies alone."""
    return chance.choices([None, *groups], [ALONE, *(intake.share for intake in INTAKES)])[0]
