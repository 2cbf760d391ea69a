"""What a learner is told: notices first, of which some also go by mail, and the calendar."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from accounts.models import Message
from curriculum.models import Enrolment
from progress.querysets import NoticeQuerySet


class Kind(models.TextChoices):
    DUE_SOON = "due_soon", "Something is due"
    BEHIND = "behind", "Behind the plan"
    WEEKLY = "weekly", "The week's plan"
    INACTIVE = "inactive", "Nothing done for a while"
    MARKED = "marked", "A mark is released"
    CHALLENGED = "challenged", "A challenge is answered"


class Notice(models.Model):
    """One thing worth telling, once for each enrolment, kind and occasion. The row comes first; a mail may follow.

    `facts` are what the words are made of. A mail is owed from `mail_at` on, and never after `stale_at`: whoever sets
    `handled_at` by a conditional update has posted it, or dropped it for the reason that `dropped` gives.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=10, choices=Kind)
    occasion = models.CharField(max_length=60)
    facts = models.JSONField(default=dict, blank=True)
    made_at = models.DateTimeField()
    mail_at = models.DateTimeField()
    stale_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True, blank=True)
    dropped = models.CharField(max_length=40, blank=True)
    # The mail that was posted; its recipient is the address of that day.
    message = models.OneToOneField(Message, null=True, on_delete=models.SET_NULL, related_name="notice")
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["enrolment", "kind", "occasion"], name="notice_once")]
        indexes = [models.Index(fields=["mail_at"], condition=Q(handled_at=None), name="notice_to_mail")]

    def __str__(self) -> str:
        return f"{self.kind} {self.occasion}"


class Watermark(models.Model):
    """How far a table has been read whose rows are only ever added: the number of the last row that was seen."""

    name = models.CharField(max_length=20, primary_key=True)
    reached = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} up to {self.reached}"


class OptOut(models.Model):
    """That a person wants no mail of this kind, in whatever course: it outlives every enrolment."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="opt_outs")
    kind = models.CharField(max_length=10, choices=Kind)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="opt_out_once")]

    def __str__(self) -> str:
        return f"{self.user_id} wants no {self.kind}"


class QuietHours(models.Model):
    """When a person wants no mail, in hours of their own day; who has no row has the usual ones."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="quiet_hours"
    )
    from_hour = models.PositiveSmallIntegerField(default=21, validators=[MaxValueValidator(23)])
    to_hour = models.PositiveSmallIntegerField(default=8, validators=[MaxValueValidator(23)])

    def __str__(self) -> str:
        return f"{self.from_hour} to {self.to_hour}"


class Feed(models.Model):
    """A calendar's private address: whoever has it reads the due dates. Only its digest is kept.

    What it is told is written down when it changes, never when it is read: as of `told_at`, at that `edition`.
    """

    enrolment = models.OneToOneField(Enrolment, on_delete=models.CASCADE, primary_key=True, related_name="feed")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    edition = models.PositiveIntegerField(db_default=0)

    def __str__(self) -> str:
        return f"feed of {self.enrolment_id}"


class FeedEntry(models.Model):
    """A due date as calendars know it: the sequence rises when it moves, is dropped, comes back or reads otherwise."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="calendar")
    key = models.CharField(max_length=80)
    title = models.CharField(max_length=300)
    due_on = models.DateField()
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "key"], name="feed_entry_once")]

    def __str__(self) -> str:
        return f"{self.key} on {self.due_on}"
