"""Authors write texts in the plain admin; a mistake is shown beside the field with its line."""

from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client

from accounts.models import User
from curriculum.forms import shown_text
from curriculum.models import Course, Lesson, Module, Revision, Term
from tests.curriculum.rows import dump, load_texts, published
from tests.curriculum.staff import address, base, save, staff
from tests.curriculum.trees import TINY, varied

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]

GAMMA = TINY["two/gamma.md"]


# --- writing -------------------------------------------------------------------------------------------------------
def test_a_mistake_is_shown_beside_the_field_and_nothing_is_stored() -> None:
    before = dump()
    gamma = Lesson.objects.get(slug="gamma")
    assert save(gamma, GAMMA.replace("The last lead.", "<b>[[tokn]]")) == [
        "tiny/two/gamma.md:9: raw HTML <b>; use Markdown, or put it in `backticks` to show it",
        "tiny/two/gamma.md:9: unknown term [[tokn]]; did you mean [[token]]?",
    ]
    assert dump() == before


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "This field is required."),
        ("\x00", "Null characters are not allowed."),
        ("words", "tiny/two/gamma.md:1: the front matter is missing; begin the file with ---, keys, ---"),
    ],
)
def test_what_is_no_text_of_a_lesson_is_refused(text: str, expected: str) -> None:
    client, gamma = staff(), Lesson.objects.get(slug="gamma")
    answer = client.post(address(gamma), {"text": text, "base": base(gamma, client)})
    assert expected in unescape(answer.content.decode())


def test_the_id_cannot_change() -> None:
    assert save(Lesson.objects.get(slug="gamma"), GAMMA.replace("id: gamma", "id: delta")) == [
        "tiny/two/gamma.md:2: the id has changed; keep id: gamma, and change the title"
    ]


def test_of_many_mistakes_twenty_are_shown() -> None:
    assert len(save(Lesson.objects.get(slug="gamma"), GAMMA + "\n\n[[x]]" * 50)) == 20


@pytest.mark.parametrize(
    ("model", "slug", "old", "new"),
    [
        (Lesson, "gamma", "The last lead.", "A better lead."),
        (Module, "one", "This week counts.", "This week counts double."),
        (Course, "tiny", "Why read this?", "Why not read this?"),
    ],
)
def test_a_good_text_is_published_at_once(model: type[Model], slug: str, old: str, new: str) -> None:
    row: Any = model._default_manager.get(slug=slug)
    client = staff()
    key = f"{model.__name__.lower()}:{slug}"
    text = published(key)
    assert save(row, text.replace(old, new), client) == []
    assert published(key) == text.replace(old, new)
    row.refresh_from_db()
    assert new in row.body_html
    revision = Revision.objects.latest("pk")
    assert (revision.origin, revision.author) == ("admin", User.objects.get(is_staff=True))


def test_the_page_shows_what_was_published() -> None:
    assert save(Lesson.objects.get(slug="gamma"), GAMMA.replace("The last lead.", "A better lead.")) == []
    assert "A better lead." in Client().get("/courses/tiny/lessons/gamma/").content.decode()


@pytest.mark.parametrize(
    "ended",
    [str, lambda text: text.replace("\n", "\r\n"), lambda text: text.replace("\n", "\r\n", 3), str.rstrip],
    ids=["unix", "windows", "mixed", "no newline at the end"],
)
def test_saving_without_a_change_publishes_nothing(loaded: Path, ended: Callable[[str], str]) -> None:
    load_texts(loaded, {path: ended(text) for path, text in TINY.items()})
    before = dump()
    rows: list[Any] = [*Course.objects.all(), *Module.objects.all(), *Lesson.objects.all(), *Term.objects.all()]
    for row in rows:
        assert save(row, shown_text(row)) == []
    assert dump() == before


def test_a_file_s_line_ends_are_kept(loaded: Path) -> None:
    load_texts(loaded, {path: text.replace("\n", "\r\n") for path, text in TINY.items()})
    text = published("lesson:gamma").replace("last", "newest")
    assert save(Lesson.objects.get(slug="gamma"), text) == []
    assert published("lesson:gamma") == text


def test_a_text_that_was_published_since_is_not_overwritten(loaded: Path) -> None:
    client, gamma = staff(), Lesson.objects.get(slug="gamma")
    began = base(gamma, client)
    load_texts(loaded, varied("two/gamma.md", "The last lead.", "From the file."))
    answer = client.post(address(gamma), {"text": GAMMA.replace("last", "admin's"), "base": began})
    assert answer.status_code == 200
    assert "another text was published since you opened this page" in answer.content.decode()
    assert "The admin&#x27;s lead." in answer.content.decode()
    assert "From the file." in published("lesson:gamma")


def test_without_the_base_a_text_is_refused() -> None:
    gamma = Lesson.objects.get(slug="gamma")
    before = dump()
    assert staff().post(address(gamma), {"text": GAMMA + "more"}).status_code == 200
    assert dump() == before


def test_what_is_retired_can_be_read_and_not_written(loaded: Path) -> None:
    texts = varied(
        "two/module.md",
        "[gamma]",
        "[]",
        varied("glossary.md", "\n## Weight {#weight}\nA number that training sets.\n", ""),
    )
    del texts["two/gamma.md"]
    load_texts(loaded, texts)
    client = staff()
    for row in (Lesson.objects.get(slug="gamma"), Term.objects.get(slug="weight")):
        assert client.get(address(row)).status_code == 200
        assert client.post(address(row), {"text": "x", "base": "x"}).status_code == 403


# --- terms ---------------------------------------------------------------------------------------------------------
def test_a_term_shows_its_section_alone_and_publishes_it_alone() -> None:
    token, client = Term.objects.get(slug="token"), staff()
    html = unescape(client.get(address(token)).content.decode())
    assert "## Token {#token}\nA piece of a text.</textarea>" in html
    assert save(token, "## Token {#token}\nA bit of a text.", client) == []
    assert published("glossary:words") == TINY["glossary.md"].replace("A piece", "A bit")


@pytest.mark.parametrize(
    "text",
    [
        "## Token {#tokens}\nA piece.",
        "## Token {#token}\nA piece.\n\n## Other {#other}\nIt too.",
        "A piece.",
        "## Token {#token}\nA piece.\n\n```text\nnever closed",
        "---\n\n## Token",
    ],
    ids=["another id", "two terms", "no heading", "open fence", "no id"],
)
def test_a_section_that_is_not_the_one_term_any_more_is_refused(text: str) -> None:
    before = dump()
    assert save(Term.objects.get(slug="token"), text) == [
        "the section is not one term any more; keep one heading, ## Name {#token}, and close every fence"
    ]
    assert dump() == before


def test_a_term_that_is_in_use_keeps_its_mistakes_to_itself() -> None:
    assert save(Term.objects.get(slug="token"), "## Token {#token}\nA [[peice]].") == [
        "tiny/glossary.md:14: unknown term [[peice]]; add it to glossary.md or correct its id"
    ]


def test_a_glossary_that_was_given_another_id_is_still_found(loaded: Path) -> None:
    load_texts(loaded, varied("glossary.md", "id: words", "id: terms"))
    assert save(Term.objects.get(slug="token"), "## Token {#token}\nA bit.") == []
    assert "A bit." in published("glossary:terms")
