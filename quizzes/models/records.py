"""What changed a score, and what changes the rules for one learner: rows that are added, never changed.

And figures, which are kept only because they take long to make.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from quizzes.models.attempts import Attempt, AttemptItem
from quizzes.models.questions import QuestionVersion, Quiz
from quizzes.models.regrades import Regrade
from quizzes.querysets import AllowanceQuerySet, HandMarkQuerySet


class MarkChange(models.Model):
    """One change of a score: who, when, why, from what to what. Rows are added, never changed (P8)."""

    class Kind(models.TextChoices):
        GRADED = "graded", "Marked"
        BY_HAND = "by_hand", "Marked by a person"
        REGRADED = "regraded", "Marked again"
        TAKEN_BACK = "taken_back", "Marking again taken back"
        ANEW = "anew", "Marked after it was reopened"

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="changes")
    item = models.ForeignKey(AttemptItem, on_delete=models.PROTECT, null=True, blank=True, related_name="changes")
    kind = models.CharField(max_length=10, choices=Kind)
    regrade = models.ForeignKey(Regrade, on_delete=models.PROTECT, null=True, blank=True, related_name="changes")
    # The version whose key had marked it before, where that was not the one that was shown.
    marked_before_by = models.ForeignKey(
        QuestionVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Of the answer where there is one, else of the attempt; null is "not marked".
    old_points = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    new_points = models.DecimalField(max_digits=8, decimal_places=2)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["attempt"], condition=Q(kind="graded"), name="attempt_graded_once")
        ]
        # Few among the marks, and asked for whenever item statistics are shown: whether a mark changed since; and, the
        # newest first, by the audit.
        indexes = [
            models.Index(fields=["attempt"], condition=~Q(kind="graded"), name="change_after_marking"),
            models.Index(fields=["-made_at", "-id"], condition=~Q(kind="graded"), name="change_newest_first"),
        ]

    def __str__(self) -> str:
        return f"{self.old_points} → {self.new_points}"


class HandMark(models.Model):
    """What a person found an answer worth: held back until it is released, and replaced by what is found later.

    Nothing but its state ever changes. An answer has one held mark at most, and one that counts; only that one is on
    the answer too, so whatever reads answers cannot meet a mark that is held.
    """

    class State(models.TextChoices):
        HELD = "held", "Held back"
        RELEASED = "released", "Released"
        REPLACED = "replaced", "Replaced"

    item = models.ForeignKey(AttemptItem, on_delete=models.PROTECT, related_name="hand_marks", db_index=False)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State)
    points = models.DecimalField(max_digits=6, decimal_places=2)
    # In the order of the rubric, each with points, comment and comment_html; none for a mark over a machine's.
    criteria = models.JSONField(default=list, blank=True)
    comment = models.TextField(blank=True)
    comment_html = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    made_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = HandMarkQuerySet.as_manager()

    class Meta:
        ordering = ["item", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="hand_mark_numbered_once"),
            models.UniqueConstraint(fields=["item"], condition=Q(state="held"), name="hand_mark_one_held"),
            models.UniqueConstraint(fields=["item"], condition=Q(state="released"), name="hand_mark_one_counts"),
            models.CheckConstraint(
                condition=Q(state="held", released_at__isnull=True)
                | Q(state="released", released_at__isnull=False)
                | Q(state="replaced"),
                name="hand_mark_released_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["by", "made_at"], name="hand_mark_by")]

    def __str__(self) -> str:
        return f"{self.points} ({self.state})"


class Allowance(models.Model):
    """What one learner gets beyond a quiz's rules. Rows add up and are read live; taking one back keeps the row."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="allowances")
    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="allowances")
    extra_minutes = models.PositiveSmallIntegerField(default=0)
    extra_attempts = models.PositiveSmallIntegerField(default=0)
    closes_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    granted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = AllowanceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["learner", "quiz"], name="allowance_of_learner")]

    def __str__(self) -> str:
        return f"allowance {self.pk}"


class GivenUp(models.Model):
    """That a learner gave up the attempts left, for good, to see the answers."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="given_up")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "given up"
        constraints = [models.UniqueConstraint(fields=["learner", "quiz"], name="given_up_once")]

    def __str__(self) -> str:
        return f"{self.learner_id} gave up {self.quiz_id}"


class QuizStatistics(models.Model):
    """The figures of a quiz's item analysis, kept until what they rest on changes; they can always be made again."""

    quiz = models.OneToOneField(Quiz, on_delete=models.CASCADE, related_name="statistics")
    basis = models.JSONField(help_text="the attempts, changes of marks and questions that the figures rest on")
    figures = models.JSONField()
    # What is to be looked at. Beside the figures, so that a list of work need not read those.
    findings = models.JSONField(default=list, db_default=[])
    made_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "quiz statistics"

    def __str__(self) -> str:
        return f"statistics of {self.quiz_id}"


class Reckoning(models.Model):
    """That a quiz's figures are owed anew; the row goes once they are made. `by` asked; nobody did where it is empty.

    Whoever sets `begun_at`, by a conditional update, reckons; if that comes to nothing, another may after a while.
    """

    quiz = models.OneToOneField(Quiz, on_delete=models.CASCADE, primary_key=True, related_name="reckoning")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)
    n_failures = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"reckoning of {self.quiz_id}"


class Watermark(models.Model):
    """How far a table has been read whose rows are only ever added: the number of the last row that was seen."""

    name = models.CharField(max_length=20, primary_key=True)
    reached = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} up to {self.reached}"
