"""Run the processes of the Procfile together: all of them, or none.

Started by `make run`. Each process gets a group of its own, so that Ctrl-C reaches this program alone and it
can end them in order. An interrupt, a termination, a closed terminal, the death of the starter or of any one of
them ends them all; should this program itself be killed outright, Linux tells each of them to stop.
"""

import contextlib
import ctypes
import os
import queue
import shlex
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 10.0  # seconds a process may take to stop; then it is killed
START = 60.0  # seconds the site may take to answer
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Ended:
    """A process has ended."""

    name: str
    status: int


@dataclass(frozen=True)
class Signalled:
    """This program was told to stop."""

    number: int


@dataclass(frozen=True)
class Answers:
    """The site was asked until it answered, or did not."""

    well: bool


Event = Ended | Signalled | Answers


def say(line: str) -> None:
    """Prints. The terminal may be gone, which must not keep this program from ending the others."""
    with contextlib.suppress(OSError):
        print(line, flush=True)


def procfile(path: Path) -> dict[str, list[str]]:
    """The commands by name. Raises ValueError at a line that is not `name: command`."""
    commands = {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, colon, command = line.partition(":")
        if not colon or not name.strip() or not command.strip():
            raise ValueError(f"{path.name}:{number}: write name: command")
        commands[name.strip()] = shlex.split(command)
    return commands


def stop_with_parent() -> None:
    """Runs in the child: Linux sends it SIGTERM when its parent dies, however that happens."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


class Supervisor:
    """The processes, and what happens to them, told as events to `run`."""

    def __init__(self, commands: dict[str, list[str]], address: str) -> None:
        self.commands = commands
        self.address = address
        self.events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self.processes: dict[str, subprocess.Popen[str]] = {}
        self.width = max(len(name) for name in commands)

    def run(self, greeting: str) -> int:
        """Starts all, waits for the first reason to stop, ends all. The exit status is 0 if that was asked for."""
        stopping = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        # Whoever started this may have held some of them back, and a held signal is inherited.
        signal.pthread_sigmask(signal.SIG_UNBLOCK, stopping)
        for number in stopping:
            # Under nohup, the end of the terminal is not to count.
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, lambda number, _frame: self.events.put(Signalled(number)))
        try:
            for name, command in self.commands.items():
                self.start(name, command)
            threading.Thread(target=self.ask, daemon=True).start()
            return self.watch(greeting)
        finally:
            self.stop()

    def start(self, name: str, command: list[str]) -> None:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
            preexec_fn=stop_with_parent,
        )
        self.processes[name] = process
        threading.Thread(target=self.follow, args=(name, process), daemon=True).start()

    def follow(self, name: str, process: subprocess.Popen[str]) -> None:
        """Passes on what a process prints, then tells of its end."""

        def relay() -> None:
            assert process.stdout
            for line in filter(str.strip, process.stdout):
                say(f"{name:{self.width}} | {line.rstrip()}")

        threading.Thread(target=relay, daemon=True).start()
        # Not the end of its output: a grandchild may hold that open after the process itself has died.
        self.events.put(Ended(name, process.wait()))

    def ask(self) -> None:
        """Asks the site until it answers."""
        until = time.monotonic() + START
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.address}/healthz", timeout=5):
                    self.events.put(Answers(well=True))
                    return
            except urllib.error.HTTPError as error:
                error.close()
            except OSError:
                pass
            time.sleep(0.05)
        self.events.put(Answers(well=False))

    def watch(self, greeting: str) -> int:
        starter, terminals = os.getppid(), [number for number in (0, 1, 2) if os.isatty(number)]
        while True:
            try:
                event = self.events.get(timeout=1)
            except queue.Empty:
                # A closed terminal tells its own shell alone, which may not pass it on.
                if os.getppid() != starter or not all(map(os.isatty, terminals)):
                    say("What started Epoch is gone; stopping.")
                    return 1
                continue
            match event:
                case Answers(well=True):
                    say(greeting)
                case Answers():
                    say(f"{self.address} has not answered for {START:.0f} seconds; stopping.")
                    return 1
                case Ended(name, status):
                    how = f"with status {status}" if status >= 0 else f"by {signal.Signals(-status).name}"
                    say(f"{name} ended {how}; stopping the others.")
                    return 1
                case Signalled():
                    say("Stopping.")
                    return 0

    def stop(self) -> None:
        """Ends every process and what it started: asked first, killed after PATIENCE or a second signal."""
        self.send(signal.SIGTERM)
        until = time.monotonic() + PATIENCE
        while any(process.poll() is None for process in self.processes.values()):
            try:
                event = self.events.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                break
            if isinstance(event, Signalled):
                break
        self.send(signal.SIGKILL)
        for process in self.processes.values():
            process.wait()

    def send(self, number: signal.Signals) -> None:
        for process in self.processes.values():
            # The group outlives its leader while any child of it is left.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, number)


def main(arguments: list[str]) -> int:
    path = Path(arguments[0]) if arguments else ROOT / "Procfile"
    port = os.environ.get("PORT") or "8000"
    os.environ["PORT"] = port
    address = f"http://localhost:{port}"
    os.environ.setdefault("EPOCH_SITE_URL", address)
    greeting = (
        f"\nEpoch runs at {address}\n"
        "Sign in as learner@example.org, instructor@example.org or admin@example.org; password: epoch-demo\n"
        "Ctrl-C stops it."
    )
    return Supervisor(procfile(path), f"http://127.0.0.1:{port}").run(greeting)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
