"""Issuing a certificate, once; revoking it, and what else staff may do to it, with a record of who did what."""

import secrets
from datetime import datetime

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction

from accounts.models import User
from curriculum.models import Enrolment
from progress import codes
from progress.actions.study import Refused
from progress.models import Certificate, Study
from progress.reports.certificates import finished_on, statement_of
from progress.reports.standing import standing_of


@transaction.atomic
def issue_certificate(enrolment_id: int, now: datetime) -> Certificate:
    """The one certificate of this enrolment, made where there is none. Raises Refused.

    Name, course and what it covers are written down as they are now, and stay so.
    """
    study = Study.objects.select_for_update(of=("self",)).active().get(pk=enrolment_id)
    issued: Certificate | None = Certificate.objects.filter(enrolment=enrolment_id).first()
    if issued is not None:
        return issued
    enrolment = Enrolment.objects.select_related("course", "user").get(pk=enrolment_id)
    learner = enrolment.user
    assert isinstance(learner, User)  # noqa: S101  (the setting says so; this tells the type checker)
    where = standing_of(study, enrolment.course, learner, now)
    if not where.count.is_complete:
        raise Refused("Parts of the course are not done yet.")
    if not learner.display_name.strip():
        raise Refused("A certificate needs a name: give yours in your profile.")
    certificate: Certificate = Certificate.objects.create(
        enrolment=enrolment,
        code=codes.code_from(secrets.token_bytes(codes.N_BYTES)),
        name=learner.display_name,
        course_title=enrolment.course.title,
        statement=statement_of(where, enrolment.course),
        finished_on=finished_on(where, learner.zone),
        issued_at=now,
    )
    return certificate


@transaction.atomic
def revoke_certificate(certificate_id: int, staff_id: int, why: str, now: datetime) -> bool:
    """Returns whether it was in force."""
    rows = Certificate.objects.filter(pk=certificate_id, revoked_at=None)
    if not rows.update(revoked_at=now, revoked_by=staff_id, revoked_why=why):
        return False
    _log(certificate_id, staff_id, f"Revoked: {why}")
    return True


@transaction.atomic
def restore_certificate(certificate_id: int, staff_id: int, why: str) -> bool:
    """Take the revocation back. Returns whether it was revoked."""
    rows = Certificate.objects.filter(pk=certificate_id, revoked_at__isnull=False)
    if not rows.update(revoked_at=None, revoked_by=None, revoked_why=""):
        return False
    _log(certificate_id, staff_id, f"In force again: {why}")
    return True


@transaction.atomic
def rename_certificate(certificate_id: int, staff_id: int, why: str) -> bool:
    """Issue it again under the name that the learner has now; its code stays. Returns whether the name changed."""
    row = Certificate.objects.select_for_update().get(pk=certificate_id)
    name = name_now(row)
    if name in {row.name, ""}:
        return False
    _log(certificate_id, staff_id, f"Name changed from “{row.name}” to “{name}”: {why}")
    Certificate.objects.filter(pk=certificate_id).update(name=name)
    return True


def name_now(certificate: Certificate) -> str:
    return User.objects.get(enrolments=certificate.enrolment_id).display_name.strip()


def _log(certificate_id: int, staff_id: int, words: str) -> None:
    rows = Certificate.objects.filter(pk=certificate_id)
    LogEntry.objects.log_actions(staff_id, rows, CHANGE, change_message=words, single_object=True)
