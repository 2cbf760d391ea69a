"""What publishing a course would do to its questions, and to the attempts that hold them."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import Count, Q

from curriculum.models import Course, Document
from curriculum.source import parts as curriculum_parts
from quizzes.models import Attempt, Question
from quizzes.source import parts


@dataclass(frozen=True)
class QuestionChanges:
    """Of one document: how many questions get a new version, are new, or are asked no more."""

    n_revised: int = 0
    n_new: int = 0
    n_retired: int = 0


def question_changes(row: Course, course: curriculum_parts.Course) -> dict[str, QuestionChanges]:
    """By the key of the document in which the question stands, or stood; only those in which something changes."""
    held = {
        slug: (f"quiz:{quiz}" if quiz else f"lesson:{lesson}", digest)
        for slug, quiz, lesson, digest in Question.objects.taught()
        .filter(course=row)
        .values_list("slug", "quiz__slug", "lesson__slug", "current__digest")
    }
    revised: Counter[str] = Counter()
    new: Counter[str] = Counter()
    wanted = set()
    for key, question in _questions(course):
        wanted.add(question.id)
        if question.id not in held:
            new[key] += 1
        elif held[question.id][1] != question.digest:
            revised[key] += 1
    retired = Counter(key for slug, (key, _) in held.items() if slug not in wanted)
    return {
        key: QuestionChanges(revised[key], new[key], retired[key])
        for key in sorted(revised.keys() | new.keys() | retired.keys())
    }


def _questions(course: curriculum_parts.Course) -> Iterator[tuple[str, parts.Question]]:
    lessons = (lesson for module in course.modules for lesson in module.lessons)
    quizzes = (*course.quizzes, *(quiz for module in course.modules for quiz in module.quizzes))
    for lesson in lessons:
        yield from ((lesson.document.key, check) for check in lesson.checks if isinstance(check, parts.Question))
    for quiz in quizzes:
        if isinstance(quiz.content, parts.Quiz):
            yield from ((quiz.document.key, question) for question in quiz.content.questions)


@dataclass(frozen=True)
class Attempts:
    """Attempts at a quiz: all that ever were, and those in progress."""

    n: int = 0
    n_running: int = 0


def attempts_at(documents: Collection[Document]) -> dict[str, Attempts]:
    """By the key of each quiz's document, of those among `documents`; one query."""
    rows = Attempt.objects.filter(quiz__document__in=[one.pk for one in documents if one.kind == Document.Kind.QUIZ])
    counted = rows.values("quiz__document__slug").annotate(
        n=Count("pk"), n_running=Count("pk", filter=Q(state=Attempt.State.IN_PROGRESS))
    )
    return {f"quiz:{row['quiz__document__slug']}": Attempts(row["n"], row["n_running"]) for row in counted}
