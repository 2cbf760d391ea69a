"""Doubts about a question: what learners challenge, what was ruled on it, and findings that somebody has put aside."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from quizzes.models.attempts import Attempt
from quizzes.models.questions import QuestionVersion
from quizzes.querysets import ChallengeQuerySet


class Challenge(models.Model):
    """That a learner doubts a version of a question: open → withdrawn, upheld or declined, and never open again.

    One that was not withdrawn stands for good: a ruling on a version is final for its learner.
    """

    class Reason(models.TextChoices):
        KEY_WRONG = "key_wrong", "The key is wrong"
        SEVERAL_RIGHT = "several", "More than one answer is right"
        UNCLEAR = "unclear", "It is not clear"
        NOT_TAUGHT = "not_taught", "It is not taught"
        WORDING = "wording", "A mistake in the words"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        WITHDRAWN = "withdrawn", "Withdrawn"
        UPHELD = "upheld", "Upheld"
        DECLINED = "declined", "Declined"

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="challenges")
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="challenges")
    # The one on whose result's page it was made.
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="challenges")
    reason = models.CharField(max_length=10, choices=Reason)
    words = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ChallengeQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "version"], condition=~Q(state="withdrawn"), name="challenge_once_for_each_version"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True) | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="challenge_closed_once_answered",
            ),
        ]
        indexes = [
            models.Index(fields=["version"], condition=Q(state="open"), name="challenge_open"),
            models.Index(fields=["learner", "made_at"], name="challenge_of_learner"),
        ]

    def __str__(self) -> str:
        return f"challenge {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class Ruling(models.Model):
    """What somebody who teaches the course decided on a challenge. Rows are added, never changed (P8)."""

    challenge = models.OneToOneField(Challenge, on_delete=models.PROTECT, related_name="ruling")
    upheld = models.BooleanField()
    note = models.TextField(help_text="what the learner is told")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{'upheld' if self.upheld else 'declined'}: {self.challenge_id}"


class PutAside(models.Model):
    """That somebody looked at a finding about a version and found it fine; another version is looked at anew."""

    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="put_aside")
    sort = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, help_text="of what the finding is about")
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    taken_up_at = models.DateTimeField(null=True, blank=True)
    taken_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name_plural = "put aside"
        constraints = [
            models.UniqueConstraint(fields=["version", "digest"], condition=Q(taken_up_at=None), name="put_aside_once")
        ]

    def __str__(self) -> str:
        return f"{self.sort} of {self.version_id}"
