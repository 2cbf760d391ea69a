"""Who people are, and the mail that they are owed."""

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.managers import MessageQuerySet, UserManager

NOT_ZONES = frozenset({"Factory", "localtime", "posixrules"})


class Role(models.TextChoices):
    """The three kinds of people who use Epoch. Each is a group; config/roles.py says what it may do."""

    LEARNER = "learner"
    INSTRUCTOR = "instructor"
    ADMIN = "admin"


@cache
def time_zones() -> frozenset[str]:
    """Every IANA name that this machine knows, old names included: browsers still report some of them."""
    return frozenset(available_timezones()) - NOT_ZONES


def validate_time_zone(name: str) -> None:
    if name not in time_zones():
        raise ValidationError("This is not a time zone; choose one such as Europe/Berlin.", code="time_zone")


@cache
def _zone(name: str) -> ZoneInfo:
    """Kept, since Python itself keeps the last eight only, and a sweep over learners meets all of them in turn."""
    return ZoneInfo(name)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. They sign in by address, which is stored in lower case, so that it is unique in any case."""

    email = models.EmailField("e-mail", max_length=254, unique=True)
    display_name = models.CharField("name", max_length=80)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    is_active = models.BooleanField(
        "active", default=True, help_text="Clear this instead of deleting: the person is out at their next click."
    )
    is_staff = models.BooleanField("staff", default=False, help_text="May enter the admin.")
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_is_lower_case"),
        ]
        # Lists of people by name go by it, a page at a time.
        indexes = [models.Index(fields=["display_name", "id"], name="user_by_name")]

    def __str__(self) -> str:
        return self.display_name

    def clean(self) -> None:
        super().clean()
        self.email = self.email.lower()

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    @property
    def zone(self) -> ZoneInfo:
        return _zone(self.time_zone)


class RoleChange(models.Model):
    """That somebody was given a role, or lost one: who, when, by whom. Rows are only added.

    "staff" and "superuser" are Django's own; whoever signs up is a learner, and that is no change. `by` is empty for
    what was done from a shell.
    """

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="role_changes")
    role = models.CharField(max_length=40)
    given = models.BooleanField(help_text="given, or taken away")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.role} {'given' if self.given else 'taken away'}"


class Message(models.Model):
    """A mail that is owed. The row comes first; the sending may wait, fail and be repeated.

    Purpose, recipient and occasion name it: asking for the same mail again finds this row. `claimed_until` is
    the lease of whoever is sending it; `due_at` moves on with each failure.
    """

    purpose = models.CharField(max_length=60)
    recipient = models.EmailField(max_length=254)
    occasion = models.CharField(max_length=120)
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    secret = models.BooleanField(default=False, help_text="Holds a link that signs in: emptied once sent.")
    message_id = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    claimed_until = models.DateTimeField(null=True, blank=True)
    n_tries = models.PositiveSmallIntegerField("tries", default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True, help_text="No longer wanted when its turn came.")
    failed_at = models.DateTimeField(null=True, blank=True, help_text="Given up.")
    last_error = models.CharField(max_length=200, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["purpose", "recipient", "occasion"], name="message_once_per_purpose"),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(sent_at=None, withdrawn_at=None, failed_at=None),
                name="message_owed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} to {self.recipient}"

    @property
    def state(self) -> str:
        if self.sent_at:
            return "sent"
        if self.withdrawn_at:
            return "withdrawn"
        if self.failed_at:
            return "failed"
        return "waiting"
