"""Hyperparameters: the settings of a run, what a run is called, and the challenge.

static/labs/hyperparameters.model.js is this module's twin in the browser: the same numbers, the same words.
The training itself: hyperparameters_training.
"""

import math
from collections.abc import Mapping
from dataclasses import replace

from curriculum.labs.hyperparameters_training import TRAINING, Run, Settings, steps_of, trained
from curriculum.labs.lab import Lab, Verdict, one_preset
from curriculum.labs.numbers import digits, fixed, number

CHALLENGE = "sixty-steps"
MOST_LOSS = 0.16
MOST_STEPS = 60

# Lowest and highest of each setting that is a number; the rate and min_delta need not be whole.
RANGES: Mapping[str, tuple[float, float]] = {
    "rate": (0.001, 2),
    "batch": (1, len(TRAINING)),
    "epochs": (1, 200),
    "warmup": (0, 100),
    "patience": (0, 30),
    "delta": (0, 0.1),
    "seed": (1, 999),
}
_FRACTIONS = ("rate", "delta")

_FIRST = Settings(rate=0.03, batch=8, epochs=40, warmup=0, decay="constant", patience=0, delta=0, seed=1)
PRESETS: Mapping[str, tuple[str, Settings]] = {
    "first": ("A first guess", _FIRST),
    "diverges": ("Diverges", replace(_FIRST, rate=0.9, batch=24)),
    "slow": ("Too slow", replace(_FIRST, rate=0.01, batch=24, epochs=80)),
    "overfits": ("Overfits", replace(_FIRST, rate=0.4, batch=24, epochs=200)),
    "noisy": ("Noisy small batches", replace(_FIRST, rate=0.25, batch=1, epochs=20)),
    "stops": ("Stops in time", replace(_FIRST, rate=0.1, batch=4, epochs=100, patience=5)),
}

# What the names of runs rest on; shares and factors.
_SECOND, _OFTEN, _JUMP, _RISEN, _MOVED, _TAIL, _FALLING = 0.5, 0.25, 0.1, 1.1, 0.5, 0.2, 1.1


def settings_in(value: object) -> Settings | None:
    """The settings in a value, if it holds them all and each is within its range."""
    given = value if isinstance(value, Mapping) else {}
    found: dict[str, float] = {}
    for name, (low, high) in RANGES.items():
        plain = number(given.get(name))
        if plain is None or not low <= plain <= high or (name not in _FRACTIONS and not plain.is_integer()):
            return None
        found[name] = plain if name in _FRACTIONS else int(plain)
    decay = given.get("decay")
    if decay != "constant" and decay != "linear":
        return None
    return Settings(
        rate=found["rate"],
        batch=int(found["batch"]),
        epochs=int(found["epochs"]),
        warmup=int(found["warmup"]),
        decay="linear" if decay == "linear" else "constant",
        patience=int(found["patience"]),
        delta=found["delta"],
        seed=int(found["seed"]),
    )


def best_of(run: Run) -> int:
    """The epoch, from 1 on, with the lowest validation loss; the first of equals."""
    best = 1
    for epoch in range(2, len(run.valid)):
        if run.valid[epoch] < run.valid[best]:
            best = epoch
    return best


def name_of(run: Run) -> str:
    """What a run of one epoch at least is called; the first that holds.

    diverged: the training loss ends at or above where it began, or rose in every epoch of the second half.
    noisy: in the second half the training loss rose in a quarter of the epochs or more, by 10% or more on average.
    overfitted: the validation loss kept is 10% or more above the lowest, with a lower training loss.
    slow: the validation loss kept is more than half the first, or that of the end fell by a tenth in the last fifth.
    """
    train, valid = run.train, run.valid
    last = len(train) - 1
    half = math.floor(last * _SECOND)
    rises, rise = 0, 0.0
    for before, after in zip(train[half:], train[half + 1 :], strict=False):
        if after > before:
            rises += 1
            rise += after / before - 1
    if not train[last] < train[0] or rises == last - half:
        return "diverged"
    if rises >= _OFTEN * (last - half) and rise >= _JUMP * rises:
        return "noisy"
    best = best_of(run)
    if valid[run.kept] >= _RISEN * valid[best] and train[run.kept] < train[best]:
        return "overfitted"
    earlier = valid[last - math.ceil(last * _TAIL)]
    return "slow" if valid[run.kept] > _MOVED * valid[0] or earlier >= _FALLING * valid[last] else "good"


def loss_words(value: float) -> str:
    """A loss to three digits; beyond 1,000 its size says nothing."""
    return fixed(value, 3) if value < 1 else digits(value) if value < 999.5 else "over 1,000"


def _is_low(loss: float) -> bool:
    """Whether a loss is low enough, as it is written: 0.1604 is 0.160."""
    return float(fixed(loss, 3)) <= MOST_LOSS


