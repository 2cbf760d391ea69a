"""Writes a course's files into a folder: all of them or none, and nowhere else."""

import shutil
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp

from curriculum.source.front_matter import MARK
from curriculum.source.heads import COURSE, identifier_of
from curriculum.source.tree import course_folders, read_tree

# Texts and drawings as they are written, pictures as bytes; by path.
Files = Mapping[str, str | bytes]


class Unwritable(Exception):
    """The folder cannot be written as asked; what, where and how to mend it. Nothing was changed."""


def place_of(root: Path, course: str) -> Path:
    """Where the course stands below `root`: the folder that holds it already, or one that is called as it is.

    Raises Unwritable where `root` is itself a course's folder.
    """
    if (root / COURSE).exists():
        raise Unwritable(f"{root} is itself the folder of a course; name the folder above it, {root.resolve().parent}")
    holding = [folder for folder in course_folders(root) if _identifier(folder) == course]
    if len(holding) > 1:
        names = " and ".join(folder.name for folder in holding)
        raise Unwritable(f"{root}: {names} both hold the course {course}; remove one")
    return holding[0] if holding else root / course


def write_tree(place: Path, course: str, files: Files, *, replace: bool) -> int | None:
    """Make `place` a folder with exactly those files, by path. It comes to be as a whole, by a rename.

    A folder that holds something is replaced only if `replace` says so, and if all in it is the same course's: what
    the files do not have is then gone. Answers how many files differ from those that stood there, None where none did.
    Raises Unwritable, and OSError.
    """
    for path in files:
        parts = PurePosixPath(path).parts
        if not parts or path.startswith("/") or "\\" in path or any(part.startswith(".") for part in parts):
            raise Unwritable(f"{place}: {path!r} is no path inside a course; nothing was written")
    before = _standing(place, course, replace)
    if before == files:
        return 0
    place.parent.mkdir(parents=True, exist_ok=True)
    # Hidden, so that whoever reads the folder in the meantime passes it over.
    work = Path(mkdtemp(prefix=f".{place.name}-", dir=place.parent))
    new, old = work / "new", work / "old"
    try:
        _write(new, files)
        if before is not None:
            place.rename(old)
        try:
            new.rename(place)
        except OSError:
            if before is not None:
                old.rename(place)
            raise
    finally:
        # Where the old folder could not be put back, it is all that is left of the files.
        if place.exists() or not old.exists():
            shutil.rmtree(work)
    return None if before is None else len(dict(before.items() ^ files.items()))


def _write(folder: Path, files: Files) -> None:
    folder.mkdir()
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content.encode() if isinstance(content, str) else content)


def _standing(place: Path, course: str, replace: bool) -> dict[str, str | bytes] | None:
    """The files that stand at `place`, and may be replaced; None where there are none. Raises Unwritable."""
    if place.is_symlink() or (place.exists() and not place.is_dir()):
        raise Unwritable(f"{place} is not a folder; move it away, or name another folder")
    if not place.exists() or not any(place.iterdir()):
        return None
    if _identifier(place) != course:
        raise Unwritable(f"{place} holds something else than the course {course}; name another folder")
    if not replace:
        raise Unwritable(f"{place} holds the course already; add --force to replace its files")
    tree = read_tree(place)
    strange = [str(problem) for problem in tree.problems]
    strange += [f"{path.relative_to(place)}: hidden" for path in place.rglob(".*")]
    if strange:
        raise Unwritable(f"{place} holds what is not of a course, and would be lost ({strange[0]}); move it away")
    return {**tree.texts, **tree.drawings, **tree.pictures}


def _identifier(folder: Path) -> str:
    """The id that the folder's course.md gives; empty where there is none that can be read."""
    try:
        text = (folder / COURSE).read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        return ""
    return identifier_of(text)[0] if MARK in text else ""
