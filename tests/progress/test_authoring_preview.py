"""The preview: exactly the learner's page, of a text that is not stored, without a trace and without a key."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from curriculum.models import Course
from tests.curriculum.rows import published
from tests.progress.authors import address, author

pytestmark = pytest.mark.django_db
PAGES = {
    "lesson:alpha": ("lesson", "tiny", "alpha"),
    "lesson:beta": ("lesson", "tiny", "beta"),
    "lesson:gamma": ("lesson", "tiny", "gamma"),
    "module:one": ("module", "tiny", "one"),
    "module:two": ("module", "tiny", "two"),
    "course:tiny": ("course", "tiny"),
    "glossary:words": ("glossary", "tiny"),
    "quiz:exam": ("quiz", "tiny", "exam"),
}


@pytest.fixture
def writer(course: Course) -> Client:
    return author()


def page(client: Client, key: str, **asked: str) -> str:
    answer = client.get(address("preview", key), asked)
    assert answer.status_code == 200
    return str(answer.content.decode())


def live(client: Client, key: str, text: str, **more: str) -> dict[str, Any]:
    answer = client.post(address("preview", key), {"text": text, **more})
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.content)
    return found


def inside(html: str) -> str:
    """What stands in the page's main part, but for tokens, and for what only the preview has."""
    main = html[html.index("<main") : html.rindex("</main>")]
    main = re.sub(r'<input type="hidden" name="csrfmiddlewaretoken"[^>]*>', "", main)
    main = main.replace('method="post">', "method>").replace('method="get">', "method>")
    return re.sub(r"\s+", " ", re.sub(r'<div class="page quiz">.*', "", main, flags=re.DOTALL)).replace(
        " </div> ", "</div>"
    )


@pytest.mark.parametrize("key", PAGES)
def test_the_preview_of_what_is_published_is_the_page_of_a_learner_who_has_done_nothing(
    key: str, at: Client, writer: Client
) -> None:
    name, *rest = PAGES[key]
    theirs = at.get(reverse(name, args=rest)).content.decode()
    assert inside(page(writer, key)) == inside(theirs)
    shown = live(writer, key, published(key))
    assert inside(f"<main>{shown['html']}</main>") == inside(theirs).replace('<main id="main" tabindex="-1">', "<main>")
    assert [problem for problem in shown["problems"] if not problem["is_warning"]] == []
