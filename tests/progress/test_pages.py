"""The course, module and lesson pages: who is shown what, and how much is asked of the database."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from curriculum import slots
from curriculum.models import Course
from progress.pages import composed as pages
from progress.pages import contents
from tests.curriculum.rows import edit, forget_pages, load, load_texts
from tests.curriculum.trees import TINY, varied, write
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

COURSE, MODULE, LESSON = "/courses/tiny/", "/courses/tiny/modules/one/", "/courses/tiny/lessons/alpha/"
PAGES = [COURSE, MODULE, LESSON, "/courses/tiny/lessons/beta/", "/courses/tiny/modules/two/"]


@pytest.fixture(autouse=True)
def loaded(db: None, tmp_path: Path) -> Path:
    folder = write(tmp_path / "tiny")
    load(folder)
    return folder


def html(address: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def text(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def main(address: str) -> str:
    page = html(address)
    return page[page.index("<main") : page.index("</main>")]


def signed_in() -> Client:
    client = Client()
    client.force_login(UserFactory())
    return client


# --- what is there -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_there_for_everybody(address: str) -> None:
    assert html(address)
    assert html(address, signed_in())


@pytest.mark.parametrize("address", PAGES)
def test_a_page_can_be_asked_for_its_head_and_takes_nothing(address: str) -> None:
    head = Client().head(address)
    assert (head.status_code, head.content) == (200, b"")
    for method in ("post", "put", "patch", "delete"):
        assert getattr(Client(), method)(address).status_code == 405


@pytest.mark.parametrize(
    "address",
    [
        "/courses/unknown/",
        "/courses/unknown/modules/one/",
        "/courses/unknown/lessons/alpha/",
        "/courses/tiny/modules/unknown/",
        "/courses/tiny/modules/alpha/",
        "/courses/tiny/lessons/unknown/",
        "/courses/tiny/lessons/one/",
        "/courses/1/",
    ],
)
def test_what_is_not_there_is_not_found(address: str) -> None:
    assert Client().get(address).status_code == 404


def test_a_lesson_that_was_retired_is_not_found_and_not_named(loaded: Path) -> None:
    assert "Gamma" in main("/courses/tiny/modules/two/")
    assert Client().get("/courses/tiny/lessons/gamma/").status_code == 200
    texts = varied("two/module.md", "[gamma]", "[]")
    del texts["two/gamma.md"]
    load_texts(loaded, texts)
    assert Client().get("/courses/tiny/lessons/gamma/").status_code == 404
    assert "Gamma" not in main("/courses/tiny/modules/two/") + main("/courses/tiny/lessons/beta/")


def test_a_module_that_was_retired_takes_its_lessons_along(loaded: Path) -> None:
    texts = varied("course.md", "[one, two]", "[one]")
    del texts["two/gamma.md"], texts["two/module.md"]
    load_texts(loaded, texts)
    assert Client().get("/courses/tiny/modules/two/").status_code == 404
    assert Client().get("/courses/tiny/lessons/gamma/").status_code == 404
    assert "The second week" not in main(COURSE)


@pytest.mark.parametrize("address", PAGES)
def test_a_retired_course_is_not_found(address: str) -> None:
    Course.objects.update(retired_at="2026-01-01T00:00Z")
    assert Client().get(address).status_code == 404


def test_a_lesson_of_another_course_is_not_found(tmp_path: Path) -> None:
    texts = varied("course.md", "id: tiny", "id: other")
    texts = varied("two/gamma.md", "id: gamma", "id: delta", texts)
    load_texts(tmp_path / "other", varied("two/module.md", "[gamma]", "[delta]", texts))
    assert Client().get("/courses/other/lessons/delta/").status_code == 200
    assert Client().get("/courses/tiny/lessons/delta/").status_code == 404


# --- what it says --------------------------------------------------------------------------------------------------
def test_the_course_page_fills_its_tables() -> None:
    words = text(main(COURSE))
    assert "Why read this?" in words
    assert "The first week Foundational Week 1 30 The second week Advanced Week 2 30" in words
    assert "Count to three. Task 3.3" in words
    assert "Name three things. Deeper" in words
    assert "Finish Read all three lessons." in words
    assert "data-slot" not in main(COURSE)


def test_a_module_page_lists_its_lessons_in_order_and_its_objectives() -> None:
    words = text(main(MODULE))
    assert words.index("Alpha The first letter.") < words.index("Beta The second letter.")
    assert "Count to three." in words
    assert "Stop in time." not in words


def test_a_lesson_page_has_contents_objectives_terms_and_its_lab() -> None:
    page = main(LESSON)
    assert 'href="#law"' in page
    assert "Count to three." in page
    assert '<div id="term-token">' in page
    assert "A piece of a text." in page
    assert "<scaling-laws-lab" in page
    assert "data-slot" not in page


def test_lessons_lead_on_to_the_next_lesson_module_and_back_to_the_course() -> None:
    pagers = {
        name: re.findall(r'<nav class="pager".*?</nav>', main(f"/courses/tiny/lessons/{name}/"), re.DOTALL)
        for name in ("alpha", "beta", "gamma")
    }
    links = {name: re.findall(r'href="/courses/tiny/([^"]*)"', "".join(found)) for name, found in pagers.items()}
    assert links == {
        "alpha": ["lessons/beta/"],
        "beta": ["lessons/alpha/", "modules/two/"],
        "gamma": ["lessons/beta/", ""],
    }


def test_the_current_lesson_is_marked_once_in_the_rail() -> None:
    rail = re.search(r"<page-toc>.*?</page-toc>", main(LESSON), re.DOTALL)
    assert rail is not None
    assert re.findall(r'href="([^"]+)" aria-current="page"', rail[0]) == [LESSON]


def test_the_contents_are_two_levels_deep() -> None:
    headings = [
        {"anchor": "lost", "title": "Lost", "level": 3, "label": ""},
        {"anchor": "a", "title": "A", "level": 2, "label": ""},
        {"anchor": "b", "title": "B", "level": 3, "label": "exam"},
        {"anchor": "c", "title": "C", "level": 4, "label": ""},
        {"anchor": "d", "title": "D", "level": 2, "label": ""},
    ]
    assert contents(headings) == [
        {"id": "a", "title": "A", "level": 2, "children": [{"id": "b", "title": "B", "level": 3, "children": []}]},
        {"id": "d", "title": "D", "level": 2, "children": []},
    ]


# --- one edition, never a mix (P30) --------------------------------------------------------------------------------
def test_a_page_follows_what_is_published_at_once() -> None:
    assert "A lead that names" in main(LESSON)
    edit("lesson:alpha", "A lead that names", "A newer lead that names")
    assert "A newer lead that names" in main(LESSON)


def test_a_term_that_was_published_anew_is_shown_in_every_lesson() -> None:
    assert "A piece of a text." in main(LESSON)
    edit("glossary:words", "A piece of a text.", "A bit of a text.")
    assert "A bit of a text." in main(LESSON)


def test_a_page_is_of_one_edition_whatever_is_published_while_it_is_composed(
    loaded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A load comes in after the lesson was read and before its neighbours are; the page must not show both."""
    really: Callable[..., Any] = slots.fill_slots
    texts = varied("one/alpha.md", "title: Alpha", "title: New Alpha")
    texts = varied("one/beta.md", "title: Beta", "title: New Beta", texts)
    waiting = [texts]

    def interrupted(*what: Any) -> Any:
        if waiting:
            load_texts(loaded, waiting.pop())
        return really(*what)

    monkeypatch.setattr(pages, "fill_slots", interrupted)
    page = main(LESSON)
    assert ("New Alpha" in page, "New Beta" in page) == (True, True)
    forget_pages()
    assert text(main(LESSON)) == text(page)


