"""The essays of every quiz: their model answers keep to their length. Figures of the evaluation module's own."""

from math import sqrt

import pytest

from tests.content.essays import check, essays, length


@pytest.mark.parametrize("id", essays())
def test_a_model_answer_keeps_to_its_length(id: str) -> None:
    assert length(essays()[id].model) <= int(essays()[id].words)


def test_the_limit_of_a_trial_is_wider_than_what_the_trial_can_tell() -> None:
    tried = 50_000 / 5
    doubt = 1.96 * sqrt(0.30 * 0.70 * (1 / tried + 1 / (50_000 - tried)))
    check(
        "ev-plan",
        (
            f"With {tried:,.0f} tickets against {50_000 - tried:,.0f}, a difference in resolved tickets "
            f"is uncertain by {100 * doubt:.1f} points",
        ),
        ("150 pairs", "50 of its verdicts", "95th"),
    )
    assert 100 * doubt < 2  # “two points fewer at the most”
