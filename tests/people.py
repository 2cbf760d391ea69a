"""Every kind of person that an address can be asked by, for the matrices of who gets what (P15)."""

from typing import Any

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import Role, User
from curriculum.models import Course, CourseStaff, Enrolment
from tests.factories import UserFactory

SIGN_IN, MISSING, NO_METHOD = "sign in", "404", "405"
PEOPLE = (
    "visitor",
    "learner",
    "other learner",
    "left",
    "not enrolled",
    "learner elsewhere",
    "instructor",
    "instructor elsewhere",
    "staff",
    "admin",
    "deactivated",
)


def somebody(name: str) -> Client:
    """Somebody of that kind, but for the learner whom a matrix is about, signed in where they can be."""
    client = Client()
    if name == "visitor":
        return client
    user: User = UserFactory(is_staff=name in {"instructor", "instructor elsewhere", "staff", "admin"})
    call_command("sync_roles", verbosity=0)
    course = Course.objects.get(slug="tiny")
    if name in {"other learner", "left"}:
        left_at = timezone.now() if name == "left" else None
        Enrolment.objects.create(user=user, course=course, enrolled_at=timezone.now(), left_at=left_at)
    if name.endswith("elsewhere"):
        course = Course.objects.create(slug="other", title="Another", summary="Another.", weekly_minutes=60)
    if name == "learner elsewhere":
        Enrolment.objects.create(user=user, course=course, enrolled_at=timezone.now())
    if name.startswith("instructor"):
        user.groups.set([Group.objects.get(name=Role.INSTRUCTOR.value)])
        CourseStaff.objects.create(user=user, course=course)
    if name == "admin":
        user.groups.set([Group.objects.get(name=Role.ADMIN.value)])
    client.force_login(user)
    if name == "deactivated":
        User.objects.filter(pk=user.pk).update(is_active=False)
    return client


def outcome(answer: Any) -> str:
    """A status, or that the person is led to sign in."""
    if answer.status_code == 302 and answer.headers["Location"].startswith("/accounts/login/"):
        return SIGN_IN
    return str(answer.status_code)
