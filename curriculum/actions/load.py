"""Loading a folder: read, plan, apply; all of it or nothing (P30)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from curriculum.actions.projection import project
from curriculum.actions.publish import (
    add_revision,
    digest,
    documents_by_key,
    parts_by_key,
    published_texts,
    store_figures,
)
from curriculum.actions.reading import read
from curriculum.markup.problem import Problem
from curriculum.markup.render import RENDERER
from curriculum.models import Course, Document, Revision
from curriculum.source import parts
from curriculum.source.course import Reading
from curriculum.source.tree import Tree
from curriculum.sync import Change, Step, Stored, conflicts, plan


@dataclass(frozen=True)
class Outcome:
    """What loading one course did, or would do."""

    folder: str
    problems: tuple[Problem, ...]
    changes: tuple[Change, ...]
    applied: bool

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if not problem.is_warning]

    @property
    def conflicts(self) -> list[Change]:
        return conflicts(self.changes)

    def count(self) -> Counter[Step]:
        return Counter(change.step for change in self.changes)


def is_loaded(tree: Tree) -> bool:
    """Whether the course stands exactly as these files were last loaded, by this renderer."""
    return not tree.problems and Course.objects.taught().filter(tree_digest=_tree_digest(tree)).exists()


def kept(tree: Tree) -> Outcome:
    """The outcome where nothing is to be done."""
    changes = tuple(Change(path, path, Step.KEPT) for path in tree.texts)
    return Outcome(tree.name, (), changes, applied=True)


def check_tree(tree: Tree) -> tuple[Problem, ...]:
    """Every mistake in the files, the database left aside."""
    return tuple(sorted({*tree.problems, *read(tree.name, tree.texts, tree.figures).problems}))


def plan_tree(tree: Tree) -> Outcome:
    """What loading the files would do."""
    reading = read(tree.name, tree.texts, tree.figures)
    problems = tuple(sorted({*tree.problems, *reading.problems}))
    if reading.course is None or not all(problem.is_warning for problem in problems):
        return Outcome(tree.name, problems, (), applied=False)
    row = Course.objects.filter(slug=reading.course.id).first()
    return Outcome(tree.name, problems, _changes(reading.course, row), applied=False)


def load_tree(tree: Tree, *, now: datetime) -> Outcome:
    """Load the files in one transaction. With any mistake or conflict nothing is changed."""
    reading = read(tree.name, tree.texts, tree.figures)
    problems = tuple(sorted({*tree.problems, *reading.problems}))
    course = reading.course
    if course is None or not all(problem.is_warning for problem in problems):
        return Outcome(tree.name, problems, (), applied=False)
    with transaction.atomic():
        Course.objects.get_or_create(slug=course.id, defaults={"retired_at": now})
        # Two loads at once stand in line here; SQLite's do already at the beginning of the transaction.
        row = Course.objects.select_for_update().get(slug=course.id)
        changes = _changes(course, row)
        if conflicts(changes):
            transaction.set_rollback(True)
            return Outcome(tree.name, problems, changes, applied=False)
        _write_documents(row, course, changes, now)
        merged = _with_admin_texts(tree, course, row)
        if not merged.is_sound or merged.course is None:
            transaction.set_rollback(True)
            return Outcome(tree.name, tuple(sorted({*problems, *merged.problems})), changes, applied=False)
        store_figures(row, tree.figures)
        row.tree_digest = _tree_digest(tree)
        project(row, merged.course, documents_by_key(row), now)
    return Outcome(tree.name, problems, changes, applied=True)


def _changes(course: parts.Course, row: Course | None) -> tuple[Change, ...]:
    files = {document.key: (document.path, digest(document.text)) for document in course.documents()}
    stored: dict[str, Stored] = {}
    for document in Document.objects.filter(course=row).select_related("loaded", "published") if row else ():
        stored[document.key] = Stored(
            path=document.path,
            loaded=document.loaded.sha256 if document.loaded else "",
            published=document.published.sha256 if document.published else "",
            is_retired=document.retired_at is not None,
            has_draft=document.draft_id is not None,
        )
    return plan(files, stored)


def _write_documents(row: Course, course: parts.Course, changes: Iterable[Change], now: datetime) -> None:
    """Move the pointers: `loaded` to what the file says, `published` where the plan takes the file."""
    texts = parts_by_key(course)
    documents = {
        document.key: document for document in Document.objects.filter(course=row).select_related("loaded", "published")
    }
    for change in changes:
        document = documents.get(change.key)
        if change.step is Step.RETIRED and document is not None:
            document.retired_at = now
            document.save(update_fields=["retired_at"])
        elif change.key in texts:
            _write_document(row, texts[change.key], document, change, now)


def _write_document(
    row: Course, part: parts.Document, document: Document | None, change: Change, now: datetime
) -> None:
    if document is None:
        document = Document.objects.create(course=row, kind=part.kind, slug=part.id, path=part.path)
    document.path, document.retired_at = part.path, None
    if document.loaded is None or document.loaded.sha256 != digest(part.text):
        converged = document.published is not None and document.published.sha256 == digest(part.text)
        document.loaded = (
            document.published
            if converged
            else add_revision(document, part.text, origin=Revision.Origin.FILE, author_id=None, now=now)
        )
    if change.takes_file:
        document.published = document.loaded
    document.save()


def _with_admin_texts(tree: Tree, course: parts.Course, row: Course) -> Reading:
    """The course as it will be published: the files, and what was edited in the admin since."""
    texts: Mapping[str, str] = published_texts(row)
    if texts == {document.path: document.text for document in course.documents()}:
        return Reading(course, ())
    return read(tree.name, texts, tree.figures)


def _tree_digest(tree: Tree) -> str:
    digests = sorted((path, digest(text)) for path, text in {**tree.texts, **tree.figures}.items())
    return sha256(repr((RENDERER, digests)).encode()).hexdigest()
