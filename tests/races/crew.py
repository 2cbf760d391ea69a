"""A crew of processes that do one thing at one moment, on a database of their own."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, Listener
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
# Models can be imported only after the setup.
HANDS = "import django; django.setup(); from tests.races.hands import main; main()"
START = 60.0  # seconds until every hand has called
PATIENCE = 30.0  # seconds that a deed may take
LEAD = 0.003  # seconds from telling the hands to the race, so that all of them have heard
JITTER = 0.004  # seconds by which one hand may begin after another: races are lost at many places


@dataclass(frozen=True)
class Told:
    """What a hand answered: a value, or what was raised; and when it began and ended, by this machine's one clock."""

    value: Any
    problem: str
    begun: float
    ended: float

    @property
    def raised(self) -> str:
        return self.problem.partition(":")[0]


@dataclass(frozen=True)
class Deed:
    """Something to do, `late` seconds after the start of the race at most."""

    name: str
    arguments: Mapping[str, Any]
    late: float = JITTER


def do(name: str, late: float = JITTER, **arguments: Any) -> Deed:
    return Deed(name, arguments, late)


class Crew:
    def __init__(self, lines: Sequence[Connection]) -> None:
        self.lines = lines
        self.chance = random.Random(len(lines))

    def ask(self, name: str, **arguments: Any) -> Any:
        """One hand does it, alone. What it raises is raised."""
        (told,) = self.together(do(name, 0.0, **arguments))
        assert not told.problem, f"{name}: {told.problem}"
        return told.value

    def together(self, *deeds: Deed) -> list[Told]:
        """Each deed by a hand of its own, all at one moment but for the jitter."""
        start = time.monotonic() + LEAD
        for line, deed in zip(self.lines, deeds, strict=False):
            line.send((deed.name, dict(deed.arguments), start + self.chance.uniform(0, deed.late)))
        return [self._hear(line, deed) for line, deed in zip(self.lines, deeds, strict=False)]

    def _hear(self, line: Connection, deed: Deed) -> Told:
        assert line.poll(PATIENCE), f"{deed.name} has not ended within {PATIENCE:.0f} seconds"
        return Told(*line.recv())


@contextmanager
def crew(database: str, n_hands: int, without: Sequence[str] = ()) -> Iterator[Crew]:
    """So many hands on the database, without the guards that are named. They end with the block."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("EPOCH_", "DJANGO_"))}
    mine = {"DJANGO_SETTINGS_MODULE": "config.settings", "EPOCH_DEVELOPMENT": "1", "DATABASE_URL": database}
    with (
        TemporaryDirectory(prefix="epoch-crew-") as folder,
        Listener(f"{folder}/line", family="AF_UNIX", backlog=n_hands) as listener,
    ):
        # A hand that never calls must not hold up the tests for ever.
        listener._listener._socket.settimeout(START)  # type: ignore[attr-defined]
        process = subprocess.Popen(
            [sys.executable, "-c", HANDS, f"{folder}/line", str(n_hands), *without],
            cwd=ROOT,
            env=kept | mine | {"EPOCH_VAR": folder, "REDIS_URL": ""},
            start_new_session=True,
        )
        lines: list[Connection] = []
        try:
            lines.extend(listener.accept() for _ in range(n_hands))
            for line in lines:
                line.recv()
            yield Crew(lines)
        finally:
            for line in lines:
                line.close()
            with suppress(subprocess.TimeoutExpired):
                process.wait(5)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(5)
