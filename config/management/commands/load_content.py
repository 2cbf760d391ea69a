"""Load the courses of a folder into the database, or say everything that is wrong with them."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Iterable
from pathlib import Path
from textwrap import indent
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from curriculum.actions import load
from curriculum.actions.load import NotAsked, Outcome
from curriculum.merge import Pen, diff
from curriculum.models import Course, Document
from curriculum.source.tree import course_folders, read_tree
from curriculum.sync import Answers, Change, Step
from progress.reports.publication import effects


class Command(BaseCommand):
    help = "Load the courses of DIR (default: EPOCH_CONTENT). With a mistake anywhere nothing is changed."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.CONTENT_DIR, metavar="DIR")
        only = parser.add_mutually_exclusive_group()
        only.add_argument("--check", action="store_true", help="name every mistake; touch no database")
        only.add_argument("--plan", action="store_true", help="say what loading would do, and do nothing")
        only.add_argument("--retire", metavar="ID", help="show the course ID no more; load nothing")
        parser.add_argument(
            "--prefer",
            action="append",
            default=[],
            type=_answer,
            metavar="[KIND:ID=]files|admin",
            help="whose words stand where both pens wrote: in every conflict, or in one document's; may be repeated",
        )

    def handle(
        self,
        *,
        folder: Path,
        check: bool,
        plan: bool,
        retire: str | None,
        prefer: list[tuple[str, Pen]],
        **_options: Any,
    ) -> None:
        if prefer and (check or retire):
            raise CommandError("--prefer answers the conflicts of a load; leave it out, or use it with --plan")
        if retire:
            if not load.retire_course(retire, now=timezone.now()):
                raise CommandError(f"no course {retire!r} is taught; nothing was changed")
            self.stdout.write(f"{retire}: retired; loading its files again brings it back")
            return
        trees = [read_tree(path) for path in course_folders(folder)]
        if not trees:
            raise CommandError(f"{folder}: no course here; a course is a folder with a course.md in it")
        answers = _answers(prefer)
        if check:
            self._report(load.check_trees(trees))
        elif plan:
            outcomes = _asked(lambda: load.plan_trees(trees, answers))
            self._report(outcomes)
            self._show(outcomes, only_conflicts=False)
            for outcome in outcomes:
                self._show_effects(outcome)
        else:
            # One bad file, or one conflict, changes nothing in any course.
            outcomes = _asked(lambda: load.load_trees(trees, now=timezone.now(), answers=answers))
            self._report(outcomes)
            self._show(outcomes, only_conflicts=True)
            for outcome in outcomes:
                for change in outcome.changes:
                    if change.has_draft and change.writes:
                        self.stdout.write(f"  draft     {outcome.folder}/{change.path} (merged when it is published)")
            for course in load.courses_besides(trees):
                self.stdout.write(f"{course}: taught, and not in {folder}; load_content --retire {course} ends that")

    def _report(self, outcomes: list[Outcome]) -> None:
        """Every mistake on a line of its own; raises CommandError where one keeps the courses from being loaded."""
        for outcome in outcomes:
            for problem in outcome.problems:
                self.stderr.write(str(problem))
        n_errors = sum(len(outcome.errors) for outcome in outcomes)
        if n_errors:
            raise CommandError(f"{n_errors} {'mistake' if n_errors == 1 else 'mistakes'}; nothing was changed")

    def _show(self, outcomes: list[Outcome], *, only_conflicts: bool) -> None:
        for outcome in outcomes:
            # Most figures stay as they are, which is not worth a line each.
            figures = [change for change in outcome.figures if change.step is not Step.KEPT or change.note]
            for change in outcome.conflicts if only_conflicts else (*outcome.changes, *figures):
                self._show_change(outcome.folder, change)
        n_conflicts = sum(len(outcome.conflicts) for outcome in outcomes)
        if n_conflicts:
            raise CommandError(
                f"{n_conflicts} in conflict; nothing was changed. "
                "Bring the admin's text into the file, or the file's into the admin, and load again; "
                "or say whose words stand: --prefer files, --prefer admin, or one by one --prefer KIND:ID=admin"
            )
        for outcome in outcomes:
            count = outcome.count()
            rare = {Step.MERGED, Step.CONFLICT}
            said = ", ".join(f"{count[step]} {step.value}" for step in Step if count[step] or step not in rare)
            self.stdout.write(f"{outcome.folder}: {said}")

    def _show_effects(self, outcome: Outcome) -> None:
        """What learners would notice, document by document."""
        row = Course.objects.filter(slug=outcome.course.id).first() if outcome.course else None
        if row is None:
            return
        documents = {one.key: one for one in Document.objects.filter(course=row)}
        changed = [documents[one.key] for one in outcome.changes if one.writes and one.key in documents]
        gone = [documents[one.key] for one in outcome.changes if one.step is Step.RETIRED and one.key in documents]
        back = [one for one in changed if one.retired_at is not None]
        for effect in effects(row, outcome.course, [one for one in changed if one not in back], gone, back):
            for words in effect.words:
                self.stdout.write(f"  {outcome.folder}/{effect.document.path}: {words}")

    def _show_change(self, folder: str, change: Change) -> None:
        name = f"{change.key}: " if change.step is Step.CONFLICT else ""
        note = f" ({name}{change.note})" if name or change.note else ""
        self.stdout.write(f"  {change.step.value:9} {folder}/{change.path}{note}")
        for clash in change.clashes:
            self.stdout.write(indent(diff(clash, f"{folder}/{change.path}"), "    ", lambda _line: True))


def _answer(words: str) -> tuple[str, Pen]:
    """One `--prefer`: the document's key, empty for all, and the pen."""
    key, _, pen = words.rpartition("=")
    try:
        return key, Pen(pen)
    except ValueError as error:
        raise ArgumentTypeError(f"{words!r} names no pen; write files, admin, or KIND:ID=files") from error


def _answers(prefer: Iterable[tuple[str, Pen]]) -> Answers:
    given: dict[str, Pen] = {}
    for key, pen in prefer:
        if given.setdefault(key, pen) is not pen:
            raise CommandError(f"--prefer says both files and admin for {key or 'every document'}; keep one")
    return Answers(given.get(""), {key: pen for key, pen in given.items() if key})


def _asked(run: Callable[[], list[Outcome]]) -> list[Outcome]:
    try:
        return run()
    except NotAsked as error:
        raise CommandError(f"--prefer: {error}; nothing was changed") from error
