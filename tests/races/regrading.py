"""Deeds about marking answers again: a key that turns, and workers who carry the same job on."""

from typing import Any

from django.utils import timezone

from quizzes.actions import marking
from quizzes.actions.by_hand import mark_by_hand
from quizzes.actions.regrade import chunks, jobs
from quizzes.models import Attempt, AttemptItem, MarkChange, Question, Regrade, RegradeLine
from tests.races import ground

# So small that a few answers make many chunks.
CHUNK = 5


def answer_all(n: int) -> None:
    """Learners who chose a or b in turn, and were marked."""
    now = timezone.now()
    finished: dict[str, Any] = {"state": Attempt.State.SUBMITTED, "submitted_at": now, "finished_at": now}
    for number, attempt in enumerate(ground.begun(ground.enrolled(n), **finished)):
        AttemptItem.objects.filter(attempt=attempt, position=2).update(response="ab"[number % 2])
    marking.sweep()


def turn_key() -> int:
    """The author finds that a was right. Answers the dry run's number."""
    question = Question.objects.select_related("current").get(slug="choice")
    version = question.current
    assert version is not None
    version.pk, version.number, version.digest = None, version.number + 1, f"turned {version.number}"
    version.key = {**version.key, "right": ["a"]}
    version.save(force_insert=True)
    Question.objects.filter(pk=question.pk).update(current=version)
    return jobs.plan_regrade(question.pk, by_id=None, now=timezone.now()).pk


def apply(job: int) -> None:
    jobs.apply_regrade(job, reason="The key was wrong.", over_by_hand=False, by_id=None, now=timezone.now())


def take_back(job: int) -> None:
    jobs.take_back(job, by_id=None, now=timezone.now())


def step_on(job: int) -> int:
    """As a worker whose lease another does not respect; answers how often the other was quicker."""
    chunks.SIZE = CHUNK
    n_overtaken = 0
    while True:
        try:
            if not jobs.step(job):
                return n_overtaken
        except jobs.Overtaken:
            n_overtaken += 1


def carry_on(job: int) -> None:
    """As a worker does it; only for a while, as a sweep comes again and again."""
    chunks.SIZE = CHUNK
    while jobs.carry_on(job):
        pass


def free(job: int) -> None:
    """As if the lease of whoever had it had run out."""
    Regrade.objects.filter(pk=job).update(claimed_until=None)


def give_by_hand(n: int) -> int:
    """A person marks some of the answers to the question."""
    rows = AttemptItem.objects.filter(version__question__slug="choice").order_by("-pk")[:n]
    for item in rows:
        mark_by_hand(item.pk, item.possible / 2, comment="", reason="Half.", by_id=None, now=timezone.now())
    return len(rows)


def regraded(job: int) -> dict[str, Any]:
    """What came of it, in plain values."""
    row = Regrade.objects.get(pk=job)
    items = AttemptItem.objects.filter(version__question__slug="choice").order_by("pk")
    changes = MarkChange.objects.filter(regrade=row).order_by("item_id", "pk")
    lines = RegradeLine.objects.filter(regrade=row).order_by("item_id")
    return {
        "state": row.state,
        "counts": (row.n_seen, row.n_changed, row.n_left, row.n_put_back),
        "points": list(items.values_list("points", "outcome")),
        "changes": list(changes.values_list("kind", "old_points", "new_points")),
        "changed_items": list(changes.filter(kind="regraded").values_list("item", flat=True)),
        "fates": list(lines.values_list("verdict", "fate")),
    }


DEEDS = (answer_all, turn_key, apply, take_back, step_on, carry_on, free, give_by_hand, regraded)
