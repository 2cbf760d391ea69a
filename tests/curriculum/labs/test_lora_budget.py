"""A LoRA budget: reference values, laws, and the browser's arithmetic held to Python's."""

from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.labs import lora_budget as twin
from curriculum.labs.lora_architectures import ARCHITECTURES
from curriculum.labs.memory import GB, MEMORIES, total
from tests.curriculum.labs.agreeing import agree, agree_on_verdicts, in_the_browser, items, near, written

MODEL = "lora-budget.model.js"

ranks = st.integers(*twin.RANKS)
shapes = st.tuples(st.integers(1, 65536), st.integers(1, 65536))
targets = st.lists(st.sampled_from(twin.TARGETS), unique=True)
architectures = st.sampled_from(list(ARCHITECTURES))
methods = st.sampled_from(list(twin.METHODS))
SOLUTION: dict[str, object] = {
    "architecture": "llama-2-7b",
    "method": "qlora",
    "rank": 16,
    "targets": list(twin.TARGETS),
    "memory": 24,
}


@pytest.mark.parametrize("item", items("lora.layer."))
def test_a_matrix_is_the_reference(item: dict[str, Any]) -> None:
    d, k, rank = (item["inputs"][name] for name in ("d", "k", "r"))
    numbers = twin.adapter_of((d, k), rank)
    assert numbers == item["outputs"]["lora"]
    assert 100 * numbers / (d * k) == near(item, item["outputs"]["ratio_pct"])


@pytest.mark.parametrize("item", items("lora.model."))
def test_a_model_is_the_reference(item: dict[str, Any]) -> None:
    given_, wanted = item["inputs"], item["outputs"]
    numbers = twin.trained(given_["layers"], given_["shapes"], given_["r"])
    assert numbers == wanted["trainable"]
    assert 100 * numbers / given_["total"] == near(item, wanted["pct"])


@pytest.mark.parametrize(
    ("preset", "item"),
    [
        ("seven", "7B_qv_r8"),
        ("attention", "7B_qkvo_r16"),
        ("grouped", "Llama3.1-8B_qv_r8_GQA"),
        ("gpt3", "GPT3_qv_r4"),
    ],
)
def test_a_preset_trains_as_many_numbers_as_the_reference_says(preset: str, item: str) -> None:
    (found,) = (each.values[0] for each in items(f"lora.model.{item}"))
    begin = twin.PRESETS[preset]
    model = ARCHITECTURES[begin.architecture]
    assert model.parameters == found["inputs"]["total"]
    assert twin.trained_in(model, begin.targets, begin.rank) == found["outputs"]["trainable"]


@pytest.mark.parametrize("item", items("mem.7B.lora_r8_qv"))
def test_states_of_lora_are_the_reference(item: dict[str, Any]) -> None:
    held = total(twin.states_of("lora", item["inputs"]["params"], item["inputs"]["trainable"]))
    assert held / GB == near(item, item["outputs"]["total_GB"])


@pytest.mark.parametrize("item", items("mem.7B.qlora_r8_qv"))
def test_states_of_qlora_are_the_reference(item: dict[str, Any]) -> None:
    held = total(twin.states_of("qlora", item["inputs"]["params"], item["inputs"]["trainable"]))
    assert held / GB == near(item, item["outputs"]["total_GB_excl_quant_constants"])


@pytest.mark.parametrize(
    ("name", "vocabulary"), [("llama-2-7b", 32_000), ("llama-3-8b", 128_256), ("llama-3-70b", 128_256)]
)
def test_shapes_make_up_the_whole_model(name: str, vocabulary: int) -> None:
    """Layers with two norms each, a last norm, and tokens embedded on the way in and on the way out."""
    model = ARCHITECTURES[name]
    layer = sum(d * k for d, k in model.shapes.values()) + 2 * model.width
    assert model.layers * layer + model.width + 2 * vocabulary * model.width == model.parameters


@given(shapes, ranks)
def test_numbers_grow_in_step_with_the_rank(shape: tuple[int, int], rank: int) -> None:
    assert twin.adapter_of(shape, rank) == rank * twin.adapter_of(shape, 1)


@given(architectures, targets, ranks)
def test_targets_add_up(architecture: str, chosen: list[str], rank: int) -> None:
    model = ARCHITECTURES[architecture]
    alone = sum(twin.trained_in(model, [target], rank) for target in chosen)
    assert twin.trained_in(model, chosen, rank) == alone


