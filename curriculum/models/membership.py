"""Who studies a course, and who teaches it."""

from django.conf import settings
from django.db import models

from curriculum.models.taught import Course
from curriculum.querysets import EnrolmentQuerySet


class Enrolment(models.Model):
    """That somebody studies a course. Leaving keeps the row, since records hang on it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrolments")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="enrolments")
    enrolled_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "course"], name="enrolment_once_per_course")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.course_id}"


class CourseStaff(models.Model):
    """That somebody teaches a course: the fence around what an instructor sees of learners (P16)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="teaching")
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="staff")

    class Meta:
        verbose_name = verbose_name_plural = "course staff"
        constraints = [models.UniqueConstraint(fields=["user", "course"], name="staff_once_per_course")]

    def __str__(self) -> str:
        return f"{self.user_id} teaches {self.course_id}"
