"""The worked numbers of the lesson on transfer learning, from their formulas."""

from math import ceil, sqrt

import pytest

from tests.content.lesson import Lesson
from tests.content.prose import COURSE

LESSON = Lesson("fine-tuning/transfer-learning")
FIGURES = COURSE / "figures"
MODEL, WIDTH, CLASSES, INNER = 110_000_000, 768, 3, 3072
TICKETS, HELD_BACK, BATCH = 900, 180, 32
TRAINING = TICKETS - HELD_BACK
HEAD = WIDTH * CLASSES + CLASSES
# Queries, keys, values and output; two matrices of the small network; two normalizations. All with biases.
LAYER = 4 * (WIDTH**2 + WIDTH) + 2 * WIDTH * INNER + INNER + WIDTH + 2 * 2 * WIDTH
UPPER = HEAD + 2 * LAYER


def test_shares_that_are_trained() -> None:
    LESSON.says(f"{WIDTH} \\times {CLASSES} + {CLASSES} = {HEAD}", f"{HEAD:,}")
    LESSON.says(f"{100 * HEAD / MODEL:.4f}% of the model", f"one number in {MODEL / HEAD:,.0f}")
    LESSON.says(f"{UPPER / 1e6:.1f} million")
    figure = (FIGURES / "freeze-or-tune.svg").read_text(encoding="utf-8")
    for said in (
        f">{HEAD:,}<",
        f">{100 * HEAD / MODEL:.4f}%<",
        f">{UPPER / 1e6:.1f} million<",
        f">{100 * UPPER / MODEL:.1f}%<",
    ):
        assert said in figure


def gigabytes(trained: int) -> float:
    """Two bytes for a frozen number, sixteen for a trained one."""
    return (2 * (MODEL - trained) + 16 * trained) / 1e9


@pytest.mark.parametrize(
    ("name", "numbers", "trained", "per_label"),
    [
        ("head only", f"{HEAD:,}", HEAD, f"{HEAD / TRAINING:.1f}"),
        ("head and two layers", f"{UPPER / 1e6:.1f} million", UPPER, f"{round(UPPER / TRAINING, -2):,.0f}"),
        ("everything", "110 million", MODEL, f"{round(MODEL / TRAINING, -2):,.0f}"),
    ],
)
def test_rows_of_the_table(name: str, numbers: str, trained: int, per_label: str) -> None:
    LESSON.says(f"| {name} | {numbers} | {per_label} | {gigabytes(trained):.2f} GB |")


def test_steps_features_and_operations() -> None:
    steps = ceil(TRAINING / BATCH)
    LESSON.says(f"{TRAINING} / {BATCH} = {TRAINING / BATCH}", f"rounded up to {steps}")
    LESSON.says(f"Three epochs of full tuning are {3 * steps} steps", f"thirty epochs, {30 * steps} steps")
    LESSON.says(f"{TICKETS} × {WIDTH} numbers of four bytes, {TICKETS * WIDTH * 4 / 1e6:.1f} MB")
    assert 3 * 6 == 18
    assert 18 / 2 == 9
    LESSON.says("so $18N$: nine times as much")


def test_the_head_of_the_check() -> None:
    LESSON.says(f"1,024 × 5 + 5 = {1024 * 5 + 5:,}", f"= {1024 * 5 + 5} >")


SCATTER, SHARES, NEAR, FAR = 4.0, 20, 0.5, 4.0


def scratch(n: int) -> float:
    return SCATTER / sqrt(n)


def transferred(n: int, off: float) -> float:
    return sqrt((n / (n + SHARES)) ** 2 * SCATTER**2 / n + (SHARES / (n + SHARES)) ** 2 * off**2)


def test_near_start_saves_labels() -> None:
    LESSON.says(f"with 5 tickets, {scratch(5):.2f} minutes", f"an error of {transferred(5, NEAR):.2f} minutes")
    same = next(n for n in range(1, 1000) if scratch(n) <= transferred(5, NEAR))
    LESSON.says(f"From scratch that would take {same}")
    assert 50 <= same - 5 <= 52
    LESSON.says(f"differ by {scratch(200) - transferred(200, NEAR):.2f} minutes")


def test_far_start_harms() -> None:
    LESSON.says(f"wrong by {transferred(5, FAR):.2f} minutes, the simple mean by {scratch(5):.2f}")
    LESSON.says(f"{transferred(5, FAR) / scratch(5):.1f} times the error of the plain mean")
    assert transferred(1, FAR) < scratch(1)
    assert all(transferred(n, FAR) > scratch(n) > transferred(n, NEAR) for n in range(2, 201))
