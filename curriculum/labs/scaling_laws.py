"""Scaling laws: how a training budget is split between parameters and tokens.

The law is Hoffmann et al. (2022), approach 3: a model of N parameters trained on D tokens ends with the
held-out loss L(N, D) = E + A/N^α + B/D^β, in nats per token; training it takes C = 6ND operations.
static/labs/scaling-laws.model.js is this module's twin in the browser: the same numbers, the same words.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict

from curriculum.labs.lab import Asked, Lab, Verdict
from curriculum.labs.numbers import brief, count, digits, percent, positive, power, typed

BUDGETS = (1e19, 1e25)  # operations
SIZES = (3e7, 3e12)  # parameters
CHALLENGE = "gopher-budget"
CHALLENGE_BUDGET = 5.76e23  # operations: Gopher's
CHALLENGE_EXCESS = 0.001  # of the lowest loss
SAME_BUDGET = 1e-3  # how far, relatively, an answer's budget may be from the challenge's


@dataclass(frozen=True, slots=True)
class Constants:
    """One fit of the law; `source` says whose."""

    name: str
    E: float
    A: float
    B: float
    alpha: float
    beta: float
    source: str

    @property
    def digits(self) -> str:
        return f"E = {self.E:.8g}, A = {self.A:.8g}, B = {self.B:.8g}, α = {self.alpha:.8g}, β = {self.beta:.8g}"


HOFFMANN = "Hoffmann et al. (2022), Training Compute-Optimal Large Language Models, arXiv 2203.15556"
BESIROGLU = "Besiroglu et al. (2024), Chinchilla Scaling: A replication attempt, arXiv 2404.10102"

CONSTANTS: Mapping[str, Constants] = {
    "besiroglu_2024": Constants(
        "Besiroglu et al., corrected", 1.8172, 482.01, 2085.43, 0.3478, 0.3658, f"{BESIROGLU}: the refit"
    ),
    "hoffmann_tex_unrounded": Constants(
        "Hoffmann et al., unrounded",
        math.exp(0.5267228),
        math.exp(6.0073404),
        math.exp(6.0179186),
        0.33917084,
        0.2849083,
        f"{HOFFMANN}: ln E, ln A and ln B in its TeX source",
    ),
    "hoffmann_rounded": Constants(
        "Hoffmann et al., as printed", 1.69, 406.4, 410.7, 0.34, 0.28, f"{HOFFMANN}: as printed"
    ),
}


@dataclass(frozen=True, slots=True)
class Optimum:
    """The split of a budget with the lowest loss."""

    budget: float
    parameters: float
    tokens: float
    loss: float


@dataclass(frozen=True, slots=True)
class Weighed(Verdict):
    """`excess` is the answer's loss over the lowest one, less 1; None where it could not be weighed."""

    excess: float | None = None


class Options(TypedDict):
    budget: float
    constants: str


def tokens_for(budget: float, parameters: float) -> float:
    """D = C / 6N: the tokens that a budget leaves to a model of this size."""
    return budget / (6 * parameters)


def loss(law: Constants, parameters: float, tokens: float) -> float:
    """L(N, D) = E + A/N^α + B/D^β, in nats per token."""
    nats: float = law.E + law.A / parameters**law.alpha + law.B / tokens**law.beta
    return nats


def optimum(law: Constants, budget: float) -> Optimum:
    """N* = G (C/6)^a and D* = (C/6)^b / G, with G = (αA/βB)^(1/(α+β)), a = β/(α+β) and b = α/(α+β).

    It is where ∂L/∂N = 0 along C = 6ND, that is αA/N^α = βB/D^β.
    """
    total = law.alpha + law.beta
    g = (law.alpha * law.A / (law.beta * law.B)) ** (1 / total)
    parameters = g * (budget / 6) ** (law.beta / total)
    tokens = (budget / 6) ** (law.alpha / total) / g
    return Optimum(budget, parameters, tokens, loss(law, parameters, tokens))


