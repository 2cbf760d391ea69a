"""Print a report into a file, from a shell: the rows that the screen shows, all of them."""

import logging
import os
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from curriculum.models import Course
from progress.files.formats import FORMATS
from progress.files.heads import head_of
from progress.files.printout import Printout
from progress.files.workbook import TooLong
from progress.reports.tables import paging
from progress.reports.tables.access import OF_COURSE, scope_among
from progress.reports.tables.registry import REPORTS
from progress.reports.tables.report import Report, Scope
from progress.selection import PACES, ROLES, Misread, Selection

logger = logging.getLogger("epoch.exports")

SECOND = 1.0


class Command(BaseCommand):
    help = f"{__doc__} Asks for no right: whoever has a shell here can read the database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("report", choices=REPORTS, metavar="NAME", help=f"one of {', '.join(REPORTS)}")
        parser.add_argument("--course", metavar="ID", default="", help="default: the first by title")
        parser.add_argument("--cohort", metavar="NUMBER", default="")
        parser.add_argument("--from", metavar="DAY", default="", dest="from_on", help="the first day (UTC): 2026-03-31")
        parser.add_argument("--to", metavar="DAY", default="", dest="to_on", help="the last day (UTC)")
        parser.add_argument("--pace", default="", metavar="STATE", help=f"one of {', '.join(PACES)}")
        parser.add_argument("--role", default="", metavar="ROLE", help=f"one of {', '.join(ROLES)}")
        parser.add_argument("--quiz", default="", metavar="ID")
        parser.add_argument("--sort", default="", metavar="COLUMN", help="a minus before it (--sort=-x) turns it round")
        parser.add_argument("--format", default="csv", choices=FORMATS, dest="form")
        parser.add_argument("--out", required=True, metavar="FILE", help="where to write; - is standard output")
        parser.add_argument("--force", action="store_true", help="replace a file that is there")

    def handle(self, *, report: str, form: str, out: str, force: bool, **options: Any) -> None:
        target = None if out == "-" else Path(out)
        if target and target.exists() and not force:
            raise CommandError(f"{target} is there already; name another file, or replace it by --force")
        found = REPORTS[report]
        try:
            scope = _scope(found, options)
            n_total = found.count(scope)
            paging.check_order(found, scope, n_total)
            self._write(found, scope, form, target, n_total)
        except Misread as misread:
            raise CommandError(" ".join(misread.problems.values())) from misread
        except (TooLong, OSError) as problem:
            raise CommandError(f"{problem}; nothing was written") from problem

    def _write(self, report: Report, scope: Scope, form: str, target: Path | None, n_total: int) -> None:
        """A file gets its name when it is whole."""
        # On the disk that the file will lie on: a container may keep its temporary files in memory.
        aside = partial(tempfile.TemporaryDirectory, dir=target and target.parent, prefix=".")
        part = target and target.with_name(f".{target.name}.{os.getpid()}.part")
        printout = Printout(report.columns(scope), paging.batches(report, scope), self._follow(n_total))
        try:
            with part.open("xb") if part else _standard_output() as file:
                for piece in FORMATS[form].parts(head_of(report, scope), printout, aside):
                    file.write(piece)
                file.flush()
            if part and target:
                part.replace(target)
        finally:
            if part:
                part.unlink(missing_ok=True)
        where = str(target or "standard output")
        self.stderr.write(f"{report.name}: {printout.n_rows:,} rows in {where}, SHA-256 as CSV {printout.checksum}")
        logger.info("export_report %s of %s as %s: %d rows", report.name, scope.course.slug, form, printout.n_rows)

    def _follow(self, n_total: int) -> Callable[[int], None]:
        """Says once a second how far it is."""
        begun = said = time.monotonic()

        def say(n_rows: int) -> None:
            nonlocal said
            now = time.monotonic()
            if now - said >= SECOND:
                self.stderr.write(f"{n_rows:,} of {n_total:,} rows, {n_rows / (now - begun):,.0f} a second")
                said = now

        return say


def _scope(report: Report, options: dict[str, Any]) -> Scope:
    """Raises Misread."""
    courses = list(Course.objects.only(*OF_COURSE).order_by("title", "pk"))
    if not courses:
        raise CommandError("there is no course; load one first (load_content)")
    selection = Selection.read(options)
    if selection.course and selection.course not in {course.slug for course in courses}:
        raise CommandError(f"no course {selection.course!r}; there are: {', '.join(one.slug for one in courses)}")
    return scope_among(courses, report, selection, timezone.now())


def _standard_output() -> BinaryIO:
    """Left open: it is not ours to close."""
    return os.fdopen(os.dup(sys.stdout.fileno()), "wb")
