"""Reads a course's folder from disk: texts and figures, nothing else, within limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from curriculum.markup.problem import Problem

MAX_TEXT_BYTES = 512 * 1024
MAX_FIGURE_BYTES = 128 * 1024
MAX_FILES = 2000


@dataclass(frozen=True)
class Tree:
    """A course's files by path relative to its folder, as text that was byte for byte UTF-8."""

    name: str
    texts: Mapping[str, str]
    figures: Mapping[str, str]
    problems: tuple[Problem, ...]


def course_folders(root: Path) -> list[Path]:
    """The folders that hold a course: `root` itself, or those below it with a course.md."""
    if (root / "course.md").is_file():
        return [root]
    return sorted(path.parent for path in root.glob("*/course.md"))


def read_tree(folder: Path) -> Tree:
    """Every `.md` and `.svg` below `folder`. What cannot be read is a problem, and is left out."""
    texts: dict[str, str] = {}
    figures: dict[str, str] = {}
    problems: list[Problem] = []
    paths = sorted(path for path in folder.rglob("*") if not path.name.startswith(".") and path.is_file())
    if len(paths) > MAX_FILES:
        problem = Problem(folder.name, 0, f"{len(paths)} files in one course", f"keep it below {MAX_FILES}")
        return Tree(folder.name, {}, {}, (problem,))
    for path in paths:
        name = path.relative_to(folder).as_posix()
        shown = f"{folder.name}/{name}"
        if path.is_symlink():
            problems.append(Problem(shown, 0, "a link to another file", "put the file itself here"))
            continue
        if path.suffix not in {".md", ".svg"}:
            problems.append(Problem(shown, 0, "not a file of a course", "keep only .md and .svg here"))
            continue
        limit = MAX_TEXT_BYTES if path.suffix == ".md" else MAX_FIGURE_BYTES
        size = path.stat().st_size
        if size > limit:
            problems.append(Problem(shown, 0, f"the file has {size:,} bytes", f"keep it below {limit:,}"))
            continue
        data = path.read_bytes()
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            problems.append(Problem(shown, line, f"byte {error.start} is not UTF-8", "save the file as UTF-8"))
            continue
        if "\x00" in text:
            line = text.count("\n", 0, text.index("\x00")) + 1
            problems.append(Problem(shown, line, "a NUL character stands in the text", "remove it"))
            continue
        (texts if path.suffix == ".md" else figures)[name] = text
    return Tree(folder.name, texts, figures, tuple(problems))
