"""A learner's due dates as their calendar is told them."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.models import User
from curriculum.models import Course
from progress import feed
from progress.models import Feed, FeedEntry, Study
from progress.reports.desk import LEAN, address
from progress.reports.outline import outline_of
from progress.reports.standing import Standing, standing_of
from quizzes.models import Attempt


def open_feeds() -> QuerySet[Feed]:
    """With study, plan, course and learner; none of who left or is shut out (P17)."""
    path = ("enrolment__course", "enrolment__user", "enrolment__study__plan")
    lean = Feed.objects.select_related(*path).defer(*(f"enrolment__course__{field}" for field in LEAN))
    return lean.filter(
        enrolment__left_at=None,
        enrolment__course__retired_at=None,
        enrolment__user__is_active=True,
        enrolment__study__plan__isnull=False,
    )


def not_told() -> list[int]:
    """Calendars of which something may have changed since they were told: plan, course, or what is done."""
    passed = Attempt.objects.filter(
        learner=OuterRef("enrolment__user"),
        quiz__course=OuterRef("enrolment__course"),
        graded_at__gte=OuterRef("told_at"),
    )
    is_old = (
        Q(told_at=None)
        | ~Q(edition=F("enrolment__course__edition"))
        | Q(enrolment__study__plan__made_at__gte=F("told_at"))
        | Q(enrolment__study__last_active_at__gte=F("told_at"))
        | Exists(passed)
    )
    return list(open_feeds().filter(is_old).order_by("pk").values_list("pk", flat=True))


def file_of(row: Feed) -> bytes:
    """The calendar as it was told last. One query, beside those that the course's outline takes once."""
    return _written(row.pk, row.enrolment.course, known_to(row.pk))


def file_now(study: Study, course: Course, learner: User, now: datetime) -> bytes:
    """As it would be told now. Four queries."""
    known = known_to(study.pk)
    changes = feed.changes(known, wanted(standing_of(study, course, learner, now)), now)
    return _written(study.pk, course, known | {entry.key: entry for entry in changes})


def changes_of(row: Feed, now: datetime) -> list[feed.Entry]:
    """What that calendar has not been told yet. Four queries."""
    learner = row.enrolment.user
    assert isinstance(learner, User)  # noqa: S101  (the setting says so; this tells the type checker)
    where = standing_of(row.enrolment.study, row.enrolment.course, learner, now)
    return feed.changes(known_to(row.pk), wanted(where), now)


def _written(owner: int, course: Course, entries: Mapping[str, feed.Entry]) -> bytes:
    addresses = {part.key: f"{settings.SITE_URL}{address(part, course)}" for part in outline_of(course)}
    return feed.written(course.title, owner, entries.values(), addresses)


def known_to(enrolment_id: int) -> dict[str, feed.Entry]:
    rows = FeedEntry.objects.filter(enrolment=enrolment_id)
    return {
        row.key: feed.Entry(row.key, row.title, row.due_on, row.changed_at, row.sequence, row.dropped_at is not None)
        for row in rows
    }


def wanted(where: Standing) -> dict[str, feed.Wanted]:
    """Every part that has a day in the plan, or is done. What is done keeps its day and says so.

    A part that is neither was left out of the plan: the calendar drops it, as one that is taught no more.
    """
    return {
        part.key: feed.Wanted(f"{'Done: ' if part.key in where.done else ''}{part.title} ({part.kind})", due_on)
        for part in where.outline
        for due_on in (where.due.get(part.key),)
        if due_on is not None or part.key in where.done
    }
