"""A regrade of many answers: how long each phase and its pages take; prints what it saw as JSON.

python -m tests.bench.regraded      after python -m tests.bench.items seed 100000 20
"""

import json
import resource
import time
from collections.abc import Callable
from typing import Any

import django
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

django.setup()

from accounts.models import User  # noqa: E402  (apps are ready only now)
from quizzes.actions.regrade import jobs  # noqa: E402
from quizzes.models import AttemptItem, Question, QuestionVersion, Regrade  # noqa: E402


def main() -> dict[str, float]:
    question = turned()
    told: dict[str, float] = {}
    job = jobs.plan_regrade(question.pk, by_id=None, now=timezone.now())
    told |= phase("weigh", job)
    told |= pages(job)
    jobs.apply_regrade(job.pk, reason="Turned.", over_by_hand=False, by_id=None, now=timezone.now())
    told |= phase("apply", job)
    told["changed"] = Regrade.objects.get(pk=job.pk).n_changed
    jobs.take_back(job.pk, by_id=None, now=timezone.now())
    told |= phase("take back", job)
    told["mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return told


def turned() -> Question:
    """A question of one right answer, which now is another."""
    asked = AttemptItem.objects.filter(version__kind="single").order_by("-pk")[0].version
    other = next(option["id"] for option in asked.shown["options"] if option["id"] not in asked.key["right"])
    key = {**asked.key, "right": [other]}
    question = Question.objects.get(pk=asked.question_id)
    last = QuestionVersion.objects.filter(question=question).order_by("-number")[0]
    alike = {name: getattr(asked, name) for name in ("kind", "title", "objective", "difficulty", "points", "shown")}
    question.current = QuestionVersion.objects.create(
        question=question, number=last.number + 1, digest="turned", key=key, made_at=timezone.now(), **alike
    )
    question.save(update_fields=["current"])
    return question


def phase(name: str, job: Regrade) -> dict[str, float]:
    """Seconds, the longest chunk, and queries of a chunk."""
    n_queries, chunks = 0, []

    def count(run: Callable[..., Any], *args: Any) -> Any:
        nonlocal n_queries
        n_queries += 1
        return run(*args)

    began = time.perf_counter()
    with connection.execute_wrapper(count):
        while True:
            start = time.perf_counter()
            more = jobs.step(job.pk)
            chunks.append(time.perf_counter() - start)
            if not more:
                break
    seconds = time.perf_counter() - began
    return {name: seconds, f"{name}, longest": max(chunks), f"{name}, queries": round(n_queries / len(chunks), 1)}


def pages(job: Regrade) -> dict[str, float]:
    """Seconds of processor that each page takes. Raises RuntimeError where one fails."""
    user = User.objects.create_superuser(email=f"bench-{time.time_ns()}@example.org", password="!")
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    base = f"/admin/quizzes/question/{job.question_id}/"
    own = f"{base}mark-again/{job.pk}/"
    asked = {
        "page": own,
        "page, same": f"{own}?list=same",
        "page, by hand": f"{own}?list=by_hand",
        "file": f"{own}marks.csv?part=3",
        "question": f"{base}mark-again/",
        "quiz": f"/admin/quizzes/quiz/{job.question.quiz_id}/change/",
    }
    client.get("/admin/", secure=True)
    return {name: took(client, path) for name, path in asked.items()}


def took(client: Client, path: str) -> float:
    began = time.perf_counter()
    answer = client.get(path, secure=True)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return time.perf_counter() - began


if __name__ == "__main__":
    print(json.dumps(main()))
