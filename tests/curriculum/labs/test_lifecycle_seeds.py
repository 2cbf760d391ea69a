"""The lifecycle lab's training, in earnest: what each phase must do, on seeds that nobody looked at while tuning."""

import json
import shutil
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from curriculum.labs import lifecycle
from tests.curriculum.labs.agreeing import NODE_TESTS

pytestmark = pytest.mark.slow

SEEDS = range(401, 411)
ENOUGH = 9  # of ten


def live(seed: int) -> dict[str, Any]:
    """All phases under Node, from one seed."""
    node = shutil.which("node")
    assert node, "node is not installed; on Debian or Ubuntu: apt-get install nodejs"
    command = [node, str(NODE_TESTS / "lifecycle.slow.mjs"), str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    life: dict[str, Any] = json.loads(done.stdout)
    return life


@pytest.fixture(scope="module")
def lives() -> list[dict[str, Any]]:
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(live, SEEDS))
    for life in found:
        print(json.dumps(life))
    return found


def forgotten(life: dict[str, Any]) -> float:
    return float(life["forgot"]["general"] - life["pretrained"]["general"])


def falls(life: dict[str, Any]) -> bool:
    """In each phase the validation loss of what is read falls."""
    return bool(
        life["pretrained"]["general"] < life["born"]["general"]
        and life["forgot"]["domain"] < life["pretrained"]["domain"]
        and life["replayed"]["domain"] < life["pretrained"]["domain"]
        and life["tuned"]["answers"] < life["replayed"]["answers"]
        and life["taught"] < life["born"]["answers"]
    )


CLAIMS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "validation loss falls in every phase": falls,
    "without replay the general loss at least doubles": lambda life: forgotten(life) >= life["pretrained"]["general"],
    "a fifth of replay takes back four fifths": lambda life: (
        lifecycle.taken_back(life["pretrained"]["general"], life["forgot"]["general"], life["replayed"]["general"])
        >= 0.8
    ),
    "the student has at most a quarter of the parameters": lambda life: (
        life["parameters"]["student"] * 4 <= life["parameters"]["teacher"]
    ),
    "the student ends within a tenth of its teacher": lambda life: life["taught"] <= 1.1 * life["tuned"]["answers"],
    "the student beats its twin without a teacher": lambda life: life["taught"] < life["alone"],
}


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_life_goes_as_the_lab_says(lives: list[dict[str, Any]], claim: str) -> None:
    kept = [life["seed"] for life in lives if CLAIMS[claim](life)]
    assert len(kept) >= ENOUGH, f"{claim}: only with seeds {kept}"


def test_the_worked_example_is_a_run_that_was_measured() -> None:
    life = live(1)
    for name, losses in lifecycle.MEASURED.items():
        assert list(life[name].values()) == pytest.approx(losses, abs=0.02), name
    assert [life["taught"], life["alone"]] == pytest.approx([lifecycle.TAUGHT, lifecycle.ALONE], abs=0.02)
    assert life["parameters"] == lifecycle.PARAMETERS
