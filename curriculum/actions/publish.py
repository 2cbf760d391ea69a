"""What every publication rests on, from files or from drafts: revisions, what is published, and its refusal."""

from datetime import datetime
from hashlib import sha256

from django.db.models import Max

from curriculum.markup.problem import Problem
from curriculum.models import Course, Document, Revision
from curriculum.source import parts


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
