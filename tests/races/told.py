"""Deeds about reminders: learners who are to be told something, those who plan it, and those who post it."""

from datetime import UTC, datetime, timedelta

from allauth.account.models import EmailAddress
from django.db.models import Count

from accounts.models import Message
from curriculum.models import Course, Document, Lesson, Module
from progress.actions import notices, posting
from progress.actions.study import begin_study
from progress.models import Notice, Study
from tests.races import ground

# A Monday, nine o'clock, a week after everybody began.
NOW = datetime(2026, 3, 9, 9, tzinfo=UTC)
WEEK = timedelta(days=7)


def lay_studies(n: int) -> int:
    """Learners with one lesson, which is late, and nothing done: each is behind and inactive, and has a week's plan."""
    ground.lay()
    course = Course.objects.get(slug=ground.COURSE)
    texts = [
        Document.objects.create(course=course, kind=kind, slug=kind, path=f"{kind}.md")
        for kind in (Document.Kind.MODULE, Document.Kind.LESSON)
    ]
    module = Module.objects.create(course=course, document=texts[0], slug="one", title="One", week=1, position=1)
    Lesson.objects.create(module=module, document=texts[1], slug="alpha", title="Alpha", minutes=20, position=1)
    for person in ground.enrolled(n):
        EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
        begin_study(person, course, NOW - WEEK)
    return n


def turn_back() -> None:
    """As if nobody had been looked at, or told anything."""
    Message.objects.all().delete()
    Notice.objects.all().delete()
    Study.objects.update(next_look_at=NOW)


def plan_reminders() -> int:
    notices.CHUNK = 20
    return notices.plan_reminders(NOW)


def post_notices() -> int:
    posting.BATCH = 20
    return len(posting.post_notices(NOW))


def count_notices() -> dict[str, int]:
    """How many there are, and how many of them are there again."""
    kinds = Notice.objects.values("enrolment", "kind", "occasion").annotate(n=Count("pk"))
    return {
        "n": Notice.objects.count(),
        "again": sum(row["n"] - 1 for row in kinds),
        "handled": Notice.objects.filter(handled_at__isnull=False).count(),
        "mails": Message.objects.count(),
    }


DEEDS = (lay_studies, turn_back, plan_reminders, post_notices, count_notices)
