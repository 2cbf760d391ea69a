"""Drafts: one a document, overwritten while it is written, taught by nobody, and never overwritten unseen (P5)."""

from pathlib import Path

import pytest
from django.utils import timezone

from curriculum.actions.drafts import NotWritable, Stale, discard_draft, restore, save_draft, text_of
from curriculum.models import Document, Revision
from tests.curriculum.rows import document, load_texts, published
from tests.curriculum.trees import TINY
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]
KEY = "lesson:gamma"
GAMMA = TINY["two/gamma.md"]


def save(text: str, *, seen: str | None = None, key: str = KEY) -> Revision:
    found = document(key)
    current = text_of(found)
    before = current.sha256 if current else ""
    return save_draft(found.pk, text, seen=before if seen is None else seen, author_id=None, now=timezone.now())


def test_a_draft_is_not_taught() -> None:
    draft = save(GAMMA + "More.\n")
    assert document(KEY).draft == draft
    assert published(KEY) == GAMMA
    assert draft.base == document(KEY).published


def test_a_draft_is_overwritten_and_what_was_published_is_not() -> None:
    first = save(GAMMA + "One.\n")
    second = save(GAMMA + "Two.\n")
    assert (first.pk, second.text) == (second.pk, GAMMA + "Two.\n")
    assert Revision.objects.filter(document=document(KEY)).count() == 2


def test_whoever_saves_over_something_newer_is_told_and_changes_nothing() -> None:
    seen = document(KEY).published
    assert seen is not None
    theirs = save(GAMMA + "Theirs.\n")
    with pytest.raises(Stale) as stale:
        save(GAMMA + "Mine.\n", seen=seen.sha256)
    assert stale.value.newer == theirs
    assert text_of(document(KEY)) == theirs
    theirs.refresh_from_db()
    assert theirs.text == GAMMA + "Theirs.\n"


def test_the_same_text_again_is_no_conflict() -> None:
    theirs = save(GAMMA + "Same.\n")
    assert save(GAMMA + "Same.\n", seen="something older") == theirs


def test_a_browser_s_line_ends_are_no_change() -> None:
    save(GAMMA.replace("\n", "\r\n"))
    assert document(KEY).draft_id is None
    draft = save((GAMMA + "More.\n").replace("\n", "\r\n"))
    assert draft.text == GAMMA + "More.\n"


def test_a_file_with_windows_line_ends_keeps_them(loaded: Path) -> None:
    load_texts(loaded, dict(TINY) | {"two/gamma.md": GAMMA.replace("\n", "\r\n")})
    assert save(GAMMA + "More.\n").text == (GAMMA + "More.\n").replace("\n", "\r\n")


def test_a_draft_that_is_put_aside_can_be_taken_up_again() -> None:
    draft = save(GAMMA + "Mine.\n")
    assert discard_draft(document(KEY).pk, seen=draft.sha256)
    assert document(KEY).draft_id is None
    assert not discard_draft(document(KEY).pk, seen=draft.sha256)
    seen = document(KEY).published
    assert seen is not None
    again = restore(document(KEY).pk, draft.number, seen=seen.sha256, author_id=None, now=timezone.now())
    assert again.text == GAMMA + "Mine.\n"
    assert again.number > draft.number


def test_a_draft_that_changed_meanwhile_is_not_put_aside() -> None:
    older = save(GAMMA + "Mine.\n").sha256
    save(GAMMA + "Newer.\n")
    with pytest.raises(Stale):
        discard_draft(document(KEY).pk, seen=older)
    assert document(KEY).draft_id is not None


def test_an_older_revision_of_another_text_cannot_be_restored() -> None:
    save(GAMMA + "One.\n")
    with pytest.raises(Revision.DoesNotExist):
        restore(document("lesson:beta").pk, 2, seen="", author_id=None, now=timezone.now())


def test_nothing_is_written_to_what_is_retired() -> None:
    Document.objects.filter(slug="gamma").update(retired_at=timezone.now())
    with pytest.raises(NotWritable):
        save(GAMMA + "More.\n")


def test_who_wrote_last_and_when_is_kept(loaded: Path) -> None:
    one, two = UserFactory(), UserFactory()
    found = document(KEY)
    seen = found.published
    assert seen is not None
    first = save_draft(found.pk, GAMMA + "1\n", seen=seen.sha256, author_id=one.pk, now=timezone.now())
    second = save_draft(found.pk, GAMMA + "2\n", seen=first.sha256, author_id=two.pk, now=timezone.now())
    assert second.author == two
