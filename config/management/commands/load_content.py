"""Load the courses of a folder into the database, or say everything that is wrong with them."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from curriculum.actions import load
from curriculum.source.tree import Tree, course_folders, read_tree
from curriculum.sync import Step


class Command(BaseCommand):
    help = "Load the courses of DIR (default: EPOCH_CONTENT). With a mistake anywhere nothing is changed."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.CONTENT_DIR, metavar="DIR")
        only = parser.add_mutually_exclusive_group()
        only.add_argument("--check", action="store_true", help="name every mistake; touch no database")
        only.add_argument("--plan", action="store_true", help="say what loading would do, and do nothing")

    def handle(self, *, folder: Path, check: bool, plan: bool, **_options: Any) -> None:
        trees = [read_tree(path) for path in course_folders(folder)]
        if not trees:
            raise CommandError(f"{folder}: no course here; a course is a folder with a course.md in it")
        # Every course is read before the first is stored: one bad file changes nothing anywhere.
        problems = {tree.name: load.check_tree(tree) for tree in trees if check or plan or not load.is_loaded(tree)}
        self._report(trees, problems)
        if check:
            return
        for tree in trees:
            self._load(tree, only_plan=plan, is_new=tree.name in problems)

    def _report(self, trees: list[Tree], problems: dict[str, tuple[Any, ...]]) -> None:
        found = [problem for tree in trees for problem in problems.get(tree.name, ())]
        for problem in found:
            self.stderr.write(str(problem))
        n_errors = sum(not problem.is_warning for problem in found)
        if n_errors:
            raise CommandError(f"{n_errors} {'mistake' if n_errors == 1 else 'mistakes'}; nothing was changed")

    def _load(self, tree: Tree, *, only_plan: bool, is_new: bool) -> None:
        if only_plan:
            outcome = load.plan_tree(tree)
        else:
            outcome = load.load_tree(tree, now=timezone.now()) if is_new else load.kept(tree)
        for problem in outcome.errors:
            self.stderr.write(str(problem))
        for change in outcome.changes:
            if only_plan or change.step is Step.CONFLICT:
                note = f" ({change.note})" if change.note else ""
                self.stdout.write(f"  {change.step.value:9} {tree.name}/{change.path}{note}")
        if outcome.conflicts or (outcome.errors and not only_plan):
            raise CommandError(
                f"{tree.name}: {len(outcome.conflicts)} in conflict; nothing was changed. "
                "Bring the admin's text into the file, or the file's into the admin, and load again"
                if outcome.conflicts
                else f"{tree.name}: nothing was changed"
            )
        count = outcome.count()
        said = ", ".join(f"{count[step]} {step.value}" for step in Step if step is not Step.CONFLICT)
        self.stdout.write(f"{tree.name}: {said}")
