"""What loading a folder would do to the documents stored: a plan, made from digests alone.

Three texts of a document are compared: the file now, the one last *loaded* from a file, and the one *published*. A file
that stands where it was last loaded is kept, whatever was published since in the admin. Both pens at one document is a
conflict, never a silent overwrite (P30).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum


class Step(Enum):
    CREATED = "created"
    UPDATED = "updated"
    KEPT = "kept"
    RETIRED = "retired"
    CONFLICT = "conflict"


@dataclass(frozen=True)
class Stored:
    """A document as the database has it; digests are of whole texts, empty where there is none."""

    path: str
    loaded: str
    published: str
    is_retired: bool = False
    has_draft: bool = False


@dataclass(frozen=True)
class Change:
    """What becomes of one document; `takes_file` says that the file's text is to be published."""

    key: str
    path: str
    step: Step
    takes_file: bool = False
    note: str = ""


def plan(files: Mapping[str, tuple[str, str]], stored: Mapping[str, Stored]) -> tuple[Change, ...]:
    """The change of every document, by key. `files` gives each key's path and digest."""
    changes = [_of_file(key, path, digest, stored.get(key)) for key, (path, digest) in files.items()]
    changes += [_of_missing(key, row) for key, row in stored.items() if key not in files and not row.is_retired]
    return tuple(sorted(changes, key=lambda change: change.path))


def conflicts(changes: Iterable[Change]) -> list[Change]:
    return [change for change in changes if change.step is Step.CONFLICT]


def _of_file(key: str, path: str, digest: str, row: Stored | None) -> Change:
    if row is None:
        return Change(key, path, Step.CREATED, takes_file=True)
    if row.is_retired:
        return Change(key, path, Step.UPDATED, takes_file=True, note="taken up again")
    draft = "an open draft stays as it is" if row.has_draft else ""
    moved = f"moved from {row.path}" if row.path != path else ""
    note = "; ".join(filter(None, (moved, draft)))
    if digest == row.published:
        return Change(key, path, Step.UPDATED if moved else Step.KEPT, note=note)
    if digest == row.loaded:
        note = "; ".join(filter(None, ("edited in the admin", note)))
        return Change(key, path, Step.UPDATED if moved else Step.KEPT, note=note)
    if row.published == row.loaded:
        return Change(key, path, Step.UPDATED, takes_file=True, note=note)
    return Change(key, path, Step.CONFLICT, note="changed in the file and in the admin since it was last loaded")


def _of_missing(key: str, row: Stored) -> Change:
    if not row.loaded:
        return Change(key, row.path, Step.KEPT, note="made in the admin")
    if row.published == row.loaded:
        return Change(key, row.path, Step.RETIRED)
    return Change(key, row.path, Step.CONFLICT, note="its file is gone, and it was edited in the admin")
