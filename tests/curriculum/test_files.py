"""What is read from disk: texts and figures within limits, byte for byte, and nothing else."""

import os
from pathlib import Path
from typing import Any

import pytest

from curriculum.source import tree
from curriculum.source.tree import KEPT, course_folders, read_tree
from tests.curriculum.trees import FIGURES, TINY, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "tiny")


def refusals(folder: Path) -> list[str]:
    return [str(problem) for problem in read_tree(folder).problems]


def test_a_course_is_read_whole(folder: Path) -> None:
    found = read_tree(folder)
    assert (found.name, found.texts, found.figures, found.problems) == ("tiny", TINY, FIGURES, ())


@pytest.mark.parametrize("text", ["\ufeffA\r\nb", "A\r\n", "no newline at the end", "\n\n", "a\rb", ""])
def test_a_text_is_kept_byte_for_byte(folder: Path, text: str) -> None:
    (folder / "one" / "alpha.md").write_bytes(text.encode())
    assert read_tree(folder).texts["one/alpha.md"].encode() == text.encode()


def test_what_is_not_utf_8_is_refused_at_its_line(folder: Path) -> None:
    (folder / "one" / "alpha.md").write_bytes(b"---\r\nid: a\r\n---\r\ncaf\xe9\r\n")
    assert refusals(folder) == ["tiny/one/alpha.md:4: byte 20 is not UTF-8; save the file as UTF-8"]


def test_utf_16_is_refused(folder: Path) -> None:
    (folder / "one" / "alpha.md").write_text("---\n", encoding="utf-16")
    assert refusals(folder) == ["tiny/one/alpha.md:1: byte 0 is not UTF-8; save the file as UTF-8"]


def test_a_file_of_fifty_megabytes_is_refused_unread(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    large = folder / "one" / "alpha.md"
    with large.open("wb") as file:
        file.truncate(50_000_000)
    opened: list[Path] = []
    really_open = Path.open

    def noting(path: Path, mode: str) -> Any:
        opened.append(path)
        return really_open(path, mode)

    monkeypatch.setattr(Path, "open", noting)
    assert refusals(folder) == ["tiny/one/alpha.md: the file has 50,000,000 bytes; keep it below 524,288"]
    assert large not in opened
    assert folder / "one" / "beta.md" in opened


def test_a_figure_may_be_smaller_than_a_text(folder: Path) -> None:
    (folder / "figures" / "hill.svg").write_text("x" * 200_000)
    assert refusals(folder) == ["tiny/figures/hill.svg: the file has 200,000 bytes; keep it below 131,072"]


def test_a_link_to_another_file_is_refused(folder: Path) -> None:
    (folder / "one" / "passwd.md").symlink_to("/etc/passwd")
    assert refusals(folder) == ["tiny/one/passwd.md: a link to another place; put the file itself here"]
    assert "one/passwd.md" not in read_tree(folder).texts


def test_a_link_to_a_folder_is_refused_and_not_followed(folder: Path, tmp_path: Path) -> None:
    write(tmp_path / "other")
    (folder / "three").symlink_to(tmp_path / "other" / "one")
    assert refusals(folder) == ["tiny/three: a link to another place; put the file itself here"]


def test_a_link_to_nowhere_is_refused(folder: Path) -> None:
    (folder / "one" / "lost.md").symlink_to("nowhere.md")
    assert refusals(folder) == ["tiny/one/lost.md: a link to another place; put the file itself here"]


@pytest.mark.parametrize("name", ["one/alpha.html", "one/alpha", "photo.tiff", "one/ALPHA.MD"])
def test_a_file_of_another_kind_is_refused(folder: Path, name: str) -> None:
    (folder / name).write_text("x")
    assert refusals(folder) == [f"tiny/{name}: not a file of a course; keep only {KEPT} here"]


def test_a_pipe_is_refused_and_does_not_hang(folder: Path) -> None:
    os.mkfifo(folder / "one" / "pipe.md")
    assert refusals(folder) == [f"tiny/one/pipe.md: not a file of a course; keep only {KEPT} here"]


def test_what_is_hidden_is_passed_over(folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_text("x")
    (folder / "one" / ".alpha.md.swp").write_text("x")
    assert refusals(folder) == []


def test_a_name_that_is_not_utf_8_can_be_printed(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/one/caf\xe9.txt")).write_text("x")
    assert refusals(folder) == [f"tiny/one/caf\\udce9.txt: not a file of a course; keep only {KEPT} here"]


def test_a_file_that_may_not_be_read_is_a_mistake_and_not_a_crash(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, *_mode: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert refusals(folder)[0] == (
        "tiny/course.md: the file cannot be read (Permission denied); look at its permissions"
    )


def test_a_file_that_grows_while_it_is_read_is_not_read_on(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    growing = folder / "one" / "alpha.md"
    growing.write_bytes(b"x" * 600_000)
    really = Path.stat
    small = really(folder / "one" / "beta.md")
    monkeypatch.setattr(Path, "stat", lambda path, **how: small if path == growing else really(path, **how))
    assert refusals(folder) == ["tiny/one/alpha.md: the file has 524,289 bytes; keep it below 524,288"]


def test_too_many_files_are_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "MAX_FILES", 3)
    assert refusals(folder) == ["tiny: more than 3 files in one course; keep it to 3"]


def test_too_many_bytes_are_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "MAX_BYTES", 1000)
    assert "tiny/two/module.md: the course has more than 1,000 bytes; divide it, or shorten its files" in refusals(
        folder
    )


def test_a_folder_of_courses_is_told_from_a_course(folder: Path) -> None:
    assert course_folders(folder) == [folder]
    assert course_folders(folder.parent) == [folder]
    assert course_folders(folder / "one") == []
