"""The worked numbers of the lesson on scaling laws, by the lab's own module wherever it has the formula."""

import contextlib
import io
import re

from curriculum.labs.over_training import over_trained
from curriculum.labs.scaling_laws import CONSTANTS, Constants, loss, optimum, tokens_for
from tests.content.essays import check
from tests.content.lesson import Lesson
from tests.content.prose import COURSE

SCALING = Lesson("pre-training/scaling-laws")
LAW = CONSTANTS["besiroglu_2024"]
BUDGET, GOPHER = 1e22, 5.76e23
A100, UTILISATION = 312e12, 0.40


def terms(law: Constants, parameters: float, tokens: float) -> tuple[float, float, float]:
    return law.A / parameters**law.alpha, law.B / tokens**law.beta, loss(law, parameters, tokens)


def scientific(value: float, places: int = 1) -> str:
    mantissa, exponent = f"{value:.{places}e}".split("e")
    return f"{mantissa} \\times 10^{{{int(exponent)}}}"


def test_what_a_budget_buys() -> None:
    days = BUDGET / (A100 * UTILISATION) / 86400
    SCALING.says(
        f"is ${scientific(6 * 280e9 * 300e9)}$",
        f"comes to ${scientific(6 * 70e9 * 1.4e12)}$",
        f"needs {days:.0f} days",
    )
    assert round(days / 64 / 7) == 2


def test_the_three_models() -> None:
    for name, size, text, parameters, tokens in (
        ("GPT-3", "175 B", "300 B", 175e9, 300e9),
        ("Gopher", "280 B", "300 B", 280e9, 300e9),
        ("Chinchilla", "70 B", "1.4 T", 70e9, 1.4e12),
    ):
        of_size, of_text, nats = terms(LAW, parameters, tokens)
        SCALING.says(f"{name}: {size}, {text} | {of_size:.4f} | {of_text:.4f} | {nats:.4f}")
    gopher, chinchilla = terms(LAW, 280e9, 300e9), terms(LAW, 70e9, 1.4e12)
    SCALING.says(
        f"saves Gopher {chinchilla[0] - gopher[0]:.3f} in the parameter term",
        f"costs it {gopher[1] - chinchilla[1]:.3f} in the data term",
        f"$10^{{-\\alpha}} = {10**-LAW.alpha:.2f}$",
    )


def test_the_constants() -> None:
    SCALING.says(
        f"$E = {LAW.E}$, $A = {LAW.A}$, $B = {LAW.B}$, $\\alpha = {LAW.alpha}$, $\\beta = {LAW.beta}$",
        f"a flat irreducible layer of {LAW.E:.3f}",
    )


def test_the_split_by_hand() -> None:
    total, best = LAW.alpha + LAW.beta, optimum(LAW, BUDGET)
    ratio = LAW.alpha * LAW.A / (LAW.beta * LAW.B)
    g, a = ratio ** (1 / total), LAW.beta / total
    of_size, of_text, nats = terms(LAW, best.parameters, best.tokens)
    SCALING.says(
        f"$\\alpha A = {LAW.alpha * LAW.A:.1f}$ and $\\beta B = {LAW.beta * LAW.B:.1f}$; "
        f"their ratio, before rounding, is {ratio:.4f}",
        f"$1/(\\alpha+\\beta) = {1 / total:.3f}$, $G = {g:.5f}$",
        f"/ {total:.4f} = {a:.4f}$",
        f"$(C/6)^{{a}} = {scientific((BUDGET / 6) ** a, 3)}$",
        f"= {best.parameters / 1e9:.2f}$ billion parameters",
        f"= {best.tokens / 1e9:.0f}$ billion tokens, {best.tokens / best.parameters:.1f} for each parameter",
        f"{LAW.E} + {of_size:.4f} + {of_text:.4f} = {nats:.4f}",
        f"lowest at {nats:.3f}, where the two terms are {of_size:.3f} and {of_text:.3f}",
    )


def test_tokens_for_each_parameter() -> None:
    small, large = optimum(LAW, 1e19), optimum(LAW, 1e25)
    SCALING.says(
        f"asks for {small.tokens / small.parameters:.0f} falling to {large.tokens / large.parameters:.0f} tokens"
    )


def test_the_bowls() -> None:
    at = [optimum(LAW, budget).parameters / 1e9 for budget in (1e21, 1e22, 1e23)]
    SCALING.says(f"lie at {at[0]:.1f}, {at[1]:.2f} and {at[2]:.0f} billion parameters")
    best = optimum(LAW, BUDGET)

    def lost(times: float) -> float:
        size = best.parameters * times
        return loss(LAW, size, tokens_for(BUDGET, size)) - best.loss

    assert round(lost(2), 2) == round(lost(0.5), 2) == 0.01
    assert f"{lost(2):.3f}" == f"{lost(0.5):.3f}"
    assert min(lost(10), lost(0.1)) > 0.11
    SCALING.says(
        f"half or twice the best size costs {lost(2):.3f} nats, "
        f"a quarter {lost(0.25):.3f} and four times {lost(4):.3f}",
        "more than 0.11",
    )


