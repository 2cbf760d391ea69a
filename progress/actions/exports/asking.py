"""Asking for a file: what it would be, whether this person may have one more, and the row that is its record."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from progress.files.formats import FORMATS, Format
from progress.files.workbook import MOST_ROWS
from progress.models import Export
from progress.reports.tables.access import scope_for
from progress.reports.tables.paging import check_order
from progress.reports.tables.report import Report, Scope
from progress.selection import Misread, Selection

# So few rows are answered at once; a workbook has to be whole before its first byte can be sent.
AT_ONCE, WORKBOOK_AT_ONCE = 10_000, 2_000
# A person's, in the table itself: the limits hold between processes, and when Redis is down (P22).
MOST_MOVING, MOST_AN_HOUR = 3, 30
HOUR = timedelta(hours=1)
# Seconds after which one of three may have ended.
SOON = 30


class TooMany(Exception):
    """The person has asked for too many files; `seconds` says when to ask again."""

    def __init__(self, words: str, seconds: int) -> None:
        super().__init__(words)
        self.seconds = seconds


@dataclass(frozen=True)
class Wish:
    """A file that somebody may have. `n_rows` is how many rows it has at most."""

    report: Report
    scope: Scope
    form: Format
    n_rows: int

    @property
    def is_small(self) -> bool:
        return self.n_rows <= (AT_ONCE if self.form.streams else WORKBOOK_AT_ONCE)


def wish_of(user: User, name: str, selection: Selection, form: str, now: datetime) -> Wish:
    """Raises Denied, and Misread where it makes no sense or cannot be made."""
    report, scope = scope_for(user, name, selection, now)
    if form not in FORMATS:
        raise Misread({"form": f"“{form}” is none of {', '.join(FORMATS)}; choose one of them."})
    n_rows = report.count(scope)
    check_order(report, scope, n_rows)
    if form == "xlsx" and n_rows > MOST_ROWS and "pace" not in scope.selection.as_text():
        raise Misread({"form": f"A sheet holds {MOST_ROWS:,} rows at most; choose fewer, or another kind of file."})
    return Wish(report, scope, FORMATS[form], n_rows)


@transaction.atomic
def ask_export(user: User, wish: Wish) -> Export:
    """Owe a file. The same that is waiting or under way already is gone on with (P6). Raises TooMany."""
    _hold(user)
    moving = list(Export.objects.of(user.pk).moving().order_by("pk"))
    for job in moving:
        if _fields(job) == _fields_of(wish):
            return job
    if len(moving) >= MOST_MOVING:
        words = f"{MOST_MOVING} files of yours are being made. Wait until one of them is ready, or cancel one."
        raise TooMany(words, SOON)
    return _write_down(user, wish, Export.State.WAITING)


@transaction.atomic
def write_down_stream(user: User, wish: Wish) -> Export:
    """The record of a file that is about to be answered. Raises TooMany."""
    _hold(user)
    return _write_down(user, wish, Export.State.DONE)


def _hold(user: User) -> None:
    """Two requests of one person at once are counted one after the other."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _write_down(user: User, wish: Wish, state: Export.State) -> Export:
    now = wish.scope.now
    latest = Export.objects.of(user.pk).filter(made_at__gt=now - HOUR).order_by("-made_at", "-pk")
    if oldest := latest.values_list("made_at", flat=True)[MOST_AN_HOUR - 1 : MOST_AN_HOUR].first():
        seconds = int((oldest + HOUR - now).total_seconds()) + 1
        words = f"{MOST_AN_HOUR} files within an hour are the limit. Ask again in {seconds // 60 + 1} minutes."
        raise TooMany(words, seconds)
    return Export.objects.create(
        code=secrets.token_urlsafe(32),
        by=user,
        course=wish.scope.course,
        report=wish.report.name,
        selection=wish.scope.selection.as_text(),
        form=wish.form.name,
        state=state,
        made_at=now,
        begun_at=now if state == Export.State.DONE else None,
        n_total=wish.n_rows,
        edition=wish.scope.course.edition,
    )


def _fields(job: Export) -> tuple[object, ...]:
    return job.report, job.selection, job.form


def _fields_of(wish: Wish) -> tuple[object, ...]:
    return wish.report.name, wish.scope.selection.as_text(), wish.form.name
