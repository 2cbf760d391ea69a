"""`make run` says in one line what keeps it from starting, and starts nothing then."""

import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from preflight import check_port, check_writable, port_from
from services import free_port

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.parametrize("text", ["abc", "0", "65536", "80 80", "-1", "8e3", "８０"])
def test_a_port_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"PORT={text} is not a port; give a number from 1 to 65535"):
        port_from(text)


def test_a_busy_port_is_named() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(OSError, match=f"Port {port} is in use; stop what runs there, or: make run PORT="):
            check_port(port)
    check_port(free_port())


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check_writable(tmp_path / "new" / "folder")
    # Root may write anywhere; what is asked about the folder is then answered for it.
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(OSError, match=f"{tmp_path} cannot be written"):
        check_writable(tmp_path / "new" / "folder")


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").touch()
    with pytest.raises(OSError, match="var is not a folder"):
        check_writable(tmp_path / "var" / "deeper")


def python(tmp_path: Path, name: str, script: str) -> str:
    """A program that stands in for an interpreter."""
    path = tmp_path / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IEXEC)
    return str(path)


def find(python: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [ROOT / "scripts" / "python.sh"], env={**os.environ, "PYTHON": python}, capture_output=True, text=True
    )


def test_a_python_that_is_too_old_is_refused(tmp_path: Path) -> None:
    old = python(tmp_path, "python3", "case $2 in *version_info\\ *) exit 1;; *) echo 3.9;; esac")
    found = find(old)
    assert found.returncode == 1
    assert found.stderr == (
        f"{old} is Python 3.9; Epoch needs Python 3.11 or newer; "
        "on Debian or Ubuntu: apt-get install python3 python3-venv\n"
    )


def test_a_python_without_venv_is_refused_and_the_package_named(tmp_path: Path) -> None:
    bare = python(tmp_path, "python3", f'case $2 in *ensurepip*) exit 1;; *) exec {sys.executable} "$@";; esac')
    found = find(bare)
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert found.returncode == 1
    assert found.stderr == f"{bare} has no venv; on Debian or Ubuntu: apt-get install python{version}-venv\n"


def test_a_python_that_does_not_exist_is_named() -> None:
    found = find("no-such-python")
    assert found.returncode == 1
    assert found.stderr == ("PYTHON=no-such-python does not run; name a Python 3.11 or newer, or leave PYTHON out.\n")


def test_a_python_that_will_do_is_printed() -> None:
    found = find(sys.executable)
    assert (found.returncode, found.stdout, found.stderr) == (0, f"{sys.executable}\n", "")
