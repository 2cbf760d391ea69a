"""A LoRA budget: what an adapter trains, how large it is, and what training it has to hold.

Hu et al. (2021), LoRA, arXiv 2106.09685; Dettmers et al. (2023), QLoRA, arXiv 2305.14314.
static/labs/lora-budget.model.js is this module's twin in the browser: the same numbers, the same words. A shape is
(outputs d, inputs k) of a weight matrix; sizes are bytes, a GPU's memory is in GB.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from curriculum.labs.lab import Lab, Verdict, one_preset
from curriculum.labs.lora_architectures import ARCHITECTURES, Architecture
from curriculum.labs.memory import GB, MEMORIES, Parts, fits, plain, size, stacked, states, total, weights_at
from curriculum.labs.numbers import count, number, percent

CHALLENGE = "twelve-free"
RANKS = (1, 256)
# The matrices of a layer: four of attention, three of the feed-forward part.
TARGETS = ("q", "k", "v", "o", "gate", "up", "down")
METHODS = {"full": "Full fine-tuning", "lora": "LoRA", "qlora": "QLoRA"}
FROZEN_BITS = {"lora": 16, "qlora": 4}  # of each frozen weight
FREE = 12  # GB
SHARES = (0.005, 0.006)  # of all parameters
ASKED_TARGETS = ("q", "v", "down")
ASKED_ARCHITECTURE = "llama-2-7b"
ASKED_MEMORY = 24


@dataclass(frozen=True, slots=True)
class Preset:
    name: str
    architecture: str
    method: str
    rank: int
    targets: tuple[str, ...]
    note: str


PRESETS: Mapping[str, Preset] = {
    "seven": Preset(
        "7 B: q and v, rank 8",
        "llama-2-7b",
        "lora",
        8,
        ("q", "v"),
        "Two square matrices in each of 32 layers: 2 × 32 × 8 × (4,096 + 4,096).",
    ),
    "attention": Preset(
        "7 B: attention, rank 16",
        "llama-2-7b",
        "lora",
        16,
        ("q", "k", "v", "o"),
        "Twice the matrices at twice the rank: four times as many numbers as q and v at rank 8.",
    ),
    "grouped": Preset(
        "8 B: q and v, rank 8",
        "llama-3-8b",
        "lora",
        8,
        ("q", "v"),
        "Four queries share one key and value here: v has 1,024 outputs, and its adapter is smaller than that of q.",
    ),
    "quantised": Preset(
        "7 B: QLoRA on all, rank 64",
        "llama-2-7b",
        "qlora",
        64,
        TARGETS,
        "All matrices of a layer, as in the paper on QLoRA. In 4 bits the frozen weights take a quarter of their room.",
    ),
    "gpt3": Preset(
        "GPT-3: q and v, rank 4",
        "gpt-3",
        "lora",
        4,
        ("q", "v"),
        "The paper on LoRA calls this ten thousand times fewer numbers to train; by this count it is 9,272 times.",
    ),
}


def adapter_of(shape: Sequence[int], rank: int) -> int:
    """r(d + k): B has d × r numbers, A has r × k (Hu et al., section 4.1)."""
    d, k = shape
    return rank * (d + k)


def trained(layers: int, shapes: Iterable[Sequence[int]], rank: int) -> int:
    """The same for those shapes in every layer."""
    return layers * sum(adapter_of(shape, rank) for shape in shapes)


def trained_in(architecture: Architecture, targets: Iterable[str], rank: int) -> int:
    """Trained numbers; a target that the architecture lacks counts for nothing."""
    shapes = architecture.shapes
    return trained(architecture.layers, [shapes[target] for target in targets if target in shapes], rank)


def states_of(method: str, parameters: float, adapter: float) -> Parts:
    """Model states on one GPU, for a model of so many parameters and an adapter of so many numbers.

    What is frozen needs neither gradient nor optimizer; what is trained has 16 bytes a number.
    """
    if method == "full":
        return states(parameters, 1, 0)
    own = states(adapter, 1, 0)
    return {**own, "weights": weights_at(parameters, FROZEN_BITS[method]) + own["weights"]}


def adapters_in_copy(parameters: float, adapter: float, n_bytes: int) -> int:
    """How many adapters, of so many bytes a number, take no more room on disk than one 16-bit copy of the model."""
    return math.floor(weights_at(parameters, 16) / (adapter * n_bytes))


@dataclass(frozen=True, slots=True)
class Plan:
    architecture: str
    method: str
    rank: int
    targets: tuple[str, ...]
    memory: float


def _plan_in(response: object) -> Plan | None:
    """The plan in a response, if it is one."""
    answer = response if isinstance(response, Mapping) else {}
    architecture, method, targets = answer.get("architecture"), answer.get("method"), answer.get("targets")
    rank, memory = number(answer.get("rank")), number(answer.get("memory"))
    if not (isinstance(architecture, str) and architecture in ARCHITECTURES):
        return None
    if not (isinstance(method, str) and method in METHODS):
        return None
    if rank is None or not rank.is_integer() or not RANKS[0] <= rank <= RANKS[1]:
        return None
    if memory is None or not MEMORIES[0] <= memory <= MEMORIES[1]:
        return None
    if not isinstance(targets, list) or not all(isinstance(target, str) and target in TARGETS for target in targets):
        return None
    if len(set(targets)) != len(targets):
        return None
    return Plan(architecture, method, int(rank), tuple(targets), memory)


def judge(response: object) -> Verdict:
    """Total: whatever JSON comes, a verdict goes.

    An answer is {architecture, method, rank, targets, memory}; it meets the challenge when the targets asked are among
    its own, the share lies between the bounds and the room asked stays free.
    """
    plan = _plan_in(response)
    if plan is None:
        return Verdict(
            False,
            "No answer to judge: it needs an architecture, a method, a whole rank from 1 to 256, targets and a memory.",
        )
    model = ARCHITECTURES[plan.architecture]
    if plan.architecture != ASKED_ARCHITECTURE:
        due = ARCHITECTURES[ASKED_ARCHITECTURE].name
        return Verdict(False, f"Another model: this is {model.name}, the challenge has {due}.")
    if abs(plan.memory - ASKED_MEMORY) > 1e-9:
        return Verdict(False, f"Another GPU: this has {plain(plan.memory)} GB, the challenge {ASKED_MEMORY} GB.")
    if plan.method == "full":
        held = size(total(states(model.parameters, 1, 0)))
        return Verdict(
            False,
            f"Full fine-tuning trains every parameter, not 0.6% of them at most, and its states take {held} of 24 GB.",
        )
    missing = [target for target in ASKED_TARGETS if target not in plan.targets]
    if missing:
        verb = "are" if len(missing) > 1 else "is"
        return Verdict(False, f"Not all targets that are asked: {', '.join(missing)} {verb} missing.")
    return _weigh(plan, model)


def _weigh(plan: Plan, model: Architecture) -> Verdict:
    adapter = trained_in(model, plan.targets, plan.rank)
    share = adapter / model.parameters
    held = total(states_of(plan.method, model.parameters, adapter))
    free = plan.memory * GB - held
    frozen = size(weights_at(model.parameters, FROZEN_BITS[plan.method]))
    trains = (
        f"rank {plan.rank} on {len(plan.targets)} matrices a layer trains {count(adapter)} parameters, {percent(share)}"
    )
    faults = []
    if share < SHARES[0]:
        faults.append(f"Too few: {trains}; 0.5% is the least.")
    if share > SHARES[1]:
        faults.append(f"Too many: {trains}; 0.6% is the most.")
    if free < FREE * GB:
        faults.append(
            f"Too little room: the states take {size(held)}, {size(FREE * GB - free)} more than 12 GB left free allow; "
            f"the frozen weights are {frozen} of it, whatever the rank."
        )
    if faults:
        return Verdict(False, " ".join(faults))
    return Verdict(
        True,
        f"Met: {trains}. In 4 bits the frozen weights take {frozen}, and {size(free)} stay free; in 16 bits they "
        f"alone take {size(weights_at(model.parameters, 16))}, which no rank can make up for.",
    )


def worked_example(options: Mapping[str, object]) -> dict[str, object]:
    """What the page shows where no script runs: one adapter counted, and three ways to train on one GPU of 24 GB."""
    preset = PRESETS[str(options["preset"])]
    model = ARCHITECTURES[preset.architecture]
    adapter = trained_in(model, preset.targets, preset.rank)
    parts = {name: states_of(method, model.parameters, adapter) for method, name in METHODS.items()}
    return {
        "name": preset.name,
        "model": model.name,
        "layers": model.layers,
        "rank": preset.rank,
        "targets": ", ".join(preset.targets),
        "adapter": f"{adapter:,}",
        "share": percent(adapter / model.parameters),
        "disk": size(adapter * 2),
        "copy": size(weights_at(model.parameters, 16)),
        "copies": f"{adapters_in_copy(model.parameters, adapter, 2):,}",
        "matrices": [
            {
                "name": target,
                "shape": "{} × {}".format(*model.shapes[target]),
                "weights": f"{math.prod(model.shapes[target]):,}",
                "adapter": f"{adapter_of(model.shapes[target], preset.rank):,}",
            }
            for target in preset.targets
            if target in model.shapes
        ],
        "rows": [
            {
                "name": name,
                "held": size(total(each)),
                "fits": fits(total(each), ASKED_MEMORY),
                "y": 16 + 46 * index,
                "bars": stacked(each, ASKED_MEMORY),
            }
            for index, (name, each) in enumerate(parts.items())
        ],
        # Left out of the count for QLoRA, by the example of Llama 2 7B: constants, and 32,000 tokens embedded twice.
        "constants": size(weights_at(6738415616, 0.127)),
        "embeddings": size(weights_at(2 * 32000 * 4096, 16 - 4)),
    }


LAB = Lab(
    id="lora-budget",
    title="A LoRA budget",
    summary="Choose which matrices an adapter changes and at what rank; see what it trains, how small it is, "
    "and what fits beside it on a GPU.",
    minutes=10,
    phase=2,
    tag="lora-budget-lab",
    script="labs/lora-budget.js",
    template="curriculum/labs/lora-budget.html",
    challenge=CHALLENGE,
    options=one_preset(tuple(PRESETS)),
    example=worked_example,
    judge=judge,
    solution={
        "architecture": ASKED_ARCHITECTURE,
        "method": "qlora",
        "rank": 16,
        "targets": list(TARGETS),
        "memory": ASKED_MEMORY,
    },
)
