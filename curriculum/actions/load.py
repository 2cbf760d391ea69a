"""Loading a folder: read, plan, apply; all of it or nothing (P30)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from importlib.metadata import version

from django.db import transaction

from curriculum.actions import renderings
from curriculum.actions.assets import store_figures
from curriculum.actions.plan import decide
from curriculum.actions.projection import project
from curriculum.actions.publish import add_revision, digest, documents_by_key, parts_by_key
from curriculum.actions.reading import read_files
from curriculum.labs.registry import LABS
from curriculum.markup.problem import Problem
from curriculum.markup.render import RENDERER
from curriculum.models import Course, Document, Passage, Revision
from curriculum.source import parts
from curriculum.source.course import Reading
from curriculum.source.tree import Tree
from curriculum.sync import UNANSWERED, Answers, Change, Step, conflicts

# A page would come out otherwise with another version of any of these.
LIBRARIES = tuple(version(name) for name in ("markdown", "pymdown-extensions", "pygments", "math-core", "nh3"))


class NotAsked(ValueError):
    """An answer names a document that is in none of the courses; nothing was changed."""


@dataclass(frozen=True)
class Outcome:
    """What loading one course did, or would do; `course` is what it would then be, where that was only planned."""

    folder: str
    problems: tuple[Problem, ...]
    changes: tuple[Change, ...]
    figures: tuple[Change, ...] = ()
    course: parts.Course | None = None

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if not problem.is_warning]

    @property
    def conflicts(self) -> list[Change]:
        return conflicts((*self.changes, *self.figures))

    @property
    def is_sound(self) -> bool:
        return not self.errors and not self.conflicts

    def count(self) -> Counter[Step]:
        return Counter(change.step for change in self.changes)


def check_trees(trees: Iterable[Tree]) -> list[Outcome]:
    """Every mistake in the files, the database left aside."""
    readings = {tree.name: read_files(tree) for tree in trees}
    return _checked(readings, _courses_of(readings))


def plan_trees(trees: Iterable[Tree], answers: Answers = UNANSWERED) -> list[Outcome]:
    """What loading the folders would do. Raises NotAsked."""
    by_name = {tree.name: tree for tree in trees}
    readings = {folder: read_files(tree) for folder, tree in by_name.items()}
    outcomes = _checked(readings, _courses_of(readings))
    if not all(outcome.is_sound for outcome in outcomes):
        return outcomes
    rows = {row.slug: row for row in Course.objects.all()}
    outcomes = []
    for folder, reading in readings.items():
        if reading.course is not None:
            decision = decide(by_name[folder], reading.course, rows.get(reading.course.id), answers)
            problems = _together(reading, decision.reading)
            course = decision.reading.course
            outcomes.append(Outcome(folder, problems, decision.changes, decision.figures, course))
    _refuse_strangers(outcomes, answers)
    return outcomes


def load_trees(trees: Iterable[Tree], *, now: datetime, answers: Answers = UNANSWERED) -> list[Outcome]:
    """Load the folders in one transaction. With a mistake or a conflict in any of them nothing is changed.

    Raises NotAsked where an answer names no document.
    """
    by_name = {tree.name: tree for tree in trees}
    # Where answers are given each course is looked at in full, so that they can be held to its documents.
    known = {} if answers.by_key else {folder: _loaded_course(tree) for folder, tree in by_name.items()}
    loaded = {folder: course for folder, course in known.items() if course}
    readings = {folder: read_files(tree) for folder, tree in by_name.items() if folder not in loaded}
    outcomes = _checked(readings, loaded | _courses_of(readings))
    if not all(outcome.is_sound for outcome in outcomes):
        return outcomes
    if not readings:
        return [_kept(tree) for tree in by_name.values()]
    with transaction.atomic():
        outcomes = [
            _load(tree, readings[folder], answers, now) if folder in readings else _kept(tree)
            for folder, tree in by_name.items()
        ]
        _refuse_strangers(outcomes, answers)
        if not all(outcome.is_sound for outcome in outcomes):
            transaction.set_rollback(True)
    return outcomes


def courses_besides(trees: Iterable[Tree]) -> list[str]:
    """Courses that are taught and came from files, of which these folders hold none."""
    loaded = Course.objects.taught().exclude(tree_digest="")
    elsewhere = loaded.exclude(tree_digest__in=[_tree_digest(tree) for tree in trees])
    return sorted(elsewhere.values_list("slug", flat=True))


@transaction.atomic
def retire_course(slug: str, *, now: datetime) -> bool:
    """Show the course no more; what learners did in it stays. False where no such course is taught."""
    row = Course.objects.select_for_update().filter(slug=slug, retired_at=None).first()
    if row is None:
        return False
    row.retired_at, row.tree_digest, row.edition = now, "", row.edition + 1
    row.save(update_fields=["retired_at", "tree_digest", "edition"])
    Passage.objects.filter(course=row).delete()
    return True


def _loaded_course(tree: Tree) -> str:
    """The course that stands exactly as these files were last loaded, by this renderer; empty if none does."""
    same = Course.objects.taught().filter(tree_digest=_tree_digest(tree)).values_list("slug", flat=True)
    return "" if tree.problems else same.first() or ""


def _courses_of(readings: Mapping[str, Reading]) -> dict[str, str]:
    return {folder: reading.course.id for folder, reading in readings.items() if reading.course}


def _checked(readings: Mapping[str, Reading], courses: Mapping[str, str]) -> list[Outcome]:
    """The mistakes of each folder, and two folders that hold one course."""
    outcomes = []
    for folder, reading in readings.items():
        twice = [
            Problem(f"{folder}/course.md", 0, f"{other} holds a course with the same id", "give each its own id")
            for other, course in courses.items()
            if other != folder and course == courses.get(folder)
        ]
        outcomes.append(Outcome(folder, (*twice, *reading.problems), ()))
    return outcomes


def _kept(tree: Tree) -> Outcome:
    """The outcome where nothing is to be done."""
    return Outcome(tree.name, (), tuple(Change(path, path, Step.KEPT) for path in tree.texts))


def _refuse_strangers(outcomes: Iterable[Outcome], answers: Answers) -> None:
    known = {change.key for outcome in outcomes for change in (*outcome.changes, *outcome.figures)}
    strangers = sorted(answers.by_key.keys() - known)
    if strangers:
        raise NotAsked(f"no document {strangers[0]} here; write KIND:ID as --plan shows it, for example lesson:scaling")


def _together(files: Reading, published: Reading) -> tuple[Problem, ...]:
    return tuple(sorted({*files.problems, *published.problems}))


def _load(tree: Tree, reading: Reading, answers: Answers, now: datetime) -> Outcome:
    """Load one folder; the caller undoes it where the outcome is not sound."""
    course = reading.course
    if course is None:
        raise ValueError("a course with mistakes must not be loaded")
    Course.objects.get_or_create(slug=course.id, defaults={"retired_at": now})
    # Two loads at once stand in line here; SQLite's do already at the beginning of the transaction.
    row = Course.objects.select_for_update().get(slug=course.id)
    decision = decide(tree, course, row, answers)
    published = decision.reading
    if published.course is None or not published.is_sound:
        return Outcome(tree.name, _together(reading, published), decision.changes, decision.figures)
    _write_documents(row, course, decision.changes, now)
    store_figures(row, tree, decision.figures, now)
    row.tree_digest = _tree_digest(tree)
    project(row, published.course, documents_by_key(row), now)
    transaction.on_commit(partial(renderings.keep, row.slug))
    return Outcome(tree.name, reading.problems, decision.changes, decision.figures)


def _write_documents(row: Course, course: parts.Course, changes: Iterable[Change], now: datetime) -> None:
    """Move the pointers: `loaded` to what the file says, `published` where the plan takes the file or merges."""
    texts = parts_by_key(course)
    documents = {
        document.key: document for document in Document.objects.filter(course=row).select_related("loaded", "published")
    }
    for change in changes:
        document = documents.get(change.key)
        if change.step is Step.RETIRED and document is not None:
            # Without a loaded text, so that the file is taken up when it comes back.
            document.retired_at, document.loaded = now, None
            document.save(update_fields=["retired_at", "loaded"])
        elif change.forgets_file and document is not None:
            document.loaded = None
            document.save(update_fields=["loaded"])
        elif change.key in texts:
            _write_document(row, texts[change.key], document, change, now)


def _write_document(
    row: Course, part: parts.Document, document: Document | None, change: Change, now: datetime
) -> None:
    if document is None:
        document = Document.objects.create(course=row, kind=part.kind, slug=part.id, path=part.path)
    before = _pointers(document)
    document.path = part.path
    if not change.stays_out:
        document.retired_at = None
    if document.loaded is None or document.loaded.sha256 != digest(part.text):
        converged = document.published is not None and document.published.sha256 == digest(part.text)
        document.loaded = (
            document.published
            if converged
            else add_revision(document, part.text, origin=Revision.Origin.FILE, author_id=None, now=now)
        )
    if change.takes_file:
        document.published = document.loaded
    elif change.merged:
        note = f"merged with revision {document.published.number}" if document.published else ""
        document.published = add_revision(
            document, change.merged, origin=Revision.Origin.FILE, author_id=None, now=now, note=note
        )
    if _pointers(document) != before:
        document.save()


def _pointers(document: Document) -> tuple[object, ...]:
    return document.path, document.retired_at, document.loaded_id, document.published_id


def _tree_digest(tree: Tree) -> str:
    digests = [(path, digest(text)) for path, text in {**tree.texts, **tree.drawings}.items()]
    digests += [(path, picture.sha256) for path, picture in tree.known.items()]
    labs = [(lab.id, lab.title, lab.summary) for lab in LABS.values()]
    return sha256(repr((RENDERER, LIBRARIES, labs, sorted(digests))).encode()).hexdigest()
