"""Planning a cluster: operations, time, cost, and what each GPU has to hold.

static/labs/cluster-planner.model.js is this module's twin in the browser: the same numbers, the same words.
Operations are floating-point operations, sizes bytes unless a name says otherwise; a GPU's memory is in GB.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace

from curriculum.labs.lab import Lab, Verdict, one_preset
from curriculum.labs.memory import GB, GIB, MEMORIES, fits, plain, size, stacked, states, total
from curriculum.labs.numbers import brief, count, digits, number, power

CHALLENGE = "fourteen-days"
PARAMETERS = (1e8, 1e13)
TOKENS = (1e6, 1e14)
GPUS = (1, 32768)
PEAKS = (1e12, 1e16)  # operations a second
UTILISATIONS = (0.05, 1.0)
STAGES = ("No sharding", "ZeRO stage 1", "ZeRO stage 2", "ZeRO stage 3")
DAYS = 14
FREE = 10  # GB that every GPU shall keep free
EIGHT = 8  # GPUs to a server


@dataclass(frozen=True, slots=True)
class Run:
    """What is to be done, and with which GPU."""

    parameters: float
    tokens: float
    peak: float
    memory: float
    utilisation: float


@dataclass(frozen=True, slots=True)
class Plan(Run):
    """A run on so many GPUs."""

    gpus: int
    stage: int

    @property
    def days(self) -> float:
        return days(gpu_hours(self.parameters, self.tokens, self.peak, self.utilisation), self.gpus)

    @property
    def held(self) -> float:
        """By each GPU, in bytes."""
        return total(states(self.parameters, self.gpus, self.stage))

    @property
    def free(self) -> float:
        """On each GPU, in bytes; below zero where the states do not fit."""
        return self.memory * GB - self.held

    @property
    def works(self) -> bool:
        return self.gpus > 0 and self.stage >= 0 and self.days <= DAYS and self.free >= FREE * GB


ASKED = Run(parameters=14e9, tokens=180e9, peak=312e12, memory=40, utilisation=0.4)


@dataclass(frozen=True, slots=True)
class Preset:
    name: str
    parameters: float
    tokens: float
    gpus: int
    note: str


def with_replay(fresh: float, share: float) -> float:
    """New tokens and replayed ones together, where `share` of all is replay."""
    return fresh / (1 - share)


PRESETS: Mapping[str, Preset] = {
    "seven": Preset(
        "7 B on 2 T tokens",
        7e9,
        2e12,
        256,
        "286 tokens for each parameter: more than the lowest loss for this compute asks, to have a small model that "
        "is cheap to run.",
    ),
    "seventy": Preset(
        "70 B on 1.4 T tokens", 70e9, 1.4e12, 1024, "Chinchilla’s size and tokens, 20 for each parameter."
    ),
    "gpt3": Preset(
        "175 B on 300 B tokens", 175e9, 300e9, 1024, "GPT-3’s size and tokens, fewer than 2 for each parameter."
    ),
    "continued": Preset(
        "Continued pre-training",
        1.3e9,
        with_replay(20e9, 0.05),
        8,
        "20 B tokens are new. Replay is 5% of all that is read, so that 20 B are 95%: 20 / 0.95 = 21.05 B.",
    ),
    "tuning": Preset(
        "Fine-tuning",
        7e9,
        15e6,
        8,
        "10,000 conversations of a support bot, 500 tokens each, read three times.",
    ),
}


def operations(parameters: float, tokens: float) -> float:
    """6ND: two for each parameter and token forwards, four backwards (Kaplan et al., 2020, arXiv 2001.08361)."""
    return 6 * parameters * tokens


def per_token(parameters: float) -> float:
    """2N: forwards only, for each token read or written once the model is in use."""
    return 2 * parameters


def gpu_hours(parameters: float, tokens: float, peak: float, utilisation: float) -> float:
    return operations(parameters, tokens) / (peak * utilisation) / 3600


def days(hours: float, gpus: float) -> float:
    """With perfect scaling: twice the GPUs, half the time. `hours` are those of one GPU."""
    return hours / gpus / 24


def fewest(parameters: float, stage: int, room: float) -> float:
    """From how many GPUs on the states fit into `room` bytes of each.

    It is infinite if the part that is not shared is too large.
    """
    kept = total(states(parameters, math.inf, stage))
    shared = total(states(parameters, 1, stage)) - kept
    if shared == 0:
        return 1 if kept <= room else math.inf
    return max(1, math.ceil(shared / (room - kept))) if kept < room else math.inf


def time(length: float) -> str:
    """53.3 days, 4.21 hours; `length` is in days."""
    if length >= 730:
        return f"{digits(length / 365)}\u00a0years"
    if length >= 2:
        return f"{digits(length)}\u00a0days"
    if length * 24 >= 1:
        return f"{digits(length * 24)}\u00a0hours"
    return f"{digits(length * 1440)}\u00a0minutes" if length * 1440 >= 1 else "less than a minute"


SAID: Mapping[str, tuple[tuple[float, float], Callable[[float], str]]] = {
    "parameters": (PARAMETERS, lambda value: f"{brief(value)} parameters"),
    "tokens": (TOKENS, lambda value: f"{brief(value)} tokens"),
    "peak": (PEAKS, lambda value: f"a peak of {brief(value)} operations a second"),
    "memory": (MEMORIES, lambda value: f"GPUs of {plain(value)} GB"),
    "utilisation": (UTILISATIONS, lambda value: f"a utilisation of {plain(value * 100)}%"),
}
SAME = 1e-3


def _plan_in(response: object) -> Plan | None:
    """The plan in a response, if it is one."""
    answer = response if isinstance(response, Mapping) else {}
    ranges: dict[str, tuple[float, float]] = {name: range_ for name, (range_, _) in SAID.items()}
    found: dict[str, float] = {}
    for name, (low, high) in {**ranges, "gpus": GPUS, "stage": (0, 3)}.items():
        value = number(answer.get(name))
        if value is None or not low <= value <= high:
            return None
        found[name] = value
    gpus, stage = found.pop("gpus"), found.pop("stage")
    if not (gpus.is_integer() and stage.is_integer()):
        return None
    return Plan(**found, gpus=int(gpus), stage=int(stage))


def judge(response: object) -> Verdict:
    """Total: whatever JSON comes, a verdict goes.

    An answer is a plan, {parameters, tokens, peak, memory, utilisation, gpus, stage}; it meets the challenge when it
    is the run asked, in time, with room, and neither fewer GPUs, in eights, nor a lower stage would do.
    """
    plan = _plan_in(response)
    if plan is None:
        return Verdict(False, "No answer to judge: it needs a run, a number of GPUs and a stage from 0 to 3.")
    for name, (_, say) in SAID.items():
        mine, due = getattr(plan, name), getattr(ASKED, name)
        if abs(mine / due - 1) > SAME:
            return Verdict(False, f"Another run: this has {say(mine)}, the challenge {say(due)}.")
    if plan.gpus % EIGHT:
        return Verdict(False, f"{plan.gpus} GPUs do not fill servers of 8: take a multiple of 8.")
    # From here on the challenge's own numbers count, so that no rounding of an address decides.
    plan = replace(plan, **asdict(ASKED))
    faults = _faults(plan)
    if faults:
        return Verdict(False, " ".join(faults))
    before = replace(plan, gpus=plan.gpus - EIGHT)
    if replace(before, stage=3).works:
        return Verdict(False, "In time and with room, but not with the fewest GPUs: 8 fewer would do too.")
    if replace(plan, stage=plan.stage - 1).works:
        return Verdict(
            False,
            f"In time and with room, but stage {plan.stage} shares out more than it must: a lower stage would do.",
        )
    return Verdict(
        True,
        f"Met: {plan.gpus} GPUs need {digits(plan.days)} days and keep {size(plan.free)} free. With {before.gpus} "
        f"both would fail, at {digits(before.days)} days and {size(before.free)}; and stage 1 leaves 4 bytes a "
        "parameter, 56 GB, on every GPU, however many there are.",
    )


def _faults(plan: Plan) -> list[str]:
    """What a plan for the challenge lacks, and by how much."""
    faults = []
    if plan.days > DAYS:
        over = digits(plan.days - DAYS)
        faults.append(f"Too slow: {plan.gpus} GPUs need {digits(plan.days)} days, {over} more than {DAYS}.")
    if plan.free < FREE * GB:
        faults.append(
            f"Too little room: the states take {size(plan.held)} of each GPU’s 40 GB, {size(FREE * GB - plan.free)} "
            "more than 10 GB left free allow."
        )
    return faults


def worked_example(options: Mapping[str, object]) -> dict[str, object]:
    """What the page shows where no script runs: one run on A100s of 80 GB at 40%, in time and in memory."""
    preset = PRESETS[str(options["preset"])]
    run = Plan(preset.parameters, preset.tokens, 312e12, 80, 0.4, preset.gpus, 0)
    hours = gpu_hours(run.parameters, run.tokens, run.peak, run.utilisation)
    plans = [replace(run, stage=stage) for stage in range(len(STAGES))]
    return {
        "name": preset.name,
        "gpus": f"{preset.gpus:,}",
        "parameters": brief(preset.parameters),
        "tokens": brief(preset.tokens),
        "operations": power(operations(preset.parameters, preset.tokens)),
        "hours": count(hours),
        "time": time(days(hours, preset.gpus)),
        "rows": [
            {
                "name": name,
                "held": size(plan.held),
                "gib": f"{digits(plan.held / GIB)}\u00a0GiB",
                "fits": fits(plan.held, run.memory),
                "y": 16 + 46 * stage,
                "bars": stacked(states(plan.parameters, plan.gpus, stage), run.memory),
            }
            for stage, (name, plan) in enumerate(zip(STAGES, plans, strict=True))
        ],
        # Counted with gradients in 32 bits, as some tools' documentation does.
        "full": size(total(states(7e9, 1, 0))),
        "wide": size(total(states(7e9, 1, 0, 4))),
    }


LAB = Lab(
    id="cluster-planner",
    title="Plan a cluster",
    summary="From parameters and tokens to operations, days and cost; and from a GPU’s memory to the way in which "
    "a model has to be shared out.",
    minutes=10,
    phase=1,
    tag="cluster-planner-lab",
    script="labs/cluster-planner.js",
    template="curriculum/labs/cluster-planner.html",
    challenge=CHALLENGE,
    options=one_preset(tuple(PRESETS)),
    example=worked_example,
    judge=judge,
    solution={**asdict(ASKED), "gpus": 104, "stage": 2},
)
