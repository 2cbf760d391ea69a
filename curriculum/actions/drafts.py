"""Drafts: what is being written, of a text that is published or of one that is not yet. Nothing of them is taught.

A document has one draft, which whoever teaches the course may go on with. It is overwritten while it is written, and
becomes a revision like any other when it is published, or put aside.
"""

from datetime import datetime

from django.db import transaction

from curriculum.actions.publish import add_revision, digest
from curriculum.models import Document, Revision
from curriculum.source.glossary import unix_lines

PUT_ASIDE = "a draft that was put aside"


class Stale(Exception):
    """Somebody else wrote since; `newer` is what stands there now, None where there is no text any more."""

    def __init__(self, newer: Revision | None) -> None:
        super().__init__("another text stands here now")
        self.newer = newer


class NotWritable(ValueError):
    """Why nothing can be written here."""


def text_of(document: Document) -> Revision | None:
    """What an author goes on with: the draft if there is one, else what is published."""
    return document.draft or document.published


@transaction.atomic
def save_draft(document_id: int, text: str, *, seen: str, author_id: int | None, now: datetime) -> Revision:
    """Store `text` as the draft. `seen` is the digest of the text that the author began with.

    Raises Stale where another one stands there now, and NotWritable where the document is retired. The same text
    again, whatever was seen, changes nothing.
    """
    document = _held(document_id)
    current = text_of(document)
    if current is not None:
        text = _ended_as(current.text, text)
        if current.text == text:
            return current
    if (current.sha256 if current else "") != seen:
        raise Stale(current)
    if document.retired_at is not None:
        raise NotWritable("the text is retired; take it up again first")
    if document.draft is None:
        document.draft = add_revision(
            document,
            text,
            origin=Revision.Origin.ADMIN,
            author_id=author_id,
            now=now,
            base=document.published,
        )
        document.save(update_fields=["draft"])
        return document.draft
    draft = document.draft
    draft.text, draft.sha256, draft.author_id, draft.made_at = text, digest(text), author_id, now
    draft.save(update_fields=["text", "sha256", "author", "made_at"])
    return draft


@transaction.atomic
def discard_draft(document_id: int, *, seen: str) -> bool:
    """Go back to what is published. The draft stays among the revisions, so that it can be taken up again.

    False where there is none. Raises Stale.
    """
    document = _held(document_id)
    if document.draft is None:
        return False
    if document.draft.sha256 != seen:
        raise Stale(document.draft)
    document.draft.note = PUT_ASIDE
    document.draft.save(update_fields=["note"])
    document.draft = None
    document.save(update_fields=["draft"])
    return True


@transaction.atomic
def restore(document_id: int, number: int, *, seen: str, author_id: int | None, now: datetime) -> Revision:
    """Make the text of an older revision the draft. Raises Stale, NotWritable, Revision.DoesNotExist."""
    older = Revision.objects.get(document=document_id, number=number)
    return save_draft(document_id, older.text, seen=seen, author_id=author_id, now=now)


def _held(document_id: int) -> Document:
    """The document, locked until the transaction ends. Raises Document.DoesNotExist."""
    rows = Document.objects.select_for_update(of=("self",)).select_related("draft", "published", "course")
    return rows.get(pk=document_id)


def _ended_as(before: str, text: str) -> str:
    """The text with its lines ended as they were: a browser sends every line with both characters."""
    if unix_lines(text) == unix_lines(before):
        return before
    return unix_lines(text).replace("\n", "\r\n") if "\r\n" in before else unix_lines(text)