def test_what_the_program_prints() -> None:
    text = (COURSE / "pre-training" / "scaling-laws.md").read_text(encoding="utf-8")
    found = re.search(r"```python\n(.*?)```.*?```text\n(.*?)```", text, re.DOTALL)
    assert found
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(found[1], {})
    assert printed.getvalue() == found[2]


def test_the_check_on_twenty_five_times() -> None:
    before, after = optimum(LAW, BUDGET), optimum(LAW, 25 * BUDGET)
    SCALING.says(
        f"asks for {after.parameters / before.parameters:.1f} times the parameters "
        f"and {after.tokens / before.tokens:.1f} times the tokens"
    )


def test_the_rounding_trap() -> None:
    rounded, exact = CONSTANTS["hoffmann_rounded"], CONSTANTS["hoffmann_tex_unrounded"]
    misled, best = optimum(rounded, GOPHER), optimum(LAW, GOPHER)
    SCALING.says(
        f"recommend {misled.parameters / 1e9:.0f} billion parameters with {misled.tokens / misled.parameters:.0f}",
        f"give {best.parameters / 1e9:.0f} billion and {best.tokens / best.parameters:.0f}",
        f"by {terms(rounded, 70e9, 1.4e12)[1] / terms(exact, 70e9, 1.4e12)[1] - 1:.0%}",
        f"Going from {exact.beta:.4f} to {rounded.beta} raises",
    )
    for budget in (BUDGET, GOPHER):
        for fit in (rounded, exact):
            split = optimum(fit, budget)
            assert loss(LAW, split.parameters, split.tokens) - optimum(LAW, budget).loss < 0.007


def test_small_exponents() -> None:
    text, size = 2**-0.095, 2**-0.076
    SCALING.says(
        f"2^{{-0.095}} = {text:.3f}$",
        f"2^{{-0.076}} = {size:.3f}$",
        f"takes off about {1 - text:.0%}",
        f"= {3 * text:.2f} +- 0.015",
        f"! {3 * size:.2f} +- 0.015",
        f"! {3 * (1 - 0.095):.3f} +- 0.01",
        f"3.00 × {text:.3f} = {3 * text:.2f}",
    )


def test_reading_too_long() -> None:
    best, half, quarter = optimum(LAW, BUDGET), over_trained(LAW, BUDGET, 0.5), over_trained(LAW, BUDGET, 0.25)
    wall = (LAW.A / (best.loss - LAW.E)) ** (1 / LAW.alpha)
    SCALING.says(
        f"operations, {half.parameters / 1e9:.2f} billion parameters. To reach the same loss, {best.loss:.4f}, "
        f"it must read {half.tokens / 1e9:.0f} billion tokens instead of {best.tokens / 1e9:.0f}: "
        f"{half.tokens / half.parameters:.0f} per parameter, and {half.training / BUDGET:.2f} times the training",
        f"saves ${scientific(2 * (best.parameters - half.parameters), 3)}$ operations",
        f"extra ${scientific(half.training - BUDGET, 3)}$ operations of training",
        f"repaid after {half.served / 1e9:.0f} billion tokens",
        f"{half.training / BUDGET:.2f} times as much at {half.parameters / 1e9:.1f} billion, "
        f"{quarter.training / BUDGET:.1f} times at {quarter.parameters / 1e9:.1f} billion",
        f"wall at {wall / 1e9:.2f} billion",
        f"below {wall / 1e9:.2f} billion parameters",
    )
    assert 1850 <= 15e12 / 8e9 <= 1900  # “near 1,900 for each parameter”


def test_the_colleague_of_the_essay() -> None:
    best, half, quarter = optimum(LAW, BUDGET), over_trained(LAW, BUDGET, 0.5), over_trained(LAW, BUDGET, 0.25)
    check(
        "pt-rule-of-twenty",
        (
            f"best size at {best.parameters / 1e9:.2f} billion parameters",
            f"Half that size needs {half.training / BUDGET:.2f} times the training",
            f"{(half.training - BUDGET) / 1e21:.2f} × 10²¹ operations more",
            f"saves about {2 * (best.parameters - half.parameters) / 1e9:.0f} × 10⁹",
            f"repaid after some {half.served / 1e9:.0f} billion tokens",
            f"already need {quarter.training / BUDGET:.1f} times the training",
        ),
        ("$6ND$", "$2N$", "10²²"),
        (f"half the size, {half.served / 1e9:.0f} billion would",),
    )
    assert round(2e12 / half.served) == 7  # “seven times as many”
