"""The worked numbers of the lesson on preference tuning, by the twin of the lab on judges."""

import re
from contextlib import redirect_stdout
from io import StringIO

import pytest

from curriculum.labs.judges import dpo, loss_of, preference, sigmoid
from tests.content.lesson import Lesson
from tests.content.prose import COURSE

LESSON = Lesson("fine-tuning/preference-tuning")
REF = (-13.0, -13.5)


def test_comparisons_in_a_ranking() -> None:
    LESSON.says(f"four replies make {4 * 3 // 2} pairs, nine make {9 * 8 // 2}")


def test_penalty_for_drifting() -> None:
    LESSON.says(f"2.0 − {0.1 * 8:.1f} = {2.0 - 0.1 * 8:.1f}", f"1.5 − {0.1 * 1:.1f} = {1.5 - 0.1 * 1:.1f}")


@pytest.mark.parametrize("difference", [-1, 0, 1, 2, 3])
def test_table_of_differences(difference: int) -> None:
    row = preference(difference, 0)
    LESSON.says(f"| {str(difference).replace('-', '−')} | {row.p:.3f} | {row.loss:.3f} |")


def test_one_comparison() -> None:
    found = preference(1.5, 0.5)
    LESSON.says(f"so $p = {found.p:.3f}$ and the loss {found.loss:.3f}", f"$\\ln 2 = {loss_of(0):.3f}$")
    LESSON.says(f"gains only {loss_of(2) - loss_of(3):.3f}", f"by one point costs {loss_of(-1):.3f}")


def test_length_turns_a_preference_round() -> None:
    a, b = 1.2, 0.8
    LESSON.says(f"prefer B in {100 * sigmoid(b - a):.0f}% of cases")
    a, b = a + 0.01 * 45, b + 0.01 * 145
    LESSON.says(f"become {a:.2f} and {b:.2f}, a difference of {b - a:.1f}", f"“wins” with {100 * sigmoid(b - a):.0f}%")


def test_the_peak_of_the_sketch() -> None:
    """Gao and others: the judgement is d(α − βd) with d the root of KL, highest at d = α/2β."""
    peak = (1 / (2 * 0.12)) ** 2
    assert round(peak) == 17
    LESSON.says("is highest near 17")


def test_one_pair_by_hand() -> None:
    LESSON.says(f"$m = 0$ and the loss is {dpo(0.1, *REF, *REF).loss:.3f}")
    second, third, fourth = (dpo(0.1, w, loser, *REF) for w, loser in ((-12, -14), (-9, -20), (-16, -20)))
    LESSON.says(f"= {second.margin:.2f}$, the chance is {second.p:.3f} and the loss {second.loss:.3f}")
    LESSON.says(f"= {third.margin:.2f}$, chance {third.p:.3f}, loss {third.loss:.3f}")
    LESSON.says(f"= {fourth.margin:.2f}$ and the loss {fourth.loss:.3f}")
    assert fourth.loss < second.loss


def test_the_program_prints_what_the_lesson_says() -> None:
    text = (COURSE / "fine-tuning" / "preference-tuning.md").read_text(encoding="utf-8")
    code, printed = re.findall(r"^```(?:python|text)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    with redirect_stdout(StringIO()) as out:
        exec(code, {})
    assert out.getvalue() == printed


def test_the_margin_of_the_check() -> None:
    right = dpo(0.2, -8, -12, -10, -9)
    LESSON.says(f"= {right.loss:.3f} +- 0.005", f"! {loss_of(-right.margin):.3f} +- 0.005")
    LESSON.says(f"! {loss_of(0.2 * 4):.3f} +- 0.005", f"! {loss_of(5):.4f} +- 0.0005")
