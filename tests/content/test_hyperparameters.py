"""The worked numbers of Hyperparameters, from their formulas and from the lab's twin."""

from math import cos, pi

from curriculum.labs.hyperparameters import MOST_LOSS, MOST_STEPS, best_of
from curriculum.labs.hyperparameters_training import (
    TRAINING,
    VALIDATION,
    Run,
    Schedule,
    Settings,
    early_stop,
    rate_at,
    steps_of,
    trained,
)
from tests.content.lesson import Lesson

LESSON = Lesson("fine-tuning/hyperparameters")
LOSSES = (2.10, 1.85, 1.70, 1.66, 1.67, 1.665, 1.69)


def run(rate: float, epochs: int = 200) -> Run:
    return trained(Settings(rate, len(TRAINING), epochs, 0, "constant", 0, 0, 1))


def test_one_weight() -> None:
    for rate, text in ((0.01, "0.817"), (0.1, "0.107"), (0.9, "0.107"), (1.1, "6.19")):
        weight = 1.0
        for _ in range(10):
            weight -= rate * 2 * weight
        decimals = len(text.split(".")[1])
        factor = f"{1 - 2 * rate:.2f}".rstrip("0").replace("-", "−")
        LESSON.says(f"| {rate:g} | {factor} | {weight:.{decimals}f} |")


def test_steps() -> None:
    for examples, batch, text, epochs in (
        (1000, 32, "32", 3),
        (10_000, 64, "64", 3),
        (1001, 100, "100", 5),
    ):
        steps = steps_of(examples, batch, epochs)
        LESSON.says(f"| {examples:,} | {text} | {steps.each} | {epochs} | {steps.total} |")
    assert steps_of(10_000, 4, 3, accumulation=8, devices=2) == steps_of(10_000, 64, 3)
    LESSON.says("4 examples × 8 rounds × 2 GPUs = 64")
    LESSON.says(f"1,000 / 32 is {1000 / 32}", f"takes {1000 // 32}, and {1000 // 32 * 3} in all")
    assert 1001 % 100 == 1
    LESSON.says(f"128 / 8 = {128 // (4 * 2)} rounds", f"= {128 // (4 * 2)} > 4 × 16 × 2 = 128")


def test_schedules() -> None:
    linear = Schedule(peak=2e-4, warmup=100, total=1000, decay="linear")
    for step in (325, 550, 775, 1000):
        share = (step - 100) / 900
        told = f"{share:.2f}" if step < 1000 else "1"
        LESSON.says(f"| {step:,} | {told} | {rate_at(linear, step) * 1e4:.4f} | {1 + cos(pi * share):.4f} |")
    LESSON.says(
        f"| 50 | warm-up | {rate_at(linear, 50) * 1e4:.4f} |", f"| 100 | 0 | {rate_at(linear, 100) * 1e4:.4f} |"
    )
    half = (1 + cos(pi * 0.25)) / 2
    LESSON.says(
        f"three quarters of the peak, {rate_at(linear, 325):.5f}",
        f"(1 + {cos(pi * 0.25):.4f}) = {half:.4f}$ of it, {2e-4 * half:.7f}",
    )


def test_curves() -> None:
    LESSON.says(f"It has {len(TRAINING)} points to learn from and {len(VALIDATION)} of other days")
    diverged, slow, over = run(0.9), run(0.01), run(0.4)
    assert len(diverged.train) - 1 == 5
    LESSON.says(f"from {diverged.train[0]:.2f} to {diverged.train[-1]:.1f} in five epochs")
    LESSON.says(f"come down to {slow.valid[200]:.2f} after 200 epochs")
    assert slow.valid[200] < slow.valid[199] and abs(slow.valid[200] - slow.train[200]) < 0.005
    best = best_of(over)
    LESSON.says(
        f"lowest at epoch {best}, with {over.valid[best]:.3f}",
        f"At epoch 200 it is {over.valid[200]:.3f}, while training loss has sunk to {over.train[200]:.3f}",
        f"the best was {best} of 200",
        f"At {over.train[200]:.3f} it was worse",
    )


def test_early_stopping() -> None:
    best = LOSSES.index(min(LOSSES))
    for place, loss in enumerate(LOSSES):
        shown = f"{loss:.3f}" if round(loss, 2) != loss else f"{loss:.2f}"
        LESSON.says(f"| {place + 1} | {shown} | {min(LOSSES[: place + 1]):.2f} | {max(0, place - best)} |")
    two, three, strict = early_stop(LOSSES, 2, 0), early_stop(LOSSES, 3, 0), early_stop(LOSSES, 2, 0.05)
    LESSON.says(
        f"The run stops after epoch {two.stop} and keeps epoch {two.best}",
        f"It stops after epoch {three.stop} and keeps epoch {three.best}",
        f"The run stops after {strict.stop} and keeps epoch {strict.best}, with {strict.loss:.2f}",
        f"gains only {LOSSES[2] - LOSSES[3]:.2f} on {LOSSES[2]:.2f}",
    )


def test_early_stopping_of_the_exam_question() -> None:
    found = early_stop((1.90, 1.60, 1.59, 1.55, 1.54, 1.56), 2, 0.02)
    Lesson("fine-tuning/exam.quiz").says(f"- [x] It stops after epoch {found.stop} and keeps epoch {found.best}.")
    assert not early_stop((1.90, 1.60, 1.59, 1.55, 1.54, 1.56), 2, 0).stop


def test_challenge_and_cost() -> None:
    LESSON.says(f"a validation loss of {MOST_LOSS} in at most {MOST_STEPS} steps")
    hours = 6 * 7e9 * 10_000 * 500 * 3 / (0.4 * 312e12) / 3600
    LESSON.says(f"about {hours:.1f} hours on an A100", f"about {6 * hours:.1f} hours")
