"""What changed a score, and what changes the rules for one learner: rows that are added, never changed.

And figures, which are kept only because they take long to make.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from quizzes.models.attempts import Attempt, AttemptItem
from quizzes.models.questions import QuestionVersion, Quiz
from quizzes.models.regrades import Regrade
from quizzes.querysets import AllowanceQuerySet


class MarkChange(models.Model):
    """One change of a score: who, when, why, from what to what. Rows are added, never changed (P8)."""

    class Kind(models.TextChoices):
        GRADED = "graded", "Marked"
        BY_HAND = "by_hand", "Marked by a person"
        REGRADED = "regraded", "Marked again"
        TAKEN_BACK = "taken_back", "Marking again taken back"

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
        # Few among the marks, and asked for whenever item statistics are shown: whether a mark changed since.
        indexes = [models.Index(fields=["attempt"], condition=~Q(kind="graded"), name="change_after_marking")]

    def __str__(self) -> str:
        return f"{self.old_points} → {self.new_points}"


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
    made_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "quiz statistics"

    def __str__(self) -> str:
        return f"statistics of {self.quiz_id}"
