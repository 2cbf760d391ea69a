"""Questions to the quizzes, in sentences."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import connections
from django.db.models import F, FilteredRelation, Q, QuerySet
from django.db.models.functions import Now

from curriculum.querysets import TaughtQuerySet
from quizzes.deadline import GRACE

if TYPE_CHECKING:
    from curriculum.models import Course
    from quizzes import models  # noqa: F401  (named in quotes below)


class QuizQuerySet(TaughtQuerySet["models.Quiz"]):
    def taught(self) -> Self:
        return super().taught().filter(course__retired_at__isnull=True)

    def in_order(self) -> Self:
        return self.order_by("module__position", "position")

    def with_clock(self) -> Self:
        """Adds `clock`, the database's time."""
        return self.annotate(clock=Now())

    def listed(self) -> Self:
        """Without texts: what a list of quizzes needs."""
        return self.only(
            "slug", "title", "summary", "purpose", "minutes", "topics", "module_id", "position", "course_id"
        )


class QuestionQuerySet(TaughtQuerySet["models.Question"]):
    def to_draw(self) -> Self:
        """With what the blueprint asks of each, and without what it says."""
        return self.select_related("current").only(
            "slug", "quiz", "position", "current__objective", "current__difficulty", "current__case", "current__points"
        )


class VersionQuerySet(QuerySet["models.QuestionVersion"]):
    def without_key(self) -> Self:
        """What may be shown before release; the key is not even fetched."""
        return self.defer("key")


@dataclass(frozen=True)
class Run:
    """An attempt as its learner names it: their own n-th at a quiz. No address names anybody else's (P15, P18)."""

    learner_id: int | None
    course: str
    quiz: str
    number: int

    def of_attempt(self, prefix: str = "") -> dict[str, object]:
        """The conditions on the attempt (or what leads to it by `prefix`): its own learner's, still enrolled.

        A quiz that is retired meanwhile keeps its attempts: who is in the middle goes on, and results stay readable.
        """
        conditions = {
            "learner": self.learner_id,
            "number": self.number,
            "quiz__slug": self.quiz,
            "quiz__course__slug": self.course,
            "quiz__course__retired_at__isnull": True,
            "quiz__course__enrolments__user": self.learner_id,
            "quiz__course__enrolments__left_at__isnull": True,
        }
        return {prefix + name: value for name, value in conditions.items()}


class AttemptQuerySet(QuerySet["models.Attempt"]):
    def of(self, run: Run) -> Self:
        return self.filter(**run.of_attempt())

    def with_clock(self) -> Self:
        """Adds `clock`, the database's time."""
        return self.annotate(clock=Now())

    def in_progress(self) -> Self:
        return self.filter(state="in_progress")

    def overdue(self, now: datetime | Now) -> Self:
        """Still in progress, though the time is over and the grace too."""
        return self.in_progress().filter(ends_at__lt=now - GRACE)

    def unmarked(self) -> Self:
        """Finished, and owed a mark."""
        return self.filter(state__in=["submitted", "expired"])

    def owed_a_mark(self, now: datetime | Now) -> Self:
        """Unmarked, and not put off after a failure."""
        return self.unmarked().filter(Q(retry_at__isnull=True) | Q(retry_at__lte=now))

    def locked(self, *, waiting: bool = False) -> Self:
        """For this transaction alone; what another holds is waited for, or left to it where the database knows how."""
        if connections[self.db].features.has_select_for_update_skip_locked:
            return self.select_for_update(skip_locked=not waiting, of=("self",))
        return self.select_for_update()

    def overseen_by(self, courses: "QuerySet[Course]") -> Self:
        return self.filter(quiz__course__in=courses)


class ItemQuerySet(QuerySet["models.AttemptItem"]):
    def of(self, run: Run) -> Self:
        return self.filter(**run.of_attempt("attempt__"))

    def with_clock(self) -> Self:
        """Adds `clock`, the database's time."""
        return self.annotate(clock=Now())

    def with_question(self) -> Self:
        """With what was shown, and not the key."""
        return self.select_related("version").defer("version__key")

    def with_key(self) -> Self:
        """With the key: for marking, and for pages after release."""
        return self.select_related("version", "marked_by")

    def marked_by_keys_of(self, versions: Collection[int]) -> Self:
        """Answers in graded attempts whose mark was reckoned by the key of one of these versions."""
        by_key = Q(marked_by__isnull=True, version__in=versions) | Q(marked_by__in=versions)
        return self.filter(by_key, attempt__state="graded", response__isnull=False)

    def with_marks_by_hand(self) -> Self:
        """Adds what a person gave and said, of the mark that counts; none where no person did."""
        counting = FilteredRelation("hand_marks", condition=Q(hand_marks__state="released"))
        return self.annotate(counting=counting).annotate(
            given_criteria=F("counting__criteria"), said_html=F("counting__comment_html")
        )

    def waiting(self) -> Self:
        """For a person: neither marked, nor a mark of theirs released."""
        return self.filter(outcome="waiting", attempt__state="graded")

    def unread(self) -> Self:
        """Waiting, and no mark held for it."""
        return self.waiting().exclude(hand_marks__state="held")

    def oldest_first(self) -> Self:
        return self.order_by("attempt__finished_at", "position", "pk")

    def with_challenge(self, learner_id: int | None) -> Self:
        """Adds `challenge`: what this learner said of the version and did not withdraw, with the ruling; or None."""
        own = Q(version__challenges__learner=learner_id) & ~Q(version__challenges__state="withdrawn")
        joined = self.annotate(challenge=FilteredRelation("version__challenges", condition=own))
        return joined.select_related("challenge__ruling")


class HandMarkQuerySet(QuerySet["models.HandMark"]):
    def held(self) -> Self:
        return self.filter(state="held")

    def counting(self) -> Self:
        """Those that are on their answers."""
        return self.filter(state="released")

    def of_courses(self, courses: "QuerySet[Course]") -> Self:
        return self.filter(item__attempt__quiz__course__in=courses)


class AllowanceQuerySet(QuerySet["models.Allowance"]):
    def of(self, learner_id: int | None, quiz_id: int) -> Self:
        return self.filter(learner=learner_id, quiz=quiz_id)

    def at(self, moment: datetime) -> Self:
        """Those that counted then: what is taken back later does not shorten what ran already."""
        return self.filter(Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=moment))


class RegradeQuerySet(QuerySet["models.Regrade"]):
    def moving(self) -> Self:
        return self.filter(state__in=["weighing", "running", "taking_back"])

    def free(self, now: datetime) -> Self:
        """At which nobody is, or whose worker has not been heard of for too long."""
        return self.moving().filter(Q(claimed_until__isnull=True) | Q(claimed_until__lt=now))


class ChallengeQuerySet(QuerySet["models.Challenge"]):
    def still_open(self) -> Self:
        return self.filter(state="open")

    def of(self, learner_id: int | None, version_id: int) -> Self:
        """What the learner said of the version and did not withdraw: one at most."""
        return self.filter(learner=learner_id, version=version_id).exclude(state="withdrawn")

    def overseen_by(self, courses: "QuerySet[Course]") -> Self:
        return self.filter(version__question__course__in=courses)