def excess(law: Constants, budget: float, parameters: float) -> float:
    """L / L* - 1 at this size on this budget."""
    return loss(law, parameters, tokens_for(budget, parameters)) / optimum(law, budget).loss - 1


def sizes_within(law: Constants, budget: float, allowed: float) -> tuple[float, float]:
    """The smallest and the largest size whose excess is at most `allowed`, by bisection in ln N.

    On either side of N* the loss rises without bound, so that each side is crossed once.
    """
    centre = math.log(optimum(law, budget).parameters)
    ends = []
    for far in (centre - 12, centre + 12):
        inside, outside = centre, far
        for _ in range(60):
            middle = (inside + outside) / 2
            if excess(law, budget, math.exp(middle)) <= allowed:
                inside = middle
            else:
                outside = middle
        ends.append(math.exp(inside))
    return ends[0], ends[1]


def perplexity(nats: float) -> float:
    """e^L: among how many equally likely tokens the model in effect chooses."""
    return math.exp(nats)


def parse_options(given: Mapping[str, object]) -> dict[str, object]:
    """The settings of a `lab` fence. Raises ValueError, saying what may stand there instead."""
    return dict(_options(given))


def _options(given: Mapping[str, object]) -> Options:
    unknown = sorted(str(name) for name in given if name not in ("budget", "constants"))
    if unknown:
        raise ValueError(f"unknown setting {', '.join(unknown)}; the settings are budget and constants")
    budget, constants = given.get("budget", 1e22), given.get("constants", "besiroglu_2024")
    try:
        number = positive(float(budget) if isinstance(budget, str) else budget)
    except ValueError:
        number = None
    if number is None or not BUDGETS[0] <= number <= BUDGETS[1]:
        raise ValueError(f"budget {budget!r} is not between 1e19 and 1e25; write operations, such as 1e22")
    if not isinstance(constants, str) or constants not in CONSTANTS:
        raise ValueError(f"unknown constants {constants!r}; use one of {', '.join(CONSTANTS)}")
    return {"budget": number, "constants": constants}


def judge(response: object) -> Weighed:
    """Total: whatever JSON comes, a verdict goes.

    An answer is {"budget": operations, "parameters": number, "constants": name}; the tokens follow from
    C = 6ND. It meets the challenge when its loss is at most 0.1% above the lowest for Gopher's budget.
    """
    answer = response if isinstance(response, Mapping) else {}
    budget, parameters = positive(answer.get("budget")), positive(answer.get("parameters"))
    name = answer.get("constants")
    law = CONSTANTS.get(name) if isinstance(name, str) else None
    if budget is None or parameters is None or law is None:
        names = ", ".join(CONSTANTS)
        return Weighed(False, f"No answer to judge: it needs a budget, parameters and constants ({names}).")
    if abs(budget / CHALLENGE_BUDGET - 1) > SAME_BUDGET:
        spent, due = power(budget), power(CHALLENGE_BUDGET)
        return Weighed(False, f"Another budget: this is {spent} operations, the challenge gives {due}.")
    if not SIZES[0] <= parameters <= SIZES[1]:
        return Weighed(False, f"The size must lie between {brief(SIZES[0])} and {brief(SIZES[1])} parameters.")
    over = excess(law, CHALLENGE_BUDGET, parameters)
    tokens = tokens_for(CHALLENGE_BUDGET, parameters)
    if over <= CHALLENGE_EXCESS:
        low, high = sizes_within(law, CHALLENGE_BUDGET, CHALLENGE_EXCESS)
        return Weighed(
            True,
            f"Met: {percent(over)} above the lowest loss. Any size from {count(low)} to {count(high)} would do, "
            "for the bowl is flat at the bottom.",
            over,
        )
    small = parameters < optimum(law, CHALLENGE_BUDGET).parameters
    return Weighed(
        False,
        f"{'Too small' if small else 'Too large'}: {count(parameters)} parameters leave {count(tokens)} tokens, "
        f"{digits(tokens / parameters)} for each. The loss is {percent(over)} above the lowest; 0.1% is allowed.",
        over,
    )


