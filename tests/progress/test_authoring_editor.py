"""The editor's page without a script, and what a script sends: drafts are kept, and nobody's words are lost."""

import json
import re
from html import unescape

import pytest
from django.test import Client

from curriculum.actions.publish import digest
from curriculum.models import Course, Document, Lesson
from curriculum.source.tree import MAX_TEXT_BYTES
from tests.curriculum.rows import document, published
from tests.progress.authors import address, author

pytestmark = pytest.mark.django_db
KEY = "lesson:alpha"
JSON = {"Accept": "application/json"}


@pytest.fixture
def writer(course: Course) -> Client:
    return author()


def drafted(key: str = KEY) -> str:
    found = Document.objects.select_related("draft").get(pk=document(key).pk).draft
    return found.text if found else ""


def seen() -> str:
    return digest(published(KEY))


def test_the_page_holds_the_text_what_it_began_with_and_what_can_be_inserted(writer: Client) -> None:
    html = writer.get(address("edit", KEY)).content.decode()
    assert unescape(html.split('<textarea id="text"')[1].split(">\n")[1].split("</textarea>")[0]) == published(KEY)
    assert f'name="seen" value="{seen()}"' in html
    assert 'sandbox="allow-scripts"' in html
    choices = json.loads(html.split('<script id="choices" type="application/json">')[1].split("</script>")[0])
    assert {"label": "Beta: The end", "text": "[The end](beta.md#end)"} in choices["links"]
    assert {"label": "Token", "text": "[[token]]"} in choices["terms"]
    assert choices["figures"] == [{"label": "figures/hill.svg", "text": "../figures/hill.svg"}]


@pytest.mark.parametrize("key", ["course:tiny", "module:one", "lesson:beta", "glossary:words", "quiz:exam"])
def test_every_kind_of_text_has_an_editor_and_few_queries(
    key: str, writer: Client, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(22):  # type: ignore[operator]
        assert writer.get(address("edit", key)).status_code == 200


def test_a_draft_is_kept_and_nothing_is_published(writer: Client) -> None:
    text = published(KEY).replace("The words of the note.", "Other words.")
    sent = {"text": text.replace("\n", "\r\n"), "seen": seen()}
    assert writer.post(address("draft", KEY), sent).status_code == 302
    assert drafted() == text
    assert "Other words." not in Lesson.objects.get(slug="alpha").body_html
    answer = writer.post(address("draft", KEY), {"text": text + "\nMore.\n", "seen": digest(text)}, headers=JSON)
    assert (answer.status_code, answer.json()) == (200, {"seen": digest(text + "\nMore.\n")})
    # The same again, as a browser sends it that heard no answer.
    again = writer.post(address("draft", KEY), {"text": text + "\nMore.\n", "seen": digest(text)}, headers=JSON)
    assert (again.status_code, again.json()) == (200, answer.json())


def test_a_text_with_mistakes_is_kept_and_they_are_told(writer: Client) -> None:
    text = published(KEY) + "\nSee [[nothing]].\n"
    answer = writer.post(address("draft", KEY), {"text": text, "seen": seen()}, follow=True)
    assert "unknown term [[nothing]]" in answer.content.decode()
    assert drafted() == text


def test_who_saves_last_is_shown_both_texts_and_nothing_is_lost(writer: Client) -> None:
    """P5"""
    first = published(KEY) + "\nWords of one.\n"
    assert writer.post(address("draft", KEY), {"text": first, "seen": seen()}).status_code == 302
    other = author()
    second = published(KEY) + "\nWords of two.\n"
    answer = other.post(address("draft", KEY), {"text": second, "seen": seen()}, headers=JSON)
    told = answer.json()
    assert (answer.status_code, told["seen"], told["text"]) == (409, digest(first), first)
    assert told["who"].startswith("Person")
    plain = re.sub(r"<[^>]+>", "", told["diff"])
    assert ("Words of one." in plain, "Words of two." in plain) == (True, True)
    assert drafted() == first
    page = other.post(address("draft", KEY), {"text": second, "seen": seen()})
    html = page.content.decode()
    assert page.status_code == 409
    assert ("Words of one." in html, "Words of two." in html) == (True, True)
    assert f'name="seen" value="{digest(first)}"' in html
    assert other.post(address("draft", KEY), {"text": second, "seen": digest(first)}).status_code == 302
    assert drafted() == second


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "The page sent no text."),
        ({"text": "a\nb\x00c"}, "Line 2 holds a NUL character"),
        ({"text": "x" * (MAX_TEXT_BYTES + 1)}, "keep it below 524,288"),
    ],
)
def test_what_cannot_be_stored_is_told_and_what_was_typed_stays(
    sent: dict[str, str], words: str, writer: Client
) -> None:
    answer = writer.post(address("draft", KEY), {**sent, "seen": seen()}, headers=JSON)
    assert answer.status_code == 400
    assert words in answer.json()["problem"]
    page = writer.post(address("draft", KEY), {**sent, "seen": seen()})
    assert page.status_code == 400
    assert words in page.content.decode()
    assert drafted() == ""


@pytest.mark.parametrize("stale", ["", "junk", "0" * 64, "\x00"])
def test_whatever_is_said_to_have_been_seen_overwrites_nothing(stale: str, writer: Client) -> None:
    answer = writer.post(address("draft", KEY), {"text": "x", "seen": stale}, headers=JSON)
    assert (answer.status_code, drafted()) == (409, "")


def test_a_draft_is_put_aside_and_stays_among_the_revisions(writer: Client) -> None:
    text = published(KEY) + "\nMore.\n"
    writer.post(address("draft", KEY), {"text": text, "seen": seen()})
    sent = {"text": text, "seen": digest(text), "discard": "1"}
    assert writer.post(address("draft", KEY), sent).status_code == 302
    assert drafted() == ""
    assert document(KEY).revisions.filter(text=text).exists()


def test_a_post_without_a_token_is_refused(course: Course) -> None:
    """P21"""
    client = Client(enforce_csrf_checks=True)
    client.cookies = author().cookies
    for name in ("draft", "preview"):
        assert client.post(address(name, KEY), {"text": "x", "seen": seen()}).status_code == 403
    assert drafted() == ""
