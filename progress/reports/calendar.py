"""A learner's due dates as their calendar is told them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from accounts.models import User
from curriculum.models import Course
from progress import feed
from progress.models import Feed, FeedEntry, Study
from progress.reports.desk import LEAN, address
from progress.reports.standing import Standing, standing_of


@dataclass(frozen=True)
class Told:
    """What the calendar knows, and what there is now. `addresses` are those of the parts' pages."""

    owner: int
    name: str
    known: Mapping[str, feed.Entry]
    wanted: Mapping[str, feed.Wanted]
    changes: list[feed.Entry]
    addresses: Mapping[str, str]

    @property
    def entries(self) -> list[feed.Entry]:
        """As they are with the changes."""
        return list({**self.known, **{entry.key: entry for entry in self.changes}}.values())

    @property
    def file(self) -> bytes:
        return feed.written(self.name, self.owner, self.entries, self.addresses)


def feed_with(digest: str) -> Feed | None:
    """The feed at that address with study, plan, course and learner; none for who left or is shut out (P17)."""
    path = ("enrolment__course", "enrolment__user", "enrolment__study__plan")
    lean = Feed.objects.select_related(*path).defer(*(f"enrolment__course__{field}" for field in LEAN))
    found: Feed | None = lean.filter(
        digest=digest,
        enrolment__left_at=None,
        enrolment__course__retired_at=None,
        enrolment__user__is_active=True,
        enrolment__study__plan__isnull=False,
    ).first()
    return found


def told_to(study: Study, course: Course, learner: User, now: datetime) -> Told:
    """Four queries."""
    where = standing_of(study, course, learner, now)
    known, parts = known_to(study.pk), wanted(where)
    pages = {part.key: f"{settings.SITE_URL}{address(part, course)}" for part in where.outline}
    return Told(study.pk, course.title, known, parts, feed.changes(known, parts, now), pages)


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
