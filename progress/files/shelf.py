"""Where the files of exports lie: one folder that web and worker share. A file has the name of its export's code, and
appears whole or not at all: it is written under another name first. What is put aside meanwhile lies beside it."""

import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

NAME = re.compile(r"(?P<code>[A-Za-z0-9_-]{20,43})(\.[0-9a-f]{16}\.(part|aside))?")
UNFINISHED = {".part", ".aside"}


class Part:
    """A file that is being written."""

    def __init__(self, code: str) -> None:
        self.n_bytes = 0
        self._code = code
        self._path = folder() / f"{code}.{secrets.token_hex(8)}.part"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        self._file = os.fdopen(os.open(self._path, flags, 0o600), "wb")

    def write(self, piece: bytes) -> None:
        self.n_bytes += len(piece)
        self._file.write(piece)

    def seal(self) -> None:
        """Nothing follows; what was written survives a loss of power."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def put(self) -> None:
        """Give it its place."""
        self._path.replace(place(self._code))
        _sync(self._path.parent)

    def drop(self) -> None:
        """Nothing, where it has its place."""
        # What could not be written may not be flushed either.
        with suppress(OSError):
            self._file.close()
        self._path.unlink(missing_ok=True)


def folder() -> Path:
    """Made where it is missing; nobody else may look into it."""
    found = Path(settings.EXPORTS_DIR)
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def place(code: str) -> Path:
    return folder() / code


@contextmanager
def part(code: str) -> Iterator[Part]:
    """Gone with the block unless it was put. What others have begun is left: they may be alive."""
    found = Part(code)
    try:
        yield found
    finally:
        found.drop()


@contextmanager
def aside(code: str) -> Iterator[Path]:
    """A folder for what a file is made of, on the disk that the file will lie on; gone with the block."""
    found = folder() / f"{code}.{secrets.token_hex(8)}.aside"
    found.mkdir(mode=0o700)
    try:
        yield found
    finally:
        discard(found)


def remove(code: str) -> None:
    """The file, and what was begun of it."""
    remove_parts(code)
    discard(place(code))


def remove_parts(code: str) -> None:
    for suffix in UNFINISHED:
        for path in folder().glob(f"{code}.*{suffix}"):
            discard(path)


def discard(path: Path) -> None:
    """A file or a folder of them, where it is still there."""
    if path.is_dir():
        # Another may be at the same.
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def found() -> Iterator[tuple[str, Path]]:
    """What lies there, by the code of the export; what nobody here can have written is left out."""
    for path in sorted(folder().iterdir()):
        if match := NAME.fullmatch(path.name):
            yield match["code"], path


def is_part(path: Path) -> bool:
    return path.suffix in UNFINISHED


def _sync(path: Path) -> None:
    """A name is as lasting as its folder."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
