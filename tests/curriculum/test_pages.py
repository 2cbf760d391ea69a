"""The landing page, glossary, labs and search: who is shown what, and how much is asked of the database."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from curriculum.models import Course
from tests.curriculum.rows import load, load_texts
from tests.curriculum.trees import TINY, varied, without, write
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PAGES = ["/", "/courses/tiny/glossary/", "/labs/", "/labs/scaling-laws/", "/search/", "/search/?q=law"]


@pytest.fixture
def loaded(tmp_path: Path) -> Path:
    folder = write(tmp_path / "tiny")
    load(folder)
    return folder


def text(address: str) -> str:
    """The words of a page's own part, without the frame."""
    html = Client().get(address).content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_there_for_everybody(loaded: Path, address: str) -> None:
    assert Client().get(address).status_code == 200
    client = Client()
    client.force_login(UserFactory())
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_a_page_can_be_asked_for_its_head_and_takes_nothing(loaded: Path, address: str) -> None:
    head = Client().head(address)
    assert (head.status_code, head.content) == (200, b"")
    for method in ("post", "put", "patch", "delete"):
        assert getattr(Client(), method)(address).status_code == 405


@pytest.mark.parametrize(
    "address",
    [
        "/courses/unknown/glossary/",
        "/labs/unknown/",
        "/courses/tiny/glossary",
        "/courses/TINY/glossary/",
        "/courses/tiny%00/glossary/",
        "/courses/../glossary/",
        "/labs/..%2f..%2fetc%2fpasswd/",
    ],
)
def test_what_is_not_there_is_not_found(loaded: Path, address: str) -> None:
    assert Client().get(address, follow=True).status_code in ({200} if address.endswith("glossary") else {404})


def test_a_retired_course_is_not_found(loaded: Path) -> None:
    Course.objects.update(retired_at="2026-01-01T00:00Z")
    assert Client().get("/courses/tiny/glossary/").status_code == 404
    assert "No course is loaded" in text("/")


def test_without_a_course_the_landing_page_says_what_to_do() -> None:
    assert text("/").startswith("No course is loaded The pages come from the Markdown files under content/ .")
    for address in ("/labs/", "/labs/scaling-laws/", "/search/", "/search/?q=law"):
        assert Client().get(address).status_code == 200


def test_the_landing_page_names_every_module_that_is_taught(loaded: Path) -> None:
    words = text("/")
    assert "The first week What comes first. 2 lessons 30 minutes" in words
    assert "The second week What comes next. 1 lesson 30 minutes" in words


def test_a_module_without_lessons_has_no_minutes(loaded: Path) -> None:
    load_texts(loaded, varied("two/module.md", "[gamma]", "[]", without("two/gamma.md")))
    assert "What comes next. 0 lessons 0 minutes" in text("/")


def test_the_glossary_defines_every_term_and_leads_on(loaded: Path) -> None:
    html = Client().get("/courses/tiny/glossary/").content.decode()
    assert 'href="/courses/tiny/lessons/beta/#end"' in html
    assert 'href="#term-token"' in html
    words = text("/courses/tiny/glossary/")
    assert "Perplexity PPL How many tokens a model hesitates among. See Token . Taught in Beta ." in words


def test_a_course_without_a_glossary_has_an_empty_one(loaded: Path) -> None:
    texts = varied("one/alpha.md", "[[token|tokens]]", "tokens", without("glossary.md"))
    texts = varied("one/beta.md", " and [perplexity](../glossary.md#perplexity)", "", texts)
    load_texts(loaded, texts)
    assert "The glossary is empty." in text("/courses/tiny/glossary/")


def test_a_lab_leads_to_the_first_lesson_that_holds_it(loaded: Path) -> None:
    assert 'href="/courses/tiny/lessons/alpha/"' in Client().get("/labs/scaling-laws/").content.decode()
    assert 'href="/courses/tiny/lessons/alpha/"' in Client().get("/labs/").content.decode()


def test_a_page_that_is_shown_again_asks_one_question(loaded: Path, django_assert_num_queries: Any) -> None:
    for address in ("/", "/courses/tiny/glossary/"):
        Client().get(address)
        with django_assert_num_queries(1):
            Client().get(address)


def test_a_page_follows_what_is_published(loaded: Path) -> None:
    assert "A piece of a text." in text("/courses/tiny/glossary/")
    load_texts(loaded, varied("glossary.md", "A piece of a text.", "A bit of a text."))
    assert "A bit of a text." in text("/courses/tiny/glossary/")


def test_titles_and_terms_are_text_and_never_markup(loaded: Path) -> None:
    name = "<b>x</b> & {{ 7 }}"
    texts = varied("course.md", "title: A tiny course", f"title: '{name}'")
    texts = varied("one/alpha.md", "title: Alpha", f"title: '{name}'", texts)
    texts = varied("one/module.md", "title: The first week", f"title: '{name}'", texts)
    texts = varied("one/module.md", "summary: What comes first.", f"summary: '{name}'", texts)
    texts = varied("glossary.md", "## Token {#token}", f"## {name} {{#token}}", texts)
    texts = varied("glossary.md", "- Also: PPL", f"- Also: {name}", texts)
    load_texts(loaded, texts)
    addresses = ("/", "/courses/tiny/", "/courses/tiny/modules/one/", "/courses/tiny/lessons/alpha/", *PAGES[1:])
    for address in addresses:
        html = Client().get(address).content.decode()
        assert "<b>x" not in html
    assert "&lt;b&gt;x&lt;/b&gt; &amp; {{ 7 }}" in Client().get("/courses/tiny/glossary/").content.decode()


class _Ids(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.targets: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if named.get("id"):
            self.found.append(named["id"] or "")
        if (named.get("href") or "").startswith("#"):
            self.targets.append((named["href"] or "")[1:])


def test_no_id_stands_twice_on_any_page_of_the_real_courses() -> None:
    load(Path(__file__).resolve().parents[2] / "content")
    seen, left = set(), ["/"]
    while left:
        address = left.pop()
        if address in seen:
            continue
        seen.add(address)
        html = Client().get(address).content.decode()
        ids = _Ids(html)
        assert [name for name in ids.found if ids.found.count(name) > 1] == [], address
        assert [target for target in ids.targets if target not in {*ids.found, ""}] == [], address
        for link in re.findall(r'href="(/(?:courses|labs)/[^"#?]*)', html):
            left.append(link)
    assert len(seen) > 10


def test_every_link_between_pages_of_the_real_courses_leads_somewhere() -> None:
    load(Path(__file__).resolve().parents[2] / "content")
    pages: dict[str, str] = {}
    left = ["/"]
    while left:
        address = left.pop()
        if address in pages:
            continue
        answer = Client().get(address)
        assert answer.status_code == 200, address
        pages[address] = answer.content.decode()
        left += re.findall(r'href="(/(?:courses|labs|search)/[^"#]*)', pages[address])
    for address, html in pages.items():
        for page, anchor in re.findall(r'href="(/courses/[^"#?]*)#([^"]+)"', html):
            assert f'id="{anchor}"' in pages[page], (address, page, anchor)
    assert TINY
