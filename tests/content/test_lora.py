"""The worked numbers of the lesson on LoRA, from the lab's own functions."""

import pytest

from curriculum.labs.lora_architectures import ARCHITECTURES
from curriculum.labs.lora_budget import TARGETS, adapter_of, states_of, trained_in
from curriculum.labs.memory import GB, total, weights_at
from curriculum.labs.numbers import digits
from tests.content.lesson import Lesson

LESSON = Lesson("fine-tuning/lora")
LLAMA, GPT3 = ARCHITECTURES["llama-2-7b"], ARCHITECTURES["gpt-3"]
SEVEN = 7e9
QV8 = trained_in(LLAMA, ("q", "v"), 8)


def test_a_change_of_rank_one_by_hand() -> None:
    b, a = (1, 2, 0, -1), (0.5, 0, 1, -1)
    rows = r" \\ ".join(" & ".join(f"{x * y + 0.0:g}" for y in a) for x in b)
    LESSON.says(rf"BA = \begin{{pmatrix}} {rows} \end{{pmatrix}}")


def test_one_matrix() -> None:
    numbers, adapter = 4096 * 4096, adapter_of((4096, 4096), 8)
    LESSON.says(f"{numbers:,} numbers", f"8 × (4,096 + 4,096) = {adapter:,}, which is {adapter / numbers:.2%}")
    assert numbers // adapter == 256  # as its figure says


@pytest.mark.parametrize(
    ("name", "targets", "rank"),
    [("q, v", "qv", 8), ("q, v", "qv", 16), ("q, k, v, o", "qkvo", 16), ("all seven", TARGETS, 16)],
)
def test_whole_models(name: str, targets: str, rank: int) -> None:
    adapter = trained_in(LLAMA, targets, rank)
    share, file = f"{100 * adapter / LLAMA.parameters:.3g}", digits(adapter * 2 / 1e6)
    LESSON.says(f"| {name} | {rank} | {adapter:,} | {share}% | {file} |")


def test_shape_of_the_model() -> None:
    LESSON.says(f"{LLAMA.layers} layers and {LLAMA.parameters:,} parameters")
    LESSON.says(f"2 × 32 × 65,536 = {QV8:,} numbers, or {QV8 / LLAMA.parameters:.4%}")


def test_gpt_3() -> None:
    adapter = trained_in(GPT3, ("q", "v"), 4)
    LESSON.says(f"{adapter:,} numbers, one in {GPT3.parameters / adapter:,.0f} of its 175 billion")


def test_memory() -> None:
    full, lora, qlora = (total(states_of(method, SEVEN, QV8)) / GB for method in ("full", "lora", "qlora"))
    LESSON.says(
        f"7 billion × 16 bytes = {full:.0f} GB",
        f"{weights_at(SEVEN, 16) / GB:.0f} GB for the frozen model",
        f"16 bytes = {QV8 * 16 / GB:.3f} GB. Together {lora:.2f} GB",
        f"which is {weights_at(SEVEN, 4) / GB:.1f} GB. With the adapter it is {qlora:.2f} GB",
        f"about {weights_at(SEVEN, 0.127) / GB:.2f} GB more",
        f"takes {QV8 * 16 / GB:.2f} GB beside the model's {weights_at(SEVEN, 16) / GB:.0f}",
        f"frozen weights are {weights_at(LLAMA.parameters, 16) / GB:.1f} GB",
    )


def test_many_adapters() -> None:
    adapters, copies = 12 * QV8 * 2 / 1e6, 12 * weights_at(SEVEN, 16) / GB
    LESSON.says(
        f"12 × {QV8 * 2 / 1e6:.2f} = {adapters:.0f} MB",
        f"12 × 14 = {copies:.0f} GB",
        f"a file of {QV8 * 2 / 1e6:.2f} MB",
    )


def test_keys_of_the_checks() -> None:
    adapter = adapter_of((1024, 4096), 4)
    LESSON.says(f"= {adapter}", f"! {1024 * 4096}", f"! {4 * 1024 * 4096}", f"! {adapter // 4}")
    LESSON.says(
        f"13 billion × 2 bytes = {weights_at(13e9, 16) / GB:.0f} GB",
        f"at half a byte are {weights_at(13e9, 4) / GB:.1f} GB",
    )


def test_arithmetic_spared() -> None:
    """Of 6 operations for each parameter and token, 2 go into the gradients of weights."""
    forward, activations, weights = 2, 2, 2
    assert weights / (forward + activations + weights) <= 1 / 3
    LESSON.says("a third of the arithmetic at most")
