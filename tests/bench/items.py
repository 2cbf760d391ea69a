"""Item analysis of a quiz with many attempts: how long the worker takes, and the page; prints what it saw as JSON.

python -m tests.bench.items seed 100000 20
python -m tests.bench.items analyse
"""

import json
import random
import resource
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from statistics import median
from typing import Any

import django
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

django.setup()

from accounts.models import User  # noqa: E402  (apps are ready only now)
from quizzes.actions.analysis import ask_reckoning, reckon  # noqa: E402
from quizzes.actions.marking import JUDGES  # noqa: E402
from quizzes.grading import Policy, grade, points, total  # noqa: E402
from quizzes.models import Attempt, AttemptItem, QuestionVersion, Quiz, QuizStatistics  # noqa: E402
from tests.bench.seed import make_people, mixed_response  # noqa: E402

CHUNK = 500
# Answers of so many sorts to each question.
TURNS = 8
LATER = 20


def main(words: list[str]) -> object:
    if words[0] == "seed":
        return seed(int(words[1]), int(words[2]))
    return analyse()


def seed(n_attempts: int, n_questions: int) -> int:
    """Marked first attempts at a quiz of so many questions, of all kinds that no person marks."""
    quiz = Quiz.objects.select_related("course").get(slug="pre-training-quiz")
    known = QuestionVersion.objects.filter(question__quiz__isnull=False).exclude(kind="essay")
    versions = list(known.order_by("kind", "pk")[:: max(known.count() // n_questions, 1)][:n_questions])
    answers = [list(_answers(version)) for version in versions]
    now = timezone.now()
    for start in range(0, n_attempts, CHUNK):
        people = make_people(min(CHUNK, n_attempts - start), quiz)
        attempts, items = [], []
        for number, user in enumerate(people, start):
            given = [answers[place][_turn(number, place)] for place in range(n_questions)]
            attempt = Attempt(
                learner=user,
                quiz=quiz,
                number=1,
                seed="s",
                state=Attempt.State.GRADED,
                started_at=now - timedelta(minutes=15),
                submitted_at=now,
                finished_at=now,
                graded_at=now,
                pass_mark=quiz.pass_mark,
                marking=quiz.marking,
                shuffle=quiz.shuffle,
                points=total(one["points"] for one in given),
                possible=total(one["possible"] for one in given),
            )
            attempts.append(attempt)
            items += [AttemptItem(attempt=attempt, position=place, **one) for place, one in enumerate(given, 1)]
        Attempt.objects.bulk_create(attempts)
        AttemptItem.objects.bulk_create(items)
    with connection.cursor() as cursor:
        # As a database does by itself after a while.
        cursor.execute("ANALYZE")
    return n_attempts


def _turn(number: int, place: int) -> int:
    """The better a learner, the more often the first answer, which is right."""
    chance = random.Random(f"{number} {place}")
    return 0 if chance.random() < number % 32 / 32 else chance.randrange(TURNS)


def _answers(version: QuestionVersion) -> Iterator[dict[str, Any]]:
    for turn in range(TURNS):
        response = mixed_response(version, turn + 1) if turn != TURNS - 1 else None
        mark = grade(version.kind, version.key, response, Policy.LEARN, JUDGES)
        possible = total([Decimal(version.points)])
        yield {
            "version": version,
            "response": response,
            "possible": possible,
            "points": points(mark, possible),
            "outcome": mark.outcome.value,
            "remarks": list(mark.remarks),
        }


def analyse() -> dict[str, float]:
    """What the worker's task takes, and then the page as an admin gets it. Raises RuntimeError where it fails."""
    QuizStatistics.objects.all().delete()
    user = User.objects.create_superuser(email=f"bench-{time.time_ns()}@example.org", password="!")
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    quiz = Quiz.objects.get(slug="pre-training-quiz")
    page = f"/admin/quizzes/quiz/{quiz.pk}/item-analysis/"
    now = timezone.now()
    ask_reckoning(quiz, user.pk, now)
    client.get("/admin/quizzes/quiz/", secure=True)
    waiting = median(_seconds(client, page) for _ in range(LATER))
    began = time.perf_counter()
    reckon(quiz.pk, now)
    first = time.perf_counter() - began
    later = median(_seconds(client, page) for _ in range(LATER))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"first": first, "waiting": waiting, "later": later, "mb": peak}


def _seconds(client: Client, page: str) -> float:
    began = time.perf_counter()
    answer = client.get(page, secure=True)
    if answer.status_code != 200:
        raise RuntimeError(f"{page} answered {answer.status_code}")
    return time.perf_counter() - began


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1:])))
