"""The worked numbers of the lesson on the exam."""

from fractions import Fraction
from math import comb, factorial

from tests.content.lesson import Lesson

LESSON = Lesson("evaluation/exam-readiness")
QUESTIONS, SCORED, SECONDS = 65, 50, 90 * 60


def test_time() -> None:
    LESSON.says(f"this leaves {20 * 60 / 22:.0f} seconds for each")
    LESSON.says(f"Ninety minutes for {QUESTIONS} questions are {SECONDS / QUESTIONS:.0f} seconds each")
    spare = SECONDS - QUESTIONS * 60
    LESSON.says(f"After {QUESTIONS} minutes you have seen everything and have {spare // 60} left")
    LESSON.says(f"For twelve marked questions that is {spare // 12} seconds each")
    LESSON.says(f"40 questions, {40 * SECONDS / QUESTIONS / 60:.0f} minutes")


def test_domains() -> None:
    weights = {
        "AI and machine learning": 20,
        "Generative AI": 24,
        "Applications of foundation models": 28,
        "Responsible AI": 14,
        "Security, compliance, governance": 14,
    }
    assert sum(weights.values()) == 100
    for number, (name, weight) in enumerate(weights.items(), 1):
        LESSON.says(f"| {number}. {name} | {weight}% | {weight * SCORED // 100} |")
    LESSON.says(f"{100 - 28}% of it lies in other domains", f"are {sum((9, 11, 12, 6, 3))} of 50")
    assert Fraction(700 - 100, 900) == Fraction(2, 3)
    LESSON.says("(700 - 100)/900$, or two thirds")


def test_the_worth_of_a_guess() -> None:
    kinds = {
        "One of four": (Fraction(1, 4), 8),
        "Two of five": (Fraction(1, comb(5, 2)), 2),
        "Order of four": (Fraction(1, factorial(4)), 1),
        "Three pairs": (Fraction(1, factorial(3)), 1),
    }
    for name, (chance, times) in kinds.items():
        LESSON.says(f"| {name} | {chance} | {times} | {float(chance * times):.2f} |")
    blind = float(sum(chance * times for chance, times in kinds.values()))
    LESSON.says(f"| **All** | | **12** | **{blind:.2f}** |")
    singles, doubles = Fraction(8, 2), Fraction(2, comb(3, 2))
    struck = float(singles + doubles + Fraction(1, 24) + Fraction(1, 6))
    LESSON.says(f"The eight bring {float(singles):.2f} and the two bring {float(doubles):.2f}")
    LESSON.says(f"all twelve bring {struck:.2f}: twice as much")
    assert round(struck / blind) == 2
    LESSON.says(f"about {SCORED / QUESTIONS:.0%} of such gains")
