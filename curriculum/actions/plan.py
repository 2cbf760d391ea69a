"""What loading one folder would do, and what the course would then be: decided before anything is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.utils.module_loading import import_string

from curriculum.actions.reading import read
from curriculum.models import Course, Document
from curriculum.source import parts
from curriculum.source.course import Reading
from curriculum.source.sections import cut
from curriculum.source.tree import Tree
from curriculum.sync import Answers, Change, Policy, Step, Stored, conflicts, plan


@dataclass(frozen=True)
class Decision:
    """The change of every document, and the course as it would be published: the files, what was edited in the admin
    since, and the two merged. Where there are conflicts, no course and no problems."""

    changes: tuple[Change, ...]
    reading: Reading


def decide(tree: Tree, course: parts.Course, row: Course | None, answers: Answers) -> Decision:
    """Plan the load of `course`, which the files of `tree` hold. A merge that has a mistake is a conflict."""
    files = {document.key: (document.path, document.text) for document in course.documents()}
    stored = stored_documents(row)
    cutter = partial(cut, cut_quiz=import_string(settings.CONTENT_QUIZZES).stretches)
    unsound: dict[str, str] = {}
    while True:
        changes = plan(files, stored, Policy(cutter, answers, unsound))
        if conflicts(changes):
            return Decision(changes, Reading(None, ()))
        texts = _published(files, stored, changes)
        if texts == dict(files.values()):
            return Decision(changes, Reading(course, ()))
        reading = read(tree.name, texts, tree.figures)
        found = _mistakes_in_merges(tree.name, reading, changes)
        if not found:
            return Decision(changes, reading)
        # Each round leaves fewer documents to be merged, so there is a last one.
        unsound |= found


def stored_documents(row: Course | None) -> dict[str, Stored]:
    """The course's documents as the database has them, by key. What was never published is no part of it yet."""
    rows = Document.objects.filter(course=row, published__isnull=False) if row else Document.objects.none()
    documents = rows.select_related("loaded", "published")
    return {
        document.key: Stored(
            path=document.path,
            loaded=document.loaded.text if document.loaded else "",
            published=document.published.text if document.published else "",
            is_retired=document.retired_at is not None,
            has_draft=document.draft_id is not None,
        )
        for document in documents
    }


def _published(
    files: Mapping[str, tuple[str, str]], stored: Mapping[str, Stored], changes: Iterable[Change]
) -> dict[str, str]:
    """The text of every document that is taught once the changes are made, by path."""
    texts = {}
    for change in changes:
        if change.takes_file:
            texts[change.path] = files[change.key][1]
        elif change.step is not Step.RETIRED and not change.stays_out:
            texts[change.path] = change.merged or stored[change.key].published
    return texts


def _mistakes_in_merges(folder: str, reading: Reading, changes: Iterable[Change]) -> dict[str, str]:
    """The first mistake in each merged text, by key."""
    merged = {f"{folder}/{change.path}": change.key for change in changes if change.step is Step.MERGED}
    mistakes: dict[str, str] = {}
    for problem in reading.errors:
        if problem.path in merged:
            mistakes.setdefault(merged[problem.path], f"{problem.what}; {problem.mend}")
    return mistakes
