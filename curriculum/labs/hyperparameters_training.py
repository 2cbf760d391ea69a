"""Gradient descent on a small problem: the data, the model and its training.

static/labs/hyperparameters.training.js is this module's twin in the browser. Both use only + - × ÷ on the same numbers
in the same order, so that a run comes out the same to the last bit; hence no sum(), which rounds otherwise.
Epochs are counted from 1; epoch 0 is the model before its training. Losses are mean squared errors.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from curriculum.labs.chance import chance, shuffle

Decay = Literal["constant", "linear"]
Points = tuple[tuple[float, float], ...]  # hour of the day, messages a minute

# Invented: messages a minute to a shop's support bot, with two busy times and some noise.
# fmt: off
TRAINING: Points = (
    (0.1, 0), (1.7, 0), (2.3, 1), (3.3, 0.4), (4.5, 0.4), (5.2, 0), (6.7, 0.4), (7.4, 0),
    (8.7, 1.5), (9.7, 3.1), (10.7, 3), (11.6, 2.4), (12.3, 1.4), (13.7, 1.2), (14.1, 1.3), (15.8, 1.7),
    (16.2, 1), (17.1, 1.3), (18.6, 3.4), (19.2, 3), (20.5, 2.7), (21.5, 1.6), (22.5, 1.3), (23.5, 0.3),
)
# Other days, held back.
VALIDATION: Points = (
    (0.2, 0.4), (0.9, 0), (2.1, 0.3), (2.3, 0.1), (3.6, 0.8), (3.8, 0.4), (4.8, 0.3), (5.4, 0.5),
    (6.3, 0.4), (6.9, 0), (7.7, 1.4), (8.6, 1.2), (9.6, 2.5), (10.3, 3), (10.7, 2.8), (11.6, 1.8),
    (12.4, 1.7), (13, 1.3), (13.7, 1.5), (14.4, 0.5), (15.5, 1), (16.4, 1.5), (16.6, 1.4), (17.6, 2.2),
    (18.1, 2.4), (19.1, 3.1), (19.9, 3.9), (20.8, 3.2), (21.6, 2), (22, 1), (22.6, 0.6), (23.7, 0.5),
)
# fmt: on

_BUMPS = 24  # one an hour: enough to follow every training point, noise and all
_RUNAWAY = 10  # times the first training loss: nothing is learned any more


@dataclass(frozen=True, slots=True)
class Schedule:
    """A learning rate over a run; `warmup` and `total` are steps."""

    peak: float
    warmup: int
    total: int
    decay: Decay
    floor: float = 0.0


@dataclass(frozen=True, slots=True)
class Steps:
    """Examples in an update, updates in an epoch and in a run."""

    effective: int
    each: int
    total: int


@dataclass(frozen=True, slots=True)
class Stop:
    """Where early stopping ends a run, 0 if it does not; the epoch that it holds for the best, and its loss."""

    stop: int
    best: int
    loss: float


@dataclass(frozen=True, slots=True)
class Settings:
    """What is chosen before a run. `patience` 0 is no early stopping, `delta` its min_delta; `seed` orders examples."""

    rate: float
    batch: int
    epochs: int
    warmup: int
    decay: Decay
    patience: int
    delta: float
    seed: int


@dataclass(frozen=True, slots=True)
class Run:
    """Losses by epoch, from epoch 0; `kept` is the epoch whose weights are kept: the last, or early stopping's best."""

    train: tuple[float, ...]
    valid: tuple[float, ...]
    stopped: int
    kept: int
    steps: int


def features(hour: float) -> list[float]:
    """What the model weighs at an hour: 1, and a bump 1/(1 + d²) about the middle of each hour of the day."""
    distances = [hour - (bump + 0.5) for bump in range(_BUMPS)]
    return [1.0, *(1 / (1 + distance * distance) for distance in distances)]


def predict(weights: Sequence[float], values: Sequence[float]) -> float:
    """The model: Σ w_k f_k(hour)."""
    total = 0.0
    for weight, value in zip(weights, values, strict=True):
        total += weight * value
    return total


