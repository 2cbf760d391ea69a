"""What a hand can be told to do. Arguments and answers are plain values, since they pass between processes."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils import timezone

from quizzes.actions import attempts, marking
from quizzes.models import Attempt, AttemptItem, GivenUp, MarkChange, Quiz
from quizzes.querysets import Run
from tests.races import exporting, ground, guards, joining, keeping, markings, regrading, reopening
from tests.races import told as reminders

# Long ago, so that no clock of a race is near it.
LONG_AGO = datetime(2026, 1, 5, tzinfo=UTC)
MOST_SAVES = 60

# --- before the race ------------------------------------------------------------------------------------------------


def lay(**rules: Any) -> int:
    return ground.lay(**rules).pk


def drop(table: str, names: Sequence[str]) -> None:
    guards.drop(table, *names)


def run_of(attempt: Attempt) -> tuple[int, str, str, int]:
    return attempt.learner_id, ground.COURSE, ground.QUIZ, attempt.number


def begin(n: int, apart: int = 0) -> list[tuple[int, tuple[int, str, str, int]]]:
    """Attempts in progress: id and run of each; with `apart`, begun long ago and so many hours after one another."""
    started = [LONG_AGO + timedelta(hours=apart * number) for number in range(n)] if apart else None
    return [(attempt.pk, run_of(attempt)) for attempt in ground.begun(ground.enrolled(n), started)]


def finish(n: int) -> list[int]:
    """Learners who have submitted their first attempt."""
    now = timezone.now()
    finished: dict[str, Any] = {"state": Attempt.State.SUBMITTED, "submitted_at": now, "finished_at": now}
    return [attempt.learner_id for attempt in ground.begun(ground.enrolled(n), **finished)]


def sign_in() -> str:
    """A new learner's session."""
    (learner,) = ground.enrolled(1)
    client = Client()
    client.force_login(learner)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def submit_one() -> int:
    """A new learner's attempt, answered and submitted."""
    ((attempt, run),) = begin(1)
    save(run, "answer 2", 0)
    submit(run)
    return attempt


# --- the race -------------------------------------------------------------------------------------------------------


def as_typed(response: object, _shown: Mapping[str, Any]) -> object:
    return response


def save(run: Sequence[Any], typed: str, revision: int) -> dict[str, Any]:
    given = {1: attempts.Given(1, revision, partial(as_typed, typed))}
    (saved,) = attempts.save_answers(Run(*run), given)
    return {"kept": not saved.in_conflict, "revision": saved.item.revision, "held": saved.item.response}


def save_until_over(run: Sequence[Any]) -> dict[str, Any]:
    """Saves one answer after the other until the attempt takes none any more; tells the last that was acknowledged."""
    revision, last = 0, None
    for number in range(MOST_SAVES):
        begun = time.monotonic()
        typed = f"answer {number}"
        try:
            revision = save(run, typed, revision)["revision"]
        except attempts.Over:
            return {"last": last, "n": number, "refused_at": begun, "over": True}
        last = typed
    return {"last": last, "n": MOST_SAVES, "refused_at": 0.0, "over": False}


def submit(run: Sequence[Any], now: datetime | None = None) -> dict[str, Any]:
    return told(attempts.submit_attempt(Run(*run), now))


def submit_and_mark(run: Sequence[Any]) -> dict[str, Any]:
    """As the page does it, with the hint followed at once; tells the answer as it stood right after the submission."""
    attempt = attempts.submit_attempt(Run(*run))
    returned = time.monotonic()
    seen = AttemptItem.objects.get(attempt=attempt, position=1).response
    marking.mark_attempt(attempt.pk)
    return told(attempt) | {"seen": seen, "returned": returned}


def told(attempt: Attempt) -> dict[str, Any]:
    return {name: getattr(attempt, name) for name in ("state", "submitted_at", "finished_at")}


def start(learner: int, quiz: int) -> int:
    return attempts.start_attempt(learner, Quiz.objects.get(pk=quiz)).pk


def give_up(learner: int, quiz: int) -> None:
    attempts.give_up(learner, Quiz.objects.get(pk=quiz))


def mark(attempt: int) -> bool:
    return marking.mark_attempt(attempt)


def mark_owed() -> int:
    return marking.mark_owed()


def expire_and_sweep(now: datetime) -> int:
    """A sweep, of which is told how many it expired."""
    n_expired = marking.expire_overdue(now)
    marking.sweep(now)
    return n_expired


def sweep() -> int:
    return marking.sweep()


# --- after the race -------------------------------------------------------------------------------------------------


def look(attempt: int) -> dict[str, Any]:
    """The attempt as it stands, the answer to question 1, and how often it was marked."""
    row = Attempt.objects.get(pk=attempt)
    item = AttemptItem.objects.get(attempt=row, position=1)
    n_marks = MarkChange.objects.filter(attempt=row, kind="graded").count()
    return told(row) | {
        "points": row.points,
        "answer": item.response,
        "revision": item.revision,
        "answer_points": item.points,
        "n_marks": n_marks,
    }


def newest() -> int:
    return Attempt.objects.latest("pk").pk


def runs_of(learner: int) -> list[tuple[int, int, str]]:
    rows = Attempt.objects.filter(learner=learner).order_by("pk")
    return list(rows.values_list("pk", "number", "state"))


def has_given_up(learner: int) -> bool:
    return GivenUp.objects.filter(learner=learner).exists()


DEEDS: Mapping[str, Callable[..., Any]] = {
    deed.__name__: deed
    for deed in (
        lay, drop, begin, finish, sign_in, submit_one,
        save, save_until_over, submit, submit_and_mark, start, give_up, mark, mark_owed, expire_and_sweep, sweep,
        look, newest, runs_of, has_given_up, ground.violations, *reminders.DEEDS, *keeping.DEEDS, *joining.DEEDS,
        *regrading.DEEDS,
        *markings.DEEDS,
        *reopening.DEEDS,
        *exporting.DEEDS,
    )
}  # fmt: skip
