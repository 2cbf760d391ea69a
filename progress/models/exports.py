"""Files that somebody asked for: what, for whom, how far it has come, and what became of it. Rows are never deleted."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from curriculum.models import Course
from progress.querysets import ExportQuerySet


class Export(models.Model):
    """A job: waiting → running → done; or cancelled, failed, refused. What was streamed at once is done when it is
    written down.

    The file is made of the rows as they are when it is read, as of `made_at`: a job that was killed begins anew, and
    makes the same file of the same rows. `code` names it in addresses; whoever has it must still be the one who asked,
    and have the right. The file goes at `expires_at`; the row stays, and says who took out what.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Under way"
        DONE = "done", "Done"
        CANCELLED = "cancelled", "Cancelled"
        FAILED = "failed", "Failed"
        REFUSED = "refused", "Refused"

    code = models.CharField(max_length=43, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exports")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    report = models.CharField(max_length=40)
    selection = models.JSONField(default=dict, blank=True)
    form = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    made_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=300, blank=True, help_text="why it failed or was refused")
    # Before the rows are read, how many there would be at most.
    n_total = models.PositiveIntegerField(default=0)
    n_rows = models.PositiveIntegerField(default=0)
    n_bytes = models.PositiveBigIntegerField(default=0)
    checksum = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the rows as CSV")
    edition = models.PositiveIntegerField(default=0, help_text="the content revision that the rows go by")
    totals = models.JSONField(default=dict, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    n_failures = models.PositiveSmallIntegerField(default=0)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        permissions = [
            ("see_reports", "Can read and export the reports of their courses"),
            ("see_audit", "Can read and export who exported, changed marks and gave roles"),
        ]
        indexes = [
            models.Index(fields=["by", "-made_at"], name="export_of_person"),
            models.Index(fields=["claimed_until"], condition=Q(state__in=["waiting", "running"]), name="export_owed"),
            models.Index(fields=["expires_at"], condition=Q(state="done", removed_at=None), name="export_to_remove"),
        ]

    def __str__(self) -> str:
        return f"{self.report} as {self.form}"

    @property
    def is_moving(self) -> bool:
        return self.state in {self.State.WAITING, self.State.RUNNING}

    def has_file(self, now: datetime) -> bool:
        """What was streamed at once has none, and never expires."""
        is_kept = self.state == self.State.DONE and self.removed_at is None
        return is_kept and self.expires_at is not None and self.expires_at > now
