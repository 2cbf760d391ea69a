"""Learners for the bench, with attempts as far as they are wanted; prints them as JSON.

python -m tests.bench.seed open pre-training-quiz 16    sixteen learners at one of the stages below
python -m tests.bench.seed pool 400                     a quiz with so many questions, `pool-400`
"""

import json
import secrets
import sys
from collections.abc import Mapping
from datetime import timedelta
from importlib import import_module
from itertools import cycle
from typing import Any

import django
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone

django.setup()

from accounts.models import User  # noqa: E402  (apps are ready only now)
from curriculum.models import Course, Document, Enrolment, Lesson  # noqa: E402
from progress.actions.study import begin_study  # noqa: E402
from progress.models import LessonRecord  # noqa: E402
from quizzes.actions.attempts import start_attempt, submit_attempt  # noqa: E402
from quizzes.actions.marking import mark_attempt  # noqa: E402
from quizzes.answers import response_from_form  # noqa: E402
from quizzes.grading import right_response  # noqa: E402
from quizzes.models import AttemptItem, Question, QuestionVersion, Quiz  # noqa: E402
from quizzes.querysets import Run  # noqa: E402

COURSE = "foundation-model-training"
# How far each learner is taken: enrolled only, with a plan and something done; an attempt begun, answered, or marked.
STAGES = ("enrolled", "studying", "open", "answered", "graded")
PRACTICE = "pre-training-practice"
PAPER = 16  # questions of an attempt at a pool


def main(words: list[str]) -> object:
    if words[0] == "pool":
        return make_pool(int(words[1]))
    stage, slug, n_learners = words
    quiz = Quiz.objects.select_related("course").get(slug=slug)
    return [_learner(user, quiz, STAGES.index(stage)) for user in make_people(int(n_learners), quiz)]


def make_people(n: int, quiz: Quiz) -> list[User]:
    people = [User(email=f"bench-{secrets.token_hex(8)}@example.org", password="!") for _ in range(n)]
    User.objects.bulk_create(people)
    Enrolment.objects.bulk_create(
        Enrolment(user=user, course=quiz.course, enrolled_at=timezone.now()) for user in people
    )
    return people


def _learner(user: User, quiz: Quiz, stage: int) -> dict[str, Any]:
    path = f"/courses/{quiz.course.slug}/quizzes/{quiz.slug}/"
    found: dict[str, Any] = {**signed_in(user), "quiz": path}
    if stage < STAGES.index("open"):
        if stage:
            study(user, quiz.course)
        return found
    attempt = start_attempt(user.pk, quiz)
    items = list(AttemptItem.objects.filter(attempt=attempt).select_related("version").order_by("position"))
    if stage >= STAGES.index("answered"):
        answer(items)
        AttemptItem.objects.bulk_update(items, ["response", "revision", "saved_at"])
    if stage >= STAGES.index("graded"):
        submit_attempt(Run(user.pk, quiz.course.slug, quiz.slug, attempt.number))
        mark_attempt(attempt.pk)
    forms = [alternatives(item.version, f"q{item.position}") for item in items] if STAGES[stage] == "open" else []
    return found | {"user": user.pk, "attempt": f"{path}attempts/{attempt.number}/", "forms": forms}


def study(user: User, course: Course) -> None:
    """In the middle of the course: planned ten days ago, two lessons done, one practice quiz marked."""
    now = timezone.now()
    begin_study(user, course, now, begins_on=(now - timedelta(days=10)).date())
    for lesson in Lesson.objects.taught().filter(module__course=course).in_order()[:2]:
        LessonRecord.objects.create(learner=user, lesson=lesson, opened_at=now, read_at=now, done_at=now)
    _learner(user, Quiz.objects.select_related("course").get(slug=PRACTICE), STAGES.index("graded"))


def signed_in(user: User) -> dict[str, str]:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    csrf = secrets.token_hex(16)
    cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={csrf}"
    return {"cookie": cookie, "csrf": csrf}


