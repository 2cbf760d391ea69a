"""Reads a course's folder from disk: texts, drawings and pictures, nothing else, within limits."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from curriculum.markup import drawing, picture
from curriculum.markup.picture import Figure, Picture, read_picture
from curriculum.markup.problem import Mistake, Problem

MAX_TEXT_BYTES = 512 * 1024
MAX_BYTES = 32 * 1024 * 1024
MAX_PICTURE_BYTES = 64 * 1024 * 1024
MAX_FILES = 2000
LIMITS = {".md": MAX_TEXT_BYTES, ".svg": drawing.MAX_BYTES, **dict.fromkeys(picture.SUFFIXES, picture.MAX_BYTES)}

KEPT = ".md, .svg, .png, .jpg and .webp"


@dataclass(frozen=True)
class Tree:
    """A course's files by path relative to its folder: texts and drawings, byte for byte UTF-8, and the bytes of
    pictures, of which `known` says what is in them.

    `unreadable` are the paths of files that are there and could not be read; each is among the problems.
    """

    name: str
    texts: Mapping[str, str]
    drawings: Mapping[str, str]
    problems: tuple[Problem, ...]
    unreadable: frozenset[str] = frozenset()
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    known: Mapping[str, Picture] = field(default_factory=dict)

    @property
    def figures(self) -> dict[str, Figure]:
        return {**self.drawings, **self.known}


class _Unreadable(Exception):
    def __init__(self, line: int, what: str, mend: str) -> None:
        super().__init__(what)
        self.line, self.what, self.mend = line, what, mend


def course_folders(root: Path) -> list[Path]:
    """The folders that hold a course: `root` itself, or those below it with a course.md."""
    if (root / "course.md").is_file():
        return [root]
    return sorted(path.parent for path in root.glob("*/course.md"))


def read_tree(folder: Path) -> Tree:
    """Every text, drawing and picture below `folder`. What cannot be read is a problem, and is left out."""
    name = folder.resolve().name
    texts: dict[str, str] = {}
    drawings: dict[str, str] = {}
    pictures: dict[str, bytes] = {}
    known: dict[str, Picture] = {}
    problems: list[Problem] = []
    unreadable: set[str] = set()
    paths = list(islice(_files(folder), MAX_FILES + 1))
    if len(paths) > MAX_FILES:
        problem = Problem(name, 0, f"more than {MAX_FILES} files in one course", f"keep it to {MAX_FILES}")
        return Tree(name, {}, {}, (problem,))
    left, left_of_pictures = MAX_BYTES, MAX_PICTURE_BYTES
    for path in sorted(paths):
        relative = path.relative_to(folder).as_posix()
        try:
            if path.suffix in picture.SUFFIXES:
                content = _bytes(path, left_of_pictures, MAX_PICTURE_BYTES)
                known[relative] = _picture(content, path.suffix)
                pictures[relative] = content
                left_of_pictures -= len(content)
                continue
            text = _text(path, left)
        except _Unreadable as error:
            problems.append(Problem(f"{name}/{_printable(relative)}", error.line, error.what, error.mend))
            unreadable.add(relative)
            continue
        left -= len(text)
        (texts if path.suffix == ".md" else drawings)[relative] = text
    return Tree(name, texts, drawings, tuple(problems), frozenset(unreadable), pictures, known)


def _files(folder: Path) -> Iterator[Path]:
    """All that is no folder, links included; what is hidden belongs to tools, not to the course."""
    for place, folders, names in os.walk(folder):
        links = [name for name in folders if (Path(place) / name).is_symlink()]
        folders[:] = [name for name in folders if not name.startswith(".") and name not in links]
        yield from (Path(place) / name for name in (*names, *links) if not name.startswith("."))


def _bytes(path: Path, left: int, most: int) -> bytes:
    """What the file holds, where all such files together may hold `most`. Raises _Unreadable."""
    if path.is_symlink():
        raise _Unreadable(0, "a link to another place", "put the file itself here")
    if path.suffix not in LIMITS or not path.is_file():
        raise _Unreadable(0, "not a file of a course", f"keep only {KEPT} here")
    limit = LIMITS[path.suffix]
    try:
        size = path.stat().st_size
        data = b""
        if size <= limit:
            with path.open("rb") as file:
                data = file.read(limit + 1)
    except OSError as error:
        raise _Unreadable(0, f"the file cannot be read ({error.strerror})", "look at its permissions") from error
    if max(size, len(data)) > limit:
        raise _Unreadable(0, f"the file has {max(size, len(data)):,} bytes", f"keep it below {limit:,}")
    if len(data) > left:
        kind = " of pictures" if path.suffix in picture.SUFFIXES else ""
        what = f"the course has more than {most:,} bytes{kind}"
        raise _Unreadable(0, what, "divide it, or shorten its files")
    return data


def _picture(content: bytes, suffix: str) -> Picture:
    try:
        return read_picture(content, suffix)
    except Mistake as mistake:
        raise _Unreadable(0, mistake.what, mistake.mend) from mistake


def _text(path: Path, left: int) -> str:
    """The file's text. Raises _Unreadable."""
    data = _bytes(path, left, MAX_BYTES)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _Unreadable(line, f"byte {error.start} is not UTF-8", "save the file as UTF-8") from error


def _printable(path: str) -> str:
    """The path as a terminal and a database can hold it: a file's name may be any bytes."""
    return path.encode("utf-8", "backslashreplace").decode()
