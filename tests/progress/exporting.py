"""Learners with odd names, somebody who may export them, and workers that are met in the middle of a file."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from curriculum.models import Course, CourseStaff, Enrolment
from progress.actions.exports import jobs
from progress.actions.exports.asking import ask_export, wish_of
from progress.files import shelf
from progress.models import Export
from progress.reports.tables import paging
from progress.reports.tables.report import Report, Scope
from progress.selection import Selection
from progress.tables import Row
from tests.factories import UserFactory

NAMES = ("Ada, the first", 'A "quoted" one', "=1+1", "Nasrin \u200fنسرین", "Zoë 🦉", "Plain", "@home", "-7", "Last")
Deed = Callable[[], object]


@pytest.fixture
def person(course: Course, tmp_path: Path, settings: Any) -> User:
    """Who teaches the course, in which there are nine learners."""
    settings.EXPORTS_DIR = tmp_path / "exports"
    shelf.folder()
    add_learners(course)
    return somebody()


class Killed(BaseException):
    """As a signal comes: nothing catches it."""


def add_learners(course: Course) -> None:
    """Nine, so that there are four batches of two, and of three behind the first."""
    now = timezone.now()
    for name in NAMES:
        Enrolment.objects.create(user=UserFactory(display_name=name), course=course, enrolled_at=now)


def somebody(role: Role | None = Role.INSTRUCTOR, teaches: str = "tiny") -> User:
    """Staff."""
    call_command("sync_roles", verbosity=0)
    person: User = UserFactory(is_staff=True)
    person.groups.set(Group.objects.filter(name=role) if role else [])
    if teaches:
        CourseStaff.objects.create(user=person, course=Course.objects.get(slug=teaches))
    return person


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def asked(person: User, form: str = "csv", now: datetime | None = None, **selected: str) -> Export:
    """A job that nobody is at."""
    selection = Selection.read(selected)
    return ask_export(person, wish_of(person, "progress", selection, form, now or timezone.now()))


def made(person: User, form: str = "csv", now: datetime | None = None, **selected: str) -> Export:
    job = asked(person, form, now, **selected)
    jobs.carry_on(job.pk)
    job.refresh_from_db()
    assert job.state == "done", (job.state, job.why)
    return job


def of(job: Export, name: str) -> str:
    return reverse(f"reports:{name}", args=[job.code])


def folder() -> dict[str, bytes]:
    """What lies in it."""
    return {path.name: path.read_bytes() for path in settings.EXPORTS_DIR.iterdir()}


def close(answer: Any) -> None:
    """As a server does it when all is sent or nobody listens, but for the database, which is the test's own."""
    request_finished.disconnect(close_old_connections)
    try:
        answer.close()
    finally:
        request_finished.connect(close_old_connections)


def free(job: Export) -> None:
    """As if the lease of whoever had it had run out."""
    Export.objects.filter(pk=job.pk, state="running").update(claimed_until=timezone.now() - timedelta(seconds=1))


def meet(monkeypatch: pytest.MonkeyPatch, n_batches: int, *deeds: Deed) -> None:
    """Do this once each, in turn, when a worker has had so many batches of its file."""
    left = list(deeds)

    def batches(report: Report, scope: Scope) -> Iterator[Sequence[Row]]:
        for number, rows in enumerate(report.batches(scope, 2, 3)):
            if number == n_batches and left:
                left.pop(0)()
            yield rows

    monkeypatch.setattr(paging, "batches", batches)


def kill() -> None:
    raise Killed


def fail() -> None:
    raise RuntimeError("a mistake")


def fill_disk() -> None:
    raise OSError(28, "No space left on device")


# Each takes the right to read the report from somebody who teaches the course.
LOSSES: dict[str, Callable[[User], Any]] = {
    "role": lambda person: person.groups.clear(),
    "course": lambda person: CourseStaff.objects.filter(user=person).delete(),
    "staff": lambda person: User.objects.filter(pk=person.pk).update(is_staff=False),
    "deactivated": lambda person: User.objects.filter(pk=person.pk).update(is_active=False),
}
