"""What learners answered. Nothing here is ever deleted."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from quizzes.models.questions import Question, QuestionVersion, Quiz
from quizzes.querysets import AttemptQuerySet, ItemQuerySet

if TYPE_CHECKING:
    from quizzes.models.challenges import Challenge

# Points are exact: two decimals, rounded half up once for each question; totals are sums of these (P8).
NO_POINTS = Decimal("0.00")


class Attempt(models.Model):
    """A learner's run at a quiz: in progress → submitted or expired → graded.

    Rules are pinned when it starts, so that no later edit changes it (P7). `ends_at` is the projection of
    `deadline.effective`, for the sweep's index; whoever decides asks the deadline itself.
    """

    class State(models.TextChoices):
        IN_PROGRESS = "in_progress", "In progress"
        SUBMITTED = "submitted", "Submitted"
        EXPIRED = "expired", "Expired"
        GRADED = "graded", "Graded"

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attempts")
    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="runs")
    number = models.PositiveIntegerField()
    limit = models.PositiveIntegerField(null=True, blank=True, help_text="attempts allowed when this one began")
    seed = models.CharField(max_length=32)
    state = models.CharField(max_length=12, choices=State, default=State.IN_PROGRESS)
    started_at = models.DateTimeField()
    time_limit = models.PositiveSmallIntegerField(null=True, blank=True, help_text="minutes")
    ends_at = models.DateTimeField(null=True, blank=True)
    pass_mark = models.PositiveSmallIntegerField()
    marking = models.CharField(max_length=10)
    shuffle = models.CharField(max_length=10)
    submitted_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    graded_at = models.DateTimeField(null=True, blank=True)
    points = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    possible = models.DecimalField(max_digits=8, decimal_places=2)
    n_waiting = models.PositiveSmallIntegerField(default=0, help_text="answers that a person has to mark")
    passed = models.BooleanField(null=True, blank=True)
    # The projection of its answers by objective (`grading.shares`), for reports over many learners. Empty while it has
    # no mark, and where a release that kept none marked it: then the answers are read.
    shares = models.TextField(blank=True, default="", db_default="", editable=False)
    n_failures = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)
    retry_at = models.DateTimeField(null=True, blank=True)
    clock: datetime  # the database's time, where the query asked for it

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(fields=["learner", "quiz", "number"], name="attempt_numbered_once"),
            models.UniqueConstraint(
                fields=["learner", "quiz"], condition=Q(state="in_progress"), name="attempt_one_in_progress"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1) & (Q(limit__isnull=True) | Q(number__lte=F("limit"))),
                name="attempt_within_limit",
            ),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(points__gte=0, points__lte=F("possible")),
                name="attempt_points_in_range",
            ),
            models.CheckConstraint(
                condition=Q(state="in_progress", finished_at__isnull=True)
                | (~Q(state="in_progress") & Q(finished_at__isnull=False)),
                name="attempt_finished_once_closed",
            ),
            models.CheckConstraint(
                condition=Q(state="graded", graded_at__isnull=False, points__isnull=False)
                | (~Q(state="graded") & Q(graded_at__isnull=True, points__isnull=True)),
                name="attempt_marked_once_graded",
            ),
        ]
        indexes = [
            models.Index(fields=["ends_at"], condition=Q(state="in_progress"), name="attempt_running"),
            models.Index(fields=["finished_at"], condition=Q(state__in=["submitted", "expired"]), name="attempt_owed"),
            models.Index(fields=["quiz", "graded_at"], name="attempt_of_quiz"),
            # Reports select by the day on which it began, and the worker counts those of the last days.
            models.Index(fields=["started_at"], name="attempt_begun"),
            models.Index(fields=["learner", "quiz"], condition=Q(passed=True), name="attempt_passed"),
        ]

    def __str__(self) -> str:
        return f"attempt {self.number}"

    @property
    def is_closed(self) -> bool:
        """Whether no answer can be given any more, as far as the row knows; the clock may know better."""
        return self.state != self.State.IN_PROGRESS

    @property
    def ran_out(self) -> bool:
        return self.is_closed and self.submitted_at is None


class AttemptItem(models.Model):
    """One question of an attempt, and the answer. `revision` counts the saves: an older page cannot overwrite (P5)."""

    class Outcome(models.TextChoices):
        RIGHT = "right", "Right"
        PARTLY = "partly", "Partly right"
        WRONG = "wrong", "Wrong"
        UNANSWERED = "unanswered", "Not answered"
        WAITING = "waiting", "Waits for a person"

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="items")
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    response = models.JSONField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, blank=True)
    flagged = models.BooleanField(default=False)
    # As the browser counted until the answer was last changed. For statistics alone: a browser may say anything.
    seconds = models.PositiveIntegerField(null=True, blank=True, editable=False)
    possible = models.DecimalField(max_digits=6, decimal_places=2)
    points = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    remarks = models.JSONField(default=list, blank=True)
    comment = models.TextField(blank=True, help_text="what the person who marked it says to the learner")
    # The version whose key marked it, where that is a later one than the version that was shown.
    marked_by = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    clock: datetime  # the database's time, where the query asked for it
    challenge: "Challenge | None" = None  # what its learner said of the version, where the query asked for it
    # Of the mark by hand that counts, where the query asked for it.
    given_criteria: list[dict[str, str]] | None
    said_html: str | None

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = "answer"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "version"], name="item_version_once"),
            models.UniqueConstraint(fields=["attempt", "position"], name="item_position_once"),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(points__gte=0, points__lte=F("possible")),
                name="item_points_in_range",
            ),
        ]
        indexes = [models.Index(fields=["version"], condition=Q(outcome="waiting"), name="item_waiting")]

    def __str__(self) -> str:
        return f"question {self.position}"

    @property
    def key(self) -> dict[str, Any]:
        """What tells right from wrong in it. `with_key` fetches it along."""
        version = self.marked_by or self.version
        found: dict[str, Any] = version.key
        return found


class CheckResponse(models.Model):
    """Evidence from a knowledge check: the first answer to a version, the last one, and how many there were."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="check_responses")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="check_responses")
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="+")
    response = models.JSONField()
    outcome = models.CharField(max_length=10)
    first_outcome = models.CharField(max_length=10)
    n_tries = models.PositiveIntegerField(default=1)
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "version"], name="check_once_per_version")]

    def __str__(self) -> str:
        return f"{self.outcome} ({self.n_tries})"
