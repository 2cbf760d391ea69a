"""A learner's due dates as their calendar is told them."""

from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Told:
    """What the calendar knows, and what there is now. `addresses` are those of the parts' pages."""

    owner: int
    name: str
    known: Mapping[str, feed.Entry]
    changes: list[feed.Entry]
    addresses: Mapping[str, str]

    @property
    def entries(self) -> list[feed.Entry]:
        """As they are with the changes."""
        return list({**self.known, **{entry.key: entry for entry in self.changes}}.values())

    @property
    def file(self) -> bytes:
        return feed.written(self.name, self.owner, self.entries, self.addresses)


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


def file_of(feed_at_hand: Feed) -> bytes:
    """The calendar as it was told last. One query, beside those that the course's outline takes once."""
    enrolment = feed_at_hand.enrolment
    addresses = _addresses(enrolment.course)
    return feed.written(enrolment.course.title, feed_at_hand.pk, known_to(feed_at_hand.pk).values(), addresses)


def told_to(row: Feed, now: datetime) -> Told:
    """What that calendar is to be told; four queries."""
    learner = row.enrolment.user
    assert isinstance(learner, User)  # noqa: S101  (the setting says so; this tells the type checker)
    return told_now(row.enrolment.study, row.enrolment.course, learner, now)


def told_now(study: Study, course: Course, learner: User, now: datetime) -> Told:
    known, parts = known_to(study.pk), wanted(standing_of(study, course, learner, now))
    return Told(study.pk, course.title, known, feed.changes(known, parts, now), _addresses(course))


def _addresses(course: Course) -> dict[str, str]:
    return {part.key: f"{settings.SITE_URL}{address(part, course)}" for part in outline_of(course)}


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
