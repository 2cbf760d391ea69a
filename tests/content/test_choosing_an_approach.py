"""The worked numbers of the lesson on choosing an approach, and the keys that rest on like sums."""

from fractions import Fraction as F
from math import ceil

from curriculum.labs.which_approach import answer, changed, reading
from curriculum.labs.which_approach_scenarios import SCENARIOS
from tests.content.lesson import Lesson

LESSON = Lesson("fine-tuning/choosing-an-approach")
EXAM = Lesson("fine-tuning/exam.quiz")
PER_IN, PER_OUT = F(1, 10**6), F(4, 10**6)
LONG, TUNED = 2400 * PER_IN + 20 * PER_OUT, 300 * PER_IN + 20 * PER_OUT
INDEX, HOST, ONCE = 150, 900, 6000
SHOP, MILLION = 50_000, 1_000_000


def long_prompt(tickets: int) -> F:
    return INDEX + LONG * tickets


def tuned(tickets: int) -> F:
    return HOST + TUNED * tickets


def test_prices_of_a_ticket() -> None:
    LESSON.says(f"${float(LONG):.5f}", f"${float(TUNED):.5f}", f"A ticket costs ${float(LONG - TUNED):.4f} less")


def test_months_at_two_volumes() -> None:
    for tickets in (SHOP, MILLION):
        costs = " | ".join(f"${float(cost(tickets)):,.0f}" for cost in (long_prompt, tuned))
        LESSON.says(f"A month at {tickets:,} | {costs} |")


def test_level_volume() -> None:
    level = F(HOST - INDEX) / (LONG - TUNED)
    LESSON.says(f"= {round(level):,}".replace(",", "{,}") + "$$", f"the fixed cost is ${HOST - INDEX} more")
    assert f"at {round(level):,} tickets" in LESSON.text  # the figure's alternative text


def test_what_either_way_saves() -> None:
    saved = long_prompt(MILLION) - tuned(MILLION)
    LESSON.says(
        f"costs ${float(tuned(SHOP) - long_prompt(SHOP)):.0f} *more* each month",
        f"saves ${float(saved):,.0f} a month and has repaid them after {float(ONCE / saved):.1f} months",
    )


def test_without_a_host_of_its_own() -> None:
    saved = long_prompt(SHOP) - TUNED * SHOP
    LESSON.says(f"${float(saved):.0f} a month", f"repaid after {float(ONCE / saved):.1f} months")


def test_accuracy_outweighs_tokens() -> None:
    tickets = SHOP // 100
    LESSON.says(
        f"One point of the shop's {SHOP:,} is {tickets} tickets",
        f"each point is worth ${tickets * 2:,} a month to the more accurate way, "
        f"more than the whole gap of ${float(tuned(SHOP) - long_prompt(SHOP)):.0f}",
    )
    assert tickets * 2 > tuned(SHOP) - long_prompt(SHOP)


def test_a_volume_that_repays_nothing() -> None:
    worth = 200 * F("1.60")
    LESSON.says(f"spends ${float(worth):.0f}")
    assert 9000 / worth > 24  # months


def test_key_of_the_ferry_line() -> None:
    level = 840 / (F("0.0042") - F("0.0012"))
    LESSON.says(f"= {level} +- 1%", f"840 / 0.0030 = {int(level):,} messages")
    LESSON.says(f"! {int(840 / F('0.0042'))} +- 1%", f"! {int(840 / F('0.0012'))} +- 1%")
    LESSON.says(f"! {round(840 / (F('0.0042') + F('0.0012')))} +- 1%")


def test_parcel_lockers() -> None:
    n, before, after = 90_000, F("0.0050"), F("0.0010")
    EXAM.says(
        f"= ${float(n * (before - after)):.0f} a month, against $500",
        f"= ${float(n * before):.0f} now",
        f"+ $500 = ${float(n * after + 500):.0f} then",
        f"500 / 0.0040 = {ceil(500 / (before - after)):,} messages",
    )


def test_the_lab_agrees_with_what_the_lesson_hints_at() -> None:
    shop = reading("support")
    assert answer(shop) == ["rag", "distil"]  # 1,800 good answers are no reason to tune
    assert answer(changed(shop, "form", "yes")) == ["rag", "peft", "distil"]


def test_the_lab_counts_pairs_and_text_as_the_lesson_does() -> None:
    tone = reading("tone")
    assert [answer(changed(tone, "pairs", many)) for many in ("dozens", "thousands", "many")] == [
        [],
        ["peft"],
        ["full"],
    ]
    assert answer(reading("clinic")) == ["peft", "cpt"]
    assert set(SCENARIOS) - {"contracts"} == {"support", "prices", "tone", "clinic", "tablet", "club"}
