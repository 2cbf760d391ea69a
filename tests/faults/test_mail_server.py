"""The mail server is down, or silent, or slow to forgive: sign-up works and the mail goes later (P28, P29)."""

import socketserver
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts import outbox
from accounts.actions import Outcome, send_message, send_owed_messages
from accounts.models import Message, User

pytestmark = pytest.mark.django_db


class Server(socketserver.ThreadingTCPServer):
    """Enough SMTP to take a mail; `letters` is what it accepted, `refusal` what it says to a recipient instead."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.letters: list[bytes] = []
        self.refusal = b""


class Conversation(socketserver.StreamRequestHandler):
    server: Server

    def say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")

    def handle(self) -> None:
        self.say(b"220 test")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self.say(b"354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.letters.append(b"".join(lines))
                self.say(b"250 taken")
            elif verb == b"QUIT":
                return self.say(b"221 bye")
            else:
                self.say(self.server.refusal if verb == b"RCPT" and self.server.refusal else b"250 fine")
        return None


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_TIMEOUT = 1
    with Server() as server:
        settings.EMAIL_PORT = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def sign_up() -> float:
    begun = time.monotonic()
    form = {"email": "new@example.org", "display_name": "Nora", "password1": "correct horse battery"}
    assert Client().post("/accounts/signup/", form).status_code == 302
    return time.monotonic() - begun


def test_with_a_refusing_server_sign_up_works_and_the_mail_goes_later(
    server: Server, settings: Settings, refusing: str
) -> None:
    living, settings.EMAIL_PORT = settings.EMAIL_PORT, int(refusing.rpartition(":")[2])
    assert sign_up() < 3
    assert User.objects.count() == 1
    assert send_owed_messages() == 0
    waiting = Message.objects.get()
    assert (waiting.state, waiting.last_error) == ("waiting", "ConnectionRefusedError")

    settings.EMAIL_PORT = living
    assert send_message(waiting.pk, waiting.due_at) is Outcome.SENT
    (letter,) = server.letters
    assert message_from_bytes(letter)["Message-ID"] == waiting.message_id
    assert b"/accounts/confirm-email/" in letter.replace(b"=\r\n", b"")


def test_a_silent_server_holds_up_the_worker_for_its_timeout_and_no_page(
    server: Server, settings: Settings, black_hole: str
) -> None:
    settings.EMAIL_PORT = int(black_hole.rpartition(":")[2])
    assert sign_up() < 3
    begun = time.monotonic()
    assert send_owed_messages() == 0
    assert time.monotonic() - begun < 3
    assert Message.objects.get().state == "waiting"


@pytest.mark.parametrize(("refusal", "state"), [(b"451 try later", "waiting"), (b"550 nobody here", "failed")])
def test_a_refusal_for_now_is_tried_again_and_one_for_good_is_not(server: Server, refusal: bytes, state: str) -> None:
    sign_up()
    server.refusal = refusal
    message = Message.objects.get()
    assert send_message(message.pk, timezone.now()) is Outcome.REFUSED
    message.refresh_from_db()
    assert message.state == state
    assert "nobody here" not in message.last_error


def test_a_crash_between_accepted_and_noted_sends_the_same_id_again(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_up()
    message = Message.objects.get()
    now = timezone.now()
    with monkeypatch.context() as crash:
        crash.setattr(outbox, "mark_sent", lambda *args: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            send_message(message.pk, now)
    assert send_message(message.pk, now + outbox.LEASE - timedelta(seconds=1)) is Outcome.LEFT
    assert send_message(message.pk, now + outbox.LEASE) is Outcome.SENT
    assert send_message(message.pk, now + 2 * outbox.LEASE) is Outcome.LEFT
    first, second = (message_from_bytes(letter)["Message-ID"] for letter in server.letters)
    assert first == second == message.message_id
