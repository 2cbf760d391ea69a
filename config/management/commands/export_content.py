"""Write the courses back into files: what was edited in the admin becomes a difference that git can show."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from curriculum.actions.export import course_files, courses_taught
from curriculum.source.folder import Unwritable, place_of, write_tree


class Command(BaseCommand):
    help = "Write every course into DIR, each as the folder that load_content reads. Nothing in the database changes."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="the folder that holds, or will hold, the courses")
        parser.add_argument("--course", metavar="ID", help="only this course")
        parser.add_argument("--force", action="store_true", help="replace the files of a course that stands there")

    def handle(self, *, folder: Path, course: str | None, force: bool, **_options: Any) -> None:
        taught = courses_taught()
        if course is not None and course not in taught:
            raise CommandError(f"no course {course!r} is taught; there are: {', '.join(taught) or 'none'}")
        if not taught:
            raise CommandError("no course is taught; load one first (load_content)")
        for slug in taught if course is None else [course]:
            self._export(folder, slug, force)

    def _export(self, folder: Path, slug: str, force: bool) -> None:
        files = course_files(slug)
        try:
            place = place_of(folder, slug)
            n_changed = write_tree(place, slug, files, replace=force)
        except (Unwritable, OSError) as error:
            raise CommandError(f"{slug}: {error}; it was not written") from error
        said = "" if n_changed is None else f", {n_changed} of them changed"
        self.stdout.write(f"{slug}: {len(files)} {'file' if len(files) == 1 else 'files'} in {place}{said}")
