"""A whole site, served as `make run` serves it, for what can only be seen from outside."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).resolve().parents[1]
# The settings of each site, by its address.
SETTINGS: dict[str, dict[str, str]] = {}


def manage(site: str, *words: str) -> None:
    """Run a command of `manage.py` beside the site, on its own database."""
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(command, cwd=ROOT, env=SETTINGS[site], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site of its own: collected and hashed static files, the real course, the real server."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("EPOCH_", "DJANGO_"))}
    kept.pop("DATABASE_URL", None)
    kept.pop("REDIS_URL", None)
    environment = kept | {
        "EPOCH_DEVELOPMENT": "1",
        "EPOCH_VAR": str(tmp_path_factory.mktemp("var")),
        "PORT": str(port),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', '')}",
    }
    prepared = subprocess.run(
        [sys.executable, "manage.py", "prepare"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert prepared.returncode == 0, prepared.stdout + prepared.stderr
    server = subprocess.Popen(["sh", "scripts/web.sh"], cwd=ROOT, env=environment)
    try:
        address = f"http://127.0.0.1:{port}"
        SETTINGS[address] = environment
        _wait(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait(address: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(150):
        assert server.poll() is None, "the server ended before it answered"
        try:
            with urlopen(f"{address}/healthz", timeout=1):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError("the server did not answer within fifteen seconds")
