"""Somebody of the staff, and the addresses of the admin's pages."""

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db.models import Model
from django.test import Client

from accounts.models import Role, User
from curriculum.models import Course, CourseStaff
from tests.factories import UserFactory


def staff(role: Role | None = Role.INSTRUCTOR, *, teaches: bool = True) -> Client:
    """Somebody of the staff, signed in; with the rights of the role, or none at all. Teaches every course there is."""
    call_command("sync_roles", verbosity=0)
    user: User = UserFactory(is_staff=True)
    if role is not None:
        user.groups.set([Group.objects.get(name=role.value)])
    if teaches:
        CourseStaff.objects.bulk_create([CourseStaff(user=user, course=course) for course in Course.objects.all()])
    client = Client()
    client.force_login(user)
    return client


def list_address(model: type[Model]) -> str:
    return f"/admin/curriculum/{model.__name__.lower()}/"


def address(row: Model | None, page: str = "change") -> str:
    assert row is not None
    return f"{list_address(type(row))}{row.pk}/{page}/"
