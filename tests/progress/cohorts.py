"""A cohort of the tiny course, and staff who may look after it."""

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import Role, User
from curriculum.models import Course, CourseStaff
from progress.actions.cohorts import make_cohort
from progress.models import Cohort, Study
from progress.roster import Row, read
from tests.factories import UserFactory

LIST, STUDIES = "/admin/progress/cohort/", "/admin/progress/study/"


def a_cohort(name: str = "Autumn", slug: str = "tiny", **fields: Any) -> Cohort:
    """Begins today, with an hour on each weekday."""
    rest = {"begins_on": timezone.now().date(), "daily_minutes": 60, **fields}
    cohort = Cohort(course=Course.objects.get(slug=slug), name=name, **rest)
    make_cohort(cohort, timezone.now())
    return cohort


def another_course() -> Course:
    return Course.objects.get_or_create(
        slug="another", defaults={"title": "Another", "summary": "Another.", "weekly_minutes": 60}
    )[0]


def staff(role: Role | None = Role.INSTRUCTOR, teaches: str = "tiny") -> Client:
    call_command("sync_roles", verbosity=0)
    person: User = UserFactory(is_staff=True)
    if role:
        person.groups.set([Group.objects.get(name=role.value)])
    if teaches:
        CourseStaff.objects.create(user=person, course=Course.objects.get(slug=teaches))
    client = Client()
    client.force_login(person)
    return client


def study_of(person: User) -> Study:
    return Study.objects.select_related("plan", "cohort", "enrolment").get(enrolment__user=person)


def page(cohort: Cohort, what: str = "change") -> str:
    return f"{LIST}{cohort.pk}/{what}/"


def sent(cohort: Cohort, **changes: Any) -> dict[str, Any]:
    """What the cohort's form sends."""
    fields: dict[str, Any] = {
        "name": cohort.name,
        "begins_on": cohort.begins_on.isoformat(),
        "study_days": list(cohort.study_days),
        "daily_minutes": cohort.daily_minutes,
        "time_zone": cohort.time_zone,
        "pauses": "",
        "joining_ends_on": "",
        "staff-TOTAL_FORMS": 0,
        "staff-INITIAL_FORMS": 0,
    }
    return {**fields, **changes}


def days(n: int) -> timedelta:
    return timedelta(days=n)


def day(n: int) -> date:
    """So many days from today."""
    return timezone.now().date() + days(n)


def rows(*addresses: str) -> list[Row]:
    """A roster without names."""
    return read("".join(f"{address}\n" for address in addresses))
