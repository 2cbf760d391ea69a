"""The worked numbers of the lesson on the trade-offs of adapting a model."""

from curriculum.labs.cluster_planner import days, gpu_hours, operations, per_token, with_replay
from tests.content.lesson import Lesson

LESSON = Lesson("adaptation/adaptation-trade-offs")
A100, UTILISATION = 312e12, 0.4
PER_HOUR = A100 * UTILISATION * 3600
PARAMETERS = 7e9
GPU_HOUR, WORK_HOUR = 2.5, 60
WORK = {"Fine-tuning": (500, 80, 60), "Distillation": (120, 80, 80), "Continuous pre-training": (400, 200, 100)}


def hours(parameters: float, tokens: float) -> float:
    return gpu_hours(parameters, tokens, A100, UTILISATION)


TUNING, CONTINUING, PRE_TRAINING = (hours(PARAMETERS, tokens) for tokens in (10_000 * 500 * 3, 5e9, 2e12))
DISTILLING = TUNING + per_token(70e9) * 10_000 * 500 / PER_HOUR
COMPUTED = {"Fine-tuning": TUNING, "Distillation": DISTILLING, "Continuous pre-training": CONTINUING}


def times_ten(value: float, places: int) -> str:
    mantissa, exponent = f"{value:.{places}e}".split("e+")
    return f"{mantissa} \\times 10^{{{int(exponent)}}}$"


def test_gpu_hours_step_by_step() -> None:
    LESSON.says(f"= {times_ten(PER_HOUR, 3)}")
    for tokens, said in ((15e6, 1), (5e9, 1), (2e12, 1)):
        LESSON.says(f"$6ND = {times_ten(operations(PARAMETERS, tokens), said)}")
    LESSON.says(
        f"**{TUNING:.2f} GPU-hours**", f"**{CONTINUING:.0f} GPU-hours**, {CONTINUING / TUNING:.0f} times as many"
    )
    LESSON.says(f"**{round(PRE_TRAINING, -3):,.0f} GPU-hours**, {PRE_TRAINING / CONTINUING:.0f} times as many again")
    LESSON.says(f"= {times_ten(per_token(70e9) * 5e6, 0)}, or {DISTILLING - TUNING:.2f} GPU-hours")
    LESSON.says(f"**{DISTILLING:.2f} GPU-hours**")


def test_days_and_replay() -> None:
    LESSON.says(
        f"fine-tuning takes {days(TUNING, 8) * 1440:.1f} minutes", f"pre-training {days(CONTINUING, 8):.1f} days"
    )
    LESSON.says(f"would take {days(PRE_TRAINING, 8):.0f} days", f"On 512 GPUs it takes {days(PRE_TRAINING, 512):.1f}")
    LESSON.says(f"become {hours(PARAMETERS, with_replay(5e9, 0.05)):.0f}")


def test_the_check_on_three_billion() -> None:
    right = hours(3e9, 8e9)
    LESSON.says(f"= {right:.1f} +- 1%", f"! {right / 3:.1f} +- 1%", f"! {hours(7e9, 8e9):.1f} +- 1%")
    LESSON.says(f"! {right * UTILISATION:.1f} +- 1%", f"{times_ten(operations(3e9, 8e9), 2)} operations")


def test_people_and_gpus() -> None:
    for name, work in WORK.items():
        data, engineering, evaluation = work
        gpus = COMPUTED[name] * GPU_HOUR
        said = f"{gpus:,.0f}" if gpus > 100 else f"{gpus:.2f}"
        LESSON.says(f"{name} | {data}, {engineering}, {evaluation} | ${sum(work) * WORK_HOUR:,} | ${said} |")
    assert WORK["Fine-tuning"][0] == 10_000 * 3 / 60
    shares = [COMPUTED[name] * GPU_HOUR / whole(name) for name in ("Fine-tuning", "Continuous pre-training")]
    LESSON.says(f"{shares[0]:.2%} of the cost of fine-tuning, and {shares[1]:.1%} of that of continuous")
    LESSON.says(f"is ${round(PRE_TRAINING * GPU_HOUR, -3):,.0f}")


def whole(name: str) -> float:
    return COMPUTED[name] * GPU_HOUR + sum(WORK[name]) * WORK_HOUR


def test_payback_at_the_shop_and_the_hospital() -> None:
    shop, hospital = 50_000 * 0.01 * 6, 30_000 * 0.01 * 4
    LESSON.says(f"${shop:,.0f} a month", f"${hospital:,.0f} a month")
    tuning, continuing = whole("Fine-tuning"), whole("Continuous pre-training")
    LESSON.says(
        f"6 points are ${6 * shop:,.0f} a month. The cost is ${tuning:,.0f}. Payback: {tuning / (6 * shop):.1f} months"
    )
    LESSON.says(f"= ${continuing:,.0f}. Payback: {continuing / shop:.1f} months")
    LESSON.says(
        f"14 points are ${14 * hospital:,.0f} a month. The same ${continuing:,.0f}.",
        f"Payback: {continuing / (14 * hospital):.1f} months. Do it",
    )
    LESSON.says(
        f"= ${continuing / 12:,.0f} a month",
        f"{continuing / 12 / shop:.1f} points at the shop and {continuing / 12 / hospital:.1f} at the",
    )
    LESSON.says(f"a tenth of the text: {CONTINUING / 10:.0f} GPU-hours")


def test_the_exercise() -> None:
    tokens = 6000 * 400 * 2
    tuning = hours(13e9, tokens)
    LESSON.says(f"= {tokens / 1e6:.1f} million tokens", f"{times_ten(operations(13e9, tokens), 2)} operations")
    LESSON.says(f"{tuning:.2f} GPU-hours, ${tuning * GPU_HOUR:.2f}")
    LESSON.says(f"are {6000 * 4 // 60} hours, ${6000 * 4 // 60 * WORK_HOUR:,}")
    read = with_replay(3e9, 0.05)
    run = hours(13e9, read)
    LESSON.says(f"= {read / 1e9:.3f} billion tokens", f"{times_ten(operations(13e9, read), 2)} operations")
    LESSON.says(f"{run:.0f} GPU-hours, ${run * GPU_HOUR:,.0f}", f"{run / tuning:.0f} times the computation")
    cost, point = run * GPU_HOUR + 500 * WORK_HOUR, 20_000 * 0.01 * 9
    LESSON.says(f"= ${cost:,.0f}. It gains 6 points", f"${6 * point:,.0f}. Payback: {cost / (6 * point):.1f} months")
    LESSON.says(
        f"${point:,.0f} a month. ${cost:,.0f} / 12 = ${cost / 12:,.0f} a month, which is {cost / 12 / point:.1f} points"
    )
    LESSON.says(f"payback would take {cost / point:.1f} months")


def test_the_small_office() -> None:
    saving = 900 * (0.02 - 0.01)
    LESSON.says(f"The saving is ${saving:.0f} a month", f"$6,000 would take {6000 / saving:.0f} months")
