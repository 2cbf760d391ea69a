"""From row to mail server: what goes out, how often, and what happens when it does not."""

import smtplib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts import actions, outbox, tasks
from accounts.actions import Outcome, send_message, send_owed_messages
from accounts.models import Message, User
from config.celery import app
from tests.factories import MessageFactory, UserFactory

pytestmark = pytest.mark.django_db

REFUSED = smtplib.SMTPRecipientsRefused({"ann@example.org": (550, b"no ann@example.org here")})
BUSY = smtplib.SMTPRecipientsRefused({"ann@example.org": (451, b"later, ann@example.org")})


@pytest.fixture
def server() -> Iterator[Any]:
    """A mail server whose answer a test decides."""
    with patch("accounts.mail.EmailMultiAlternatives.send") as send:
        yield send


def state(message: Message) -> str:
    message.refresh_from_db()
    return message.state


def test_a_mail_that_is_not_due_stays(mailoutbox: list[EmailMessage]) -> None:
    message = MessageFactory(due_at=timezone.now() + timedelta(hours=1))
    assert send_message(message.pk, timezone.now()) is Outcome.LEFT
    assert send_owed_messages() == 0
    assert not mailoutbox


def test_a_mail_that_never_was_is_left(mailoutbox: list[EmailMessage]) -> None:
    assert send_message(4711, timezone.now()) is Outcome.LEFT


