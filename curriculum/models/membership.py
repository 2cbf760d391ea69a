"""Who studies a course, and who teaches it."""

from django.conf import settings
from django.db import models
from django.utils import timezone

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


class StaffChange(models.Model):
    """That somebody was given a course to teach, or lost it: who, when, by whom. Rows are only added.

    `by` is empty for what was done from a shell.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="staff_changes")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="staff_changes")
    given = models.BooleanField(help_text="given, or taken away")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["course", "made_at"], name="staff_change_of_course")]

    def __str__(self) -> str:
        return f"{self.person_id} {'given' if self.given else 'lost'} {self.course_id}"
