"""Handouts: pages to print, of a module or of the course, that nobody has to finish."""

from pathlib import Path

import pytest
from django.test import Client

from curriculum.actions.publish import Refused
from curriculum.models import Handout
from tests.curriculum.rows import edit, load
from tests.curriculum.staff import address, list_address, staff
from tests.curriculum.trees import problems, varied, write

SHEET = """---
id: one-sheet
title: All of week one
summary: On one page.
---

## Words {#words}

A [lesson](alpha.md) says more.
"""
BOOKS = "---\nid: books\ntitle: Books\nsummary: Worth reading.\n---\n\n- One book.\n"
LISTED = varied("one/module.md", "lessons: [alpha, beta]", "lessons: [alpha, beta]\nhandouts: [one-sheet]")
LISTED = varied("course.md", "modules: [one, two]", "modules: [one, two]\nhandouts: [books]", LISTED)
WITH = {**LISTED, "one/sheet.handout.md": SHEET, "books.handout.md": BOOKS}
PAGE = "/courses/tiny/handouts/one-sheet/"


@pytest.fixture
def folder(db: None, tmp_path: Path) -> Path:
    folder = write(tmp_path / "tiny", WITH)
    load(folder)
    return folder


def body(address: str) -> str:
    return Client().get(address).content.decode()


def test_its_page_says_what_it_says_and_whose_it_is(folder: Path) -> None:
    html = body(PAGE)
    assert "<h1>All of week one</h1>" in html and 'id="words"' in html
    assert 'href="/courses/tiny/lessons/alpha/"' in html
    assert 'href="/courses/tiny/modules/one/"' in html
    assert "<h1>Books</h1>" in body("/courses/tiny/handouts/books/")


def test_module_and_course_list_their_own(folder: Path) -> None:
    assert PAGE in body("/courses/tiny/modules/one/") and PAGE not in body("/courses/tiny/modules/two/")
    assert "/courses/tiny/handouts/books/" in body("/courses/tiny/") and PAGE not in body("/courses/tiny/")


def test_search_finds_it(folder: Path) -> None:
    assert PAGE in body("/search/?q=%22week+one%22")


def test_one_that_is_taken_away_is_not_found_and_comes_back(folder: Path) -> None:
    write(folder)
    load(folder)
    assert Client().get(PAGE).status_code == 404
    assert Handout.objects.count() == 2 and not Handout.objects.taught().exists()
    write(folder, WITH)
    load(folder)
    assert Client().get(PAGE).status_code == 200


def test_an_instructor_writes_it_in_the_admin_and_a_mistake_changes_nothing(folder: Path) -> None:
    sheet = Handout.objects.get(slug="one-sheet")
    assert "All of week one" in staff().get(list_address(Handout)).content.decode()
    assert staff(None).get(address(sheet)).status_code == 403
    edit("handout:one-sheet", "On one page.", "On paper.")
    assert "On paper." in body(PAGE)
    with pytest.raises(Refused, match=r"the link omega\.md leads nowhere"):
        edit("handout:one-sheet", "(alpha.md)", "(omega.md)")
    assert "On paper." in body(PAGE)


@pytest.mark.parametrize(
    ("texts", "problem"),
    [
        (
            {**WITH, "two/sheet.handout.md": SHEET.replace("one-sheet", "x").replace("alpha", "gamma")},
            "tiny/two/sheet.handout.md:2: handouts does not list this handout; add x to handouts in two/module.md",
        ),
        (
            {**LISTED, "books.handout.md": BOOKS},
            "tiny/one/module.md:8: handouts names the unknown handout 'one-sheet'; add its file, or correct the id",
        ),
        (
            {**WITH, "books.handout.md": BOOKS.replace("summary:", "minutes: 3\nsummary:")},
            "tiny/books.handout.md:4: unknown key 'minutes'; known here: id, summary, title",
        ),
        (
            {**WITH, "books.handout.md": BOOKS + "\n```lab scaling-laws\n```\n"},
            "tiny/books.handout.md:9: the fence lab means nothing here; it belongs into a lesson",
        ),
        (
            {**WITH, "books.handout.md": BOOKS + "\n## Main {#main}\n"},
            "tiny/books.handout.md:9: the id 'main' is the page's own; choose another",
        ),
    ],
)
def test_what_cannot_be_shown_is_refused_where_it_stands(texts: dict[str, str], problem: str) -> None:
    assert problem in problems(texts), problems(texts)
