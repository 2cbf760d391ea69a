"""Somebody who studies the tiny course from a Monday on, looked at and written to at moments that a test chooses."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Message, User
from curriculum.models import Course, Enrolment, Lesson
from progress.actions.notices import plan_reminders
from progress.actions.posting import post_notices
from progress.actions.study import begin_study
from progress.models import LessonRecord, Notice, Study
from tests.factories import UserFactory

DAY = timedelta(days=1)
# A Monday, seven in Berlin; a day's look is an hour later.
MONDAY = datetime(2026, 3, 2, 6, tzinfo=UTC)
LOOK = timedelta(hours=1)


def studying(course: Course, zone: str = "Europe/Berlin", begun_at: datetime = MONDAY, **fields: Any) -> User:
    """Somebody who joined then, to study half an hour on working days."""
    person: User = UserFactory(time_zone=zone, **fields)
    begin_study(person, course, begun_at)
    return person


def enrolment_of(person: User) -> Enrolment:
    return Enrolment.objects.get(user=person)


def plan(now: datetime) -> list[tuple[str, str]]:
    """Kind and occasion of what this look made."""
    before = set(Notice.objects.values_list("pk", flat=True))
    plan_reminders(now)
    return list(Notice.objects.exclude(pk__in=before).order_by("pk").values_list("kind", "occasion"))


def post(now: datetime) -> list[Message]:
    return list(Message.objects.filter(pk__in=post_notices(now)).order_by("pk"))


def do_all(person: User, at: datetime, *slugs: str) -> None:
    """Call lessons done, all of them where none is named."""
    lessons = Lesson.objects.filter(slug__in=slugs) if slugs else Lesson.objects.all()
    for lesson in lessons:
        LessonRecord.objects.create(learner=person, lesson=lesson, opened_at=at, read_at=at, done_at=at)


def notice(person: User, kind: str = "weekly", occasion: str = "2026-03-02", **fields: Any) -> Notice:
    """A notice that is owed a mail now."""
    now = timezone.now()
    part = {"key": "lesson:alpha", "title": "Alpha", "minutes": 10, "due_on": now.date().isoformat()}
    facts = {"parts": [part], "n_parts": 1, "minutes": 10, "n_late": 0, "late_minutes": 0, "last_on": "2026-03-02"}
    facts |= {"quiz": "exam", "title": "The exam", "number": 1, "position": 1}
    given = {"made_at": now, "mail_at": now, "stale_at": now + DAY, "facts": facts, **fields}
    return Notice.objects.create(enrolment=enrolment_of(person), kind=kind, occasion=occasion, **given)


def next_look_of(person: User) -> datetime | None:
    found = Study.objects.get(enrolment__user=person).next_look_at
    assert found is None or isinstance(found, datetime)
    return found
