"""What every lesson of the course keeps to: its length, how hard it is to read, and nothing said twice."""

import re
from collections import Counter
from pathlib import Path
from statistics import median

import pytest

from tests.content.prose import grade, lessons, n_words, sentences, text_of

LESSONS = lessons()


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_has_1200_to_2200_words(path: Path) -> None:
    assert 1200 <= n_words(path) <= 2200


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_no_lesson_is_harder_to_read_than_grade_13(path: Path) -> None:
    assert grade(path) <= 13


def test_half_of_the_lessons_are_no_harder_than_grade_11() -> None:
    assert median(map(grade, LESSONS)) <= 11


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_has_the_parts_that_every_lesson_has(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for anchor in ("wrong", "exam", "summary", "sources"):
        assert re.search(rf"^## .*\{{#{anchor}[ }}]", text, re.MULTILINE), f"no section #{anchor}"
    assert "```check " in text
    assert re.search(r"^!\[", text, re.MULTILINE), "no figure"


def test_no_paragraph_stands_twice() -> None:
    counted = Counter(
        " ".join(block.split())
        for path in LESSONS
        for block in text_of(path).split("\n\n")
        if len(block.split()) >= 8 and not block.lstrip().startswith("#")
    )
    assert [block for block, times in counted.items() if times > 1] == []


def test_no_sentence_shouts() -> None:
    assert [said for path in LESSONS for said in sentences(path) if said.endswith("!")] == []
