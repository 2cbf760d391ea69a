"""Model states in memory: weights, gradients and the optimizer's numbers.

static/labs/memory.model.js is this module's twin in the browser: the same numbers, the same words. Sizes are bytes
unless a name says otherwise; activations, buffers and fragmentation come on top of all of them.
"""

from typing import TypedDict

from curriculum.labs.numbers import digits, fixed

GB = 1e9
GIB = 2.0**30
MEMORIES = (8.0, 512.0)  # of one GPU, in GB


class Parts(TypedDict):
    """Bytes, or bytes for each parameter."""

    weights: float
    gradients: float
    optimizer: float


# Mixed-precision Adam: 16-bit weights and gradients; weights, momentum and variance in 32 bits for the optimizer
# (Rajbhandari et al., 2020, ZeRO, arXiv 1910.02054, section 3.1).
BYTES: Parts = {"weights": 2, "gradients": 2, "optimizer": 12}


def states(parameters: float, gpus: float, stage: int, gradient_bytes: float = BYTES["gradients"]) -> Parts:
    """What one of `gpus` holds.

    ZeRO shares out the optimizer's numbers from stage 1, gradients from stage 2 and weights from stage 3; stage 0 is
    plain data parallelism. A gradient has 4 bytes where gradients are kept in 32 bits.
    """
    return {
        "weights": parameters * BYTES["weights"] / (gpus if stage >= 3 else 1),
        "gradients": parameters * gradient_bytes / (gpus if stage >= 2 else 1),
        "optimizer": parameters * BYTES["optimizer"] / (gpus if stage >= 1 else 1),
    }


def total(parts: Parts) -> float:
    return parts["weights"] + parts["gradients"] + parts["optimizer"]


def weights_at(parameters: float, bits: float) -> float:
    """Weights alone, as for answering, with so many bits each."""
    return parameters * bits / 8


def size(n_bytes: float) -> str:
    """26.3 GB, 8.39 MB."""
    if n_bytes >= 0.9995e9:
        return f"{digits(n_bytes / 1e9)}\u00a0GB"
    if n_bytes >= 0.9995e6:
        return f"{digits(n_bytes / 1e6)}\u00a0MB"
    return f"{digits(n_bytes / 1e3)}\u00a0kB"


def plain(value: float) -> str:
    """One decimal, if it needs one: 40, 37.5."""
    return fixed(value, 1).removesuffix(".0")


def fits(n_bytes: float, memory: float) -> str:
    """Whether so much fits into a GPU's memory, in GB; in words."""
    left = memory * GB - n_bytes
    return f"fits, {size(left)} left" if left >= 0 else f"{size(-left)} too much"


def stacked(parts: Parts, memory: float, *, left: float = 0, width: float = 400) -> list[dict[str, str]]:
    """The parts side by side, in a still figure whose middle is what the GPU has."""
    look = {"weights": "f-phase", "gradients": "f-phase soft s-phase", "optimizer": "s-phase"}
    bars = []
    reach = left + width
    scale = width / (2 * memory * GB)
    for name, looks in look.items():
        end = min(reach, left + parts[name] * scale)  # type: ignore[literal-required]
        bars.append({"look": looks, "x": f"{left:.1f}", "width": f"{end - left:.1f}"})
        left = end
    return bars
