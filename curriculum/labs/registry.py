"""The labs there are, in the order of the course."""

from collections.abc import Mapping

from curriculum.labs import (
    distillation_temperature,
    hyperparameters,
    lifecycle,
    scaling_laws,
)
from curriculum.labs.lab import Lab

LABS: Mapping[str, Lab] = {
    lab.id: lab
    for lab in (
        scaling_laws.LAB,
        hyperparameters.LAB,
        lifecycle.LAB,
        distillation_temperature.LAB,
    )
}
