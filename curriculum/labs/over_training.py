"""What a model smaller than a budget's optimum costs, if it is trained on until it is as good.

A part of the scaling-laws lab; its twin is in static/labs/scaling-laws.model.js.
"""

import math
from dataclasses import dataclass

from curriculum.labs.scaling_laws import Constants, optimum


def tokens_to_reach(law: Constants, parameters: float, nats: float) -> float:
    """The tokens that bring a model of this size to a loss: D = (B / (L - E - A/N^α))^(1/β).

    Infinite where the size alone keeps it from getting there.
    """
    left = nats - law.E - law.A / parameters**law.alpha
    return float((law.B / left) ** (1 / law.beta)) if left > 0 else math.inf


@dataclass(frozen=True, slots=True)
class OverTrained:
    """A model smaller than a budget's optimum, trained on until it is as good."""

    parameters: float
    tokens: float
    training: float  # operations
    served: float  # tokens, at which serving the smaller model has paid for its longer training


def over_trained(law: Constants, budget: float, share: float) -> OverTrained:
    """The model with `share` (below 1) of the optimum's parameters. Training costs 6ND, serving 2N a token.

    It breaks even at 3(ND - N*D*) / (N* - N) tokens served.
    """
    best = optimum(law, budget)
    parameters = best.parameters * share
    tokens = tokens_to_reach(law, parameters, best.loss)
    served = 3 * (parameters * tokens - best.parameters * best.tokens) / (best.parameters - parameters)
    return OverTrained(parameters, tokens, 6 * parameters * tokens, served)
