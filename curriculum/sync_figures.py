"""What loading a folder would do to the figures stored: three digests of each are compared, as three texts of a
document are in `sync`. Nobody can merge two drawings, so where both pens drew it is a conflict, which takes an answer.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass

from curriculum.merge import Pen
from curriculum.sync import UNANSWERED, Answers, Change, Step

KEY = "figure:"


@dataclass(frozen=True)
class Copy:
    """A figure as a file holds it."""

    sha256: str
    n_bytes: int

    def __str__(self) -> str:
        return f"{self.sha256[:12]}, {self.n_bytes:,} bytes"


@dataclass(frozen=True)
class Stored:
    """A figure as the database has it, and what its file held when it was last loaded: empty where it had none."""

    now: Copy
    loaded: str


def plan_figures(
    files: Mapping[str, Copy], stored: Mapping[str, Stored], shown: Set[str], answers: Answers = UNANSWERED
) -> tuple[Change, ...]:
    """The change of every figure, by path. `shown` are those that stored texts show, drafts among them."""
    changes = [_of_file(path, file, stored.get(path), answers.of(f"{KEY}{path}")) for path, file in files.items()]
    for path, row in stored.items():
        if path not in files:
            changes.append(_of_missing(path, row, path in shown, answers.of(f"{KEY}{path}")))
    return tuple(sorted(changes, key=lambda change: change.path))


def _of_file(path: str, file: Copy, row: Stored | None, answer: Pen | None) -> Change:
    key = f"{KEY}{path}"
    if row is None:
        return Change(key, path, Step.CREATED, takes_file=True)
    if file.sha256 == row.now.sha256:
        return Change(key, path, Step.KEPT)
    if file.sha256 == row.loaded:
        return Change(key, path, Step.KEPT, note="replaced in the admin")
    if row.now.sha256 == row.loaded:
        return Change(key, path, Step.UPDATED, takes_file=True)
    if answer is Pen.FILES:
        return Change(key, path, Step.UPDATED, takes_file=True, note="as in the file")
    if answer is Pen.ADMIN:
        return Change(key, path, Step.KEPT, note="as in the admin")
    began = "changed in the file and in the admin since it was last loaded"
    why = began if row.loaded else "a file has it now, and another was uploaded in the admin"
    return Change(key, path, Step.CONFLICT, note=f"{why}; files: {file}; admin: {row.now}")


def _of_missing(path: str, row: Stored, is_shown: bool, answer: Pen | None) -> Change:
    key = f"{KEY}{path}"
    if not row.loaded:
        return Change(key, path, Step.KEPT, note="uploaded in the admin")
    if is_shown:
        return Change(key, path, Step.KEPT, note="its file is gone, and a text shows it", forgets_file=True)
    if row.now.sha256 == row.loaded:
        return Change(key, path, Step.RETIRED)
    if answer is Pen.FILES:
        return Change(key, path, Step.RETIRED, note="with what was uploaded in the admin")
    if answer is Pen.ADMIN:
        return Change(key, path, Step.KEPT, note="its file is gone; the admin's alone from now", forgets_file=True)
    why = f"its file is gone, and another was uploaded in the admin; admin: {row.now}"
    return Change(key, path, Step.CONFLICT, note=why)
