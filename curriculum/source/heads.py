"""The files of a course with their front matter read and their bodies not."""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass

from curriculum.markup.page import CONTROL
from curriculum.markup.problem import Problem
from curriculum.source.front_matter import Fields, split
from curriculum.source.parts import Document
from curriculum.source.tree import MAX_TEXT_BYTES

COURSE, GLOSSARY, MODULE = "course.md", "glossary.md", "module.md"
QUIZ, QUIZ_ENDING = "quiz.md", ".quiz.md"
HANDOUT_ENDING = ".handout.md"
# Ids that the page of each kind has around a text; those that end in a hyphen stand for all that begin so.
# tests/progress/test_anchors.py holds this list to the templates.
TAKEN = {
    "course": frozenset({"main", "goal-", "objectives-", "quizzes", "last-quizzes", "handouts"}),
    "module": frozenset({"main", "lessons", "objectives", "quizzes", "handouts"}),
    "lesson": frozenset({"main", "terms", "term-", "check-", "quizzes"}),
    "quiz": frozenset({"main", "attempts", "question-"}),
    "handout": frozenset({"main"}),
    "glossary": frozenset({"main", "filter", "letter-", "heading-", "term-"}),
}
MAX_PATH = 200
# Keeps names typeable in a link, and out of the way of terminals and address bars.
PATH = re.compile(r"[\w.,+-][\w.,+ -]*(?:/[\w.,+-][\w.,+ -]*)*")


@dataclass
class Head:
    """A file whose front matter is read and whose body is not."""

    document: Document
    fields: Fields
    body: str
    first_line: int


def read_heads(folder: str, texts: Mapping[str, str], problems: list[Problem]) -> dict[str, Head]:
    """The heads by path. A file that has none is a problem, and is left out."""
    heads: dict[str, Head] = {}
    for path, text in sorted(texts.items()):
        shown = f"{folder}/{path}"
        kind = kind_of(path)
        refusal = _refusal(shown, path, kind, text)
        if refusal is not None:
            problems.append(refusal)
            continue
        fields, body, first_line = split(shown, text, problems)
        if fields is not None and kind is not None:
            heads[path] = Head(Document(kind, fields.identifier(), path, text), fields, body, first_line)
    return heads


def _refusal(shown: str, path: str, kind: str | None, text: str) -> Problem | None:
    if not PATH.fullmatch(path) or len(path) > MAX_PATH:
        mend = f"use letters, digits, - and _, {MAX_PATH} at most"
        return Problem(shown.encode("ascii", "backslashreplace").decode()[:300], 0, "the file's name is odd", mend)
    if kind is None:
        return Problem(shown, 0, "the file stands nowhere in a course", "put lessons into a module's folder")
    if len(text.encode()) > MAX_TEXT_BYTES:
        return Problem(shown, 0, f"the text has {len(text.encode()):,} bytes", f"keep it below {MAX_TEXT_BYTES:,}")
    control = CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        name = "a NUL" if control[0] == "\x00" else f"a control character (U+{ord(control[0]):04X})"
        return Problem(shown, line, f"{name} stands in the text", "remove it")
    return None


def identifier_of(text: str) -> tuple[str, int]:
    """The id in a file's front matter and its line; empty where none can be read."""
    fields, _, _ = split("", text, [])
    return (fields.identifier(), fields.line_of("id")) if fields is not None else ("", 1)


def kind_of(path: str) -> str | None:
    """What a file is, by where it stands; None where nothing of a course may stand."""
    if path in {COURSE, GLOSSARY}:
        return path.removesuffix(".md")
    folder, _, name = path.rpartition("/")
    if "/" in folder:
        return None
    if name == QUIZ or name.endswith(QUIZ_ENDING):
        return "quiz"
    if name.endswith(HANDOUT_ENDING):
        return "handout"
    if not folder:
        return None
    return "module" if name == MODULE else "lesson"


def join(path: str, target: str) -> str:
    """The path, relative to the course, that `target` means in the file `path`."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) if target else path
