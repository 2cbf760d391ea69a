"""Posting and claiming: the rows alone."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts import outbox
from accounts.models import Message
from tests.factories import MessageFactory

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def test_the_same_mail_is_owed_once() -> None:
    first = MessageFactory(occasion="the exam", subject="First")
    again = MessageFactory(occasion="the exam", subject="Again", recipient="Ann@Example.org")
    assert (again.pk, again.subject, again.message_id) == (first.pk, "First", first.message_id)
    assert Message.objects.count() == 1


@pytest.mark.parametrize("change", [{"purpose": "other"}, {"recipient": "bob@example.org"}, {"occasion": "other"}])
def test_another_purpose_recipient_or_occasion_is_another_mail(change: dict[str, str]) -> None:
    MessageFactory(occasion="the exam")
    MessageFactory(**{"occasion": "the exam", **change})
    assert Message.objects.count() == 2


def test_a_mail_goes_with_its_transaction() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        MessageFactory()
        raise RuntimeError
    assert not Message.objects.exists()


def test_a_subject_is_one_line() -> None:
    assert MessageFactory(subject="Hello\r\nBcc: eve@example.org").subject == "Hello Bcc: eve@example.org"


def test_message_ids_are_unique_and_of_our_domain() -> None:
    ids = {message.message_id for message in MessageFactory.create_batch(3)}
    assert len(ids) == 3
    assert all(message_id.endswith("@localhost>") for message_id in ids)


def test_one_claims_and_the_other_leaves_it() -> None:
    message = MessageFactory()
    claimed = outbox.claim(message.pk, timezone.now())
    assert claimed
    assert claimed.n_tries == 1
    assert outbox.claim(message.pk, timezone.now()) is None


def test_a_claim_runs_out_with_its_lease() -> None:
    message = MessageFactory()
    now = timezone.now()
    outbox.claim(message.pk, now)
    assert outbox.claim(message.pk, now + outbox.LEASE - timedelta(seconds=1)) is None
    again = outbox.claim(message.pk, now + outbox.LEASE)
    assert again
    assert (again.n_tries, again.message_id) == (2, message.message_id)


@pytest.mark.parametrize("field", ["sent_at", "withdrawn_at", "failed_at"])
def test_nobody_claims_what_is_over(field: str) -> None:
    message = MessageFactory()
    Message.objects.update(**{field: NOW})
    assert outbox.claim(message.pk, timezone.now()) is None


def test_nobody_claims_what_is_not_due() -> None:
    message = MessageFactory(due_at=NOW + timedelta(hours=1))
    assert outbox.claim(message.pk, NOW) is None
    assert outbox.claim(message.pk, NOW + timedelta(hours=1))


def test_only_the_holder_of_the_lease_may_report_a_failure() -> None:
    message = MessageFactory()
    now = timezone.now()
    slow = outbox.claim(message.pk, now)
    assert slow
    outbox.claim(message.pk, now + outbox.LEASE)
    outbox.mark_failed(slow, "late news", now + outbox.LEASE)
    message.refresh_from_db()
    assert (message.last_error, message.claimed_until) == ("", now + 2 * outbox.LEASE)


@pytest.mark.parametrize("still_ours", [True, False])
def test_only_the_holder_of_the_lease_gives_up(still_ours: bool) -> None:
    message = MessageFactory()
    now = timezone.now()
    claimed = outbox.claim(message.pk, now)
    assert claimed
    if not still_ours:
        outbox.claim(message.pk, now + outbox.LEASE)
    assert outbox.mark_failed(claimed, "no such mailbox", now, for_good=True) is still_ours
    message.refresh_from_db()
    assert (message.failed_at is not None) is still_ours


def test_whoever_sent_it_says_so_even_after_the_lease() -> None:
    message = MessageFactory()
    now = timezone.now()
    slow = outbox.claim(message.pk, now)
    assert slow
    outbox.claim(message.pk, now + outbox.LEASE)
    outbox.mark_sent(slow, now + outbox.LEASE)
    message.refresh_from_db()
    assert message.state == "sent"


def test_a_failure_is_followed_by_a_longer_and_longer_pause_up_to_an_hour() -> None:
    pauses = [outbox.pause_after(n).total_seconds() for n in range(1, 10)]
    assert pauses == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]
    assert outbox.pause_after(0).total_seconds() == 30


def test_the_tries_reach_over_the_three_days_that_a_link_is_good_for() -> None:
    total = sum((outbox.pause_after(n) for n in range(1, outbox.MOST_TRIES)), timedelta())
    assert timedelta(days=2, hours=22) < total < timedelta(days=3, hours=2)


def test_a_second_click_is_the_same_occasion_and_a_later_request_is_not() -> None:
    def ask(now: object) -> Message:
        occasion = outbox.occasion_now("reset", "ann@example.org", now)  # type: ignore[arg-type]
        message: Message = MessageFactory(purpose="reset", occasion=occasion)
        return message

    first = ask(NOW)
    created = first.created_at
    assert ask(created + timedelta(seconds=9)) == first
    second = ask(created + timedelta(seconds=11))
    assert second != first


def test_a_cleared_outbox_does_not_swallow_the_next_request() -> None:
    for n in range(3):
        message = MessageFactory(purpose="reset", occasion=outbox.occasion_now("reset", "ann@example.org", NOW))
        Message.objects.filter(pk=message.pk).update(created_at=NOW - timedelta(days=3 - n))
    Message.objects.order_by("pk").first().delete()  # type: ignore[union-attr]
    occasion = outbox.occasion_now("reset", "ann@example.org", NOW)
    assert not Message.objects.filter(occasion=occasion).exists()
