"""The worker dies, the queue is lost: each mail goes out, and once (P3, P28)."""

import signal
import time

import pytest

from tests.faults.conftest import Installation, wait_for

pytestmark = pytest.mark.slow

SIGN_UP = """
from django.test import Client
form = {"email": "new@example.org", "display_name": "Nora", "password1": "correct horse battery"}
assert Client().post("/accounts/signup/", form).status_code == 302
"""
SWEEP = 15 + 5  # seconds between two sweeps, and some for the start


def test_mail_that_was_asked_for_while_the_worker_was_dead_goes_out_once(installation: Installation) -> None:
    with installation.worker() as worker:
        worker.send_signal(signal.SIGKILL)
        worker.wait(10)
        installation.run(SIGN_UP)
        time.sleep(1)
        assert installation.mails() == []
    with installation.worker():
        wait_for(installation.mails, 20)
        time.sleep(SWEEP)
    assert len(installation.mails()) == 1


def test_mail_goes_out_once_even_when_the_queue_is_lost(installation: Installation) -> None:
    installation.run(SIGN_UP)
    for hint in (installation.var / "queue").glob("*.msg"):
        hint.unlink()
    with installation.worker():
        wait_for(installation.mails, SWEEP + 10)
    assert len(installation.mails()) == 1


def test_a_hint_reaches_the_embedded_worker_within_half_a_second(installation: Installation) -> None:
    with installation.worker():
        installation.run(SIGN_UP)
        wait_for(installation.mails, 20)
        waits = installation.run(
            """
from accounts.outbox import post_message
from accounts.models import Message
from accounts.tasks import send_message
waits = []
for n in range(8):
    message = post_message(
        purpose="test", recipient="ann@example.org", occasion=str(n), subject="Latency", text="A text."
    )
    begun = time.monotonic()
    send_message.delay(message.pk)
    while not Message.objects.filter(pk=message.pk).exclude(sent_at=None).exists():
        assert time.monotonic() - begun < 10
        time.sleep(0.01)
    waits.append(time.monotonic() - begun)
print(json.dumps(waits))
"""
        )
    print("latencies", sorted(round(wait, 3) for wait in waits))
    assert sorted(waits)[len(waits) // 2] < 0.5


RACE = """
import threading
from django.db import connection
from django.utils import timezone
from accounts import actions, outbox
from accounts.models import Message

def read_then_write(message_id, now):
    # The claim as one would write it without thinking: look first, then take.
    message = Message.objects.due(now).filter(pk=message_id).first()
    if message is not None:
        Message.objects.filter(pk=message_id).update(claimed_until=now + outbox.LEASE)
    return message

if {broken}:
    outbox.claim = read_then_write

for n in range(12):
    message = outbox.post_message(
        purpose="race", recipient="ann@example.org", occasion=str(n), subject="Race", text="A text."
    )
    barrier = threading.Barrier(6)
    def send():
        barrier.wait()
        actions.send_message(message.pk, timezone.now())
        connection.close()
    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
"""


def test_six_senders_of_one_mail_send_it_once(installation: Installation) -> None:
    installation.run(RACE.format(broken=False))
    assert len(installation.mails()) == 12


def test_without_the_conditional_claim_the_race_would_show(installation: Installation) -> None:
    installation.run(RACE.format(broken=True))
    assert len(installation.mails()) > 12
