"""The worked numbers of Preparing data, from their formulas; and its program, run on its own lines."""

import os
import re
import subprocess
import sys
from math import log
from pathlib import Path

from curriculum.labs.hyperparameters_training import steps_of
from tests.content.lesson import Lesson
from tests.content.prose import COURSE

LESSON = Lesson("fine-tuning/preparing-data")
SOURCE = (COURSE / "fine-tuning" / "preparing-data.md").read_text(encoding="utf-8")


def fences(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", SOURCE, re.MULTILINE | re.DOTALL)


def test_the_masked_loss() -> None:
    chances = (0.5, 0.25, 0.125, 0.5)
    lost = [-log(chance) for chance in chances]
    *others, last = (f"{one:.3f}" for one in lost)
    LESSON.says(
        "0.5, 0.25, 0.125 and 0.5",
        f"{', '.join(others)} and {last}, with mean {sum(lost) / len(lost):.3f} nats",
    )


def test_tokens() -> None:
    pairs, prompt, completion = 10_000, 420, 540
    assert pairs + 1250 + 1250 == 12_500
    tokens = pairs * (prompt + completion) / 6
    LESSON.says(
        "12,500 pairs: 10,000 to train on, 1,250 to validate, 1,250 to test",
        f"{prompt} characters of prompt and {completion} of completion",
        f"10,000 × {prompt + completion} characters, so {tokens / 1e6:.1f} million tokens",
        f"Three epochs make {3 * tokens / 1e6:.1f} million tokens",
    )


def test_steps() -> None:
    steps = steps_of(10_000, 4, 3, accumulation=8, devices=2)
    LESSON.says(
        f"4 × 8 × 2 = {steps.effective}",
        f"10,000 / {steps.effective} is {10_000 / steps.effective}, rounded up to {steps.each}",
        f"three epochs make {steps.total} steps",
        f"has only {10_000 - (steps.each - 1) * steps.effective} examples",
        f"for the shop's 10,000 pairs {steps.each} steps",
    )


def test_the_program_prints_what_the_lesson_says(tmp_path: Path) -> None:
    good = fences("json")[0]
    bad, printed = fences("text")
    (tmp_path / "train.jsonl").write_text(good + bad, encoding="utf-8")
    found = subprocess.run(
        [sys.executable, "-c", fences("python")[0]],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    assert found.stdout == printed
