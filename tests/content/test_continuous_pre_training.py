"""The worked numbers of the lesson on continuous pre-training."""

from math import exp

from curriculum.labs.cluster_planner import gpu_hours, operations, with_replay
from tests.content.lesson import Lesson

LESSON = Lesson("adaptation/continuous-pre-training")
CHARACTERS_PER_TOKEN = 6
PARAMETERS = 7e9
A100, UTILISATION = 312e12, 0.4


def test_two_owners_of_text() -> None:
    characters = 12e6 * 1500
    tokens = characters / CHARACTERS_PER_TOKEN
    kept = tokens * 0.7
    LESSON.says(f"{characters / 1e9:.0f} billion characters, or {tokens / 1e9:.1f} billion tokens")
    LESSON.says(f"make up 30%; {kept / 1e9:.1f} billion remain")
    shop = 50_000 * 36 * 900 / CHARACTERS_PER_TOKEN
    LESSON.says(f"{shop / 1e6:.0f} million tokens")
    LESSON.says(f"= {operations(PARAMETERS, kept) / 1e19:.2f} \\times 10^{{19}}$ operations")
    hours = gpu_hours(PARAMETERS, kept, A100, UTILISATION)
    LESSON.says(f"That is {hours:.0f} [[gpu-hour|GPU-hours]]", f"some {round(hours, -2):.0f} GPU-hours")
    mixed = gpu_hours(PARAMETERS, with_replay(kept, 0.05), A100, UTILISATION)
    LESSON.says(f"or {mixed:.0f} once 5% of all that is read is general text")


def test_four_hundred_times_the_computation() -> None:
    assert 2e12 / 5e9 == 400
    LESSON.says("[four hundred times]")


def test_perplexities_before_and_after() -> None:
    before, alone, mixed = (2.60, 2.10), (2.05, 2.40), (2.07, 2.14)
    for field, general in (before, alone, mixed):
        LESSON.says(f"{field:.2f} ({exp(field):.1f}) | {general:.2f} ({exp(general):.1f})")
    LESSON.says(f"among {exp(mixed[0]):.1f} tokens, before among {exp(before[0]):.1f}")
    LESSON.says(f"a fall by {1 - exp(mixed[0] - before[0]):.0%}", f"rose by {exp(mixed[1] - before[1]) - 1:.0%}")
    LESSON.says(f"risen by {exp(alone[1] - before[1]) - 1:.0%}")


def test_the_check_on_bridges() -> None:
    fall = 1 - exp(2.40 - 2.90)
    LESSON.says(f"= {100 * fall:.1f} +- 1", f"! {100 * (1 - fall):.1f} +- 1", f"! {100 * (1 - 2.40 / 2.90):.1f} +- 1")
    LESSON.says(f"e^{{2.90}} = {exp(2.90):.1f}$ to $e^{{2.40}} = {exp(2.40):.1f}$")
