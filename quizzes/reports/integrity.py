"""What is stored twice, re-derived."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q

from quizzes.deadline import GRACE
from quizzes.grading.shares import by_objective, read
from quizzes.models import (
    NO_POINTS,
    Attempt,
    AttemptItem,
    Challenge,
    HandMark,
    MarkChange,
    Question,
    Regrade,
    Reopening,
    Ruling,
)

CHUNK = 2_000


def broken_invariants() -> Iterator[str]:
    """What the rows say that cannot be true, re-derived from the rows themselves (P33); nothing where all is well."""
    yield from _sums()
    yield from _challenges()
    # What one statement in the database can hold, the database holds; these need two tables.
    closed = AttemptItem.objects.filter(attempt__submitted_at__isnull=False).exclude(attempt__state="in_progress")
    # Both are times of arrival: a save may come a moment after the submission and still be the first to hold the row.
    for pk in closed.filter(saved_at__gt=F("attempt__submitted_at") + GRACE).values_list("pk", flat=True):
        yield f"answer {pk} was changed after its attempt was submitted"
    graded = Attempt.objects.filter(state="graded")
    for pk in graded.exclude(changes__kind="graded").values_list("pk", flat=True):
        yield f"attempt {pk} is marked, and nothing says when"
    marks = MarkChange.objects.filter(kind="graded")
    reopened = Exists(Reopening.objects.filter(attempt=OuterRef("attempt"), mark=None))
    for pk in marks.exclude(attempt__state="graded").exclude(reopened).values_list("attempt", flat=True):
        yield f"attempt {pk} was marked, and is not"
    for pk in Reopening.objects.filter(mark=None, attempt__state="graded").values_list("attempt", flat=True):
        yield f"attempt {pk} was reopened and is marked, and nothing says by which mark"
    yield from _by_hand()
    yield from _regrades()
    questions = Question.objects.taught()
    for slug in questions.filter(current__isnull=True).values_list("slug", flat=True):
        yield f"question {slug} is taught, and has no version"
    for slug in questions.exclude(current=None).exclude(current__question=F("pk")).values_list("slug", flat=True):
        yield f"question {slug} points to a version of another"


def _by_hand() -> Iterator[str]:
    """Marks that persons gave, against the answers that they are on, or not on yet."""
    for pk in HandMark.objects.held().exclude(item__outcome="waiting").values_list("item", flat=True):
        yield f"answer {pk} has a mark that counts, and another that is held for it"
    # Where a person gave what a machine had given before, marking again goes over it.
    counting = HandMark.objects.counting().exclude(item__changes__kind__in=["regraded", "taken_back"])
    off = counting.filter(item__points__isnull=True) | counting.exclude(item__points=F("points"))
    for pk in off.values_list("item", flat=True).distinct():
        yield f"answer {pk} has other points than the person gave it whose mark counts"


def _sums() -> Iterator[str]:
    """Totals, and what waits, against the answers of each attempt, added exactly."""
    last = 0
    while True:
        attempts = list(Attempt.objects.filter(pk__gt=last).order_by("pk")[:CHUNK])
        if not attempts:
            return
        last = attempts[-1].pk
        points, possible = (dict.fromkeys((row.pk for row in attempts), NO_POINTS) for _ in range(2))
        waiting = dict.fromkeys(points, 0)
        shares: dict[int, list[Any]] = {pk: [] for pk in points}
        asked = ("attempt", "version__objective", "points", "possible", "outcome")
        rows = AttemptItem.objects.filter(attempt__in=points).values_list(*asked)
        for attempt, objective, got, most, outcome in rows.iterator(chunk_size=CHUNK):
            shares[attempt].append((objective, outcome, got, most))
            points[attempt] += got or NO_POINTS
            possible[attempt] += most
            waiting[attempt] += outcome == "waiting"
        for row in attempts:
            if possible[row.pk] != row.possible:
                yield f"attempt {row.pk} has {row.possible} points to get, and its questions {possible[row.pk]}"
            if row.points is not None and points[row.pk] != row.points:
                yield f"attempt {row.pk} has {row.points} points, and its answers {points[row.pk]}"
            if row.points is not None and waiting[row.pk] != row.n_waiting:
                yield f"attempt {row.pk} says that {row.n_waiting} answers wait, and {waiting[row.pk]} do"
            if row.shares and read(row.shares) != by_objective(shares[row.pk]):
                yield f"attempt {row.pk} has other shares by objective than its answers"


def _challenges() -> Iterator[str]:
    """What came of challenges, against what was ruled."""
    ruled = Challenge.objects.filter(state__in=[Challenge.State.UPHELD, Challenge.State.DECLINED])
    for pk in ruled.filter(ruling=None).values_list("pk", flat=True):
        yield f"challenge {pk} is answered, and nothing says by whom"
    for upheld, state in ((True, Challenge.State.UPHELD), (False, Challenge.State.DECLINED)):
        others = Ruling.objects.filter(upheld=upheld).exclude(challenge__state=state)
        for pk in others.values_list("challenge", flat=True):
            yield f"challenge {pk} is not {state}, and was ruled so"
    asked = AttemptItem.objects.filter(attempt=OuterRef("attempt"), version=OuterRef("version"))
    strange = Challenge.objects.filter(~Exists(asked) | ~Q(learner=F("attempt__learner")))
    for pk in strange.values_list("pk", flat=True):
        yield f"challenge {pk} is to a question that its learner was not asked"


def _regrades() -> Iterator[str]:
    """What a regrade says that it changed and put back, against the history of marks."""
    applied = Regrade.objects.filter(applied_at__isnull=False).annotate(
        n_regraded=Count("changes", filter=Q(changes__kind="regraded")),
        n_taken_back=Count("changes", filter=Q(changes__kind="taken_back")),
    )
    for row in applied.exclude(n_regraded=F("n_changed"), n_taken_back=F("n_put_back")).order_by("pk"):
        yield f"regrade {row.pk} says that it changed {row.n_changed} marks and put {row.n_put_back} back; others did"