def worked_example(options: Mapping[str, object]) -> dict[str, object]:
    """What the page shows where no script runs: one budget split three ways, its bowl, and the fits."""
    chosen = _options(options)
    law, budget = CONSTANTS[chosen["constants"]], chosen["budget"]
    best = optimum(law, budget)
    splits = {"a tenth of the best": 0.1, "the best": 1.0, "ten times the best": 10.0}
    return {
        "law": law,
        "laws": [(fit.name, fit.digits, fit.source) for fit in CONSTANTS.values()],
        # The browser reads the attribute as a number; Django would print the float in the reader's language.
        "attribute": repr(budget).replace("e+", "e"),
        "budget": power(budget),
        "rows": [_row(law, budget, best.parameters * factor, split) for split, factor in splits.items()],
        "bowl": _bowl(law, best),
    }


def _row(law: Constants, budget: float, parameters: float, split: str) -> dict[str, str]:
    tokens = tokens_for(budget, parameters)
    over = excess(law, budget, parameters)
    return {
        "split": split,
        "parameters": count(parameters),
        "tokens": count(tokens),
        "ratio": digits(tokens / parameters),
        "loss": f"{loss(law, parameters, tokens):.4f}",
        "excess": "0%" if over < 1e-9 else percent(over),
    }


def _bowl(law: Constants, best: Optimum) -> dict[str, object]:
    """The loss against the size at one budget, in the units of a drawing 400 wide and 230 high."""
    width, left, right, top, bottom = 400, 38, 386, 16, 196
    low = best.loss - (best.loss - optimum(law, best.budget * 10).loss) * 0.8
    high = best.loss + (optimum(law, best.budget / 10).loss - best.loss) * 2.2
    first, last = (math.log10(size) for size in SIZES)

    def x(parameters: float) -> float:
        return left + (math.log10(parameters) - first) / (last - first) * (right - left)

    def y(nats: float) -> float:
        return bottom - (nats - low) / (high - low) * (bottom - top)

    sizes = [10 ** (first + (last - first) * step / 160) for step in range(161)]
    points = [(size, loss(law, size, tokens_for(best.budget, size))) for size in sizes]
    line = " ".join(f"{x(size):.1f},{y(nats):.1f}" for size, nats in points if nats <= high)
    step = 0.05 if high - low < 0.35 else 0.1 if high - low < 0.8 else 0.2
    levels = [step * number for number in range(math.ceil(low / step), math.floor(high / step) + 1)]
    return {
        "width": width,
        "line": line,
        "sizes": [{"x": f"{x(10**e):.1f}", "label": brief(10**e)} for e in range(8, 13)],
        "losses": [{"y": f"{y(nats):.1f}", "label": f"{nats:.{2 if step < 0.1 else 1}f}"} for nats in levels],
        "best": {"x": f"{x(best.parameters):.1f}", "y": f"{y(best.loss):.1f}"},
    }


def size_for_the_challenge(given: Mapping[str, str]) -> object:
    """A size for the challenge's budget, under the constants that the lab begins with."""
    parameters = typed(str(given.get("parameters", "")))
    if parameters is None:
        return None
    return {"budget": CHALLENGE_BUDGET, "parameters": parameters, "constants": "besiroglu_2024"}


LAB = Lab(
    id="scaling-laws",
    title="Spend a budget",
    summary="Split a training budget between a larger model and more text, and find the lowest loss "
    "that a scaling law allows.",
    minutes=8,
    phase=1,
    tag="scaling-laws-lab",
    script="labs/scaling-laws.js",
    template="curriculum/labs/scaling-laws.html",
    challenge=CHALLENGE,
    options=parse_options,
    example=worked_example,
    judge=judge,
    solution={"budget": CHALLENGE_BUDGET, "parameters": 72e9, "constants": "besiroglu_2024"},
    asked=(Asked("parameters", "Parameters of the model", "a number, such as 7e9"),),
    answer=size_for_the_challenge,
)
