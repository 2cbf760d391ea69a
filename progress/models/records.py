"""What learners did beside answering questions, and what they keep for themselves."""

from django.conf import settings
from django.db import models

from curriculum.models import Course, Lesson


class LessonRecord(models.Model):
    """A learner at a lesson: that they opened it, where they stopped, and whether they call it done."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="lesson_records")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="records")
    opened_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True, help_text="the heading that was read last, by its anchor")
    read_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "lesson"], name="lesson_record_once")]

    def __str__(self) -> str:
        return f"{self.learner_id} at {self.lesson_id}"


class LabResult(models.Model):
    """That a learner met a lab's challenge: the response that the lab's twin judged, the first that met it."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="lab_results")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    lab = models.SlugField(max_length=60)
    response = models.JSONField()
    met_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "course", "lab"], name="lab_result_once")]

    def __str__(self) -> str:
        return f"{self.learner_id} met {self.lab}"


class Note(models.Model):
    """A learner's own words on a lesson, in Markdown. Nobody else reads them. `revision` counts the saves."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notes")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "lesson"], name="note_once")]

    def __str__(self) -> str:
        return f"note {self.pk}"


class Bookmark(models.Model):
    """A heading of a lesson that a learner wants to find again; the whole lesson where `anchor` is empty."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bookmarks")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="+")
    anchor = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=300)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at"]
        constraints = [models.UniqueConstraint(fields=["learner", "lesson", "anchor"], name="bookmark_once")]

    def __str__(self) -> str:
        return self.title
