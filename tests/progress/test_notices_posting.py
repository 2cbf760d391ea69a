"""From a notice to a mail: once, and only while it is wanted (P17, P28)."""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.actions import send_owed_messages
from accounts.models import Message, User
from accounts.outbox import LEASE, claim
from accounts.tasks import send_message
from curriculum.models import Course, Lesson
from progress import tasks
from progress.actions import posting
from progress.actions.preferences import choose_mails, stop_mails
from progress.actions.study import leave_course
from progress.mail import stop_token
from progress.models import LabResult, Notice, Study
from progress.models.notices import Kind
from progress.reminders import Quiet
from progress.reports import notices as reports
from progress.reports.outline import outline_of
from quizzes.models import Attempt
from tests.progress.telling import DAY, do_all, enrolment_of, notice, post, studying
from tests.quizzes.sitting import RIGHT, Sitting

pytestmark = pytest.mark.django_db
ALWAYS = Quiet(0, 0)


@pytest.fixture
def person(course: Course) -> User:
    """Somebody who began four days ago, so that something is late, whom mail may reach at any hour."""
    found = studying(course, begun_at=timezone.now() - 14 * DAY)
    choose_mails(found.pk, Kind.values, ALWAYS, timezone.now())
    return found


def finish(person: User) -> None:
    now = timezone.now()
    do_all(person, now)
    Sitting("exam", person, enrolled=False).finish(RIGHT)
    Attempt.objects.filter(learner=person).update(passed=True)
    course = Course.objects.get(slug="tiny")
    for part in outline_of(course):
        if part.kind == "lab":
            LabResult.objects.create(learner=person, course=course, lab=part.slug, response={}, met_at=now)


def leave(person: User) -> None:
    leave_course(enrolment_of(person).pk, timezone.now())


def close_account(person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)


def opt_out(person: User) -> None:
    for kind in Kind:
        stop_mails(person.pk, kind, timezone.now())


def lose_confirmation(person: User) -> None:
    EmailAddress.objects.filter(user=person).update(verified=False)


def let_go_stale(_person: User) -> None:
    Notice.objects.update(stale_at=timezone.now() - timedelta(seconds=1))


def retire(_person: User) -> None:
    Course.objects.update(retired_at=timezone.now())


def do_what_is_due(person: User) -> None:
    do_all(person, timezone.now(), "alpha")


CHANGES: list[tuple[str, Callable[[User], None], str]] = [
    ("weekly", leave, "left"),
    ("weekly", retire, "left"),
    ("weekly", close_account, "account is closed"),
    ("weekly", opt_out, "opted out"),
    ("weekly", lose_confirmation, "address is not confirmed"),
    ("weekly", let_go_stale, "stale"),
    ("weekly", finish, "finished"),
    ("due_soon", do_what_is_due, "no longer so"),
    ("inactive", do_what_is_due, "no longer so"),
    ("behind", finish, "finished"),
    ("marked", leave, "left"),
    ("marked", opt_out, "opted out"),
]


def owed(person: User, kind: str) -> Notice:
    return notice(person, kind, timezone.now().date().isoformat() if kind == "due_soon" else "2026-03-02")


@pytest.mark.parametrize(("kind", "change", "reason"), CHANGES)
def test_what_is_not_wanted_is_dropped_and_says_why(
    person: User, kind: str, change: Callable[[User], None], reason: str
) -> None:
    row = owed(person, kind)
    change(person)
    assert post(timezone.now()) == []
    row.refresh_from_db()
    assert row.handled_at is not None
    assert row.dropped == reason
    assert not Message.objects.exists()


@pytest.mark.parametrize(("kind", "change", "reason"), CHANGES)
def test_it_is_asked_again_at_the_moment_of_sending(
    person: User, kind: str, change: Callable[[User], None], reason: str, mailoutbox: list[EmailMessage]
) -> None:
    owed(person, kind)
    (message,) = post(timezone.now())
    change(person)
    assert send_owed_messages() == 0
    message.refresh_from_db()
    assert message.state == "withdrawn", reason
    assert not mailoutbox


@pytest.mark.parametrize("kind", Kind.values)
def test_what_is_wanted_goes_out_once(person: User, kind: str, mailoutbox: list[EmailMessage]) -> None:
    row = owed(person, kind)
    now = timezone.now()
    (message,) = post(now)
    assert post(now) == post(now + timedelta(hours=1)) == []
    row.refresh_from_db()
    assert (row.handled_at, row.dropped) == (now, "")
    assert (message.purpose, message.recipient) == (f"reminder-{kind}", person.email)
    assert message.occasion == f"{enrolment_of(person).pk}:{row.occasion}"
    assert message.purpose in settings.MAIL_CHECKS
    assert send_owed_messages() == 1
    assert send_owed_messages() == 0
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("kind", Kind.values)
def test_the_mail_says_why_it_came_and_how_to_stop_it_in_text_and_html(
    person: User, kind: str, mailoutbox: list[Any]
) -> None:
    owed(person, kind)
    post(timezone.now())
    send_owed_messages()
    (letter,) = mailoutbox
    stop = f"{settings.SITE_URL}/reminders/stop/{stop_token(person.pk, kind)}/"
    assert letter.extra_headers["List-Unsubscribe"] == f"<{stop}>"
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    html, form = letter.alternatives[0]
    assert form == "text/html"
    for body in (letter.body, html):
        assert stop in body.replace("&amp;", "&")
        assert f"{settings.SITE_URL}/reminders/settings/" in body
        assert "You get this mail because you study" in body
        assert "<script" not in body and "{" not in body and "None" not in body
    assert Client().get(stop.removeprefix(settings.SITE_URL)).status_code == 200


