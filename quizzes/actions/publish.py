"""Rows of quizzes and questions, rebuilt in the transaction that publishes their text."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from curriculum.actions.projection import Fields, reconcile
from curriculum.models import Course, Document, Lesson, Module
from curriculum.source import parts as curriculum_parts
from quizzes import sampling
from quizzes.models import Question, QuestionVersion, Quiz
from quizzes.source import parts


@dataclass(frozen=True)
class _Placed:
    """A question where it stands: in a quiz or in a lesson, and the revision of the text that holds it."""

    part: parts.Question
    quiz: Quiz | None
    lesson: Lesson | None
    position: int
    revision_id: int | None


def project_questions(
    row: Course, course: curriculum_parts.Course, documents: Mapping[str, Document], now: datetime
) -> None:
    """Make quizzes and questions say what `course` says. A question whose content changed gets a new version; one that
    is gone is retired. What was answered keeps the version that it saw."""
    quizzes = reconcile(Quiz.objects.filter(course=row), _slug, _quizzes(row, course, documents), now, Quiz)
    placed = list(_placed(row, course, documents, quizzes))
    wanted: dict[str, Fields] = {
        found.part.id: {
            "course": row,
            "slug": found.part.id,
            "quiz": found.quiz,
            "lesson": found.lesson,
            "position": found.position,
        }
        for found in placed
    }
    questions = reconcile(Question.objects.filter(course=row), _slug, wanted, now, Question)
    _cut_versions(questions, placed, now)


def _slug(row: Quiz | Question) -> str:
    return row.slug


def _quizzes(row: Course, course: curriculum_parts.Course, documents: Mapping[str, Document]) -> dict[str, Fields]:
    modules = {module.slug: module for module in Module.objects.filter(course=row)}
    found: dict[str, Fields] = {}
    for module in course.modules:
        for position, quiz in enumerate(module.quizzes, 1):
            found[quiz.document.id] = _quiz(row, modules[module.document.id], quiz, position, documents)
    for position, quiz in enumerate(course.quizzes, 1):
        found[quiz.document.id] = _quiz(row, None, quiz, position, documents)
    return found


def _quiz(
    row: Course, module: Module | None, quiz: curriculum_parts.Quiz, position: int, documents: Mapping[str, Document]
) -> Fields:
    return quiz_columns(_content(quiz)) | {
        "course": row,
        "module": module,
        "document": documents[quiz.document.key],
        "slug": quiz.document.id,
        "position": position,
    }


def quiz_columns(content: parts.Quiz) -> dict[str, Any]:
    """What a quiz says, as the columns of its row."""
    names = ("title", "summary", "purpose", "minutes", "pass_mark", "marking", "attempts", "time_limit", "shuffle")
    fields: dict[str, Any] = {name: getattr(content, name) for name in names}
    return fields | {
        "blueprint": [asdict(draw) | {"questions": list(draw.questions)} for draw in content.blueprint],
        "topics": [asdict(topic) for topic in content.topics],
        "intro_html": content.intro.html,
        "n_questions": _size(content),
    }


def _size(content: parts.Quiz) -> int:
    """How many questions an attempt has; where cases of different sizes are drawn, this is one draw's number."""
    pool = [sampling.Candidate(part.id, part.objective, part.difficulty, part.case) for part in content.questions]
    return len(sampling.draw(pool, content.blueprint, "size", shuffle=False))


def _content(quiz: curriculum_parts.Quiz) -> parts.Quiz:
    if not isinstance(quiz.content, parts.Quiz):
        raise TypeError("a quiz with mistakes must not be stored")
    return quiz.content


def _placed(
    row: Course, course: curriculum_parts.Course, documents: Mapping[str, Document], quizzes: Mapping[str, Quiz]
) -> Iterator[_Placed]:
    lessons = {lesson.slug: lesson for lesson in Lesson.objects.filter(module__course=row).only("slug")}
    for quiz in (*course.quizzes, *(quiz for module in course.modules for quiz in module.quizzes)):
        published = documents[quiz.document.key].published_id
        for position, question in enumerate(_content(quiz).questions, 1):
            yield _Placed(question, quizzes[quiz.document.id], None, position, published)
    for lesson in (lesson for module in course.modules for lesson in module.lessons):
        published = documents[lesson.document.key].published_id
        for position, check in enumerate(lesson.checks, 1):
            if not isinstance(check, parts.Question):
                raise TypeError("a check with mistakes must not be stored")
            yield _Placed(check, None, lessons[lesson.document.id], position, published)


def _cut_versions(questions: Mapping[str, Question], placed: list[_Placed], now: datetime) -> None:
    """A new version of each question whose content differs from its current one."""
    held = QuestionVersion.objects.filter(question__in=questions.values())
    current = {version.pk: version.digest for version in held.only("digest")}
    last: dict[int, int] = {}
    for question_id, number in held.values_list("question_id", "number"):
        last[question_id] = max(last.get(question_id, 0), number)
    cut = []
    for found in placed:
        question = questions[found.part.id]
        digest = found.part.digest
        if question.current_id is not None and current.get(question.current_id) == digest:
            continue
        cut.append(_version(question, found, digest, last.get(question.pk, 0) + 1, now))
    QuestionVersion.objects.bulk_create(cut)
    for version in cut:
        version.question.current = version
    Question.objects.bulk_update([version.question for version in cut], ["current"])


def _version(question: Question, found: _Placed, digest: str, number: int, now: datetime) -> QuestionVersion:
    part = found.part
    return QuestionVersion(
        question=question,
        number=number,
        digest=digest,
        kind=part.kind,
        title=part.title,
        objective=part.objective,
        difficulty=part.difficulty,
        points=part.points,
        case=part.case,
        shown=dict(part.shown),
        key=dict(part.key),
        revision_id=found.revision_id,
        made_at=now,
    )
