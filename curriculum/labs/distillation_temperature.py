"""Distillation by temperature: soft targets, their divergence, and the whole loss.

Hinton et al. (2015), Distilling the Knowledge in a Neural Network, arXiv 1503.02531.
static/labs/distillation-temperature.model.js is this module's twin in the browser: the same numbers, the same words.
Logits are real numbers, one a class; losses and entropies are in nats.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from curriculum.labs.formulas import softmax
from curriculum.labs.lab import Lab, Verdict, one_preset
from curriculum.labs.numbers import digits, fixed, positive

CHALLENGE = "half-as-likely"
CLASSES = ("refund", "return", "delivery", "account")
TEMPERATURES = (0.5, 20.0)
RATIO = 0.5  # of the second choice to the first
RATIO_ERROR = 0.01


@dataclass(frozen=True, slots=True)
class Preset:
    name: str
    teacher: tuple[float, ...]
    student: tuple[float, ...]


PRESETS: Mapping[str, Preset] = {
    "sure": Preset("A sure teacher", (6, 2.4, 1, -1), (2, 1.5, 1, 0.5)),
    "usual": Preset("A teacher with doubts", (4, 2, 1, -1), (3, 2.5, 0.5, 0)),
    "torn": Preset("A torn teacher", (3, 2.8, 0, -1), (3, 0.5, 0, 0)),
    "agreed": Preset("A student that agrees", (4, 2, 1, -1), (4, 2, 1, -1)),
}


def entropy(shares: Sequence[float]) -> float:
    """H(p) = -Σ p ln p."""
    return -sum(share * math.log(share) for share in shares if share > 0)


def divergence(p: Sequence[float], q: Sequence[float]) -> float:
    """KL(p ‖ q) = Σ p ln(p/q)."""
    return sum(one * math.log(one / other) for one, other in zip(p, q, strict=True) if one > 0)


def gradient(teacher: Sequence[float], student: Sequence[float], temperature: float) -> float:
    """The length of ∂KL(teacher_T ‖ student_T)/∂z over the student's logits z: ‖q - p‖ / T, equation 2."""
    return math.dist(softmax(student, temperature), softmax(teacher, temperature)) / temperature


def whole_loss(
    teacher: Sequence[float], student: Sequence[float], temperature: float, alpha: float, label: int = 0
) -> float:
    """α T² KL(teacher_T ‖ student_T) + (1 - α) (-ln student_1[label]): soft targets and the true label."""
    soft = temperature**2 * divergence(softmax(teacher, temperature), softmax(student, temperature))
    return alpha * soft + (1 - alpha) * -math.log(softmax(student)[label])


def ratio_of(temperature: float) -> float:
    """How likely the teacher holds its second choice beside its first, at the challenge."""
    second, first = sorted(softmax(PRESETS["sure"].teacher, temperature))[-2:]
    return second / first


def judge(response: object) -> Verdict:
    """Total: whatever JSON comes, a verdict goes.

    An answer is {"temperature": T}; it meets the challenge when the sure teacher's second choice is half as
    likely as its first, within 0.01.
    """
    answer = response if isinstance(response, Mapping) else {}
    temperature = positive(answer.get("temperature"))
    if temperature is None or not TEMPERATURES[0] <= temperature <= TEMPERATURES[1]:
        return Verdict(False, "No answer to judge: it needs a temperature from 0.5 to 20.")
    ratio = ratio_of(temperature)
    at = f"At T = {digits(temperature)} the second choice is {fixed(ratio, 3)} as likely as the first"
    if abs(ratio - RATIO) <= RATIO_ERROR:
        return Verdict(True, f"Met. {at}: the logits differ by 3.6, and 3.6 / ln 2 = 5.19.")
    side = "cold" if ratio < RATIO else "hot"
    return Verdict(False, f"Too {side}. {at}; 0.5 is asked, give or take 0.01.")


def worked_example(options: Mapping[str, object]) -> dict[str, object]:
    """What the page shows where no script runs: one teacher at three temperatures, and one loss in full."""
    preset = PRESETS[str(options["preset"])]
    temperatures = (1.0, 2.0, 4.0)
    shares = [softmax(preset.teacher, temperature) for temperature in temperatures]
    rows = [
        {"name": name, "logit": f"{preset.teacher[index]:g}", "shares": [fixed(share[index], 3) for share in shares]}
        for index, name in enumerate(CLASSES)
    ]
    soft, hard = whole_loss(preset.teacher, preset.student, 4, 1), whole_loss(preset.teacher, preset.student, 4, 0)
    return {
        "name": preset.name,
        "temperatures": [f"{temperature:g}" for temperature in temperatures],
        "rows": rows,
        "groups": [
            {
                "x": 20 + 128 * group,
                "middle": 70 + 128 * group,
                "label": f"T = {temperature:g}",
                "bars": _bars(shares[group], 20 + 128 * group),
            }
            for group, temperature in enumerate(temperatures)
        ],
        "soft": fixed(soft, 3),
        "hard": fixed(hard, 3),
        "whole": fixed((soft + hard) / 2, 3),
    }


def _bars(shares: Sequence[float], left: int) -> list[dict[str, str]]:
    """Bars whose foot is at 160 and whose full height is 140."""
    return [
        {"x": f"{left + 4 + 24 * index}", "y": f"{160 - 140 * share:.1f}", "height": f"{140 * share:.1f}"}
        for index, share in enumerate(shares)
    ]


LAB = Lab(
    id="distillation-temperature",
    title="Soften a teacher",
    summary="Raise the temperature of a teacher’s answers, see what a student can learn from them, "
    "and weigh them against the true label.",
    minutes=8,
    phase=3,
    tag="distillation-temperature-lab",
    script="labs/distillation-temperature.js",
    template="curriculum/labs/distillation-temperature.html",
    challenge=CHALLENGE,
    options=one_preset(tuple(PRESETS)),
    example=worked_example,
    judge=judge,
    solution={"temperature": 5.19},
)