def _missed(run: Run, batch: int) -> str:
    """What came of a run, where the challenge is not met."""
    best, asked = best_of(run), f"at most {loss_words(MOST_LOSS)} is asked."
    loss, lowest = loss_words(run.valid[run.kept]), loss_words(run.valid[best])
    name = name_of(run)
    if name == "diverged":
        return (
            f"Diverged: the training loss was {loss_words(run.train[0])} before the first step and "
            f"{loss_words(run.train[-1])} after epoch {len(run.train) - 1}. Its steps are too long."
        )
    if name == "noisy":
        return (
            f"Too noisy: batches of {batch}, at this rate, throw the loss up and down. "
            f"It keeps a validation loss of {loss}; {asked}"
        )
    if name == "overfitted":
        return (
            f"Overfitted: the validation loss was {lowest} after epoch {best}, and is {loss} in the weights kept, "
            f"while the training loss went on falling; {asked}"
        )
    if name == "slow" and run.stopped:
        return (
            f"Stopped too soon: after epoch {run.stopped}, with a validation loss of {loss} "
            f"that could still fall; {asked}"
        )
    if name == "slow":
        start = loss_words(run.valid[0])
        return f"Too slow: the validation loss has come from {start} to {loss} when the steps end; {asked}"
    if _is_low(run.valid[best]):
        return (
            f"Past its best: the validation loss was {lowest} after epoch {best}, "
            f"and is {loss} in the weights kept; {asked}"
        )
    beside = "the lowest of the run" if run.kept == best else f"and it was never below {lowest}"
    return f"Not low enough: the validation loss kept is {loss}, {beside}; {asked}"


def judge(response: object) -> Verdict:
    """Total: whatever JSON comes, a verdict goes.

    An answer is the settings of a run; the run is made anew, and meets the challenge when the weights it keeps have a
    validation loss of at most 0.16 and it took at most 60 steps.
    """
    settings = settings_in(response)
    if settings is None:
        return Verdict(
            False,
            "No answer to judge: it needs rate, batch, epochs, warmup, decay, patience, delta and seed, "
            "each within its range.",
        )
    run = trained(settings)
    each = steps_of(len(TRAINING), settings.batch, settings.epochs).each
    diverged = name_of(run) == "diverged"
    loss = run.valid[run.kept]
    if not diverged and run.steps > MOST_STEPS:
        return Verdict(
            False,
            f"Too many steps: {run.steps}, for {len(TRAINING)} examples in batches of {settings.batch} "
            f"make {each} an epoch, and it ran {len(run.train) - 1}. At most {MOST_STEPS} are asked. "
            f"The validation loss kept is {loss_words(loss)}.",
        )
    if diverged or not _is_low(loss):
        return Verdict(False, _missed(run, settings.batch))
    why = (
        f"early stopping keeps the weights of epoch {run.kept}"
        if settings.patience
        else f"it ends near its best, which was epoch {best_of(run)}"
    )
    return Verdict(
        True,
        f"Met: a validation loss of {loss_words(loss)} after {run.steps} steps. "
        f"With {'one step' if each == 1 else f'{each} steps'} an epoch the rate is high enough to arrive in time "
        f"and low enough not to diverge, and {why}.",
    )


_CALLED = {
    "diverged": "diverged",
    "noisy": "noisy",
    "overfitted": "overfitted",
    "slow": "too slow",
    "good": "good",
}


def worked_example(options: Mapping[str, object]) -> dict[str, object]:
    """What the page shows where no script runs: the curves of one run, and what came of each preset."""
    title, settings = PRESETS[str(options["preset"])]
    run = trained(settings)
    steps = steps_of(len(TRAINING), settings.batch, settings.epochs)
    return {
        "title": title,
        "settings": settings,
        "n_examples": len(TRAINING),
        "steps": steps,
        "taken": run.steps,
        "called": _CALLED[name_of(run)],
        "lines": [
            {"name": name, "points": _line(curve), "y": f"{_height(curve[-1]) + beside:.1f}"}
            for name, curve, beside in (("validation", run.valid, -8), ("training", run.train, 18))
        ],
        "levels": [{"y": f"{_height(loss):.1f}", "label": f"{loss:g}"} for loss in (0.05, 0.1, 0.2, 0.5, 1, 2)],
        "last": len(run.train) - 1,
        "rows": [_row(*preset) for preset in PRESETS.values()],
    }


def _height(loss: float) -> float:
    """Losses from 0.02 to 5, through log₁₀, on a drawing whose foot is at 180 and whose top is at 15."""
    return 180 - 165 * math.log10(min(max(loss, 0.02), 5) / 0.02) / math.log10(5 / 0.02)


def _line(curve: tuple[float, ...]) -> str:
    last = len(curve) - 1
    return " ".join(f"{38 + 348 * epoch / last:.1f},{_height(loss):.1f}" for epoch, loss in enumerate(curve))


def _row(title: str, settings: Settings) -> dict[str, str]:
    run = trained(settings)
    return {
        "title": title,
        "rate": f"{settings.rate:g}",
        "batch": str(settings.batch),
        "steps": str(run.steps),
        "kept": loss_words(run.valid[run.kept]),
        "called": _CALLED[name_of(run)],
    }


LAB = Lab(
    id="hyperparameters",
    title="Turn the dials",
    summary="Choose learning rate, batch size, epochs and early stopping, train a small model before your eyes, "
    "and tell runs that diverge, crawl or overfit from good ones.",
    minutes=12,
    phase=2,
    tag="hyperparameters-lab",
    script="labs/hyperparameters.js",
    template="curriculum/labs/hyperparameters.html",
    challenge=CHALLENGE,
    options=one_preset(tuple(PRESETS)),
    example=worked_example,
    judge=judge,
    solution={
        "rate": 0.4,
        "batch": 24,
        "epochs": 60,
        "warmup": 0,
        "decay": "constant",
        "patience": 5,
        "delta": 0,
        "seed": 1,
    },
)
