"""The labs there are, in the order of the course."""

from collections.abc import Mapping

from curriculum.labs import (
    business_value,
    cluster_planner,
    data_doctor,
    data_selection,
    distillation_temperature,
    hyperparameters,
    judges,
    lifecycle,
    lora_budget,
    metric_bench,
    next_token,
    scaling_laws,
    which_approach,
)
from curriculum.labs.lab import Lab

LABS: Mapping[str, Lab] = {
    lab.id: lab
    for lab in (
        next_token.LAB,
        data_selection.LAB,
        scaling_laws.LAB,
        cluster_planner.LAB,
        data_doctor.LAB,
        hyperparameters.LAB,
        lora_budget.LAB,
        which_approach.LAB,
        lifecycle.LAB,
        distillation_temperature.LAB,
        metric_bench.LAB,
        judges.LAB,
        business_value.LAB,
    )
}
