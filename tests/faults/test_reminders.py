"""What really arrives: a mail server counts. However reminders are planned, posted and sent, twice at once or killed
half-way, each occasion arrives once (P12, P28)."""

import json
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from tests.faults.conftest import ROOT, Installation
from tests.faults.doomed import Trap

pytestmark = pytest.mark.slow

KILLED = -signal.SIGKILL
LEARNERS, CHUNK = 30, 10
NOTICES, STUDIES = 'INSERT INTO "progress_notice"', 'UPDATE "progress_study"'
NOTE = 'UPDATE "accounts_message" SET "sent_at"'
CLAIM, MESSAGES = 'UPDATE "progress_notice"', 'INSERT INTO "accounts_message"'


class Sink:
    """Takes every mail."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: Envelope) -> str:
        letter = message_from_bytes(envelope.content or b"", policy=policy.default)  # type: ignore[arg-type]
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 taken"

    @property
    def counted(self) -> Counter[tuple[str, str]]:
        """Who got how many mails of which subject."""
        return Counter((str(letter["To"]), str(letter["Subject"])) for letter in self.letters)

    @property
    def ids(self) -> list[str]:
        return [str(letter["Message-ID"]) for letter in self.letters]


@pytest.fixture
def sink() -> Iterator[tuple[Sink, int]]:
    found = Sink()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(found, hostname="127.0.0.1", port=port, ready_timeout=10)
    controller.start()
    yield found, port
    controller.stop()


class House:
    """An installation on PostgreSQL whose mail goes to the sink."""

    def __init__(self, installation: Installation, sink: Sink) -> None:
        self.installation, self.sink = installation, sink

    def begin(self, *words: object) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "tests.faults.reminding", *map(str, words)]
        pipes: Any = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen(command, cwd=ROOT, env=self.installation.env(), **pipes)

    def end(self, process: "subprocess.Popen[str]", status: int = 0) -> Any:
        out, problem = process.communicate(timeout=120)
        assert process.returncode == status, problem
        return None if status else json.loads(out.splitlines()[-1])

    def do(self, *words: object) -> Any:
        return self.end(self.begin(*words))

    def together(self, *words: object) -> list[Any]:
        return [self.end(process) for process in [self.begin(*words) for _ in range(2)]]

    def die(self, trap: Trap, *words: object) -> None:
        self.end(self.begin(*words, trap.statement, trap.moment, trap.times), KILLED)

    def check(self, n_ids: int | None = None) -> None:
        """Everybody got each of their occasions once: that they are behind and inactive at least."""
        told = self.do("told")
        kinds = Counter((kind, who) for kind, _, _, who in told["notices"])
        assert set(kinds.values()) == {1}
        for kind in ("behind", "inactive"):
            assert sum(1 for one, _ in kinds if one == kind) == LEARNERS
        wanted = [notice for notice in told["notices"] if not notice[2]]
        assert len(wanted) >= 2 * LEARNERS
        assert set(self.sink.ids) == set(told["ids"])
        assert len(set(self.sink.ids)) == len(wanted)
        assert len(self.sink.counted) == len(wanted)
        if n_ids is None:
            assert set(self.sink.counted.values()) == {1}


@pytest.fixture
def house(installation: Installation, copy: Callable[[], str], sink: tuple[Sink, int]) -> House:
    found, port = sink
    mail = {"EPOCH_SMTP_URL": f"smtp://127.0.0.1:{port}", "EPOCH_MAIL_FROM": "Epoch <epoch@example.org>"}
    installation.environment |= {"DATABASE_URL": copy(), **mail}
    house = House(installation, found)
    house.do("seed", LEARNERS)
    return house


def test_everything_twice_at_once_arrives_once(house: House) -> None:
    assert sum(house.together("plan", CHUNK)) >= LEARNERS
    house.together("post", CHUNK)
    house.together("send")
    house.check()
    # And all of it again.
    house.together("plan_again", CHUNK)
    assert sum(house.together("post", CHUNK)) == sum(house.together("send")) == 0
    house.check()


@pytest.mark.parametrize(
    "trap",
    [
        Trap(NOTICES, "before", 1),
        Trap(NOTICES, "after", 2),
        Trap(STUDIES, "after", 2),
        Trap(STUDIES, "committed", 2),
    ],
    ids=lambda trap: f"{trap.statement.split('_')[1]} {trap.moment} {trap.times}",
)
def test_planning_that_is_killed_half_way_and_begun_again_tells_each_once(house: House, trap: Trap) -> None:
    house.die(trap, "plan", CHUNK)
    house.do("plan", CHUNK)
    house.do("post", CHUNK)
    house.do("send")
    house.check()


@pytest.mark.parametrize(
    "trap",
    [Trap(CLAIM, "after", 5), Trap(MESSAGES, "after", 15), Trap(MESSAGES, "committed", CHUNK)],
    ids=lambda trap: f"{trap.statement.split('_')[1]} {trap.moment} {trap.times}",
)
def test_posting_that_is_killed_half_way_and_begun_again_tells_each_once(house: House, trap: Trap) -> None:
    house.do("plan", CHUNK)
    house.die(trap, "post", CHUNK)
    house.do("post", CHUNK)
    house.do("send")
    house.check()


def test_a_sender_that_is_killed_before_it_could_note_sends_that_one_again_with_the_same_id(house: House) -> None:
    """The one window in which a mail may come twice (P28)."""
    house.do("plan", CHUNK)
    house.do("post", CHUNK)
    house.die(Trap(NOTE, "before", 1), "send")
    assert len(house.sink.letters) == 1
    # The dead one's lease runs out in two minutes.
    house.do("send", 3)
    house.check(n_ids=1)
    assert sorted(house.sink.counted.values())[-2:] == [1, 2]


def test_a_scheduler_that_was_down_tells_what_matters_once_and_what_is_stale_never(house: House) -> None:
    """Planned five days ago, and then nothing ran until now."""
    house.do("plan", CHUNK, 5)
    stale = house.do("told")["notices"]
    house.together("plan", CHUNK)
    house.together("post", CHUNK)
    house.together("send")
    told = house.do("told")["notices"]
    dropped = [notice for notice in told if notice[2]]
    assert {reason for _, _, reason, _ in dropped} == {"stale"}
    # All that was made then is over: the week, what was due, and that one was behind.
    assert {(kind, occasion) for kind, occasion, _, _ in dropped} == {
        (kind, occasion) for kind, occasion, _, _ in stale
    }
    assert len(house.sink.ids) == len(set(house.sink.ids)) == len(told) - len(dropped)
