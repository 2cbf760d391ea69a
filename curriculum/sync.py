"""What loading a folder would do to the documents stored: a plan.

Three texts of a document are compared: the file now, the one last *loaded* from a file, and the one *published*. A file
that stands where it was last loaded is kept, whatever was published since in the admin. Where both pens wrote, their
sections are merged; both at one section is a conflict, never a silent overwrite (P30), and takes an answer.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import partial

from curriculum.merge import Clash, Pen, merge
from curriculum.source.sections import Section, as_one


class Step(Enum):
    CREATED = "created"
    UPDATED = "updated"
    MERGED = "merged"
    KEPT = "kept"
    RETIRED = "retired"
    CONFLICT = "conflict"


@dataclass(frozen=True)
class Stored:
    """A document as the database has it; the texts are empty where there is none.

    A load that retires a document forgets what was loaded. What is retired and has a loaded text was therefore taken
    out in the admin.
    """

    path: str
    loaded: str
    published: str
    is_retired: bool = False
    has_draft: bool = False


@dataclass(frozen=True)
class Answers:
    """Whose words stand where both pens wrote: for all documents, and by key for some."""

    default: Pen | None = None
    by_key: Mapping[str, Pen] = field(default_factory=dict)

    def of(self, key: str) -> Pen | None:
        return self.by_key.get(key, self.default)


UNANSWERED = Answers()


@dataclass(frozen=True)
class Change:
    """What becomes of one document. `takes_file` says that the file's text is to be published; `merged` is the text to
    publish where it is neither the file's nor what is published already. `forgets_file` says that the document has no
    file any more, and is the admin's alone; `stays_out` that it has one, and is retired all the same; `needs_place`
    that an answer keeps it in the course, though a list may name it no more; `has_draft` that an author is at it."""

    key: str
    path: str
    step: Step
    takes_file: bool = False
    note: str = ""
    merged: str = ""
    clashes: tuple[Clash, ...] = ()
    forgets_file: bool = False
    stays_out: bool = False
    needs_place: bool = False
    has_draft: bool = False

    @property
    def writes(self) -> bool:
        """Whether another text is published than was."""
        return self.takes_file or bool(self.merged)


def whole(_kind: str, text: str) -> Sequence[Section]:
    """Cuts nothing: both pens at one document are a conflict."""
    return as_one(text)


@dataclass(frozen=True)
class Policy:
    """How two pens are brought together: the cutter (kind and text to sections), the answers given, and of documents
    whose merge must not be published, by key, the mistake in it. Those are merged no more: one text is taken whole."""

    cut: Callable[[str, str], Sequence[Section]] = whole
    answers: Answers = UNANSWERED
    unsound: Mapping[str, str] = field(default_factory=dict)


def plan(
    files: Mapping[str, tuple[str, str]], stored: Mapping[str, Stored], policy: Policy = Policy()
) -> tuple[Change, ...]:
    """The change of every document, by key. `files` gives each key's path and text."""
    changes = [
        replace(_of_file(key, path, text, row, policy), has_draft=row is not None and row.has_draft)
        for key, (path, text) in files.items()
        for row in (stored.get(key),)
    ]
    holders = {path: key for key, (path, _) in files.items()}
    for key, row in stored.items():
        if key not in files and not row.is_retired:
            changes.append(_of_missing(key, row, holders.get(row.path, ""), policy.answers.of(key)))
    return tuple(sorted(changes, key=lambda change: change.path))


def conflicts(changes: Iterable[Change]) -> list[Change]:
    return [change for change in changes if change.step is Step.CONFLICT]


def _of_file(key: str, path: str, text: str, row: Stored | None, policy: Policy) -> Change:
    if row is None:
        return Change(key, path, Step.CREATED, takes_file=True)
    if row.is_retired:
        return _of_retired(key, path, text, row, policy.answers.of(key))
    draft = "an open draft stays as it is" if row.has_draft else ""
    moved = f"moved from {row.path}" if row.path != path else ""
    note = _said(moved, draft)
    standing = Step.UPDATED if moved else Step.KEPT
    answer = policy.answers.of(key)
    if moved and row.published not in (text, row.loaded) and answer is not Pen.ADMIN:
        if answer is None:
            why = "its file moved, and it was edited in the admin; whatever the answer, it stands where its file is"
            return Change(key, path, Step.CONFLICT, note=why, clashes=(Clash("path", row.path, path, row.path),))
        if text == row.loaded:
            return Change(key, path, Step.UPDATED, takes_file=True, note=_said("all as in the file", note))
    if text == row.published:
        return Change(key, path, standing, note=note)
    if text == row.loaded:
        return Change(key, path, standing, note=_said("edited in the admin", note))
    if row.published == row.loaded:
        return Change(key, path, Step.UPDATED, takes_file=True, note=note)
    mistake = policy.unsound.get(key, "")
    cutter = partial(whole if mistake else policy.cut, key.partition(":")[0])
    merged = merge(cutter, row.loaded, text, row.published, answer)
    if merged.clashes:
        why = f"merged, it has a mistake: {mistake}" if mistake else ""
        why = why or "changed in the file and in the admin since it was last loaded"
        return Change(key, path, Step.CONFLICT, note=why, clashes=merged.clashes)
    if merged.text == text:
        return Change(key, path, Step.UPDATED, takes_file=True, note=_said("all as in the file", note))
    if merged.text == row.published:
        return Change(key, path, standing, note=_said("all as in the admin", note))
    parts = f"file: {', '.join(merged.from_file)}; admin: {', '.join(merged.from_admin)}"
    return Change(key, path, Step.MERGED, note=_said(parts, note), merged=merged.text)


def _of_retired(key: str, path: str, text: str, row: Stored, answer: Pen | None) -> Change:
    if not row.loaded:
        return Change(key, path, Step.UPDATED, takes_file=True, note="taken up again")
    if text == row.loaded:
        return Change(key, path, Step.KEPT, note="taken out in the admin", stays_out=True)
    if answer is Pen.FILES:
        note = "taken up again, as the files have it"
        return Change(key, path, Step.UPDATED, takes_file=True, note=note, needs_place=True)
    if answer is Pen.ADMIN:
        return Change(key, path, Step.KEPT, note="stays out, though its file changed", stays_out=True)
    why = "it was taken out in the admin, and its file was changed"
    return Change(key, path, Step.CONFLICT, note=why, clashes=(Clash("text", row.loaded, text, None),))


def _of_missing(key: str, row: Stored, holder: str, answer: Pen | None) -> Change:
    """A document whose file is gone; `holder` is the document that now has its path, if any."""
    if row.loaded and row.published == row.loaded:
        return Change(key, row.path, Step.RETIRED)
    if not row.loaded and not holder:
        return Change(key, row.path, Step.KEPT, note="made in the admin")
    if answer is Pen.FILES:
        return Change(key, row.path, Step.RETIRED, note="with what was edited in the admin")
    if answer is Pen.ADMIN and not holder:
        note = "its file is gone; the admin's alone from now"
        return Change(key, row.path, Step.KEPT, note=note, forgets_file=True, needs_place=True)
    why = "its file is gone, and it was edited in the admin"
    if holder:
        # Two documents cannot stand at one path, so the admin's cannot be kept as it is.
        why = f"its file is {holder} now, and it was edited in the admin; keep the id, or let the files win"
    clash = Clash("text", row.loaded or None, None, row.published)
    return Change(key, row.path, Step.CONFLICT, note=why, clashes=(clash,))


def _said(*words: str) -> str:
    return "; ".join(filter(None, words))
