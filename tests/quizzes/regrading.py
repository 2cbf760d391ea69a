"""Regrades for tests: a key that changes, a job that is carried to its end, and the rows that it is about."""

from pathlib import Path
from typing import Any

from django.utils import timezone

from accounts.models import User
from quizzes.actions.regrade import jobs
from quizzes.models import Attempt, AttemptItem, MarkChange, Question, Regrade, RegradeLine
from quizzes.reports.regrade import Effect, effect_of
from tests.curriculum.rows import load_texts
from tests.quizzes.course import altered

QUIZ = "one/quiz.md"


def turned(folder: Path) -> Question:
    """As if the author had found that gamma was right all along."""
    texts = altered(QUIZ, "- [x] The letter alpha", "- [ ] The letter alpha")
    load_texts(folder, altered(QUIZ, "- [ ] The letter gamma", "- [x] The letter gamma", texts))
    return question("which")


def question(slug: str) -> Question:
    return Question.objects.select_related("current").get(slug=slug)


def finish(job: Regrade) -> Regrade:
    """Carried on until nothing is left of the phase; whoever was at it before has died."""
    Regrade.objects.filter(pk=job.pk).update(claimed_until=None)
    while jobs.carry_on(job.pk):
        pass
    job.refresh_from_db()
    return job


def weighed(asked: Question, by: User | None = None) -> Regrade:
    return finish(jobs.plan_regrade(asked.pk, by_id=by.pk if by else None, now=timezone.now()))


def effect(asked: Question) -> Effect:
    return effect_of(weighed(asked))


def applied(job: Regrade, *, over_by_hand: bool = False, reason: str = "The key was wrong.") -> Regrade:
    return finish(jobs.apply_regrade(job.pk, reason=reason, over_by_hand=over_by_hand, by_id=None, now=timezone.now()))


def again(asked: Question, **options: Any) -> Regrade:
    """Weighed and applied."""
    return applied(weighed(asked), **options)


def taken_back(job: Regrade) -> Regrade:
    jobs.take_back(job.pk, by_id=None, now=timezone.now())
    return finish(job)


def rows() -> list[tuple[object, ...]]:
    """Marks as they stand."""
    return [
        *AttemptItem.objects.order_by("pk").values_list("pk", "points", "outcome", "remarks", "marked_by"),
        *Attempt.objects.order_by("pk").values_list("pk", "points", "n_waiting", "passed"),
    ]


def history() -> list[tuple[object, ...]]:
    """What is told of changes, and of each answer; without moments and numbers of their own."""
    told = ("kind", "item", "marked_before_by", "old_points", "new_points", "by", "reason")
    changes = MarkChange.objects.exclude(kind="graded").order_by("regrade_id", "item_id", "pk")
    lines = RegradeLine.objects.order_by("regrade_id", "item_id")
    counts = ("state", "n_total", "n_seen", "cursor", "n_changed", "n_left", "n_put_back")
    return [
        *changes.values_list(*told),
        *lines.values_list("item", "verdict", "new_points", "passed_after", "fate"),
        *Regrade.objects.order_by("pk").values_list(*counts),
    ]