# --- how much is asked ---------------------------------------------------------------------------------------------
def with_lessons(n: int) -> dict[str, str]:
    """The course with so many lessons in its first module, each with objectives and terms."""
    names = [f"extra-{number}" for number in range(n)]
    texts = varied("one/module.md", "[alpha, beta]", f"[alpha, beta, {', '.join(names)}]")
    for name in names:
        texts[f"one/{name}.md"] = (
            TINY["one/beta.md"].replace("id: beta", f"id: {name}").replace("See", "See [[token]],")
        )
    return texts


def n_queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        html(address, client)
    return len(queries)


# The last figure is that of a page that was composed before; lesson and module ask besides what this learner has done.
@pytest.mark.parametrize(("address", "most", "later"), [(LESSON, 10, 4), (MODULE, 12, 4), (COURSE, 10, 3)])
def test_a_page_asks_as_little_of_fifty_lessons_as_of_five(loaded: Path, address: str, most: int, later: int) -> None:
    client, asked = signed_in(), {}
    for n in (3, 48):
        load_texts(loaded, with_lessons(n))
        first, again = n_queries(client, address), n_queries(client, address)
        asked[n] = first, again
    assert asked[3] == asked[48]
    first, again = asked[48]
    assert (first <= most, again) == (True, later)


def test_a_page_kept_for_one_visitor_shows_nothing_of_theirs_to_another() -> None:
    ann, ben = UserFactory(display_name="Ann Other"), UserFactory(display_name="Ben Nother")
    clients = {}
    for person in (ann, ben):
        clients[person] = Client()
        clients[person].force_login(person)
    assert "Ann Other" in html(LESSON, clients[ann])
    page = html(LESSON, clients[ben])
    assert ("Ben Nother" in page, "Ann Other" in page) == (True, False)
    assert ("Ann Other" in html(LESSON), "Ben Nother" in html(LESSON)) == (False, False)
