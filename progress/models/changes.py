"""What staff changed about dates. What they grant for a quiz, and what they reopen, is on record with the quizzes."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from progress.models.study import Cohort, Study


class DateChange(models.Model):
    """That staff moved the dates of a cohort or of one learner: who, when, why, old → new. Rows are only added.

    `old` and `new` hold the fields of a rule (`kept_rule`).
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, null=True, blank=True, related_name="date_changes")
    study = models.ForeignKey(Study, on_delete=models.PROTECT, null=True, blank=True, related_name="date_changes")
    n_learners = models.PositiveIntegerField(default=1)
    old = models.JSONField()
    new = models.JSONField()
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cohort__isnull=True, study__isnull=False) | Q(cohort__isnull=False, study__isnull=True),
                name="date_change_of_one",
            )
        ]

    def __str__(self) -> str:
        return f"date change {self.pk}"
