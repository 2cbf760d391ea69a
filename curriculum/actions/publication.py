"""Publishing drafts: what it would do, said first; then all of them at once, in one transaction (P30).

Several drafts make one publication, since a new lesson and the list that names it stand in two documents. What no list
names any more is retired with it, and what a list names again is taken up.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from curriculum.actions import renderings
from curriculum.actions.assets import figures_of
from curriculum.actions.projection import project
from curriculum.actions.publish import Refused, digest, documents_by_key
from curriculum.actions.reading import read
from curriculum.markup.problem import Problem
from curriculum.merge import Clash, Merge, Pen, merge
from curriculum.models import Course, Document, Revision
from curriculum.source.course import Reading
from curriculum.source.heads import identifier_of
from curriculum.source.lists import LIST_OF, listed_keys
from curriculum.source.sections import cut
from curriculum.source.skeletons import leftovers


class Overtaken(Exception):
    """What was looked at is no longer what would be published."""


@dataclass(frozen=True)
class Item:
    """A draft as it would be published: as it stands, or merged with what was published since it was begun.

    `merged` names the sections that come from there; `clashes` are those that both changed.
    """

    document: Document
    draft: Revision
    text: str
    merged: tuple[str, ...] = ()
    clashes: tuple[Clash, ...] = ()

    @property
    def is_new(self) -> bool:
        return self.document.published_id is None

    @property
    def before(self) -> str:
        return self.document.published.text if self.document.published else ""


@dataclass(frozen=True)
class Publication:
    """What publishing does: the drafts, what is retired and taken up again by it, and the course that comes of it.

    `seen` names all that it rests on: where anything of it changes, it is another publication.
    """

    course: Course
    items: tuple[Item, ...]
    retired: tuple[Document, ...]
    taken_up: tuple[Document, ...]
    texts: Mapping[str, str]
    reading: Reading
    seen: str

    @property
    def clashing(self) -> list[Item]:
        return [item for item in self.items if item.clashes]

    @property
    def is_sound(self) -> bool:
        return not self.clashing and self.reading.is_sound


def prepare(course_id: int, document_ids: Collection[int]) -> Publication:
    """What publishing the drafts of these documents would do. Documents of other courses, and without a draft, are
    left out."""
    course = Course.objects.get(pk=course_id)
    documents = list(
        Document.objects.filter(course=course).select_related("draft", "published", "draft__base").order_by("path")
    )
    items = tuple(_item(one, one.draft) for one in documents if one.draft is not None and one.pk in set(document_ids))
    drafted = {item.document.pk: item for item in items}
    known = {
        one.pk: drafted[one.pk].text if one.pk in drafted else one.published.text if one.published else ""
        for one in documents
        if one.pk in drafted or one.published is not None
    }
    held = [one for one in documents if one.pk in known]
    listed = _listed(held, known)
    wanted = [one for one in held if _is_wanted(one, listed, one.pk in drafted)]
    texts = {one.path: known[one.pk] for one in wanted}
    reading = Reading(None, ()) if any(item.clashes for item in items) else _read(course, texts)
    odd = tuple(_odd(course, items, wanted))
    return Publication(
        course=course,
        items=items,
        retired=tuple(one for one in held if one not in wanted and one.retired_at is None and one.published_id),
        taken_up=tuple(one for one in wanted if one.retired_at is not None),
        texts=texts,
        reading=Reading(reading.course, tuple(sorted({*reading.problems, *odd}))),
        seen=digest(repr(sorted((path, digest(text)) for path, text in texts.items()))),
    )


@transaction.atomic
def publish_drafts(
    course_id: int, document_ids: Collection[int], *, seen: str, author_id: int | None, now: datetime, note: str = ""
) -> Publication:
    """Publish the drafts. `seen` is that of the publication that the author looked at.

    Raises Overtaken where it would be another one by now, and Refused with every mistake; nothing is changed then.
    """
    # The documents' locks keep an autosave from changing a draft between its check and its publication.
    row = Course.objects.select_for_update().get(pk=course_id)
    list(Document.objects.select_for_update(of=("self",)).filter(course=row).order_by("pk").values_list("pk"))
    publication = prepare(course_id, document_ids)
    if publication.seen != seen:
        raise Overtaken
    if publication.reading.course is None or not publication.is_sound:
        raise Refused(publication.reading.errors)
    # PostgreSQL keeps no NUL, and nobody reads a control character.
    note = "".join(filter(str.isprintable, note))
    for item in publication.items:
        _publish(item, author_id, now, note)
    for document in publication.retired:
        document.retired_at = now
        document.save(update_fields=["retired_at"])
    for document in publication.taken_up:
        document.retired_at = None
        document.save(update_fields=["retired_at"])
    project(row, publication.reading.course, documents_by_key(row), now)
    return publication


@transaction.atomic
def rebase_draft(document_id: int, pen: Pen, *, seen: str, now: datetime) -> Revision | None:
    """Merge what was published meanwhile into the draft; where both wrote, `Pen.ADMIN` keeps the draft's words and
    `Pen.FILES` those published. `seen` is the draft's digest. Raises Overtaken; None where there is no draft."""
    rows = Document.objects.select_for_update(of=("self",)).select_related("draft__base", "published")
    document = rows.get(pk=document_id)
    draft = document.draft
    if draft is None:
        return None
    if draft.sha256 != seen:
        raise Overtaken
    draft.text = _merge(document, draft, pen).text
    draft.sha256, draft.base, draft.made_at = digest(draft.text), document.published, now
    draft.save(update_fields=["text", "sha256", "base", "made_at"])
    return draft


