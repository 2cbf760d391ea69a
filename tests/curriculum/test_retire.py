"""A course whose folder is gone, or whose id has changed, is named by a load and retired by hand."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from curriculum.models import Course, Passage
from curriculum.search import find
from tests.curriculum.trees import TINY, write

pytestmark = pytest.mark.django_db


def load(*words: object) -> str:
    out = StringIO()
    call_command("load_content", *map(str, words), stdout=out)
    return out.getvalue()


def test_a_course_that_is_not_taught_cannot_be_retired() -> None:
    with pytest.raises(CommandError, match="no course 'nowhere' is taught"):
        load("--retire", "nowhere")


def test_a_course_without_its_folder_is_named_and_stays_until_it_is_retired(client: Client, tmp_path: Path) -> None:
    write(tmp_path / "tiny", TINY)
    assert "not in" not in load(tmp_path)
    renamed = {**TINY, "course.md": TINY["course.md"].replace("id: tiny", "id: tiny-two", 1)}
    write(tmp_path / "tiny", renamed)
    assert "tiny: taught, and not in" in load(tmp_path)
    assert client.get("/courses/tiny/").status_code == 200
    load("--retire", "tiny")
    assert client.get("/courses/tiny/").status_code == 404
    assert client.get("/courses/tiny-two/").status_code == 200
    assert not Passage.objects.filter(course__slug="tiny").exists()
    assert Course.objects.filter(slug="tiny").exists()


def test_a_retired_course_comes_back_with_its_files(client: Client, tmp_path: Path) -> None:
    write(tmp_path / "tiny", TINY)
    load(tmp_path)
    load("--retire", "tiny")
    load(tmp_path)
    assert client.get("/courses/tiny/").status_code == 200


def test_a_long_word_costs_few_questions(django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        find("a" * 200)
