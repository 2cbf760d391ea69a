"""Re-derive what is stored twice, and name every row that does not agree."""

from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from progress.files.integrity import broken_files
from progress.reports import integrity
from quizzes.reports import integrity as quizzes


class Command(BaseCommand):
    help = f"{__doc__} Changes nothing; fails where it finds something."

    def handle(self, *_args: Any, **_options: Any) -> None:
        n_found = 0
        for violation in chain(quizzes.broken_invariants(), integrity.broken_invariants(), broken_files()):
            self.stderr.write(violation)
            n_found += 1
        if n_found:
            raise CommandError(f"{n_found} {'violation' if n_found == 1 else 'violations'}")
        self.stdout.write("Everything agrees.")
