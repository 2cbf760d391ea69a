"""An installation with a quiz in it, its processes that may be killed, and its one learner."""

import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tests.faults.conftest import PREAMBLE, ROOT, WORKER, Installation, wait_for
from tests.races.crew import Crew

RUN = PREAMBLE + "from tests.faults.killable import main\nmain()\n"
# Tables are named in full, with the quotes that both databases put around them.
SAVE, SUBMIT = 'UPDATE "quizzes_attemptitem"', 'UPDATE "quizzes_attempt"'
MARK_ITEMS, MARK, TELL = (f'INSERT INTO "quizzes_{table}"' for table in ("attemptitem", "attempt", "markchange"))
QUIZ = "/courses/course/quizzes/quiz/"
ATTEMPT = f"{QUIZ}attempts/1/"
TOKEN = "c" * 32
MINUTE = 60


@dataclass(frozen=True)
class Trap:
    """Where a process dies (tests.faults.killable.set_trap). Without a moment it lives."""

    statement: str = ""
    moment: str = ""
    times: int = 1

    def words(self) -> list[str]:
        return [self.statement, self.moment, str(self.times)]


@dataclass(frozen=True)
class Learner:
    """A browser that is signed in. ConnectionError where the site dies under it."""

    port: int
    session: str

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {"Cookie": f"session={self.session}; csrf={TOKEN}", "Accept": "application/json"}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, urlencode({"csrfmiddlewaretoken": TOKEN, **(fields or {})}), headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def get(self, path: str) -> str:
        status, text = self.ask("GET", path)
        assert status == 200, (path, status)
        return text

    def start(self) -> None:
        assert self.ask("POST", f"{QUIZ}start/")[0] == 302

    def save(self, position: int, typed: str, revision: int = 0) -> None:
        """Acknowledged, or it fails."""
        fields = {f"revision-{position}": str(revision), f"q{position}": typed}
        status, text = self.ask("POST", f"{ATTEMPT}questions/{position}/", fields)
        assert status == 200, (status, text)

    def submit(self) -> None:
        assert self.ask("POST", f"{ATTEMPT}submit/")[0] == 302


@dataclass
class Place:
    """An installation on either database; `scribe` lays out rows and looks at them, in a process of its own."""

    installation: Installation
    scribe: Crew
    session: str = ""

    def process(self, *words: str, **options: Any) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-c", RUN, *words]
        return subprocess.Popen(command, cwd=ROOT, env=self.installation.env(), start_new_session=True, **options)

    @contextmanager
    def web(self, trap: Trap = Trap()) -> Iterator[tuple[Learner, "subprocess.Popen[bytes]"]]:
        """The site, and a learner in front of it."""
        process = self.process("web", *trap.words(), stdout=subprocess.PIPE)
        with ending(process):
            assert process.stdout
            yield Learner(int(process.stdout.readline()), self.session), process
            process.stdout.close()

    @contextmanager
    def worker(self, trap: Trap) -> Iterator["subprocess.Popen[bytes]"]:
        """A worker that is going to die. One that lives is `installation.worker()`."""
        path = self.installation.var / "doomed.log"
        with path.open("wb") as log:
            process = self.process("worker", *trap.words(), *WORKER, stdout=log, stderr=log)
            with ending(process):
                wait_for(lambda: b" ready." in path.read_bytes(), 30)
                yield process

    def mark(self, trap: Trap, *attempts: int) -> int:
        """What marking by a process of its own ended with."""
        with ending(self.process("mark", *trap.words(), *map(str, attempts))) as process:
            return process.wait(30)

    def regrade(self, trap: Trap, job: int) -> int:
        """What carrying a regrade on by a process of its own ended with."""
        with ending(self.process("regrade", *trap.words(), str(job))) as process:
            return process.wait(30)

    def export(self, trap: Trap, job: int) -> int:
        """What making a file by a process of its own ended with."""
        with ending(self.process("export", *trap.words(), str(job))) as process:
            return process.wait(30)

    def look(self) -> dict[str, Any]:
        return dict(self.scribe.ask("look", attempt=self.attempt()))

    def attempt(self) -> int:
        return int(self.scribe.ask("newest"))

    def is_marked(self) -> bool:
        return bool(self.look()["state"] == "graded")


@contextmanager
def ending(process: "subprocess.Popen[bytes]") -> Iterator["subprocess.Popen[bytes]"]:
    """The process ends with the block, and what it started with it."""
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
