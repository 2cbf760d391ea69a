"""Changes to what belongs to a course and in which order: each is a change of a list, in the draft of its document."""

from datetime import datetime

from django.db import transaction

from curriculum.actions.drafts import NotWritable, save_draft, text_of
from curriculum.actions.publish import add_revision
from curriculum.actions.reading import drafted_texts, read
from curriculum.models import Course, Document, Revision
from curriculum.source.heads import COURSE
from curriculum.source.lists import LIST_OF, LISTS, Unlisted, listed_ids, moved, with_id, without_id
from curriculum.source.parts import Course as CoursePart
from curriculum.source.skeletons import place, proposed_id, skeleton

MAX_TITLE = 200


@transaction.atomic
def add_document(parent: Document, kind: str, title: str, *, author_id: int | None, now: datetime) -> Document:
    """A new text of that kind, as a draft, at the end of the list of `parent`, the course's or a module's document.

    Its id is made of its title. Raises NotWritable.
    """
    title = " ".join(title.split())[:MAX_TITLE]
    if not title:
        raise NotWritable("Give it a title.")
    if not title.isprintable():
        raise NotWritable("The title holds a control character; type it anew.")
    if LIST_OF.get(kind) not in LISTS.get(parent.kind, ()):
        raise NotWritable(f"A {kind} does not belong there.")
    course = Course.objects.select_for_update().get(pk=parent.course_id)
    taken = set(Document.objects.filter(course=course, kind=kind).values_list("slug", flat=True))
    id = proposed_id(title, taken)
    reading = read(course.slug, drafted_texts(course), {}, bodies_of=frozenset()).course
    folder = parent.path.rpartition("/")[0]
    path = place(kind, id, folder)
    objective = _objective(reading, parent)
    week = 1 + max((one.week for one in reading.modules), default=0) if reading else 1
    if kind in {"lesson", "quiz"} and not objective:
        raise NotWritable("The module has no objective yet; write one into its text first.")
    document = Document.objects.create(course=course, kind=kind, slug=id, path=path)
    text = skeleton(kind, id, title, objective=objective, week=week, parent=parent.path)
    document.draft = add_revision(document, text, origin=Revision.Origin.ADMIN, author_id=author_id, now=now)
    document.save(update_fields=["draft"])
    _write(parent, with_id(_text(parent), LIST_OF[kind], id), author_id, now)
    return document


@transaction.atomic
def move_document(document: Document, by: int, *, author_id: int | None, now: datetime) -> None:
    """Move it that many places down in the list that names it, or up where negative. Raises NotWritable."""
    parent = parent_of(document)
    try:
        text = moved(_text(parent), LIST_OF[document.kind], document.slug, by)
    except Unlisted as reason:
        raise NotWritable(str(reason)) from None
    _write(parent, text, author_id, now)


@transaction.atomic
def remove_document(document: Document, *, author_id: int | None, now: datetime) -> int:
    """Take it out of its list; answers the place it had there. What is published is retired once the list is; a draft
    that never was is kept, and can be put back. Raises NotWritable."""
    parent = parent_of(document)
    name = LIST_OF[document.kind]
    place = listed_ids(_text(parent), name).index(document.slug)
    _write(parent, without_id(_text(parent), name, document.slug), author_id, now)
    return place


@transaction.atomic
def put_back(document: Document, place: int | None = None, *, author_id: int | None, now: datetime) -> None:
    """Name it again in the list of the folder that it stands in, at that place or at its end. Raises NotWritable."""
    folder = document.path.rpartition("/")[0] if document.kind != "module" else ""
    parents = Document.objects.filter(course=document.course_id, path=f"{folder}/module.md" if folder else COURSE)
    parent = parents.select_related("draft", "published").first()
    if parent is None:
        raise NotWritable("Its module is not there any more.")
    if document.slug in listed_ids(_text(parent), LIST_OF[document.kind]):
        raise NotWritable("The list names it already. It is not shown there since its head cannot be read; mend that.")
    _write(parent, with_id(_text(parent), LIST_OF[document.kind], document.slug, place), author_id, now)


def parent_of(document: Document) -> Document:
    """The document whose list names it. Raises NotWritable where none does."""
    lists = Document.objects.filter(course=document.course_id, kind__in=LISTS).select_related("draft", "published")
    for parent in lists:
        if document.slug in listed_ids(_text(parent), LIST_OF.get(document.kind, "")):
            return parent
    raise NotWritable("No list names it.")


def _objective(course: CoursePart | None, parent: Document) -> str:
    """An objective to begin with: the first of the module, or of the course."""
    modules = course.modules if course else ()
    own = [one for one in modules if one.document.path == parent.path] or modules
    return next((objective.id for module in own for objective in module.objectives), "")


def _text(document: Document) -> str:
    current = text_of(document)
    return current.text if current else ""


def _write(document: Document, text: str, author_id: int | None, now: datetime) -> None:
    current = text_of(document)
    save_draft(document.pk, text, seen=current.sha256 if current else "", author_id=author_id, now=now)
