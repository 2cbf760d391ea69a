"""What authors wrote: the one table of text."""

from django.conf import settings
from django.db import models

from curriculum.models.taught import Course
from curriculum.querysets import TaughtQuerySet


class Document(models.Model):
    """One text of a course, whatever its path is called, with three pointers into its revisions."""

    class Kind(models.TextChoices):
        COURSE = "course", "Course"
        MODULE = "module", "Module"
        LESSON = "lesson", "Lesson"
        GLOSSARY = "glossary", "Glossary"
        QUIZ = "quiz", "Quiz"
        HANDOUT = "handout", "Handout"

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=20, choices=Kind)
    slug = models.SlugField(max_length=60)
    path = models.CharField(max_length=300)
    published = models.ForeignKey("Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    draft = models.ForeignKey("Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    loaded = models.ForeignKey("Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = TaughtQuerySet["Document"].as_manager()

    class Meta:
        ordering = ["path"]
        constraints = [models.UniqueConstraint(fields=["course", "kind", "slug"], name="document_once_per_course")]

    def __str__(self) -> str:
        return self.path

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.slug}"


class Revision(models.Model):
    """A text as it was written: never deleted, and never changed but while it is a document's draft."""

    class Origin(models.TextChoices):
        FILE = "file", "From a file"
        ADMIN = "admin", "Written in the admin"

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    origin = models.CharField(max_length=10, choices=Origin)
    made_at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)
    # What was published when this was begun, where it was written in the admin: the base of a later merge.
    base = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-made_at", "-number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="revision_numbered_once")]

    def __str__(self) -> str:
        return f"revision {self.number}"
