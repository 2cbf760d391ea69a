"""What holds for every lab."""

import gzip
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from curriculum.labs.lab import PHASES, Lab
from curriculum.labs.registry import LABS
from tests.curriculum.labs.agreeing import json_values

STATIC = Path(__file__).parents[3] / "static"
# Compressed: a lab's own files, and those that all labs share.
MOST_BYTES, MOST_SHARED = 25_000, 20_000
SHARED = {"chance.js", "chart.js", "controls.js", "dom.js", "formulas.js", "lab.js", "numbers.js"}
IMPORT = re.compile(r'from "\./([a-z0-9.-]+\.js)"')
every_lab = pytest.mark.parametrize("lab", LABS.values(), ids=lambda lab: lab.id)


def scripts_of(name: str) -> set[Path]:
    """The script with all that it imports."""
    found: set[Path] = set()
    waiting = [STATIC / name]
    while waiting:
        script = waiting.pop()
        if script not in found:
            found.add(script)
            waiting += [script.parent / other for other in IMPORT.findall(script.read_text())]
    return found


@every_lab
def test_a_lab_is_whole(lab: Lab) -> None:
    script = (STATIC / lab.script).read_text()
    assert LABS[lab.id] is lab
    assert f'customElements.define("{lab.tag}"' in script
    assert f'"{lab.tag}": () => import("../{lab.script}")' in (STATIC / "js/main.js").read_text()
    assert re.fullmatch(r"[a-z][a-z0-9-]*", lab.id) and "-" in lab.tag
    assert lab.summary.endswith(".") and 1 <= lab.minutes <= 30
    valid = lab.options({})
    assert json.loads(json.dumps(valid)) == valid
    assert lab.options(valid) == valid


def weight(scripts: Iterable[Path]) -> int:
    return sum(len(gzip.compress(script.read_bytes(), 9)) for script in scripts)


@every_lab
def test_a_lab_weighs_little(lab: Lab) -> None:
    scripts = scripts_of(lab.script)
    worker = STATIC / lab.script.replace(".js", ".worker.js")
    if worker.exists():
        scripts |= scripts_of(f"labs/{worker.name}")
    own = {script for script in scripts if script.name not in SHARED}
    assert len(own) >= 2 and weight(own) <= MOST_BYTES
    assert len(scripts - own) >= 3 and weight(scripts - own) <= MOST_SHARED


@every_lab
def test_the_solution_meets_the_challenge(lab: Lab) -> None:
    assert json.loads(json.dumps(lab.solution)) == lab.solution
    assert lab.judge(lab.solution).met


@every_lab
def test_a_lab_shows_figure_and_example_without_a_script(lab: Lab) -> None:
    page = render_to_string(lab.template, lab.context(lab.options({})))
    assert f"<{lab.tag}" in page and 'class="still"' in page
    assert "<svg" in page or "<table" in page
    assert not re.search(r"style=|onclick|\bnan\b|\binf\b|None", page)
    # Every figure has words for those who do not see it.
    assert all("aria-label" in found or "aria-hidden" in found for found in re.findall(r"<svg[^>]*>", page))


@every_lab
def test_unknown_settings_are_refused(lab: Lab) -> None:
    with pytest.raises(ValueError, match="unknown setting bugdet"):
        lab.options({"bugdet": "1"})


def test_labs_stand_in_the_order_of_their_phases() -> None:
    phases = [lab.phase for lab in LABS.values()]
    assert phases == sorted(phases) and set(phases) <= PHASES.keys()


@given(st.sampled_from(list(LABS.values())), json_values | st.dictionaries(st.text(), json_values))
def test_every_judge_is_total(lab: Lab, response: Any) -> None:
    verdict = lab.judge(response)
    assert verdict.message and not verdict.met


@given(st.sampled_from(list(LABS.values())), st.dictionaries(st.text() | st.just("preset"), json_values))
def test_settings_are_read_or_refused(lab: Lab, given_: dict[str, object]) -> None:
    try:
        valid = lab.options(given_)
    except ValueError:
        return
    assert lab.options(valid) == valid


@every_lab
def test_authors_are_told_of_each_lab_and_its_presets(lab: Lab) -> None:
    (row,) = re.findall(rf"^\| `{lab.id}` \| .*$", (STATIC.parent / "content/README.md").read_text(), re.MULTILINE)
    assert f"| {lab.title} |" in row
    with pytest.raises(ValueError, match="unknown") as refused:
        lab.options({"preset": "?"})
    presets = str(refused.value).partition("use one of ")[2]
    assert all(f"`{name}`" in row for name in filter(None, presets.split(", ")))