def answer(items: list[AttemptItem]) -> None:
    """Give every other question its right answer, the others one that may be wrong; one in ten stays unanswered."""
    for item in items:
        if item.pk % 10 == 0:
            continue
        item.response = mixed_response(item.version, item.pk)
        item.revision, item.saved_at = 1, timezone.now()


def mixed_response(version: QuestionVersion, number: int) -> Any:
    right = right_response(version.kind, version.key)
    if number % 2 and right:
        return right
    fields = alternatives(version, "q1")[number // 2 % 2]
    return response_from_form(version.shown, {name: [value] for name, value in fields.items()}, "q1")


def alternatives(version: QuestionVersion, name: str) -> list[dict[str, str]]:
    """Two answers as a form sends them, so that each save after another changes something."""
    shown: Mapping[str, Any] = version.shown
    match version.kind:
        case "ordering":
            ids = [row["id"] for row in shown["options"]]
            orders = (ids, ids[::-1])
            return [{f"{name}-{key}": str(place) for place, key in enumerate(order, 1)} for order in orders]
        case "matching":
            prompts, responses = shown["prompts"], shown["responses"]
            return [{f"{name}-{row['id']}": each["id"] for row in prompts} for each in responses[:2]]
        case "numeric":
            unit = {f"{name}-unit": shown["units"][0]} if shown["units"] else {}
            return [{name: value, **unit} for value in ("1.5", "112")]
        case "lab":
            return [{f"{name}-{row['name']}": value for row in shown["fields"]} for value in ("72e9", "20e9")]
        case "short" | "essay":
            return [{name: "loss"}, {name: "First I would measure what the present answers cost."}]
    return [{name: row["id"]} for row in shown["options"][:2]]


def make_pool(size: int) -> str:
    """A graded quiz whose papers of `PAPER` questions come from so many, copies of the course's own; made once."""
    if Quiz.objects.filter(slug=f"pool-{size}").exists():
        return f"pool-{size}"
    model = Quiz.objects.get(slug="pre-training-quiz")
    document = Document.objects.create(
        course_id=model.course_id, kind=Document.Kind.QUIZ, slug=f"pool-{size}", path=f"pool-{size}.quiz.md"
    )
    quiz = Quiz.objects.get(pk=model.pk)
    quiz.pk, quiz.document, quiz.slug, quiz.position, quiz.attempts = None, document, document.slug, 90 + size, None
    rows = [("easy", "text", PAPER // 4), ("hard", "text", PAPER // 4), ("", "other", PAPER // 4), ("", "", PAPER // 4)]
    quiz.blueprint = [
        {"take": take, "questions": [], "difficulty": difficulty, "objective": objective}
        for difficulty, objective, take in rows
    ]
    quiz.save(force_insert=True)
    versions = list(QuestionVersion.objects.filter(question__quiz=model.pk).order_by("pk"))
    questions = Question.objects.bulk_create(
        Question(course_id=model.course_id, slug=f"pool-{size}-{place}", quiz=quiz, position=place)
        for place in range(1, size + 1)
    )
    kinds = (("easy", "text"), ("hard", "text"), ("medium", "other"), ("medium", "rest"))
    cut = []
    for question, version, (difficulty, objective) in zip(questions, cycle(versions), cycle(kinds), strict=False):
        cut.append(
            QuestionVersion(
                question=question,
                number=1,
                digest=secrets.token_hex(32),
                kind=version.kind,
                title=version.title,
                objective=objective,
                difficulty=difficulty,
                points=version.points,
                shown=version.shown,
                key=version.key,
                made_at=version.made_at,
            )
        )
    for question, made in zip(questions, QuestionVersion.objects.bulk_create(cut), strict=True):
        question.current = made
    Question.objects.bulk_update(questions, ["current"])
    return quiz.slug


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1:]), default=str))
