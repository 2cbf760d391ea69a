"""What publishing changes, for whom: said before it happens."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import Count

from curriculum.models import Course, Document, Enrolment
from curriculum.source import parts
from progress.models import LessonRecord
from quizzes.reports.changes import Attempts, QuestionChanges, attempts_at, question_changes


@dataclass(frozen=True)
class Effect:
    """What becomes of one document, in sentences; none where nobody notices."""

    document: Document
    words: tuple[str, ...]

    @property
    def said(self) -> tuple[str, ...]:
        """The same, with a sentence for that."""
        is_met = self.document.kind in {Document.Kind.LESSON, Document.Kind.QUIZ}
        return self.words or ("Nobody has met it yet." if is_met else "Its page shows the new text.",)


@dataclass(frozen=True)
class Readers:
    n_opened: int = 0
    n_done: int = 0


def effects(
    row: Course,
    course: parts.Course | None,
    changed: Collection[Document],
    retired: Collection[Document],
    taken_up: Collection[Document] = (),
) -> list[Effect]:
    """What publishing `course` does, document by document. `changed` are those whose text differs."""
    concerned = [*changed, *retired, *taken_up]
    readers, attempts = _readers(concerned), attempts_at(concerned)
    questions = question_changes(row, course) if course is not None else {}
    n_learners = Enrolment.objects.active().filter(course=row).count()
    found = []
    for document in changed:
        of = readers.get(document.key, Readers()), attempts.get(document.key, Attempts())
        changes = questions.get(document.key, QuestionChanges())
        words = tuple(_new(document, n_learners) if document.published_id is None else _changed(*of, changes))
        found.append(Effect(document, words))
    for document in retired:
        reader, attempt = readers.get(document.key, Readers()), attempts.get(document.key, Attempts())
        found.append(Effect(document, tuple(_retired(document, reader, attempt))))
    found += [Effect(document, ("It is taught again.",)) for document in taken_up]
    return found


def _readers(documents: Collection[Document]) -> dict[str, Readers]:
    lessons = [one.pk for one in documents if one.kind == Document.Kind.LESSON]
    rows = LessonRecord.objects.filter(lesson__document__in=lessons).values("lesson__document__slug")
    counted = rows.annotate(n_opened=Count("pk"), n_done=Count("done_at"))
    return {f"lesson:{one['lesson__document__slug']}": Readers(one["n_opened"], one["n_done"]) for one in counted}


def _new(document: Document, n_learners: int) -> Iterator[str]:
    kind = document.get_kind_display().lower()
    yield f"A new {kind} for {_count(n_learners, 'learner')}."
    if document.kind == Document.Kind.LESSON and n_learners:
        yield "Dates of what comes after it follow each learner's plan."


def _changed(readers: Readers, attempts: Attempts, changes: QuestionChanges) -> Iterator[str]:
    if readers.n_opened:
        yield f"{_count(readers.n_opened, 'learner has', 'learners have')} opened it."
    if readers.n_done:
        yield f"{_count(readers.n_done, 'learner has', 'learners have')} finished it, and {_stays(readers.n_done)} so."
    if changes.n_revised:
        yield f"{_count(changes.n_revised, 'question gets', 'questions get')} a new version."
    if changes.n_new:
        yield f"{_count(changes.n_new, 'question is', 'questions are')} new."
    if changes.n_retired:
        yield f"{_count(changes.n_retired, 'question is', 'questions are')} asked no more."
    if attempts.n_running:
        yield (
            f"{_count(attempts.n_running, 'learner is', 'learners are')} in an attempt, and "
            f"{_stays(attempts.n_running)} on the version that it began with."
        )
    n_marked = attempts.n - attempts.n_running
    if n_marked and (changes.n_revised or changes.n_retired):
        yield f"{_count(n_marked, 'finished attempt keeps its mark', 'finished attempts keep their marks')}."


def _retired(document: Document, readers: Readers, attempts: Attempts) -> Iterator[str]:
    yield f"The {document.get_kind_display().lower()} is shown no more; it can be put back."
    if readers.n_opened:
        yield f"What {_count(readers.n_opened, 'learner')} did in it is kept."
    if attempts.n:
        yield f"{_count(attempts.n, 'attempt')} and {'its mark' if attempts.n == 1 else 'their marks'} are kept."
    if attempts.n_running:
        yield f"{_count(attempts.n_running, 'learner')} in the middle can go on to the end."


def _count(n: int, one: str, many: str = "") -> str:
    return f"{n:,} {one if n == 1 else many or f'{one}s'}"


def _stays(n: int) -> str:
    return "stays" if n == 1 else "stay"