def test_a_mail_goes_out_once_with_its_own_id(mailoutbox: list[EmailMessage]) -> None:
    message = MessageFactory(headers={"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}, html="<p>A text.</p>")
    assert send_message(message.pk, timezone.now()) is Outcome.SENT
    (letter,) = mailoutbox
    headers = letter.message()
    assert (headers["Message-ID"], headers["Auto-Submitted"]) == (message.message_id, "auto-generated")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (letter.to, letter.subject, letter.body) == (["ann@example.org"], "A subject", "A text.")
    assert state(message) == "sent"


def test_each_task_run_twice_sends_once(mailoutbox: list[EmailMessage]) -> None:
    message = MessageFactory()
    for _ in range(2):
        tasks.send_message(message.pk)
        tasks.send_owed_messages()
    assert len(mailoutbox) == 1


def test_tasks_carry_the_names_of_their_actions() -> None:
    for name in ("send_message", "send_owed_messages", "clear_ended_sessions"):
        assert app.tasks[name].name == name
        assert hasattr(actions, name)


def test_a_body_with_a_token_is_emptied_once_sent_and_others_stay(mailoutbox: list[EmailMessage]) -> None:
    secret, plain = MessageFactory(secret=True, html="<p>x</p>"), MessageFactory()
    assert send_owed_messages() == 2
    secret.refresh_from_db()
    plain.refresh_from_db()
    assert (secret.text, secret.html, plain.text) == ("", "", "A text.")


def test_a_dead_mail_server_delays_and_the_id_stays(server: Any, mailoutbox: list[EmailMessage]) -> None:
    message = MessageFactory(secret=True)
    server.side_effect = ConnectionRefusedError
    now = timezone.now()
    assert send_message(message.pk, now) is Outcome.UNREACHABLE
    message.refresh_from_db()
    assert (message.state, message.last_error, message.due_at, message.text) == (
        "waiting",
        "ConnectionRefusedError",
        now + timedelta(seconds=30),
        "A text.",
    )
    message_id = message.message_id

    server.side_effect = None
    assert send_message(message.pk, now + timedelta(seconds=29)) is Outcome.LEFT
    assert send_message(message.pk, now + timedelta(seconds=30)) is Outcome.SENT
    message.refresh_from_db()
    assert (message.state, message.n_tries, message.message_id) == ("sent", 2, message_id)


def test_a_sender_that_dies_in_the_middle_leaves_the_mail_to_the_next(mailoutbox: list[EmailMessage]) -> None:
    message = MessageFactory()
    now = timezone.now()
    with patch("accounts.outbox.mark_sent", side_effect=SystemExit), pytest.raises(SystemExit):
        send_message(message.pk, now)
    assert send_message(message.pk, now + timedelta(seconds=1)) is Outcome.LEFT
    assert send_message(message.pk, now + outbox.LEASE) is Outcome.SENT
    first, second = (letter.message()["Message-ID"] for letter in mailoutbox)
    assert first == second == message.message_id


def test_a_recipient_refused_for_good_is_given_up_and_the_log_says_so(
    server: Any, caplog: pytest.LogCaptureFixture
) -> None:
    message = MessageFactory(secret=True)
    server.side_effect = REFUSED
    assert send_message(message.pk, timezone.now()) is Outcome.REFUSED
    message.refresh_from_db()
    assert (message.state, message.text, message.last_error) == ("failed", "", "SMTPRecipientsRefused")
    assert "gave up message" in caplog.text
    assert "ann@example.org" not in caplog.text


def test_a_recipient_refused_for_now_waits_and_holds_up_nobody(server: Any) -> None:
    first, second = MessageFactory(), MessageFactory()
    server.side_effect = [BUSY, None]
    assert send_owed_messages() == 1
    assert (state(first), state(second)) == ("waiting", "sent")


def test_after_three_days_of_failures_a_mail_is_given_up(server: Any, caplog: pytest.LogCaptureFixture) -> None:
    message = MessageFactory()
    Message.objects.update(n_tries=outbox.MOST_TRIES - 1)
    server.side_effect = TimeoutError
    send_message(message.pk, timezone.now())
    assert state(message) == "failed"
    assert "gave up message" in caplog.text


def test_the_sweep_stops_at_a_dead_server_and_spares_the_rest_their_tries(server: Any) -> None:
    MessageFactory.create_batch(3)
    server.side_effect = TimeoutError
    assert send_owed_messages() == 0
    assert sorted(Message.objects.values_list("n_tries", flat=True)) == [0, 0, 1]


def test_a_mail_that_cannot_be_composed_waits_with_a_trace_in_the_log(
    server: Any, caplog: pytest.LogCaptureFixture
) -> None:
    message = MessageFactory()
    server.side_effect = ValueError("ours")
    assert send_message(message.pk, timezone.now()) is Outcome.REFUSED
    assert state(message) == "waiting"
    assert "could not be composed" in caplog.text


def test_the_sweep_takes_a_batch_and_leaves_the_rest_to_the_next(mailoutbox: list[EmailMessage]) -> None:
    MessageFactory.create_batch(3)
    with patch("accounts.actions.BATCH", 2):
        assert (send_owed_messages(), send_owed_messages(), send_owed_messages()) == (2, 1, 0)
    assert len(mailoutbox) == 3


def test_the_sweep_asks_the_clock_anew_for_each_mail(mailoutbox: list[EmailMessage]) -> None:
    MessageFactory.create_batch(2)
    start = timezone.now()
    times = iter([start + timedelta(seconds=n) for n in range(9)])
    assert send_owed_messages(clock=lambda: next(times)) == 2
    sent: list[datetime | None] = list(Message.objects.order_by("pk").values_list("sent_at", flat=True))
    assert sent == [start + timedelta(seconds=1), start + timedelta(seconds=2)]


def test_a_person_who_was_deactivated_gets_no_mail_that_waited(mailoutbox: list[EmailMessage], ann: User) -> None:
    message = MessageFactory(recipient=ann.email, secret=True)
    User.objects.filter(pk=ann.pk).update(is_active=False)
    assert send_message(message.pk, timezone.now()) is Outcome.LEFT
    message.refresh_from_db()
    assert (message.state, message.text) == ("withdrawn", "")
    assert not mailoutbox


def is_no_reminder(message: Message) -> bool:
    return message.purpose != "reminder"


def test_a_mail_that_became_unwanted_is_withdrawn(mailoutbox: list[EmailMessage], settings: Settings) -> None:
    settings.MAIL_CHECKS = dict.fromkeys(("reminder", "test"), f"{__name__}.is_no_reminder")
    unwanted, wanted = MessageFactory(purpose="reminder"), MessageFactory()
    assert send_owed_messages() == 1
    assert (state(unwanted), state(wanted)) == ("withdrawn", "sent")


def test_signing_up_tells_the_worker_after_the_commit_and_sends_nothing_itself(
    client: Client,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    form = {"email": "new@example.org", "display_name": "Nora", "password1": "correct horse battery"}
    with (
        patch("accounts.tasks.send_message.delay") as delay,
        django_capture_on_commit_callbacks(execute=True) as callbacks,
    ):
        client.post("/accounts/signup/", form)
        assert not delay.called
    assert callbacks
    assert {call.args for call in delay.call_args_list} == {(Message.objects.get().pk,)}
    assert not mailoutbox


def test_a_mail_for_one_person_costs_the_same_queries_in_a_full_outbox(
    django_assert_num_queries: Any, mailoutbox: list[EmailMessage]
) -> None:
    UserFactory.create_batch(2)
    for n in (1, 3):
        messages = MessageFactory.create_batch(n)
        with django_assert_num_queries(4):  # claim, read, is the person active, mark
            send_message(messages[0].pk, timezone.now())
