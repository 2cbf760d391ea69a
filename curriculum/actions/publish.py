"""Publishing: a text becomes a revision, and the course's pages follow in the same transaction."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import Max

from curriculum.actions.assets import figures_of
from curriculum.actions.projection import project
from curriculum.actions.reading import read
from curriculum.markup.problem import Problem
from curriculum.models import Course, Document, Revision
from curriculum.source import parts
from curriculum.source.course import Reading
from curriculum.source.heads import identifier_of


class Refused(ValueError):
    """The text has mistakes; nothing was stored."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def published_texts(course: Course) -> dict[str, str]:
    """The published text of every document that is taught, by path."""
    documents = Document.objects.taught().filter(course=course, published__isnull=False)
    return dict(documents.values_list("path", "published__text"))


def examine_text(document: Document, text: str, *, base: str = "") -> Reading:
    """What the course would be with `text` published for `document`, and what is wrong with it.

    `base` is the digest of the text that the author began with. To be called in a transaction: the course stays locked
    until it ends, so that what is found here still holds when `publish_text` follows.
    """
    course = Course.objects.select_for_update().get(pk=document.course_id)
    document = Document.objects.select_related("published").get(pk=document.pk)
    refusal = _refusal(course, document, text, base)
    if refusal is not None:
        return Reading(None, (refusal,))
    return read(course.slug, published_texts(course) | {document.path: text}, figures_of(course))


def _refusal(course: Course, document: Document, text: str, base: str) -> Problem | None:
    path = f"{course.slug}/{document.path}"
    if document.retired_at is not None:
        return Problem(path, 0, "the text is retired", "put its file back, and load the course")
    if base and document.published is not None and document.published.sha256 != base:
        mend = "copy your words, open the page again, and put them in"
        return Problem(path, 0, "another text was published since you opened this page", mend)
    identifier, line = identifier_of(text)
    if identifier and identifier != document.slug:
        return Problem(path, line, "the id has changed", f"keep id: {document.slug}, and change the title")
    return None


@transaction.atomic
def publish_text(
    document: Document,
    text: str,
    *,
    author_id: int | None,
    now: datetime,
    note: str = "",
    reading: Reading | None = None,
) -> Revision:
    """Publish `text` as written in the admin. Raises Refused with every mistake, of this text or caused by it.

    `reading` is what `examine_text` answered for this text within the same transaction, if it was asked.
    """
    course = Course.objects.select_for_update().get(pk=document.course_id)
    document = Document.objects.select_related("course", "published").get(pk=document.pk)
    if document.published is not None and document.published.text == text:
        return document.published
    reading = reading or examine_text(document, text)
    if reading.course is None or not reading.is_sound:
        raise Refused(reading.errors)
    revision = add_revision(document, text, origin=Revision.Origin.ADMIN, author_id=author_id, now=now, note=note)
    document.published = revision
    document.save(update_fields=["published"])
    project(course, reading.course, documents_by_key(course), now)
    return revision


def add_revision(
    document: Document,
    text: str,
    *,
    origin: str,
    author_id: int | None,
    now: datetime,
    note: str = "",
    base: Revision | None = None,
) -> Revision:
    """A new revision, numbered after the last; the caller holds the course's row."""
    last = document.revisions.aggregate(last=Max("number"))["last"] or 0
    return Revision.objects.create(
        document=document,
        number=last + 1,
        text=text,
        sha256=digest(text),
        author_id=author_id,
        origin=origin,
        made_at=now,
        note=note,
        base=base,
    )


def documents_by_key(course: Course) -> dict[str, Document]:
    return {document.key: document for document in Document.objects.filter(course=course)}


def parts_by_key(course: parts.Course) -> dict[str, parts.Document]:
    return {document.key: document for document in course.documents()}
