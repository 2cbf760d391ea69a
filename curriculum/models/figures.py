"""Figures: what stands at each path now, and everything that ever stood there."""

from django.conf import settings
from django.db import models

from curriculum.markup.picture import Figure, Picture
from curriculum.models.taught import Course
from curriculum.querysets import AssetQuerySet

DRAWING = "image/svg+xml"


class AssetRevision(models.Model):
    """A figure as it was put in: never changed, never deleted. What an attempt showed must still be there (P7).

    `text` is a drawing's, `content` a picture's; the other is empty.
    """

    class Origin(models.TextChoices):
        FILE = "file", "From a file"
        ADMIN = "admin", "Uploaded in the admin"

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="asset_revisions")
    path = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    content = models.BinaryField(null=True)
    n_bytes = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    origin = models.CharField(max_length=10, choices=Origin)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["course", "sha256"], name="asset_revision_by_content")]

    def __str__(self) -> str:
        return f"{self.path} of {self.made_at:%Y-%m-%d}"


class Asset(models.Model):
    """A figure of the course. `loaded_sha256` is what its file held when it was last loaded, empty where none was.

    `text` is a drawing's; a picture's bytes are those of its revision. A drawing that was loaded before there were
    revisions has none.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="assets")
    path = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    text = models.TextField(blank=True)
    loaded_sha256 = models.CharField(max_length=64, blank=True, default="", db_default="")
    # What its author said a reader would see; the texts that show the figure say it for themselves.
    alternative = models.TextField(blank=True, default="", db_default="")
    revision = models.ForeignKey(AssetRevision, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = AssetQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        constraints = [models.UniqueConstraint(fields=["course", "path"], name="asset_once_per_course")]

    def __str__(self) -> str:
        return self.path

    @property
    def is_drawing(self) -> bool:
        return self.revision is None or self.revision.media_type == DRAWING

    @property
    def n_bytes(self) -> int:
        return len(self.text.encode()) if self.revision is None else self.revision.n_bytes

    @property
    def figure(self) -> Figure:
        """As a text that shows it is read."""
        row = self.revision
        if row is None or row.media_type == DRAWING:
            return self.text
        return Picture(row.sha256, row.media_type, row.width or 0, row.height or 0)
