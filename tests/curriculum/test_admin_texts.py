"""The plain admin shows each text as it is published, and leads whoever may write it to the editor."""

from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db.models import Model
from django.urls import reverse

from accounts.models import User
from curriculum.admin.texts import shown_text
from curriculum.models import Course, Lesson, Module, Term
from tests.curriculum.rows import document, dump, load_texts, publish, published
from tests.curriculum.staff import address, staff
from tests.curriculum.trees import varied

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]
ROWS: tuple[tuple[type[Model], str, str], ...] = (
    (Course, "tiny", "course:tiny"),
    (Module, "one", "module:one"),
    (Lesson, "gamma", "lesson:gamma"),
    (Term, "token", "glossary:words"),
)


@pytest.mark.parametrize(("model", "slug", "key"), ROWS)
def test_a_text_is_read_here_and_written_in_the_editor(model: type[Model], slug: str, key: str) -> None:
    row: Any = model._default_manager.get(slug=slug)
    client = staff()
    html = client.get(address(row)).text
    assert f"<pre>{shown_text(row)}</pre>" in unescape(html) and shown_text(row)
    assert "<textarea" not in html and 'name="_save"' not in html
    for way in ("authoring:edit", "authoring:history"):
        link = reverse(way, args=[document(key).pk])
        assert html.count(f'href="{link}"') == 1
        assert client.get(link).status_code == 200
    assert address(row, "history") not in html


@pytest.mark.parametrize(("model", "slug", "key"), ROWS)
@pytest.mark.parametrize("sent", [{}, {"text": "more"}, {"text": "\x00", "base": "x" * 100_000}, {"_save": "Save"}])
def test_nothing_can_be_sent(model: type[Model], slug: str, key: str, sent: dict[str, str]) -> None:
    before = dump()
    assert staff().post(address(model._default_manager.get(slug=slug)), sent).status_code == 403
    assert dump() == before


def test_of_a_term_its_section_alone_is_shown() -> None:
    assert shown_text(Term.objects.get(slug="token")) == "## Token {#token}\nA piece of a text."


def test_whoever_may_only_read_is_not_led_to_the_editor() -> None:
    client, gamma = staff(None), Lesson.objects.get(slug="gamma")
    User.objects.get(is_staff=True).user_permissions.add(Permission.objects.get(codename="view_lesson"))
    html = client.get(address(gamma)).text
    assert "The last lead." in html and "/admin/authoring/" not in html
    assert f'href="{address(gamma, "history")}"' in html


def test_what_is_retired_can_be_read_and_leads_nowhere(loaded: Path) -> None:
    texts = varied("two/module.md", "[gamma]", "[]")
    del texts["two/gamma.md"]
    load_texts(loaded, texts)
    html = staff().get(address(Lesson.objects.get(slug="gamma"))).text
    assert "The last lead." in html and "/admin/authoring/" not in html


def test_the_text_that_is_shown_is_the_published_one_and_nothing_of_it_is_markup() -> None:
    publish("lesson:gamma", published("lesson:gamma").replace("The last lead.", "A `<b>` & more."))
    html = staff().get(address(Lesson.objects.get(slug="gamma"))).text
    assert "A `&lt;b&gt;` &amp; more." in html and "The last lead." not in html


def test_a_glossary_that_was_given_another_id_is_still_found(loaded: Path) -> None:
    load_texts(loaded, varied("glossary.md", "id: words", "id: terms"))
    html = staff().get(address(Term.objects.get(slug="token"))).text
    assert f'href="{reverse("authoring:edit", args=[document("glossary:terms").pk])}"' in html