_Examples = Sequence[tuple[Sequence[float], float]]
_LEARNED: _Examples = [(features(hour), target) for hour, target in TRAINING]
_HELD_BACK: _Examples = [(features(hour), target) for hour, target in VALIDATION]


def _mean_square(weights: Sequence[float], examples: _Examples) -> float:
    total = 0.0
    for values, target in examples:
        error = predict(weights, values) - target
        total += error * error
    return total / len(examples)


def losses(weights: Sequence[float]) -> tuple[float, float]:
    """Training and validation loss."""
    return _mean_square(weights, _LEARNED), _mean_square(weights, _HELD_BACK)


def gradient(weights: Sequence[float], batch: Sequence[int]) -> list[float]:
    """∂/∂w of the mean squared error of a batch, places in TRAINING: Σ 2 (prediction - target) f / n."""
    slope = [0.0] * len(weights)
    for place in batch:
        values, target = _LEARNED[place]
        pull = 2 * (predict(weights, values) - target) / len(batch)
        slope = [so_far + pull * value for so_far, value in zip(slope, values, strict=True)]
    return slope


def rate_at(schedule: Schedule, step: int) -> float:
    """The learning rate of a step, from 0 on: up to the peak in a straight line, then level or down to `floor`."""
    if step < schedule.warmup:
        return schedule.peak * step / schedule.warmup
    if schedule.decay == "constant" or step == schedule.warmup:
        return schedule.peak
    left, long = schedule.total - step, schedule.total - schedule.warmup
    return schedule.floor + (schedule.peak - schedule.floor) * left / long


def steps_of(count: int, batch: int, epochs: int, accumulation: int = 1, devices: int = 1) -> Steps:
    """Steps of a run: ceil(examples / effective batch) × epochs; the last batch of an epoch may be smaller."""
    effective = batch * accumulation * devices
    each = math.ceil(count / effective)
    return Steps(effective, each, each * epochs)


def early_stop(validation: Sequence[float], patience: int, delta: float) -> Stop:
    """An epoch is better only if its loss is below the best one less `delta`; after `patience` that are not, it ends.

    `validation` begins with epoch 1; `patience` is at least 1.
    """
    best, lowest = 0, math.inf
    for epoch, loss in enumerate(validation, 1):
        if loss < lowest - delta:
            best, lowest = epoch, loss
        elif epoch - best >= patience:
            return Stop(epoch, best, lowest)
    return Stop(0, best, lowest)


@lru_cache(maxsize=32)
def trained(settings: Settings) -> Run:
    """Trains by mini-batch gradient descent; at most 200 epochs of single examples take a tenth of a second or so."""
    steps = steps_of(len(TRAINING), settings.batch, settings.epochs)
    schedule = Schedule(settings.rate, settings.warmup, steps.total, settings.decay)
    next_number = chance(settings.seed)
    order = list(range(len(TRAINING)))
    weights = [0.0] * (_BUMPS + 1)
    first, held = losses(weights)
    train, valid = [first], [held]
    stopped = kept = taken = 0
    for epoch in range(1, settings.epochs + 1):
        shuffle(order, next_number)
        taken = _descend(weights, order, settings.batch, lambda step: rate_at(schedule, step), taken)
        loss, held = losses(weights)
        train.append(loss)
        valid.append(held)
        if settings.patience:
            found = early_stop(valid[1:], settings.patience, settings.delta)
            stopped, kept = found.stop, found.best
        else:
            kept = epoch
        # What is not a number is not below either.
        if stopped or not loss <= _RUNAWAY * first:
            break
    return Run(tuple(train), tuple(valid), stopped, kept, taken)


def _descend(weights: list[float], order: Sequence[int], batch: int, rate: Callable[[int], float], step: int) -> int:
    """One epoch, in place, whose first batch is update `step`; the number of the next update."""
    for start in range(0, len(order), batch):
        slope, length = gradient(weights, order[start : start + batch]), rate(step)
        weights[:] = [weight - length * pull for weight, pull in zip(weights, slope, strict=True)]
        step += 1
    return step
