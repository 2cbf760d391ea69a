"""The worked numbers of the lesson on forgetting. What the lab measured stands in its own module."""

import json
import shutil
import subprocess
from math import exp

import pytest
from django.conf import settings

from curriculum.labs.cluster_planner import operations, with_replay
from curriculum.labs.lifecycle import MEASURED, N_WORDS, PARAMETERS, taken_back
from tests.content.lesson import Lesson

LESSON = Lesson("adaptation/forgetting")
BEFORE, WITHOUT, REPLAYED, TUNED = (MEASURED[name] for name in ("pretrained", "forgot", "replayed", "tuned"))
ONE_PER_CENT = 1.76  # measured again below


def test_one_weight_for_two_tasks() -> None:
    share, old, new = 0.2, 1, 3
    best = share * old + (1 - share) * new
    LESSON.says(f"{share} \\times {old} + {1 - share} \\times {new} = {best:.1f}$")
    LESSON.says(f"The old loss is {(best - old) ** 2:.2f}, the new one {(best - new) ** 2:.2f}")
    LESSON.says(f"takes back only {1 - (best - old) ** 2 / (new - old) ** 2:.0%}")


def test_the_tiny_model_before_and_after() -> None:
    LESSON.says(f"{N_WORDS} words and has {PARAMETERS['teacher']:,} parameters")
    for (everyday, shop, _), name in (
        (BEFORE, "After pre-training"),
        (WITHOUT, "text alone"),
        (REPLAYED, "20% replay"),
    ):
        LESSON.says(f"{name} | {everyday:.2f} | {shop:.2f} |")
    before, without, replayed = BEFORE[0], WITHOUT[0], REPLAYED[0]
    LESSON.says(f"by {without - before:.2f} nats, to {without / before:.1f} times its value")
    LESSON.says(f"from {exp(before):.1f} to {exp(without):.1f}")
    LESSON.says(f"{without:.2f} − {replayed:.2f} = {without - replayed:.2f} of these {without - before:.2f} nats")
    LESSON.says(f"or {taken_back(before, without, replayed):.0%}")
    LESSON.says(f"from {replayed:.2f} to {TUNED[0]:.2f}", f"from {REPLAYED[1]:.2f} to {TUNED[1]:.2f}")


def test_the_check_on_one_per_cent() -> None:
    before, without = BEFORE[0], WITHOUT[0]
    back = taken_back(before, without, ONE_PER_CENT)
    LESSON.says(f"ended at {ONE_PER_CENT}", f"= {100 * back:.1f} +- 1", f"! {100 * (1 - back):.1f} +- 1")
    LESSON.says(f"! {100 * (without - ONE_PER_CENT) / without:.1f} +- 1")


def test_a_share_of_the_total() -> None:
    total = with_replay(20, 0.05)
    LESSON.says(f"= {total:.4f}$$", f"{total - 20:.4f} billion are replay", f"and {1 / 21:.2%} of the whole")
    LESSON.says(f"large at 25%: {with_replay(20, 0.25) - 20:.2f} billion")
    more, less = operations(1.3e9, total * 1e9), operations(1.3e9, 20e9)
    LESSON.says(f"{more / 1e20:.2f} \\times 10^{{20}}$", f"{less / 1e20:.2f} \\times 10^{{20}}$ without replay")
    LESSON.says(f"without replay: {more / less - 1:.1%} more")


def test_the_check_on_portuguese() -> None:
    total = with_replay(34, 0.15)
    LESSON.says(f"= {total - 34:.0f} +- 1%", f"! {34 * 0.15:.1f} +- 1%", f"! {total:.0f} +- 1%")
    LESSON.says(f"only {34 * 0.15 / (34 * 1.15):.0%} of the whole")


RUNS = """
import { library, pretrain, keepOn, weigh, finish } from "%s/labs/lifecycle.phases.js";
const set = { seed: 1, labels: "few" }, texts = library(1), full = { ...texts, glance: texts.validation };
const { network } = finish(pretrain(texts, { ...set, replay: 0 })).result;
const runs = {};
for (const replay of [0, 0.01, 0.2]) {
  runs[replay] = finish(keepOn(network, full, { ...set, replay })).points.map(({ step, general }) => [step, general]);
}
console.log(JSON.stringify(runs));
"""


@pytest.mark.slow
def test_the_curves_are_those_of_the_lab() -> None:
    node = shutil.which("node")
    assert node
    code = RUNS % (settings.BASE_DIR / "static")
    done = subprocess.run([node, "--input-type=module", "-e", code], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    runs = json.loads(done.stdout)
    last = {share: points[-1][1] for share, points in runs.items()}
    assert last["0.01"] == pytest.approx(ONE_PER_CENT, abs=0.01)
    figure = (settings.BASE_DIR / "content/foundation-model-training/figures/forgetting-curves.svg").read_text()
    for share, look in (("0", "s-phase bold"), ("0.2", "s-phase")):
        drawn = "L".join(
            f"{40 + 268 * step / 800:.1f} {236 - 210 * loss / 3.2:.1f}".replace(".0", "") for step, loss in runs[share]
        )
        assert f'<path class="{look}" d="M{drawn}"/>' in figure
