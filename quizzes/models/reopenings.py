"""Attempts that staff gave back to their learners after they had been marked."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from quizzes.models.attempts import Attempt
from quizzes.models.records import MarkChange


class Reopening(models.Model):
    """That a marked attempt was put in progress again: who, when, why, until when. Rows are added, never deleted.

    `before` is the attempt as it stood, with every answer and its mark, since both may change from then on. `mark` is
    the change that marked it again: it is set once, so that one mark comes of each reopening (P2).
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="reopenings")
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    points = models.DecimalField(max_digits=8, decimal_places=2)
    before = models.JSONField()
    mark = models.OneToOneField(MarkChange, on_delete=models.PROTECT, null=True, blank=True, related_name="reopening")

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["attempt"], condition=Q(mark__isnull=True), name="reopened_one_at_a_time")
        ]

    def __str__(self) -> str:
        return f"reopening {self.pk}"
