"""The worked numbers of the lesson on LLM judges, reckoned again."""

from math import isclose, sqrt

from curriculum.labs.judges import agreement, wilson, win_rate
from tests.content.lesson import Lesson

LESSON = Lesson("evaluation/llm-judges")
BOTH, FIRST, SECOND, NEITHER = 76, 48, 8, 68  # wins of the new bot: in both orders, when first, when second, in none


def test_the_swap() -> None:
    n = BOTH + FIRST + SECOND + NEITHER
    first, second = (BOTH + FIRST) / n, (BOTH + SECOND) / n
    flips = FIRST + SECOND
    corrected = win_rate(BOTH, flips, NEITHER)
    assert isclose(corrected, (first + second) / 2)
    LESSON.says(
        f"| First: wins | {BOTH} | {FIRST} | {BOTH + FIRST} |",
        f"| First: loses | {SECOND} | {NEITHER} | {SECOND + NEITHER} |",
        f"| Sum | {BOTH + SECOND} | {FIRST + NEITHER} | {n} |",
        f"wins {BOTH + FIRST} of {n}, {100 * first:.0f}%",
        f"{BOTH + SECOND} of {n}, {100 * second:.0f}%",
        f"{BOTH} + {NEITHER} = {BOTH + NEITHER} tickets, {100 * (BOTH + NEITHER) / n:.0f}%",
        f"In {flips} tickets",
        f"In {FIRST} of these, {100 * FIRST / flips:.0f}%",
        f"({BOTH} + {flips}/2)/{n} = {100 * corrected:.0f}\\%$",
    )
    LESSON.says(f"its {100 * first:.0f}% lay {100 * first - 50:.0f} points above one half. Ten of the 12")
    assert round(100 * (first - corrected)) == 10
    half = 1.96 * sqrt(((BOTH + flips / 4) / n - corrected**2) / n)  # of results that are 1, a half or 0
    LESSON.says(f"about {100 * (corrected - half):.0f}% to {100 * (corrected + half):.0f}%")
    low, high = wilson(corrected, n)
    LESSON.says(f"gives {100 * low:.0f}% to {100 * high:.0f}%")


def test_the_check_on_flips() -> None:
    LESSON.says(
        f"= {100 * win_rate(40, 30, 30):.0f} +- 0.1",
        f"! {100 * 40 / 70:.1f} +- 0.3",
        "(40 + 30/2)/100 = 55%",
    )


def test_wins_by_length() -> None:
    longer, others = 120 * 0.6, 80 * 0.4
    LESSON.says(f"({longer:.0f} + {others:.0f})/200 = {100 * (longer + others) / 200:.0f}%")


def test_calibration_against_people() -> None:
    table = ((42, 8), (14, 36))
    found = agreement(table)
    assert found.kappa is not None
    hit, false = 42 / 50, 14 / 50
    LESSON.says(
        f"They agree in {100 * found.observed:.0f}%",
        f"expected by chance is {100 * found.expected:.0f}%",
        f"(0.78 − 0.50)/0.50 = {found.kappa:.2f}",
        f"42/50 = {100 * hit:.0f}%",
        f"36/50 = {100 * (1 - false):.0f}%",
        f"j = {hit:.2f}h + {false:.2f}(1 - h)",
        f"\\frac{{j - {false:.2f}}}{{{hit:.2f} - {false:.2f}}}",
        f"{0.60 - false:.2f}/{hit - false:.2f} = {100 * (0.60 - false) / (hit - false):.1f}%",
    )
    assert isclose((0.56 - false) / (hit - false), 0.50)  # the judge's 56 of the table, put right, are the people's 50


def test_what_a_judge_costs() -> None:
    verdict = (1500 * 3 + 200 * 15) / 1e6
    judged, people, sample = 1000 * 2 * verdict, 1000 * 3 * 2 / 60 * 30, 100 * 3 * 2 / 60 * 30
    LESSON.says(
        f"${verdict:.4f}",
        f"${2 * verdict:.3f} for both orders",
        f"cost ${judged:.0f} and",
        f"cost ${people:,.0f}",
        f"by people, ${sample:.0f}, the whole is ${judged + sample:.0f}: about a tenth",
    )
    assert 0.09 < (judged + sample) / people < 0.11
