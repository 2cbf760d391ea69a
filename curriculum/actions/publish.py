"""Publishing: a text becomes a revision, and the course's pages follow in the same transaction."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import Max

from curriculum.actions.projection import project
from curriculum.actions.reading import read
from curriculum.markup.problem import Problem
from curriculum.models import Asset, Course, Document, Revision
from curriculum.source import parts
from curriculum.source.course import Reading


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


def preview(document: Document, text: str) -> Reading:
    """What the course would be with `text` published for `document`, and what is wrong with it."""
    texts = published_texts(document.course) | {document.path: text}
    figures = dict(Asset.objects.filter(course=document.course).values_list("path", "text"))
    return read(document.course.slug, texts, figures)


@transaction.atomic
def publish_text(document: Document, text: str, *, author_id: int | None, now: datetime, note: str = "") -> Revision:
    """Publish `text` as written in the admin. Raises Refused with every mistake, of this text or caused by it."""
    course = Course.objects.select_for_update().get(pk=document.course_id)
    document = Document.objects.select_related("course", "published").get(pk=document.pk)
    if document.published is not None and document.published.text == text:
        return document.published
    reading = preview(document, text)
    if reading.course is None or not reading.is_sound:
        raise Refused(tuple(problem for problem in reading.problems if not problem.is_warning))
    if document.key not in {part.key for part in reading.course.documents()}:
        problem = Problem(document.path, 2, "the id has changed", f"keep id: {document.slug}, and change the title")
        raise Refused((problem,))
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
    )


def documents_by_key(course: Course) -> dict[str, Document]:
    return {document.key: document for document in Document.objects.filter(course=course)}


def store_figures(course: Course, figures: Mapping[str, str]) -> None:
    """Make the course's assets those figures."""
    held = {asset.path: asset for asset in Asset.objects.filter(course=course)}
    wanted = {path: digest(text) for path, text in figures.items()}
    Asset.objects.filter(course=course).exclude(path__in=wanted).delete()
    for path, text in figures.items():
        if path not in held or held[path].sha256 != wanted[path]:
            Asset.objects.update_or_create(course=course, path=path, defaults={"sha256": wanted[path], "text": text})


def parts_by_key(course: parts.Course) -> dict[str, parts.Document]:
    return {document.key: document for document in course.documents()}
