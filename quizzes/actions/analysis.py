"""Figures that take seconds to make are made by the worker, and kept (P21: reading makes none).

The database is the debt: a `Reckoning` is owed, whoever forgot. It comes from somebody who asks, or from the sweep,
which reads the changes of marks behind its watermark and so learns which quizzes have new ones.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, F, Q

from quizzes.models import MarkChange, Quiz, QuizStatistics, Reckoning, Watermark
from quizzes.reports.analysis import FORM, Basis, analysis, basis

logger = logging.getLogger("epoch.figures")

FIGURES = "figures"
# No transaction that changes marks is as long, so that none comes in below the numbers that were read.
SETTLED = timedelta(minutes=2)
CHUNK = 20_000
# In one run of the sweep: changes that are read, and quizzes that are reckoned.
MOST_CHUNKS, MOST_QUIZZES = 10, 20
# On the day of an exam marks come all the time. Figures so young are left alone, unless somebody asks.
REST = timedelta(minutes=15)
# Whoever has begun so long ago was killed, or failed.
LEASE = timedelta(minutes=10)


def ask_reckoning(quiz: Quiz, by_id: int | None, now: datetime) -> bool:
    """Note that the quiz's figures are owed, and who asked first. False where nothing has changed since they were made.

    Twice is once; what is being reckoned goes on.
    """
    if _is_kept(quiz, basis(quiz)):
        return False
    row, is_new = Reckoning.objects.get_or_create(quiz=quiz, defaults={"by_id": by_id, "asked_at": now})
    if not is_new and row.by_id is None:
        Reckoning.objects.filter(pk=row.pk, by=None).update(by=by_id)
    return True


def reckon(quiz_id: int, now: datetime) -> bool:
    """Make what is owed, if it is and nobody else is at it. True where it was made; a repeat finds nothing to do."""
    owed = Reckoning.objects.filter(Q(begun_at=None) | Q(begun_at__lt=now - LEASE), pk=quiz_id)
    asked_at = owed.values_list("asked_at", flat=True).first()
    if asked_at is None or not owed.update(begun_at=now):
        return False
    mine = Reckoning.objects.filter(pk=quiz_id, begun_at=now)
    try:
        _make(quiz_id, now)
    except Exception:
        mine.update(n_failures=F("n_failures") + 1)
        raise
    if not mine.filter(asked_at=asked_at).delete()[0]:
        # Marks came in meanwhile: they are the sweep's, and whoever asked has what they asked for.
        mine.update(begun_at=None, by=None)
    return True


def _is_kept(quiz: Quiz, resting_on: Basis) -> bool:
    kept = QuizStatistics.objects.filter(quiz=quiz).values_list("basis", flat=True).first()
    return kept == resting_on


def _make(quiz_id: int, now: datetime) -> None:
    """Where the figures that are kept rest on the same, they stay as they are."""
    quiz = Quiz.objects.get(pk=quiz_id)
    resting_on = basis(quiz)
    if _is_kept(quiz, resting_on):
        return
    made = analysis(quiz, resting_on)
    row = QuizStatistics(
        quiz=quiz, basis=resting_on, figures=made.as_json(), findings=made.findings_as_json(), made_at=now
    )
    # One statement, so that two who make them never meet.
    QuizStatistics.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["quiz"], update_fields=["basis", "figures", "findings", "made_at"]
    )


def keep_figures(now: datetime) -> int:
    """Note what is owed, then pay some of it, what was asked for first; returns how many quizzes were reckoned."""
    for _ in range(MOST_CHUNKS):
        if note_changes(now) < CHUNK:
            break
    _note_old_forms(now)
    resting = Q(by=None, quiz__statistics__made_at__gt=now - REST)
    free = Q(begun_at=None) | Q(begun_at__lt=now - LEASE)
    owed = (
        Reckoning.objects.filter(free)
        .exclude(resting)
        .order_by(ExpressionWrapper(Q(by=None), BooleanField()), "asked_at", "pk")
    )
    n_paid = 0
    for quiz_id in list(owed.values_list("pk", flat=True)[:MOST_QUIZZES]):
        try:
            n_paid += reckon(quiz_id, now)
        except Exception:
            # One that cannot be reckoned must not hold up the others: its turn comes again after its lease.
            logger.exception("the figures of quiz %d could not be made", quiz_id)
    return n_paid


@transaction.atomic
def note_changes(now: datetime) -> int:
    """Read the next changes of marks by number, as far as they have settled; returns how many. One at a time."""
    Watermark.objects.get_or_create(name=FIGURES)
    watermark = Watermark.objects.select_for_update().get(name=FIGURES)
    rows = MarkChange.objects.filter(pk__gt=watermark.reached).order_by("pk")
    chunk = list(rows.values_list("pk", "made_at")[:CHUNK])
    fresh = next((place for place, (_, made_at) in enumerate(chunk) if made_at > now - SETTLED), len(chunk))
    if not fresh:
        return 0
    last = chunk[fresh - 1][0]
    quizzes = set(rows.order_by().filter(pk__lte=last).values_list("attempt__quiz", flat=True).distinct())
    _owe(quizzes, now)
    watermark.reached = last
    watermark.save(update_fields=["reached"])
    return fresh


def _note_old_forms(now: datetime) -> None:
    """What a release before this one made is made anew."""
    old = QuizStatistics.objects.exclude(basis__form=FORM).filter(quiz__reckoning=None)
    _owe(set(old.values_list("quiz", flat=True)[:MOST_QUIZZES]), now)


def _owe(quiz_ids: set[int], now: datetime) -> None:
    """What is being reckoned just now is owed again after it."""
    Reckoning.objects.bulk_create(
        [Reckoning(quiz_id=pk, asked_at=now) for pk in sorted(quiz_ids)],
        update_conflicts=True,
        unique_fields=["quiz"],
        update_fields=["asked_at"],
    )
