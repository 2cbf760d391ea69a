"""Certificates: what was true on the day, in words that no later rename or edit changes."""

from django.conf import settings
from django.db import models

from curriculum.models import Enrolment


class Certificate(models.Model):
    """`code` is in the public address that verifies it, 128 random bits or more; it shows what the paper shows."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="certificate")
    code = models.CharField(max_length=43, unique=True)
    name = models.CharField(max_length=80)
    course_title = models.CharField(max_length=300)
    statement = models.JSONField(default=dict, blank=True)
    finished_on = models.DateField()
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    revoked_why = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.course_title}: {self.name}"
