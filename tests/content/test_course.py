"""The numbers of the course's page and of its modules' pages, each from its formula."""

from math import ceil

from curriculum.labs.business_measures import support_bot
from curriculum.labs.business_value import PRESETS, worth
from curriculum.labs.cluster_planner import days, gpu_hours, operations
from curriculum.labs.lora_architectures import ARCHITECTURES
from curriculum.labs.lora_budget import states_of, trained_in
from curriculum.labs.memory import GB, states, total
from tests.content.lesson import Lesson

COURSE = Lesson("course")
# The page of the evaluation module has no numbers.
PRE_TRAINING, FINE_TUNING, ADAPTATION = (
    Lesson(f"{name}/module") for name in ("pre-training", "fine-tuning", "adaptation")
)
PEAK, UTILISATION = 312e12, 0.40
SMALL = 7e9  # parameters
TICKETS = 50000


def hours(tokens: float, parameters: float = SMALL) -> float:
    return gpu_hours(parameters, tokens, PEAK, UTILISATION)


def test_the_cluster_of_the_course() -> None:
    busy = days(hours(1.4e12, 70e9), 1024)
    COURSE.says(f"keep 1,024 A100 GPUs busy for about {busy:.0f} days at {UTILISATION:.0%} of their peak")


def test_the_runs_of_the_course() -> None:
    tuned = 10000 * 500 * 3
    COURSE.says(
        f"2 trillion | {round(hours(2e12), -3):,.0f} |",
        f"5 billion | {hours(5e9):.0f} |",
        f"{tuned / 1e6:.0f} million | {hours(tuned):.1f} |",
        "7 billion parameters on A100 GPUs at 40% of a peak of 312 trillion",
    )


def test_the_support_bot_of_the_course() -> None:
    bot = support_bot(TICKETS, 0.3, 6, 0.05, 120000, 20000)
    assert bot["net"] and bot["year"] and bot["payback"] and bot["roiAll"] and bot["roiBuild"]
    monthly = 20000 + TICKETS * 0.05
    COURSE.says(
        f"{TICKETS * 0.3:,.0f} resolved tickets save ${bot['gross']:,.0f} a month",
        f"${monthly:,.0f}, or ${bot['perResolved']:.2f} per *resolved* ticket",
        f"Net, ${bot['net']:,.0f} a month repays a build of $120,000 in {bot['payback']:.2f} months",
        f"${bot['year']:,.0f} is {bot['roiAll']:.1%} of all costs (${120000 + 12 * monthly:,.0f}), "
        f"but {bot['roiBuild']:.0%} of the build",
    )


def test_the_student_of_the_course() -> None:
    found = worth(PRESETS["busy"].values)
    assert found.to_host and found.payback
    COURSE.says(
        f"saves ${found.saving:.7f} a request",
        f"costs ${PRESETS['busy'].values['setup']:,.0f} once, and ${PRESETS['busy'].values['hosting']:,.0f} a month",
        f"Below {ceil(found.to_host):,} requests a month, which is {found.to_host / TICKETS:.1f} requests for each",
        f"requests it pays after {found.payback:.2f} months",
    )


def test_pre_training() -> None:
    mantissa, exponent = f"{operations(175e9, 300e9):.0e}".split("e+")
    assert exponent == "23"
    PRE_TRAINING.says(
        f"GPT-3's 175 billion parameters and 300 billion tokens come to about {mantissa} × 10²³ operations"
    )


def test_fine_tuning() -> None:
    adapter = trained_in(ARCHITECTURES["llama-2-7b"], ("q", "v"), 8)
    FINE_TUNING.says(
        f"about {total(states(SMALL, 1, 0)) / GB:.0f} GB of weights, gradients and optimizer state",
        f"on the same model about {total(states_of('lora', SMALL, adapter)) / GB:.0f} GB",
        f"come to about {hours(10000 * 500 * 3):.1f} hours on one A100 at {UTILISATION:.0%} of its peak",
    )


def test_adaptation() -> None:
    ADAPTATION.says(f"5 billion further tokens is about {hours(5e9):.0f} GPU-hours (A100, {UTILISATION:.0%} of peak)")
    assert round(hours(2e12) / hours(5e9)) == 400
    ADAPTATION.says("a four-hundredth of what 2 trillion tokens take")
