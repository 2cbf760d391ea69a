"""Reminders: a row each notice, and what became of its mail."""

from datetime import UTC, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import change_address
from accounts.models import Message, User
from curriculum.models import Course
from progress.models import Notice, Study
from progress.selection import Misread, Selection
from tests.progress.cohorts import a_cohort, another_course
from tests.progress.reporting import asked, told
from tests.progress.telling import DAY, enrolment_of, notice, studying


@pytest.fixture
def ann(course: Course) -> User:
    return studying(course, "UTC", display_name="=Ann", email="ann@example.org")


def posted(one: Notice, **fields: Any) -> Message:
    """The mail about it."""
    row: Message = Message.objects.create(
        purpose=f"reminder-{one.kind}",
        recipient=one.enrolment.user.email,
        occasion=f"{one.enrolment_id}:{one.occasion}",
        message_id=f"<{one.pk}@example.org>",
        **fields,
    )
    Notice.objects.filter(pk=one.pk).update(handled_at=timezone.now(), message=row)
    return row


# --- refusals -------------------------------------------------------------------------------------------------------
def test_a_pace_or_a_quiz_is_no_filter_of_it(course: Course) -> None:
    for selection in (Selection(pace="behind"), Selection(quiz="exam")):
        with pytest.raises(Misread, match="has no such filter; leave it empty"):
            asked("reminders", selection)


def test_notices_of_another_course_are_not_in_it(ann: User) -> None:
    notice(ann)
    enrolment_of(ann).__class__.objects.filter(user=ann).update(course=another_course())
    assert told("reminders", Selection(course="tiny")) == []


# --- what it says ---------------------------------------------------------------------------------------------------
def test_a_row_says_whom_what_and_when_and_no_name_is_a_formula(ann: User) -> None:
    one = notice(ann, "due_soon", "2026-03-04")
    (row,) = told("reminders")
    assert (row["learner"], row["address"], row["cohort"]) == ("'=Ann", "ann@example.org", None)
    assert (row["kind"], row["occasion"]) == ("Something is due", "2026-03-04")
    assert (row["made_at"], row["mail_at"], row["read_at"]) == (one.made_at, one.mail_at, None)


def test_a_mail_went_out_only_when_it_was_sent(ann: User) -> None:
    now = timezone.now()
    waits, sent, dropped, under_way = (notice(ann, occasion=f"2026-03-0{day}") for day in range(2, 6))
    posted(sent, sent_at=now)
    posted(under_way)
    Notice.objects.filter(pk=dropped.pk).update(handled_at=now, dropped="left")
    rows = {row["occasion"]: (row["mail"], row["sent_at"]) for row in told("reminders")}
    assert rows == {
        waits.occasion: ("waits", None),
        sent.occasion: ("sent", now),
        dropped.occasion: ("not sent: left", None),
        under_way.occasion: ("on its way", None),
    }


@pytest.mark.parametrize("ended", ["withdrawn_at", "failed_at"])
def test_a_mail_that_was_withdrawn_or_given_up_is_not_on_its_way(ann: User, ended: str) -> None:
    posted(notice(ann), **{ended: timezone.now()})
    (row,) = told("reminders")
    assert row["mail"].startswith("not sent: ")
    assert row["sent_at"] is None


def test_what_was_sent_stays_sent_when_the_address_changes(ann: User) -> None:
    posted(notice(ann), sent_at=timezone.now())
    change_address(ann, "elsewhere@example.org")
    (row,) = told("reminders")
    assert (row["address"], row["mail"]) == ("elsewhere@example.org", "sent")


def test_what_was_posted_by_an_older_release_finds_its_notice(ann: User) -> None:
    """What the migration does."""
    theirs, other = notice(ann, "behind"), notice(ann)
    mail = posted(theirs)
    Notice.objects.update(message=None)
    import_module("progress.migrations.0009_mail_of_a_notice").name_mails(apps, None)
    assert {one.pk: one.message_id for one in Notice.objects.all()} == {theirs.pk: mail.pk, other.pk: None}


# --- filters, order, cost -------------------------------------------------------------------------------------------
def test_filters_leave_those_whom_they_name(ann: User, course: Course) -> None:
    bob = studying(course, "UTC", email="bob@example.org")
    cohort = a_cohort()
    Study.objects.filter(enrolment__user=bob).update(cohort=cohort)
    first, later = notice(ann), notice(bob)
    Notice.objects.filter(pk=later.pk).update(made_at=first.made_at + 2 * DAY)
    assert [row["address"] for row in told("reminders", Selection(cohort=cohort.pk))] == [bob.email]
    day = first.made_at.astimezone(UTC).date()
    assert [row["address"] for row in told("reminders", Selection(to_on=day))] == [ann.email]
    assert [row["address"] for row in told("reminders", Selection(from_on=day + timedelta(days=1)))] == [bob.email]
    assert told("reminders", Selection(role="admin")) == []


@pytest.mark.parametrize("sort", ["", "notice", "-notice"])
def test_batches_of_any_size_give_each_row_once_and_cost_a_query_each(ann: User, sort: str) -> None:
    for day in range(1, 8):
        notice(ann, occasion=f"2026-03-0{day}")
    report, scope = asked("reminders", Selection(sort=sort))
    whole = [row for batch in report.batches(scope) for row in batch]
    numbers = [int(str(row[0])) for row in whole]
    assert len(whole) == report.count(scope) == 7
    assert numbers == sorted(numbers, reverse=sort == "-notice")
    for size in (1, 3, 7, 8):
        with CaptureQueriesContext(connection) as queries:
            assert [row for batch in report.batches(scope, size, size) for row in batch] == whole
        assert len(queries) == -(-7 // size)
