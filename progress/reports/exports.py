"""Exports as those who asked for them see them, and whether they still may have them (P17, P25)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Message, User
from curriculum.models import Course
from progress.models import Export
from progress.reports.tables.access import reports_for
from progress.reports.tables.registry import REPORTS
from progress.reports.tables.report import Scope
from progress.selection import Selection

SHOWN = 50
# A file is news for so long.
NEW = timedelta(days=1)
READY = "export-ready"


def still_may(user: User, report: str, course_id: int) -> bool:
    """Asked when a file is begun, when it is ready, when the mail about it is sent and when it is fetched. The person
    must be as they are stored now."""
    if not user.is_staff or report not in {one.name for one in reports_for(user)}:
        return False
    return Course.objects.overseen_by(user).filter(pk=course_id).exists()


def own(user_id: int | None) -> QuerySet[Export]:
    return Export.objects.of(user_id).select_related("course").defer("course__body_html", "course__slots")


def page_of(user_id: int | None, before: int | None) -> tuple[list[Export], int | None]:
    """Newest first, from behind a number on; and behind which the next page begins."""
    rows = own(user_id).filter(pk__lt=before) if before else own(user_id)
    found = list(rows.order_by("-pk")[: SHOWN + 1])
    return found[:SHOWN], found[SHOWN - 1].pk if len(found) > SHOWN else None


def ready_for(user_id: int | None, now: datetime) -> list[tuple[str, Export]]:
    """Files that became ready within a day, with their titles: the pages of reports say so. What was answered at once
    never expires, and is not among them."""
    ready = own(user_id).filter(state=Export.State.DONE, removed_at=None, expires_at__gt=now, ended_at__gt=now - NEW)
    return [(title_of(one.report), one) for one in ready.order_by("-pk")[:SHOWN]]


def title_of(report: str) -> str:
    """Of one that is there no more, its name."""
    return REPORTS[report].title if report in REPORTS else report


def totals_of(export: Export) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """What the rows of a file came to, by column: its title, what the total is, and figures with what each counts. None
    of a report, or of columns, that are there no more."""
    report = REPORTS.get(export.report)
    if report is None or not export.totals:
        return []
    course = Course(pk=export.course_id, edition=export.course.edition)
    columns = report.columns(Scope(Selection(), course, None, export.made_at))
    told = ((column, export.totals[column.name]) for column in columns if column.name in export.totals)
    return [
        (column.title, str(column.total), [(name or "empty", f"{n:,}") for name, n in found.items()])
        if isinstance(found, dict)
        else (column.title, str(column.total), [("", found)])
        for column, found in told
    ]


def is_wanted(message: Message) -> bool:
    """Asked when a mail about a file is sent (P28)."""
    export = Export.objects.select_related("by").filter(pk=int(message.occasion)).first()
    if export is None or not export.has_file(timezone.now()):
        return False
    return still_may(export.by, export.report, export.course_id)


def states_of(codes: Iterable[str]) -> dict[str, Export]:
    """By code, with what tells whether a file has a right to be there."""
    rows = Export.objects.filter(code__in=list(codes)).only(
        "code", "state", "made_at", "ended_at", "claimed_until", "removed_at", "expires_at"
    )
    return {row.code: row for row in rows}
