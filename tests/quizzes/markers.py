"""Somebody who marks answers, in their browser."""

import re
from typing import Any

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client

from accounts.models import Role, User
from curriculum.models import Course, CourseStaff
from quizzes.models import AttemptItem
from tests.factories import UserFactory

QUEUE = "/admin/quizzes/attemptitem/queue/"
RELEASE = f"{QUEUE}release/"


class Marker:
    """An instructor of the tiny course, unless told otherwise. Each method sends what a browser sends."""

    def __init__(self, name: str = "Ann Instructor", role: Role | None = Role.INSTRUCTOR, course: str = "tiny") -> None:
        call_command("sync_roles", verbosity=0)
        self.user: User = UserFactory(is_staff=True, display_name=name)
        if role is not None:
            self.user.groups.set([Group.objects.get(name=role.value)])
        if course:
            CourseStaff.objects.create(user=self.user, course=Course.objects.get(slug=course))
        self.client = Client()
        self.client.force_login(self.user)

    def page(self, item: AttemptItem) -> str:
        return f"/admin/quizzes/attemptitem/{item.pk}/mark/"

    def html(self, address: str, status: int = 200) -> str:
        """A page, with single spaces."""
        answer = self.client.get(address)
        assert answer.status_code == status, (address, answer.status_code)
        return " ".join(answer.content.decode().split())

    def seen(self, item: AttemptItem) -> str:
        found = re.search(r'name="seen" value="([^"]*)"', self.html(self.page(item)))
        assert found is not None
        return found[1]

    def send(self, item: AttemptItem, first: str, second: str, query: str = "", **more: Any) -> Any:
        """Save with these points of the rubric, which has 3 and 1."""
        seen = more.pop("seen", None) or self.seen(item)
        sent = {"seen": seen, "points-0": first, "points-1": second, "do": "save", **more}
        return self.client.post(self.page(item) + query, sent)

    def release(self, **sent: Any) -> Any:
        return self.client.post(RELEASE, sent)
