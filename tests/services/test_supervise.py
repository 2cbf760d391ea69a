"""`make run` starts all processes or none, and leaves none behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from services import free_port
from supervise import procfile

ROOT = Path(__file__).resolve().parent.parent.parent

WEB = """
import os, http.server
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
    def log_message(self, *args):
        pass
http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""
# Has a child, as the worker has its timetable and the web server its workers.
PARENT = """
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
time.sleep(60)
"""
DEAF = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
time.sleep(60)
"""

Start = Callable[..., tuple["subprocess.Popen[str]", list[psutil.Process]]]


def test_a_procfile_is_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "Procfile"
    path.write_text("# all\nweb: serve --port 1\n\nworker: work 'now and then'\n")
    assert procfile(path) == {"web": ["serve", "--port", "1"], "worker": ["work", "now and then"]}


def test_a_line_that_names_no_command_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "Procfile"
    path.write_text("web: serve\nworker\n")
    with pytest.raises(ValueError, match="Procfile:2: write name: command"):
        procfile(path)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts the supervisor over a web process and `others`, and waits until it says that the site runs."""
    started: list[subprocess.Popen[str]] = []

    def start_all(**others: str) -> tuple[subprocess.Popen[str], list[psutil.Process]]:
        lines = []
        for name, source in {"web": WEB, **others}.items():
            (tmp_path / f"{name}.py").write_text(source)
            lines.append(f"{name}: {sys.executable} {tmp_path / name}.py\n")
        (tmp_path / "Procfile").write_text("".join(lines))
        supervisor = subprocess.Popen(
            [sys.executable, "-u", ROOT / "scripts" / "supervise.py", tmp_path / "Procfile"],
            env={**os.environ, "PORT": str(free_port())},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(supervisor)
        assert supervisor.stdout
        for line in supervisor.stdout:
            if line.startswith("Ctrl-C"):
                break
        family = psutil.Process(supervisor.pid).children(recursive=True)
        return supervisor, family

    yield start_all
    for supervisor in started:
        supervisor.kill()
        supervisor.communicate()


def gone(processes: list[psutil.Process], within: float = 15) -> bool:
    _, alive = psutil.wait_procs(processes, timeout=within)
    return not [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_every_process(start: Start, number: signal.Signals) -> None:
    supervisor, family = start(worker=PARENT)
    assert len(family) == 3
    supervisor.send_signal(number)
    output, _ = supervisor.communicate(timeout=15)
    assert output == "Stopping.\n"
    assert supervisor.returncode == 0
    assert gone(family)


@pytest.mark.slow
def test_one_death_ends_the_others_and_is_named(start: Start) -> None:
    supervisor, family = start(worker=PARENT)
    worker = next(process for process in family if "worker.py" in process.cmdline()[-1])
    worker.kill()
    output, _ = supervisor.communicate(timeout=15)
    assert output == "worker ended by SIGKILL; stopping the others.\n"
    assert supervisor.returncode == 1
    assert gone(family)


@pytest.mark.slow
def test_a_second_interrupt_ends_a_process_that_does_not_listen(start: Start) -> None:
    supervisor, family = start(worker=DEAF)
    supervisor.send_signal(signal.SIGINT)
    time.sleep(0.5)
    assert not gone(family, within=0.1)
    supervisor.send_signal(signal.SIGINT)
    supervisor.communicate(timeout=5)
    assert gone(family, within=1)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's death")
def test_when_the_supervisor_is_killed_its_processes_stop(start: Start) -> None:
    supervisor, _ = start()
    family = psutil.Process(supervisor.pid).children()
    supervisor.kill()
    assert gone(family)


@pytest.mark.slow
def test_closing_the_terminal_ends_every_process(tmp_path: Path) -> None:
    (tmp_path / "web.py").write_text(WEB)
    (tmp_path / "Procfile").write_text(f"web: {sys.executable} {tmp_path}/web.py\n")
    # In a child, since a fork beside threads is not safe: pty.spawn opens the terminal, and its death closes it.
    terminal = (
        "import pty, sys; pty.spawn([sys.executable, '-u', "
        f"{str(ROOT / 'scripts' / 'supervise.py')!r}, {str(tmp_path / 'Procfile')!r}])"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", terminal],
        env={**os.environ, "PORT": str(free_port())},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert holder.stdout
    for line in holder.stdout:
        if line.startswith("Ctrl-C"):
            break
    family = psutil.Process(holder.pid).children(recursive=True)
    assert len(family) == 2
    holder.kill()
    holder.communicate()
    assert gone(family)
