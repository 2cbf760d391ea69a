"""What happened in a course on a day, counted by the worker: of a large course it takes too long for a page."""

from django.db import models
from django.db.models import Q

from curriculum.models import Course
from progress.models.study import Cohort


class ActivityDay(models.Model):
    """Of all its learners, or of a cohort's. `counts` are by the name of the column; `on` is a day in UTC."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="+")
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    on = models.DateField()
    counts = models.JSONField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "on"], condition=Q(cohort=None), name="activity_day_once"),
            models.UniqueConstraint(fields=["cohort", "on"], name="activity_day_once_of_cohort"),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} on {self.on}"
