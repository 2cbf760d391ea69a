"""Distillation by temperature: reference values, laws, and the browser's arithmetic held to Python's."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.labs import distillation_temperature as twin
from curriculum.labs.formulas import softmax
from tests.curriculum.labs.agreeing import agree, agree_on_verdicts, in_the_browser, items, near, written

MODEL = "distillation-temperature.model.js"

logits = st.lists(st.floats(-5, 10), min_size=4, max_size=4)
temperatures = st.floats(*twin.TEMPERATURES)


@pytest.mark.parametrize("item", items("kd.T="))
def test_soft_targets_are_the_reference(item: dict[str, Any]) -> None:
    given_, wanted = item["inputs"], item["outputs"]
    teacher, student, at = given_["teacher_logits"], given_["student_logits"], given_["T"]
    p, q = softmax(teacher, at), softmax(student, at)
    assert p == near(item, wanted["teacher"]) and q == near(item, wanted["student"])
    assert twin.entropy(p) == near(item, wanted["teacher_entropy_nats"])
    assert twin.divergence(p, q) == near(item, wanted["kl"])
    assert at**2 * twin.divergence(p, q) == near(item, wanted["T2_kl"])
    assert twin.gradient(teacher, student, at) == near(item, wanted["grad_l2"])


@pytest.mark.parametrize("item", items("kd.total."))
def test_whole_loss_is_the_reference(item: dict[str, Any]) -> None:
    given_ = item["inputs"]
    names = ("teacher_logits", "student_logits", "T", "alpha", "true_class")
    assert twin.whole_loss(*(given_[name] for name in names)) == near(item, item["outputs"]["loss"])


@pytest.mark.parametrize("item", items("kd.hard_ce"))
def test_loss_on_the_label_is_the_reference(item: dict[str, Any]) -> None:
    student, label = item["inputs"]["student_logits"], item["inputs"]["true_class"]
    assert twin.whole_loss(student, student, 1, 0, label) == near(item, item["outputs"]["hard_ce"])


@pytest.mark.parametrize("item", items("softmax."))
def test_softmax_is_the_reference(item: dict[str, Any]) -> None:
    assert softmax(item["inputs"]["logits"], item["inputs"]["T"]) == near(item, item["outputs"]["probs"])


@given(logits, temperatures)
def test_shares_add_up_and_keep_their_order(teacher: list[float], temperature: float) -> None:
    shares = softmax(teacher, temperature)
    assert sum(shares) == pytest.approx(1)
    in_order = sorted(range(4), key=teacher.__getitem__)
    assert [shares[index] for index in in_order] == sorted(shares)


@given(logits, temperatures, st.floats(1.01, 3))
def test_a_higher_temperature_never_lowers_entropy(teacher: list[float], temperature: float, factor: float) -> None:
    cold, hot = (twin.entropy(softmax(teacher, temperature * by)) for by in (1, factor))
    assert hot >= cold - 1e-12


@given(logits, logits, temperatures)
def test_divergence_is_never_negative_and_nothing_from_oneself(
    teacher: list[float], student: list[float], temperature: float
) -> None:
    p, q = softmax(teacher, temperature), softmax(student, temperature)
    assert twin.divergence(p, q) >= -1e-12 and twin.divergence(p, p) == 0


@given(logits, logits, st.floats(0, 1))
def test_the_weight_moves_the_loss_in_a_straight_line(teacher: list[float], student: list[float], alpha: float) -> None:
    ends = [twin.whole_loss(teacher, student, 3, weight) for weight in (0, 1)]
    assert twin.whole_loss(teacher, student, 3, alpha) == pytest.approx(ends[0] + alpha * (ends[1] - ends[0]))


@pytest.mark.parametrize(
    ("temperature", "says"),
    [
        (1, "Too cold. At T = 1.00"),
        (5, "Too cold."),
        (5.19, "Met."),
        (5.5, "Too hot."),
        (30, "No"),
        (True, "No"),
    ],
)
def test_judge_says_what_is_wrong(temperature: float, says: str) -> None:
    verdict = twin.judge({"temperature": temperature})
    assert verdict.message.startswith(says) and verdict.met == says.startswith("Met")


def test_the_bars_of_the_still_picture_stand_on_the_line_of_their_own_temperature() -> None:
    example: Any = twin.worked_example({"preset": "usual"})
    for group in example["groups"]:
        for bar in group["bars"]:
            assert group["x"] <= float(bar["x"]) <= group["x"] + 100 - 20


def test_browser_and_server_reckon_alike() -> None:
    cases = written(st.tuples(logits, logits, temperatures, st.floats(0, 1)))
    agree(MODEL, "softmax", softmax, [(teacher, at) for teacher, _, at, _ in cases])
    agree(MODEL, "gradient", twin.gradient, [case[:3] for case in cases])
    agree(MODEL, "wholeLoss", twin.whole_loss, cases)
    agree_on_verdicts(MODEL, twin.judge, [{"temperature": at} for at in written(temperatures | st.floats(5, 5.4))])
    agree_on_verdicts(MODEL, twin.judge, [None, 3, [], {"temperature": "5"}, {"temperature": 21}])


def test_browser_and_server_have_the_same_presets() -> None:
    ours = {
        name: {"name": preset.name, "teacher": list(preset.teacher), "student": list(preset.student)}
        for name, preset in twin.PRESETS.items()
    }
    assert in_the_browser(MODEL, [["PRESETS"], ["CLASSES"]]) == [ours, list(twin.CLASSES)]
