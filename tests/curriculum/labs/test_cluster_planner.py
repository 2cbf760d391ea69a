"""Planning a cluster: reference values, laws, and the browser's arithmetic held to Python's."""

import math
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.labs import cluster_planner as twin
from curriculum.labs.memory import GB, MEMORIES, states, total
from tests.curriculum.labs.agreeing import agree, agree_on_verdicts, in_the_browser, items, near, written

MODEL = "cluster-planner.model.js"


def across(low: float, high: float) -> st.SearchStrategy[float]:
    """Even in the logarithm."""
    return st.floats(math.log10(low), math.log10(high)).map(lambda exponent: min(high, max(low, 10**exponent)))


sizes, tokens, peaks = across(*twin.PARAMETERS), across(*twin.TOKENS), across(*twin.PEAKS)
utilisations = st.floats(*twin.UTILISATIONS)
gpus = st.integers(*twin.GPUS)
stages = st.integers(0, 3)


@pytest.mark.parametrize("item", [each for each in items("flops.") if "flops" in each.values[0]["outputs"]])
def test_operations_are_the_reference(item: dict[str, Any]) -> None:
    assert twin.operations(item["inputs"]["N"], item["inputs"]["D"]) == near(item, item["outputs"]["flops"])


@pytest.mark.parametrize("item", items("flops.inference"))
def test_operations_of_an_answer_are_the_reference(item: dict[str, Any]) -> None:
    assert twin.per_token(item["inputs"]["N"]) == near(item, item["outputs"]["flops_per_token"])


@pytest.mark.parametrize("item", items("flops.time."))
def test_days_are_the_reference(item: dict[str, Any]) -> None:
    hours = twin.gpu_hours(*(item["inputs"][name] for name in ("N", "D", "peak_flops", "mfu")))
    assert twin.days(hours, item["inputs"]["gpus"]) == near(item, item["outputs"]["days"])


@pytest.mark.parametrize("item", items("cost."))
def test_gpu_hours_and_cost_are_the_reference(item: dict[str, Any]) -> None:
    given_, wanted = item["inputs"], item["outputs"]
    hours = twin.gpu_hours(*(given_[name] for name in ("N", "tokens_processed", "peak_flops", "mfu")))
    assert twin.operations(given_["N"], given_["tokens_processed"]) == near(item, wanted["flops"])
    assert hours == near(item, wanted["gpu_hours"])
    # The reference is printed in whole cents.
    assert round(hours * given_["usd_per_gpu_hour"], 2) == near(item, wanted["usd_at_2.5_per_gpu_hour"])


@pytest.mark.parametrize("item", items("cpt.replay"))
def test_replay_is_a_share_of_all(item: dict[str, Any]) -> None:
    given_, wanted = item["inputs"], item["outputs"]
    all_tokens = twin.with_replay(given_["new_tokens"], given_["replay_fraction_of_total"])
    assert all_tokens == near(item, wanted["total_tokens"])
    assert all_tokens - given_["new_tokens"] == near(item, wanted["replay_tokens"])
    assert twin.operations(given_["N"], all_tokens) == near(item, wanted["flops"])


@given(sizes, tokens, peaks, utilisations, gpus)
def test_gpus_and_days_multiply_to_the_same_hours(
    parameters: float, n_tokens: float, peak: float, utilisation: float, n_gpus: int
) -> None:
    hours = twin.gpu_hours(parameters, n_tokens, peak, utilisation)
    assert twin.days(hours, n_gpus) * n_gpus * 24 == pytest.approx(hours)
    assert twin.gpu_hours(parameters, 2 * n_tokens, peak, utilisation) == pytest.approx(2 * hours)


