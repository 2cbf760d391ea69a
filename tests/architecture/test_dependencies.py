"""Every direct dependency is a decision that somebody can look up."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
RECORD = (ROOT / "docs" / "decisions" / "0002-dependencies.md").read_text()


def named(file: str) -> list[str]:
    lines = [line.split("#")[0].strip() for line in (ROOT / file).read_text().splitlines()]
    return [re.split(r"[\[<>=~!; ]", line)[0] for line in lines if line and not line.startswith("-")]


@pytest.mark.parametrize("name", named("requirements.in") + named("requirements-dev.in"))
def test_the_record_says_why(name: str) -> None:
    assert re.search(rf"(?m)^\| `{re.escape(name)}` \|", RECORD), f"0002-dependencies.md has no line for {name}"


def test_the_record_names_nothing_that_is_gone() -> None:
    recorded = set(re.findall(r"(?m)^\| `([^`]+)` \|", RECORD))
    assert recorded - set(named("requirements.in") + named("requirements-dev.in")) == set()
