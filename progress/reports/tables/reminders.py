"""Reminders sent, and other notices: a row each, and whether a mail went out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Case, QuerySet, Value, When

from progress.models import Notice
from progress.models.notices import Kind as NoticeKind
from progress.reports.tables import sittings
from progress.reports.tables.report import Report, Scope, keyset, numbered
from progress.tables import Batch, Column, Kind, Row, Total, text

COLUMNS = (
    Column("notice", "Number", Kind.COUNT),
    Column("learner", "Learner"),
    Column("address", "Address"),
    Column("cohort", "Cohort", total=Total.TALLY),
    Column("kind", "Kind", total=Total.TALLY),
    Column("occasion", "Occasion"),
    Column("made_at", "Made (UTC)", Kind.MOMENT),
    Column("mail_at", "Mail due (UTC)", Kind.MOMENT),
    Column("mail", "Mail", total=Total.TALLY),
    Column("sent_at", "Mail sent (UTC)", Kind.MOMENT),
    Column("read_at", "Read on the site (UTC)", Kind.MOMENT),
)
OWN = ("kind", "occasion", "made_at", "mail_at", "handled_at", "dropped", "read_at")
# What became of its mail: when it went out, or why it never will.
SENT = "message__sent_at"
UNSENT = Case(
    When(message__withdrawn_at__isnull=False, then=Value("no longer wanted")),
    When(message__failed_at__isnull=False, then=Value("given up")),
    default=Value(""),
)
PERSON = ("enrolment__user__display_name", "enrolment__user__email", "enrolment__study__cohort__name")


def columns(_scope: Scope) -> Sequence[Column]:
    return COLUMNS


def _notices(scope: Scope) -> QuerySet[Notice]:
    selection = scope.selection
    rows = Notice.objects.filter(scope.within("made_at"), enrolment__course=scope.course.pk)
    if scope.cohort is not None:
        rows = rows.filter(enrolment__study__cohort=scope.cohort.pk)
    return rows.filter(enrolment__user__groups__name=selection.role) if selection.role else rows


def count(scope: Scope) -> int:
    return sittings.counted(_notices(scope))


def read(scope: Scope, after: str, size: int) -> Batch:
    rows = _notices(scope).annotate(unsent=UNSENT)
    ordered = keyset(rows, scope.selection.sort, after, sorts={})
    found, keys, later = numbered(ordered, (*PERSON, *OWN, SENT, "unsent"), size)
    return Batch([_row(*row) for row in found], keys, later)


def _row(pk: int, name: str, address: str, cohort: str | None, *own: Any) -> Row:
    kind, occasion, made_at, mail_at, handled_at, dropped, read_at, sent_at, unsent = own
    mail = _mail(sent_at, handled_at, dropped or unsent)
    who = (text(name), text(address), text(cohort) if cohort else None)
    return pk, *who, NoticeKind(kind).label, text(occasion), made_at, mail_at, text(mail), sent_at, read_at


def _mail(sent_at: datetime | None, handled_at: datetime | None, against: str | None) -> str:
    if sent_at:
        return "sent"
    if against:
        return f"not sent: {against}"
    return "on its way" if handled_at else "waits"


REPORT = Report(
    name="reminders",
    title="Reminders sent",
    about="Every notice that learners were given, and what became of its mail.",
    columns=columns,
    read=read,
    count=count,
    days="made",
    counts_to=sittings.COUNTED,
    filters=("cohort", "role", "from_on", "to_on"),
    sorts=("notice",),
)
