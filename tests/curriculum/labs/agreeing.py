"""Python and the browser side by side: Hypothesis writes cases, Node answers them."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

T = TypeVar("T")
NODE_TESTS = Path(__file__).parents[2] / "labs"
ITEMS: list[dict[str, Any]] = json.loads((NODE_TESTS / "reference.json").read_text())["items"]

# Whatever JSON can hold.
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def items(prefix: str) -> list[Any]:
    """The reference values whose id begins so, as parameters of a test."""
    return [pytest.param(item, id=item["id"]) for item in ITEMS if item["id"].startswith(prefix)]


def near(item: dict[str, Any], value: Any) -> Any:
    """The value, within the tolerance that the reference gives."""
    kind, size = item["tolerance"]["type"], item["tolerance"]["value"]
    return pytest.approx(value, rel=size, abs=0) if kind == "rel" else pytest.approx(value, rel=0, abs=size)


def written(strategy: st.SearchStrategy[T], n_cases: int = 1000) -> list[T]:
    """So many cases, the same each time."""
    cases: list[T] = []

    @settings(
        max_examples=n_cases,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def write(case: T) -> None:
        cases.append(case)

    write()
    return cases


def in_the_browser(module: str, calls: Sequence[Sequence[Any]]) -> list[Any]:
    """What static/labs/MODULE answers to each call [function, *arguments]."""
    node = shutil.which("node")
    assert node, "node is not installed; on Debian or Ubuntu: apt-get install nodejs"
    with tempfile.NamedTemporaryFile("w", suffix=".json") as asked:
        json.dump({"module": module, "calls": [list(call) for call in calls]}, asked)
        asked.flush()
        command = [node, str(NODE_TESTS / "agree.mjs"), asked.name]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    answers: list[Any] = json.loads(done.stdout)
    return answers


def agree(module: str, name: str, ours: Callable[..., Any], cases: Sequence[Sequence[Any]], **close: Any) -> None:
    """Holds that the browser's function `name` answers each case as `ours` does; `close` as pytest.approx takes it."""
    theirs = in_the_browser(module, [[name, *case] for case in cases])
    for case, answer in zip(cases, theirs, strict=True):
        expected = ours(*case)
        assert _alike(answer, expected, close or {"rel": 1e-9, "abs": 1e-12}), (
            f"{name}{tuple(case)}: {answer} {expected}"
        )


def _alike(theirs: Any, ours: Any, close: dict[str, Any]) -> bool:
    if isinstance(ours, dict):
        return theirs.keys() == ours.keys() and all(_alike(theirs[key], ours[key], close) for key in ours)
    if isinstance(ours, list | tuple):
        pairs = zip(theirs, ours, strict=False)
        return len(theirs) == len(ours) and all(_alike(one, other, close) for one, other in pairs)
    if isinstance(ours, float):
        return bool(theirs == pytest.approx(ours, **close))
    return bool(theirs == ours)


def agree_on_verdicts(module: str, judge: Callable[[object], Any], responses: Sequence[object]) -> None:
    """Holds that both judges pronounce alike, word for word."""
    for response, theirs in zip(responses, in_the_browser(module, [["judge", one] for one in responses]), strict=True):
        verdict = judge(response)
        assert (theirs["met"], theirs["message"]) == (verdict.met, verdict.message), response
