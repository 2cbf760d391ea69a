"""Answers that a person has to mark: which come next, and how many are left."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet

from curriculum.models import Course
from quizzes.models import AttemptItem, HandMark, MarkChange
from quizzes.querysets import HandMarkQuerySet, ItemQuerySet

LISTED = 50


def seen_of(item_id: int) -> str:
    """What a form is made from, and has to find again when it is sent: the last mark by a person, and the last change.

    Read it before what the form shows: then it can be too old, which asks once too often, and never too new.
    """
    number = HandMark.objects.filter(item=item_id).aggregate(last=Max("number"))["last"]
    change = MarkChange.objects.filter(item=item_id).aggregate(last=Max("pk"))["last"]
    return f"{number or 0}-{change or 0}"


@dataclass(frozen=True)
class Queue:
    """Of these courses; perhaps of one quiz, or one question, alone."""

    courses: QuerySet[Course]
    quiz: int | None = None
    question: int | None = None

    def answers(self) -> ItemQuerySet:
        rows = AttemptItem.objects.filter(attempt__quiz__course__in=self.courses)
        return rows.filter(**self._narrowed("attempt__quiz", "version__question"))

    def held(self) -> HandMarkQuerySet:
        rows = HandMark.objects.held().of_courses(self.courses)
        return rows.filter(**self._narrowed("item__attempt__quiz", "item__version__question"))

    def _narrowed(self, quiz: str, question: str) -> dict[str, Any]:
        asked = {quiz: self.quiz, question: self.question}
        return {path: pk for path, pk in asked.items() if pk is not None}

    def n_unread(self) -> int:
        return self.answers().unread().count()

    def next_after(self, item: AttemptItem) -> int | None:
        """The next answer to be marked; from the last one on, the oldest that was passed over."""
        rows = self.answers().unread().oldest_first().exclude(pk=item.pk).values_list("pk", flat=True)
        return rows.filter(_beyond(item, "gt")).first() or rows.first()

    def before(self, item: AttemptItem) -> int | None:
        """The answer before it among those whose mark is not released yet, so that one can go back to what one did."""
        rows = self.answers().waiting().oldest_first().reverse()
        return rows.filter(_beyond(item, "lt")).values_list("pk", flat=True).first()

    def oldest(self) -> int | None:
        return self.answers().unread().oldest_first().values_list("pk", flat=True).first()

    def by_quiz(self) -> list[dict[str, Any]]:
        """What there is to do in each quiz: answers to mark, and marks to release; the longest waiting first."""
        return self._by("attempt__quiz", "attempt__quiz__title", "attempt__quiz__course__title")

    def by_question(self) -> list[dict[str, Any]]:
        return self._by("version__question", "version__question__current__title", "attempt__quiz__title")

    def _by(self, group: str, title: str, within: str) -> list[dict[str, Any]]:
        names = {"key": group, "title": title, "within": within}
        unread = self.answers().unread().values(**{name: F(path) for name, path in names.items()})
        held = self.held().values(**{name: F(f"item__{path}") for name, path in names.items()})
        found: dict[int, dict[str, Any]] = {}
        nothing = {"n": 0, "oldest": None, "n_held": 0, "upto": 0}
        counts: tuple[QuerySet[Any, Any], ...] = (
            unread.annotate(n=Count("pk"), oldest=Min("attempt__finished_at")),
            held.annotate(n_held=Count("pk"), upto=Max("pk")),
        )
        for rows in counts:
            for row in rows.order_by():
                found[row["key"]] = found.get(row["key"], nothing) | row
        return sorted(found.values(), key=lambda row: (row["oldest"] is None, row["oldest"], row["title"]))

    def held_newest_first(self) -> list[HandMark]:
        rows = self.held().select_related("item__version", "item__attempt__quiz", "by").order_by("-pk")
        return list(rows.defer("item__version__shown", "item__version__key", "item__attempt__quiz__blueprint")[:LISTED])


def n_marked_since(user_id: int | None, moment: datetime) -> int:
    """How many answers this person has marked since then, each counted once."""
    return HandMark.objects.filter(by=user_id, made_at__gte=moment).aggregate(n=Count("item", distinct=True))["n"] or 0


def _beyond(item: AttemptItem, way: str) -> Q:
    """After or before it in the order of `oldest_first`."""
    at, place = item.attempt.finished_at, item.position
    return (
        Q(**{f"attempt__finished_at__{way}": at})
        | Q(attempt__finished_at=at, **{f"position__{way}": place})
        | Q(attempt__finished_at=at, position=place, **{f"pk__{way}": item.pk})
    )
