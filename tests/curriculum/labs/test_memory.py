"""Model states in memory: reference values, laws, and the browser's arithmetic held to Python's."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.labs import memory
from tests.curriculum.labs.agreeing import agree, items, near, written

MODEL = "memory.model.js"
STAGES = ("baseline", "zero1", "zero2", "zero3")

parameters = st.floats(8, 13).map(lambda exponent: 10**exponent)
gpus = st.integers(1, 32768)
stages = st.integers(0, 3)


@pytest.mark.parametrize("item", [each for each in items("mem.") if "stage" in each.values[0]["inputs"]])
def test_states_on_each_gpu_are_the_reference(item: dict[str, Any]) -> None:
    given_, wanted = item["inputs"], item["outputs"]
    held = memory.total(memory.states(given_["params"], given_["gpus"], STAGES.index(given_["stage"])))
    assert held / memory.GB == near(item, wanted["GB"])
    if "GiB" in wanted:
        assert held / memory.GIB == near(item, wanted["GiB"])


@pytest.mark.parametrize("item", items("mem.7B.components"))
def test_parts_are_the_reference(item: dict[str, Any]) -> None:
    parts, wanted = memory.states(item["inputs"]["params"], 1, 0), item["outputs"]["GB"]
    optimizer = wanted["master_fp32"] + wanted["adam_m_fp32"] + wanted["adam_v_fp32"]
    ours = [parts["weights"], parts["gradients"], parts["optimizer"], memory.total(parts)]
    assert [each / memory.GB for each in ours] == near(
        item, [wanted["weights_bf16"], wanted["grads_bf16"], optimizer, wanted["total"]]
    )
    assert memory.total(parts) / memory.GIB == near(item, item["outputs"]["total_GiB"])


@pytest.mark.parametrize("item", items("mem.7B.hf18"))
def test_gradients_in_32_bits_make_18_bytes(item: dict[str, Any]) -> None:
    held = memory.total(memory.states(item["inputs"]["params"], 1, 0, 4))
    assert held / memory.GB == near(item, item["outputs"]["GB"])


@pytest.mark.parametrize("item", items("mem.7B.inference"))
def test_weights_alone_are_the_reference(item: dict[str, Any]) -> None:
    for name, bits in {"fp32": 32, "bf16": 16, "int8": 8, "int4": 4}.items():
        n_bytes = memory.weights_at(item["inputs"]["params"], bits)
        assert n_bytes / memory.GB == near(item, item["outputs"]["GB"][name])


@given(parameters, gpus, st.integers(0, 2))
def test_a_higher_stage_never_holds_more(n_parameters: float, n_gpus: int, stage: int) -> None:
    low, high = (memory.total(memory.states(n_parameters, n_gpus, each)) for each in (stage, stage + 1))
    assert high <= low


@given(parameters, gpus)
def test_without_sharding_more_gpus_change_nothing_and_at_stage_three_all_hold_one_copy(
    n_parameters: float, n_gpus: int
) -> None:
    assert memory.states(n_parameters, n_gpus, 0) == memory.states(n_parameters, 1, 0)
    copy = memory.total(memory.states(n_parameters, 1, 0))
    assert n_gpus * memory.total(memory.states(n_parameters, n_gpus, 3)) == pytest.approx(copy)


@given(parameters)
def test_a_still_bar_never_leaves_its_figure(n_parameters: float) -> None:
    bars = memory.stacked(memory.states(n_parameters, 1, 0), 80)
    assert all(0 <= float(bar["width"]) <= 400 for bar in bars)
    assert float(bars[-1]["x"]) + float(bars[-1]["width"]) <= 400.1


def test_browser_and_server_reckon_alike() -> None:
    cases = written(st.tuples(parameters, gpus, stages, st.sampled_from([2, 4])))
    agree(MODEL, "states", memory.states, cases)
    sizes = [memory.total(memory.states(*case)) for case in cases]
    agree(MODEL, "size", memory.size, [(each,) for each in sizes])
    room = written(st.floats(*memory.MEMORIES))
    agree(MODEL, "fits", memory.fits, list(zip(sizes, room, strict=True)))
    agree(MODEL, "plain", memory.plain, [(each,) for each in room])
    agree(MODEL, "weightsAt", memory.weights_at, [(case[0], 4) for case in cases])
