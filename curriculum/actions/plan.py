"""What loading one folder would do, and what the course would then be: decided before anything is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from django.conf import settings
from django.utils.module_loading import import_string

from curriculum import sync_figures
from curriculum.actions.assets import copies_of, drafts_of
from curriculum.actions.reading import read
from curriculum.markup.picture import Figure
from curriculum.models import Asset, Course, Document
from curriculum.source import parts
from curriculum.source.course import Reading
from curriculum.source.heads import COURSE, MODULE
from curriculum.source.lists import LIST_OF, listed_keys, with_id
from curriculum.source.mentions import where_shown
from curriculum.source.sections import cut
from curriculum.source.tree import Tree
from curriculum.sync import Answers, Change, Policy, Step, Stored, conflicts, plan


@dataclass(frozen=True)
class Decision:
    """The change of every document and of every figure, and the course as it would be published: the files, what was
    edited in the admin since, and the two merged. Where there are conflicts, no course and no problems."""

    changes: tuple[Change, ...]
    figures: tuple[Change, ...]
    reading: Reading


def decide(tree: Tree, course: parts.Course, row: Course | None, answers: Answers) -> Decision:
    """Plan the load of `course`, which the files of `tree` hold. A merge that has a mistake is a conflict."""
    files = {document.key: (document.path, document.text) for document in course.documents()}
    stored = stored_documents(row)
    cutter = partial(cut, cut_quiz=import_string(settings.CONTENT_QUIZZES).stretches)
    unsound: dict[str, str] = {}
    own = _Figures(tree, row, answers)
    while True:
        changes = plan(files, stored, Policy(cutter, answers, unsound))
        texts = _published(files, stored, changes)
        if not conflicts(changes):
            changes = _with_places(changes, texts)
        of_figures = own.plan(texts)
        if conflicts((*changes, *of_figures)):
            return Decision(changes, of_figures, Reading(None, ()))
        figures = own.after(of_figures)
        # No file shows a figure that is the admin's alone: that would be a mistake in it.
        if texts == dict(files.values()) and tree.figures.items() <= figures.items():
            return Decision(changes, of_figures, Reading(course, ()))
        reading = own.without_own_warnings(read(tree.name, texts, figures))
        found = _mistakes_in_merges(tree.name, reading, changes)
        if not found:
            return Decision(changes, of_figures, reading)
        # Each round leaves fewer documents to be merged, so there is a last one.
        unsound |= found


class _Figures:
    """The figures of the files and those stored."""

    def __init__(self, tree: Tree, row: Course | None, answers: Answers) -> None:
        assets = list(Asset.objects.filter(course=row).without_bytes()) if row else []
        self.tree, self.answers = tree, answers
        self.kept = {asset.path: asset.figure for asset in assets}
        self.stored = {asset.path: sync_figures.Stored(_copy(asset), asset.loaded_sha256) for asset in assets}
        self.drafts = drafts_of(row) if row else []

    def plan(self, texts: Mapping[str, str]) -> tuple[Change, ...]:
        """The change of every figure, where those texts are to be published."""
        shown = where_shown([*texts.items(), *self.drafts], self.stored.keys())
        return sync_figures.plan_figures(copies_of(self.tree), self.stored, shown.keys(), self.answers)

    def after(self, changes: Iterable[Change]) -> dict[str, Figure]:
        """Every figure by path, once the changes are made."""
        files = self.tree.figures
        left = (change for change in changes if change.step is not Step.RETIRED)
        return {change.path: (files if change.takes_file else self.kept)[change.path] for change in left}

    def without_own_warnings(self, reading: Reading) -> Reading:
        """A figure is uploaded before the text that shows it is published: no warning of what has no file."""
        own = {f"{self.tree.name}/{path}" for path in self.kept.keys() - self.tree.figures.keys()}
        told = tuple(problem for problem in reading.problems if not (problem.is_warning and problem.path in own))
        return Reading(reading.course, told)


def _copy(asset: Asset) -> sync_figures.Copy:
    return sync_figures.Copy(asset.sha256, asset.n_bytes)


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


def _with_places(changes: tuple[Change, ...], texts: dict[str, str]) -> tuple[Change, ...]:
    """The changes, where each document that an answer keeps in the course is named by a list of it again. Changes the
    `texts` along."""
    found = {change.key: change for change in changes}
    # What is retired may have had the path of another.
    keys = {change.path: change.key for change in changes if change.step is not Step.RETIRED}
    for change in (one for one in changes if one.needs_place):
        kind, _, slug = change.key.partition(":")
        name, folder = LIST_OF.get(kind, ""), change.path.rpartition("/")[0]
        path = f"{folder}/{MODULE}" if folder and kind != "module" else COURSE
        if not name or path not in texts or change.key in listed_keys(texts):
            continue
        texts[path] = with_id(texts[path], name, slug)
        parent = found[keys[path]]
        note = "; ".join(filter(None, [parent.note, f"{name} names {slug} again"]))
        found[parent.key] = replace(parent, step=Step.MERGED, takes_file=False, merged=texts[path], note=note)
    return tuple(found.values())


def _mistakes_in_merges(folder: str, reading: Reading, changes: Iterable[Change]) -> dict[str, str]:
    """The first mistake in each merged text, by key."""
    merged = {f"{folder}/{change.path}": change.key for change in changes if change.step is Step.MERGED}
    mistakes: dict[str, str] = {}
    for problem in reading.errors:
        if problem.path in merged:
            mistakes.setdefault(merged[problem.path], f"{problem.what}; {problem.mend}")
    return mistakes