@given(architectures, st.floats(0.0001, 1))
def test_qlora_holds_less_than_lora_and_lora_less_than_full_training_of_as_much(name: str, share: float) -> None:
    parameters = ARCHITECTURES[name].parameters
    adapter = share * parameters * 14 / 16  # beyond that, frozen weights and an adapter outweigh full training
    full, lora, qlora = (total(twin.states_of(method, parameters, adapter)) for method in ("full", "lora", "qlora"))
    assert qlora < lora <= full * (1 + 1e-12)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({}, "Met: rank 16 on 7 matrices a layer trains 40.0\u00a0M parameters, 0.593%."),
        ({"targets": ["q", "v", "down"], "rank": 36}, "Met: rank 36 on 3 matrices"),
        ({"rank": 13}, "Too few: rank 13"),
        ({"rank": 17}, "Too many: rank 17"),
        (
            {"method": "lora"},
            "Too little room: the states take 14.1\u00a0GB, 2.12\u00a0GB more than 12 GB left free allow;",
        ),
        ({"method": "lora", "rank": 64}, "Too many: rank 64 on 7 matrices a layer trains 160\u00a0M parameters, 2.4%;"),
        ({"method": "full"}, "Full fine-tuning trains every parameter"),
        ({"targets": ["q", "v"], "rank": 70}, "Not all targets that are asked: down is missing."),
        ({"targets": []}, "Not all targets that are asked: q, v, down are missing."),
        ({"architecture": "llama-3-8b"}, "Another model: this is Llama 3 8B, the challenge has Llama 2 7B."),
        ({"memory": 80}, "Another GPU: this has 80 GB, the challenge 24 GB."),
        ({"rank": 16.5}, "No answer"),
        ({"rank": True}, "No answer"),
        ({"rank": 257}, "No answer"),
        ({"targets": ["q", "q"]}, "No answer"),
        ({"targets": "qvdown"}, "No answer"),
        ({"targets": [["q"]]}, "No answer"),
        ({"architecture": ["llama-2-7b"]}, "No answer"),
        ({"method": "constructor"}, "No answer"),
    ],
)
def test_judge_says_what_is_wrong(change: dict[str, object], says: str) -> None:
    verdict = twin.judge({**SOLUTION, **change})
    assert verdict.message.startswith(says) and verdict.met == says.startswith("Met")


def test_no_preset_meets_the_challenge_by_itself() -> None:
    for preset in twin.PRESETS.values():
        begun = {name: value for name, value in asdict(preset).items() if name not in ("name", "note")}
        assert not twin.judge({**begun, "targets": list(preset.targets), "memory": 24}).met


def test_browser_and_server_reckon_alike() -> None:
    layers = st.integers(1, 128)
    agree(MODEL, "trained", twin.trained, written(st.tuples(layers, st.lists(shapes, max_size=7), ranks)))
    sizes = st.floats(8, 12).map(lambda exponent: 10**exponent)
    cases = written(st.tuples(methods, sizes, st.integers(1, 10**10)))
    agree(MODEL, "statesOf", twin.states_of, cases)
    copies = [(parameters, adapter, 2 + 2 * (adapter % 2)) for _, parameters, adapter in cases]
    agree(MODEL, "adaptersInCopy", twin.adapters_in_copy, copies)


def test_browser_and_server_judge_alike() -> None:
    plans = st.fixed_dictionaries(
        {"method": methods, "rank": ranks, "targets": targets},
        optional={"architecture": architectures, "memory": st.floats(*MEMORIES)},
    )
    agree_on_verdicts(MODEL, twin.judge, [{**SOLUTION, **plan} for plan in written(plans)])
    close = st.fixed_dictionaries(
        {
            "method": st.sampled_from(["lora", "qlora"]),
            "rank": st.integers(10, 45),
            "targets": targets.map(lambda some: [*twin.ASKED_TARGETS, *(set(some) - set(twin.ASKED_TARGETS))]),
        }
    )
    agree_on_verdicts(MODEL, twin.judge, [{**SOLUTION, **plan} for plan in written(close)])
    odd: list[object] = [None, 3, "plan", [], {}, {**SOLUTION, "rank": "16"}, {**SOLUTION, "targets": {"q": True}}]
    odd += [{**SOLUTION, "targets": ["q", None]}, {**SOLUTION, "method": "toString"}, {**SOLUTION, "memory": 1e300}]
    agree_on_verdicts(MODEL, twin.judge, odd)


def test_browser_and_server_have_the_same_presets_and_architectures() -> None:
    presets = {name: {**asdict(preset), "targets": list(preset.targets)} for name, preset in twin.PRESETS.items()}
    models = {name: asdict(model) for name, model in ARCHITECTURES.items()}
    assert in_the_browser(MODEL, [["PRESETS"], ["ARCHITECTURES"], ["METHODS"]]) == [presets, models, twin.METHODS]
    for model in ARCHITECTURES.values():
        theirs = in_the_browser(MODEL, [["shapesOf", asdict(model)]])
        assert theirs == [{name: list(shape) for name, shape in model.shapes.items()}]
