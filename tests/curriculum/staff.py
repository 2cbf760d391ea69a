"""Somebody of the staff, the addresses of the admin's pages, and how a text is saved there."""

import re
from html import unescape

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db.models import Model
from django.test import Client

from accounts.models import Role, User
from curriculum.models import Course, CourseStaff, Handout, Lesson, Module, Term
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


def base(row: Course | Module | Lesson | Handout | Term, client: Client) -> str:
    html = client.get(address(row)).content.decode()
    found = re.search(r'name="base" value="([0-9a-f]{64})"', html)
    assert found is not None
    return found[1]


def save(row: Course | Module | Lesson | Handout | Term, text: str, client: Client | None = None) -> list[str]:
    """Saves the text as a browser does; the mistakes beside the field, none where it was published."""
    client = client or staff()
    given = {"text": text.replace("\r\n", "\n").replace("\n", "\r\n"), "base": base(row, client)}
    answer = client.post(address(row), given)
    if answer.status_code == 302:
        return []
    html = answer.content.decode()
    assert given["text"].replace("\r\n", "\n").strip() in unescape(html).replace("\r\n", "\n")
    errors = re.findall(r'<ul class="errorlist"[^>]*>(.*?)</ul>', html, re.DOTALL)
    return [unescape(words) for words in re.findall(r"<li>(.*?)</li>", "".join(errors), re.DOTALL)]
