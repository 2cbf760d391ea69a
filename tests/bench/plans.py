"""How the database finds what each page asks for: the queries, and the long tables that are read whole.

Prints JSON. What is measured elsewhere is asked here through the views, in one process, with Django's test client.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

import django
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

django.setup()

from accounts.models import User  # noqa: E402  (apps are ready only now)
from quizzes.actions import marking  # noqa: E402
from quizzes.models import Attempt, Quiz  # noqa: E402
from quizzes.querysets import Run  # noqa: E402
from tests.bench.seed import COURSE, alternatives, make_people  # noqa: E402

# Reading a table of so few rows whole is right.
LONG = 10_000
QUIZ = "pre-training-practice"


def main() -> list[dict[str, Any]]:
    settings.ALLOWED_HOSTS.append("testserver")
    user = make_people(1, Quiz.objects.select_related("course").get(slug=QUIZ))[0]
    return [_told(name, do) for name, do in _steps(user)]


def _steps(user: User) -> Iterator[tuple[str, Callable[[], object]]]:
    client = Client(headers={"X-Forwarded-Proto": "https"})
    client.force_login(user)
    quiz, run = [COURSE, QUIZ], [COURSE, QUIZ, 1]
    yield "quiz page", lambda: client.get(reverse("quiz", args=quiz))
    yield "start", lambda: client.post(reverse("quiz_start", args=quiz))
    attempt = Attempt.objects.of(Run(user.pk, COURSE, QUIZ, 1)).get()
    item = attempt.items.select_related("version").get(position=1)
    fields = alternatives(item.version, "q1")[0] | {"revision-1": "0"}
    yield "question", lambda: client.get(reverse("attempt_question", args=[*run, 1]))
    yield (
        "save",
        lambda: client.post(reverse("attempt_question", args=[*run, 1]), fields, HTTP_ACCEPT="application/json"),
    )
    yield "review", lambda: client.get(reverse("attempt_review", args=run))
    yield "submit", lambda: client.post(reverse("attempt_submit", args=run))
    yield "sweep", marking.sweep
    yield "result", lambda: client.get(reverse("attempt_result", args=run))
    yield "lesson", lambda: client.get(reverse("lesson", args=[COURSE, "scaling-laws"]))


def _told(name: str, do: Callable[[], object]) -> dict[str, Any]:
    with CaptureQueriesContext(connection) as seen:
        answer = do()
    if (status := getattr(answer, "status_code", 200)) >= 400:
        raise RuntimeError(f"{name} was answered with {status}")
    asked = [query["sql"] for query in seen.captured_queries]
    # What opens and ends a transaction is no query.
    asked = [sql for sql in asked if sql.split()[0] in {"SELECT", "INSERT", "UPDATE", "DELETE"}]
    return {"name": name, "queries": len(asked), "scans": sorted({scan for sql in asked for scan in _scans(sql)})}


def _scans(sql: str) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}".replace("%", "%%"), ())
        plan = cursor.fetchone()[0]
        found = list(_whole((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]))
        for table in found:
            cursor.execute("SELECT reltuples FROM pg_class WHERE relname = %s", [table])
            if cursor.fetchone()[0] >= LONG:
                yield table


def _whole(plan: dict[str, Any]) -> Iterator[str]:
    if plan["Node Type"] == "Seq Scan":
        yield plan["Relation Name"]
    for part in plan.get("Plans", ()):
        yield from _whole(part)


if __name__ == "__main__":
    print(json.dumps(main()))
