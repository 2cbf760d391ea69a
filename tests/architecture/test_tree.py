"""What is in the repository is ours, holds on every machine, and stays small enough to read."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
# Written in pieces, so that this file does not find itself.
HOME = re.compile("/ro" + r"ot/|/ho" + r"me/[a-z]\w*/|/Us" + r"ers/\w+/")
REGISTRIES = re.compile(
    "pypi" + r"\.org|pythonhosted" + r"\.org|registry\.npm" + r"js\.org|registry\.yarn" + r"pkg\.com"
)
LOCKS = ["requirements.txt", "requirements-dev.txt", "package-lock.json"]


def files() -> list[Path]:
    """What is in the repository or about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    names = listed.stdout.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def texts() -> dict[Path, str]:
    found = {}
    for path in files():
        try:
            found[path.relative_to(ROOT)] = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue  # a font or a picture
    return found


def test_no_file_names_somebodys_home() -> None:
    assert [str(path) for path, text in texts().items() if HOME.search(text)] == []


def test_no_file_names_the_host_of_a_registry() -> None:
    assert [str(path) for path, text in texts().items() if REGISTRIES.search(text)] == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_fetches_from_wherever_the_installer_is_set_to(name: str) -> None:
    assert re.findall(r'--(?:extra-)?index-url|--find-links|file:\S+|"resolved"|@ https?:', texts()[Path(name)]) == []


@pytest.mark.parametrize("name", LOCKS[:2])
def test_every_locked_package_has_a_hash(name: str) -> None:
    packages = re.split(r"\n(?=\S)", texts()[Path(name)])
    locked = [package for package in packages if "==" in package.split("\n")[0]]
    assert len(locked) > 30
    assert [package.split("\n")[0] for package in locked if "--hash=sha256:" not in package] == []


def test_both_locks_agree() -> None:
    def versions(name: str) -> set[str]:
        return set(re.findall(r"(?m)^[\w.-]+==\S+", texts()[Path(name)]))

    assert versions("requirements.txt") - versions("requirements-dev.txt") == set()


def test_no_file_of_code_is_longer_than_300_lines() -> None:
    code = {
        path: text
        for path, text in texts().items()
        if path.suffix in {".py", ".js", ".css", ".html", ".sh"}
        and "migrations" not in path.parts
        and "vendor" not in path.parts
    }
    assert {str(path): len(text.splitlines()) for path, text in code.items() if len(text.splitlines()) > 300} == {}
