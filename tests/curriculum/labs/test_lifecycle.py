"""The lifecycle: its judge, in both languages, and the worked example."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.labs import lifecycle as twin
from tests.curriculum.labs.agreeing import agree, agree_on_verdicts, written

JUDGE = "lifecycle.judge.js"

losses = st.floats(0.05, 8)
runs = st.fixed_dictionaries({"general": losses, "domain": losses})
answers = st.fixed_dictionaries({"before": losses, "without": runs, "replayed": runs, "replay": st.floats(0.01, 0.5)})


def answer(**change: Any) -> dict[str, Any]:
    return {**twin.LAB.solution, **change}  # type: ignore[dict-item]


@given(losses, st.floats(0.01, 5), st.floats(0, 1))
def test_taken_back_is_a_share_of_what_was_forgotten(before: float, forgotten: float, share: float) -> None:
    without = before + forgotten
    assert twin.taken_back(before, without, without - share * forgotten) == pytest.approx(share, abs=1e-9)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"replay": 0.2}, "20% of replay took back 83% of what was forgotten, but 15% is the most allowed."),
        (
            {"replayed": {"general": 1.5, "domain": 0.6}},
            "10% of replay took back 66% of what was forgotten; four fifths",
        ),
        (
            {"replayed": {"general": 4, "domain": 0.6}},
            "10% of replay took back nothing of what was forgotten; four fifths",
        ),
        (
            {"replayed": {"general": 1.0, "domain": 0.7}},
            "10% of replay took back 89% of what was forgotten, but the shop’s",
        ),
        ({"without": {"general": 0.7, "domain": 0.6}}, "The run without replay forgot nothing"),
        ({"without": None}, "Two runs are needed"),
        ({"before": 31}, "Two runs are needed"),
        ({"replay": 2}, "Two runs are needed"),
        ({"replay": True}, "Two runs are needed"),
    ],
)
def test_judge_says_what_is_wrong(change: dict[str, Any], says: str) -> None:
    verdict = twin.judge(answer(**change))
    assert not verdict.met and verdict.message.startswith(says)


def test_judge_says_why_it_is_right() -> None:
    assert twin.judge(answer()).message == (
        "Met: 10% of replay took back 83% of what was forgotten, and the shop’s text is learned as well within 5%."
    )


def test_browser_and_server_judge_alike() -> None:
    agree(JUDGE, "takenBack", twin.taken_back, written(st.tuples(st.floats(0.1, 2), st.floats(2.1, 6), losses)))
    agree_on_verdicts(
        JUDGE, twin.judge, [*written(answers), None, [], "x", {"before": 1}, answer(without={}), answer()]
    )