def test_a_mail_about_a_mark_has_a_link_and_no_mark(person: User, mailoutbox: list[Any]) -> None:
    """P14"""
    attempt = Sitting("exam", person, enrolled=False).finish(RIGHT)
    owed(person, "marked")
    post(timezone.now())
    send_owed_messages()
    (letter,) = mailoutbox
    assert "/courses/tiny/quizzes/exam/attempts/1/result/" in letter.body
    words = f"{letter.subject} {letter.body} {letter.alternatives[0][0]}".lower()
    assert attempt.points is not None
    for word in ("passed", "failed", "points", "canary", f"{attempt.points:f}"):
        assert word not in words


def test_names_are_text_in_html(person: User) -> None:
    Course.objects.update(title="<b>A & B</b>")
    User.objects.filter(pk=person.pk).update(display_name="<i>Eve</i>")
    owed(person, "weekly")
    (message,) = post(timezone.now())
    assert "<b>" not in message.html and "&lt;b&gt;A &amp; B&lt;/b&gt;" in message.html
    assert "Hello <i>Eve</i>," in message.text and "<b>A & B</b>" in message.text


def test_in_quiet_hours_it_is_put_off(person: User) -> None:
    row = owed(person, "weekly")
    hour = timezone.now().astimezone(person.zone).hour
    choose_mails(person.pk, Kind.values, Quiet(hour, (hour + 2) % 24), timezone.now())
    assert post(timezone.now()) == []
    row.refresh_from_db()
    assert row.handled_at is None
    assert timezone.now() < row.mail_at < timezone.now() + timedelta(hours=2)
    assert len(post(row.mail_at)) == 1


def test_what_is_not_due_yet_waits(person: User) -> None:
    row = notice(person, mail_at=timezone.now() + timedelta(hours=1))
    assert post(timezone.now()) == []
    assert len(post(row.mail_at)) == 1


def test_a_changed_address_is_not_written_to_under_the_old_one(person: User, mailoutbox: list[EmailMessage]) -> None:
    owed(person, "weekly")
    post(timezone.now())
    User.objects.filter(pk=person.pk).update(email="new@example.org")
    EmailAddress.objects.filter(user=person).update(email="new@example.org")
    assert send_owed_messages() == 0
    assert not mailoutbox


def test_a_part_that_is_not_due_any_more_by_the_present_plan_is_not_told(person: User) -> None:
    row = owed(person, "due_soon")
    Study.objects.update(plan=None)
    assert post(timezone.now()) == []
    row.refresh_from_db()
    assert row.dropped == "no longer so"


def test_one_that_cannot_be_written_holds_up_nobody(person: User) -> None:
    broken = notice(person, "weekly", "2026-03-09", facts={})
    owed(person, "weekly")
    assert len(post(timezone.now())) == 1
    broken.refresh_from_db()
    assert broken.dropped == "could not be written"


def test_a_sender_that_died_sends_again_with_the_same_id(person: User, mailoutbox: list[Any]) -> None:
    owed(person, "weekly")
    (message,) = post(timezone.now())
    assert claim(message.pk, timezone.now())  # and dies
    assert send_owed_messages() == 0
    assert send_owed_messages(lambda: timezone.now() + LEASE + timedelta(seconds=1)) == 1
    (letter,) = mailoutbox
    assert letter.extra_headers["Message-ID"] == message.message_id


def test_batches_reach_everybody(course: Course, person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "BATCH", 2)
    for n in range(5):
        notice(person, "weekly", f"2026-03-{n + 10}")
    assert len(post(timezone.now())) == 5
    assert Lesson.objects.exists()


def test_the_task_posts_and_tells_the_queue(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int] = []
    monkeypatch.setattr(send_message, "delay", told.append)
    owed(person, "weekly")
    tasks.post_notices()
    tasks.post_notices()
    assert told == [Message.objects.get().pk]


def test_a_message_without_a_notice_is_not_wanted(person: User) -> None:
    owed(person, "weekly")
    (message,) = post(timezone.now())
    Notice.objects.all().delete()
    assert not reports.is_wanted(message)
