"""Lighthouse, mobile preset, on the pages that people meet first; and the Nu checker on our own templates."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.audits.pages import COURSE, LESSON, LESSONS, OPEN
from tests.conftest import BROWSERS, FLAGS
from tests.site import ROOT

pytestmark = [pytest.mark.journey, pytest.mark.slow]
# The checker knows MathML 3. In MathML Core (2.1.3, global attributes) every element may have these two.
OF_MATHML_CORE = re.compile(r"Attribute “(?:displaystyle|scriptlevel)” not allowed on element “m\w+”")
LEAST = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}


@pytest.fixture(scope="session")
def npm_tools() -> Path:
    """The folder of the npm packages that audits use, installed from the lock file where they are missing."""
    folder = ROOT / "node_modules"
    if not (folder / "lighthouse").exists() or not (folder / "vnu-jar").exists():
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=ROOT, check=True)
    return folder


@pytest.mark.parametrize("path", ["/", COURSE, LESSON])
def test_lighthouse_gives_full_marks(site: str, npm_tools: Path, tmp_path: Path, path: str) -> None:
    chromium = next(filter(None, map(shutil.which, BROWSERS)))
    best: dict[str, int] = {}
    failed: list[str] = []
    # Performance is timed on a shared machine: the best of three runs is what the page can do. Now and then a run
    # records no trace and asks to be repeated; it counts as one of the three.
    for attempt in range(3):
        report = tmp_path / f"{attempt}.json"
        run = subprocess.run(
            [
                "node", str(npm_tools / "lighthouse" / "cli" / "index.js"), site + path, "--quiet", "--output=json",
                f"--output-path={report}", f"--chrome-flags=--headless {' '.join(FLAGS)}",
            ],
            env=os.environ | {"CHROME_PATH": str(chromium)}, capture_output=True, text=True, check=False, timeout=180,
        )  # fmt: skip
        if "Please run Lighthouse again" in run.stderr:
            continue
        assert run.returncode == 0, run.stderr
        found = json.loads(report.read_text())
        scores = {name: round(100 * found["categories"][name]["score"]) for name in LEAST}
        best = {name: max(best.get(name, 0), score) for name, score in scores.items()}
        failed = [name for name, audit in found["audits"].items() if audit["score"] == 0]
        if all(best[name] >= least for name, least in LEAST.items()):
            break
    print(path, best)
    assert {name: best.get(name) for name, least in LEAST.items() if best.get(name, 0) < least} == {}, failed


def test_the_nu_checker_finds_no_error(site: str, npm_tools: Path, tmp_path: Path) -> None:
    for number, path in enumerate(page for page in (*OPEN, *LESSONS) if page != "/no-such-page/"):
        with urlopen(site + path, timeout=10) as answer:
            (tmp_path / f"{number}.html").write_bytes(answer.read())
    jar = npm_tools / "vnu-jar" / "build" / "dist" / "vnu.jar"
    checked = subprocess.run(
        ["java", "-jar", str(jar), "--errors-only", "--format", "json", *map(str, sorted(tmp_path.glob("*.html")))],
        capture_output=True, text=True, check=False, timeout=180,
    )  # fmt: skip
    messages = json.loads(checked.stderr)["messages"]
    found = [f"{Path(each['url']).name}:{each.get('lastLine')}: {each['message']}" for each in messages]
    assert [message for message in found if not OF_MATHML_CORE.search(message)] == []
