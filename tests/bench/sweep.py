"""Attempts that are owed a mark, and the marking of them in one process; prints what it saw as JSON.

python -m tests.bench.sweep seed 10000 20
python -m tests.bench.sweep mark 10000
"""

import json
import resource
import secrets
import sys
import time
from datetime import timedelta
from decimal import Decimal

import django
from django.utils import timezone

django.setup()

from quizzes.actions import marking  # noqa: E402  (apps are ready only now)
from quizzes.models import Attempt, AttemptItem, QuestionVersion, Quiz  # noqa: E402
from tests.bench.seed import make_people, mixed_response  # noqa: E402

CHUNK = 500
# One learner takes so many of the attempts.
RUNS = 10


def main(words: list[str]) -> object:
    if words[0] == "seed":
        return seed(int(words[1]), int(words[2]))
    return mark(int(words[1]))


def seed(n_attempts: int, n_questions: int) -> int:
    """Submitted attempts with questions of the whole course: right, wrong and unanswered ones, of all kinds."""
    quiz = Quiz.objects.select_related("course").get(slug="pre-training-quiz")
    versions = list(QuestionVersion.objects.filter(question__quiz__retired_at=None, question__quiz__isnull=False))
    responses = {(version.pk, turn): mixed_response(version, turn) for version in versions for turn in range(4)}
    now = timezone.now()
    people = make_people(-(-n_attempts // RUNS), quiz)
    numbers = [(user, number) for user in people for number in range(1, RUNS + 1)][:n_attempts]
    for start in range(0, n_attempts, CHUNK):
        attempts, items = [], []
        for place, (user, number) in enumerate(numbers[start : start + CHUNK], start):
            asked = [versions[(place * 7 + n) % len(versions)] for n in range(n_questions)]
            attempt = Attempt(
                learner=user,
                quiz=quiz,
                number=number,
                seed=secrets.token_hex(16),
                state=Attempt.State.SUBMITTED,
                started_at=now - timedelta(minutes=15),
                submitted_at=now,
                finished_at=now,
                pass_mark=quiz.pass_mark,
                marking=("exam", "learn")[place % 2],
                shuffle=quiz.shuffle,
                possible=Decimal(sum(version.points for version in asked)),
            )
            attempts.append(attempt)
            for position, version in enumerate(asked, 1):
                response = None if (place + position) % 10 == 0 else responses[version.pk, (place + position) % 4]
                items.append(
                    AttemptItem(
                        attempt=attempt,
                        version=version,
                        position=position,
                        response=response,
                        revision=1,
                        saved_at=now,
                        possible=Decimal(version.points),
                    )
                )
        Attempt.objects.bulk_create(attempts)
        AttemptItem.objects.bulk_create(items)
    return n_attempts


def mark(n_attempts: int) -> dict[str, float]:
    """Raises RuntimeError unless all of them get a mark."""
    before = Attempt.objects.filter(state=Attempt.State.GRADED).count()
    began = time.perf_counter()
    marking.sweep()
    seconds = time.perf_counter() - began
    marked = Attempt.objects.filter(state=Attempt.State.GRADED).count() - before
    if marked != n_attempts:
        raise RuntimeError(f"{marked} attempts were marked, not {n_attempts}")
    return {"seconds": seconds, "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1:])))