@given(sizes, stages, st.floats(*MEMORIES))
def test_the_fewest_gpus_fit_and_one_less_does_not(parameters: float, stage: int, memory: float) -> None:
    room = memory * GB
    fewest = twin.fewest(parameters, stage, room)
    if fewest == math.inf:
        assert total(states(parameters, 1e12, stage)) > room * (1 - 1e-9)
    else:
        assert total(states(parameters, fewest, stage)) <= room * (1 + 1e-9)
        assert fewest == 1 or total(states(parameters, fewest - 1, stage)) > room * (1 - 1e-9)


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (3650, "10.0\u00a0years"),
        (53.25, "53.3\u00a0days"),
        (1.5, "36.0\u00a0hours"),
        (1 / 48, "30.0\u00a0minutes"),
        (1e-9, "less than a minute"),
    ],
)
def test_a_length_of_time_has_the_unit_that_suits_it(length: float, words: str) -> None:
    assert twin.time(length) == words


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({}, "Met: 104 GPUs need 13.5 days"),
        ({"stage": 3}, "In time and with room, but stage 3"),
        ({"gpus": 112}, "In time and with room, but not with the fewest GPUs"),
        ({"gpus": 112, "stage": 3}, "In time and with room, but not with the fewest GPUs"),
        ({"gpus": 96, "stage": 3}, "Too slow: 96 GPUs need 14.6 days, 0.61 more than 14."),
        ({"gpus": 96}, "Too slow: 96 GPUs need 14.6 days, 0.61 more than 14. Too little room"),
        ({"stage": 1}, "Too little room: the states take 57.6\u00a0GB of each GPU’s 40 GB, 27.6\u00a0GB more"),
        ({"gpus": 100}, "100 GPUs do not fill servers of 8"),
        ({"memory": 80}, "Another run: this has GPUs of 80 GB, the challenge GPUs of 40 GB."),
        ({"utilisation": 0.405}, "Another run: this has a utilisation of 40.5%, the challenge a utilisation of 40%."),
        ({"parameters": 7e9}, "Another run: this has 7\u00a0B parameters"),
        ({"gpus": 104.5}, "No answer"),
        ({"gpus": True}, "No answer"),
        ({"stage": 4}, "No answer"),
        ({"tokens": "180 B"}, "No answer"),
    ],
)
def test_judge_says_what_is_wrong(change: dict[str, object], says: str) -> None:
    verdict = twin.judge({**asdict(twin.ASKED), "gpus": 104, "stage": 2, **change})
    assert verdict.message.startswith(says) and verdict.met == says.startswith("Met")


def test_no_preset_meets_the_challenge() -> None:
    for preset in twin.PRESETS.values():
        for stage in range(4):
            run = {"parameters": preset.parameters, "tokens": preset.tokens, "gpus": preset.gpus, "stage": stage}
            assert not twin.judge({**asdict(twin.ASKED), **run}).met


def test_browser_and_server_reckon_alike() -> None:
    cases = written(st.tuples(sizes, tokens, peaks, utilisations, gpus))
    agree(MODEL, "operations", twin.operations, [case[:2] for case in cases])
    agree(MODEL, "gpuHours", twin.gpu_hours, [case[:4] for case in cases])
    lengths = [twin.days(twin.gpu_hours(*case[:4]), case[4]) for case in cases]
    agree(MODEL, "time", twin.time, [(length,) for length in lengths])
    rooms = written(st.tuples(sizes, stages, st.floats(8e9, 512e9)))
    # Where no number of GPUs will do, JSON has no word for it.
    agree(MODEL, "fewest", twin.fewest, [case for case in rooms if twin.fewest(*case) < math.inf])


def test_browser_and_server_judge_alike() -> None:
    near_it = st.fixed_dictionaries({"gpus": st.integers(1, 40).map(lambda eights: 8 * eights) | gpus, "stage": stages})
    settings = {
        "parameters": sizes,
        "tokens": tokens,
        "peak": peaks,
        "memory": st.floats(*MEMORIES),
        "utilisation": utilisations,
    }
    others = st.fixed_dictionaries({}, optional=settings)
    plans = written(st.tuples(near_it, others))
    agree_on_verdicts(MODEL, twin.judge, [{**asdict(twin.ASKED), **plan} for plan, _ in plans])
    agree_on_verdicts(MODEL, twin.judge, [{**asdict(twin.ASKED), **plan, **other} for plan, other in plans])
    whole = {**asdict(twin.ASKED), "gpus": 104, "stage": 2}
    odd: list[object] = [None, 3, "plan", [], {}, {"gpus": 8}, {**whole, "gpus": "104"}, {**whole, "peak": 1e300}]
    agree_on_verdicts(MODEL, twin.judge, odd)


def test_browser_and_server_have_the_same_presets() -> None:
    ours = {name: asdict(preset) for name, preset in twin.PRESETS.items()}
    assert in_the_browser(MODEL, [["PRESETS"], ["ASKED"], ["STAGES"]]) == [ours, asdict(twin.ASKED), list(twin.STAGES)]
