"""Load the courses of a folder into the database, or say everything that is wrong with them."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from curriculum.actions import load
from curriculum.actions.load import Outcome
from curriculum.source.tree import course_folders, read_tree
from curriculum.sync import Step


class Command(BaseCommand):
    help = "Load the courses of DIR (default: EPOCH_CONTENT). With a mistake anywhere nothing is changed."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.CONTENT_DIR, metavar="DIR")
        only = parser.add_mutually_exclusive_group()
        only.add_argument("--check", action="store_true", help="name every mistake; touch no database")
        only.add_argument("--plan", action="store_true", help="say what loading would do, and do nothing")

        only.add_argument("--retire", metavar="ID", help="show the course ID no more; load nothing")

    def handle(self, *, folder: Path, check: bool, plan: bool, retire: str | None, **_options: Any) -> None:
        if retire:
            if not load.retire_course(retire, now=timezone.now()):
                raise CommandError(f"no course {retire!r} is taught; nothing was changed")
            self.stdout.write(f"{retire}: retired; loading its files again brings it back")
            return
        trees = [read_tree(path) for path in course_folders(folder)]
        if not trees:
            raise CommandError(f"{folder}: no course here; a course is a folder with a course.md in it")
        if check:
            self._report(load.check_trees(trees))
        elif plan:
            outcomes = load.plan_trees(trees)
            self._report(outcomes)
            self._show(outcomes, only_conflicts=False)
        else:
            # One bad file, or one conflict, changes nothing in any course.
            outcomes = load.load_trees(trees, now=timezone.now())
            self._report(outcomes)
            self._show(outcomes, only_conflicts=True)
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
            for change in outcome.conflicts if only_conflicts else outcome.changes:
                note = f" ({change.note})" if change.note else ""
                self.stdout.write(f"  {change.step.value:9} {outcome.folder}/{change.path}{note}")
        n_conflicts = sum(len(outcome.conflicts) for outcome in outcomes)
        if n_conflicts:
            raise CommandError(
                f"{n_conflicts} in conflict; nothing was changed. "
                "Bring the admin's text into the file, or the file's into the admin, and load again"
            )
        for outcome in outcomes:
            count = outcome.count()
            said = ", ".join(f"{count[step]} {step.value}" for step in Step if step is not Step.CONFLICT)
            self.stdout.write(f"{outcome.folder}: {said}")
