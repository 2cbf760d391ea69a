"""The worked numbers of the lesson on hardware, and of the questions that rest on it."""

import pytest

from curriculum.labs.cluster_planner import days, gpu_hours, operations
from curriculum.labs.memory import BYTES, GB, states, total
from tests.content.lesson import Lesson

LESSON = Lesson("pre-training/hardware")
SEVEN = 7e9


def held(parameters: float, gpus: float, stage: int) -> float:
    """In GB."""
    return total(states(parameters, gpus, stage)) / GB


def test_one_product_of_matrices() -> None:
    results = 4096 * 2048
    LESSON.says(f"{results / 1e6:.1f} million numbers", f"{results * 4096 / 1e9:.0f} billion multiplications")


def test_what_each_parameter_brings() -> None:
    for name, n_bytes in (("Weight, 16 bits", 2), ("[[gradient]], 16 bits", 2), ("Weight, 32 bits", 4)):
        row = next(line for line in LESSON.text.split(" | | ") if name in line)
        assert f"| {n_bytes} | {SEVEN * n_bytes / GB:.0f} GB" in row.split(name, 1)[1]
    LESSON.says(f"| Together | | {total(BYTES):.0f} | {held(SEVEN, 1, 0):.0f} GB |")
    LESSON.says(f"count 18 bytes: {18 * SEVEN / GB:.0f} GB")
    LESSON.says(f"{4_194_304 / 1e6:.1f} million parameters", f"{16 * 4_194_304 / GB:.2f} GB")


def test_the_stages_of_zero() -> None:
    for stage, row in enumerate(("$16\\Psi$", "$4\\Psi + 12\\Psi/n$", "$2\\Psi + 14\\Psi/n$", "$16\\Psi/n$")):
        LESSON.says(f"{row} | {held(SEVEN, 8, stage):g} GB |")
    LESSON.says(f"cut in eight: {12 * SEVEN / 8 / GB:g} GB", f"(14 + 84) / 8 = {14 * SEVEN / 8 / GB:g}")


def test_days() -> None:
    hours = gpu_hours(SEVEN, 140e9, 312e12, 0.4)
    LESSON.says(
        f"{operations(SEVEN, 140e9) / 1e21:.2f} \\times 10^{{21}}",
        f"{0.4 * 312e12 / 1e14:.3f} \\times 10^{{14}}",
        f"{days(hours, 1):.1f} days, or {hours:,.0f} GPU-hours",
        f"545.3 / 64 = {days(hours, 64):.2f} days",
        f"{days(hours, 64):.2f} for 140 billion tokens on 64 A100",
    )


def test_the_check_on_three_billion() -> None:
    assert [held(3e9, 4, stage) for stage in (2, 0, 3, 1)] == pytest.approx([16.5, 48, 12, 21])


def test_the_questions_on_stages() -> None:
    assert [held(6e9, 6, stage) for stage in range(4)] == pytest.approx([96, 36, 26, 16])
    assert [held(SEVEN, gpus, 1) for gpus in (64, 128, 256)] == pytest.approx([29.3, 28.7, 28.3], abs=0.05)
    assert [held(SEVEN, 64, stage) for stage in (2, 3)] == pytest.approx([15.5, 1.75], abs=0.05)