def _read(course: Course, texts: Mapping[str, str]) -> Reading:
    renderings.recall(course.slug)
    reading = read(course.slug, texts, figures_of(course))
    renderings.keep(course.slug)
    return reading


def _item(document: Document, draft: Revision) -> Item:
    if document.published is None or draft.base_id == document.published_id:
        return Item(document, draft, draft.text)
    found = _merge(document, draft, None)
    return Item(document, draft, found.text or draft.text, found.from_file, found.clashes)


def _merge(document: Document, draft: Revision, prefer: Pen | None) -> Merge:
    """The draft with what was published since it was begun; here the files' pen is what is published."""
    published = document.published.text if document.published else ""
    cutter = partial(cut, document.kind, cut_quiz=import_string(settings.CONTENT_QUIZZES).stretches)
    base = draft.base.text if draft.base else ""
    return merge(cutter, base, published, draft.text, prefer)


def _listed(documents: Collection[Document], texts: Mapping[int, str]) -> set[str]:
    return listed_keys(
        {one.path: texts[one.pk] for one in documents if one.kind not in LIST_OF or one.kind == "module"}
    )


def _is_wanted(document: Document, listed: set[str], has_draft: bool) -> bool:
    """Whether the document is part of the course: named by a list, or of a kind that no list names. A draft that is to
    be published and that no list names stays, for the reader to complain of."""
    if document.kind not in LIST_OF:
        return document.retired_at is None
    return document.key in listed or (has_draft and document.published_id is None)


def _odd(course: Course, items: Collection[Item], wanted: Collection[Document]) -> Iterator[Problem]:
    """What the reader of texts cannot know: an id that is no longer its document's, a path that is taken."""
    paths = [one.path for one in wanted]
    for item in items:
        path = f"{course.slug}/{item.document.path}"
        yield from leftovers(path, item.text)
        identifier, line = identifier_of(item.text)
        if identifier and identifier != item.document.slug:
            mend = f"keep id: {item.document.slug}, and change the title"
            yield Problem(path, line, "the id has changed", mend)
        if paths.count(item.document.path) > 1:
            yield Problem(path, 0, "another document stands at this path", "give the new one another id")


def _publish(item: Item, author_id: int | None, now: datetime, note: str) -> None:
    document, draft = item.document, item.draft
    document.draft = None
    if item.text != item.before:
        draft.text, draft.sha256, draft.base = item.text, digest(item.text), document.published
        draft.author_id, draft.made_at, draft.note = draft.author_id or author_id, now, note
        draft.save(update_fields=["text", "sha256", "base", "author", "made_at", "note"])
        document.published = draft
    document.save(update_fields=["draft", "published"])
