"""Somebody who writes the tiny course, and somebody who writes another."""

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from curriculum.models import Course, CourseStaff, Document
from tests.curriculum.rows import document
from tests.factories import UserFactory


def author(course: str = "tiny", role: Role = Role.INSTRUCTOR) -> Client:
    client = Client()
    client.force_login(author_of(course, role))
    return client


def author_of(course: str = "tiny", role: Role = Role.INSTRUCTOR) -> User:
    call_command("sync_roles", verbosity=0)
    user: User = UserFactory(is_staff=True)
    user.groups.set([Group.objects.get(name=role.value)])
    CourseStaff.objects.create(user=user, course=Course.objects.get(slug=course))
    return user


def address(name: str, key: str | Document) -> str:
    found = document(key) if isinstance(key, str) else key
    return reverse(f"authoring:{name}", args=[found.pk])
