"""Chance by seed. static/labs/chance.js is this module's twin: the same numbers in the same order."""

import math
from collections.abc import Callable, MutableSequence
from typing import TypeVar

T = TypeVar("T")
Next = Callable[[], float]
_WORD = 0xFFFFFFFF


def chance(seed: int) -> Next:
    """Mulberry32: numbers from 0 up to 1, evenly spread, the same for the same seed (its lowest 32 bits count)."""
    state = seed & _WORD

    def next_number() -> float:
        nonlocal state
        state = (state + 0x6D2B79F5) & _WORD
        mixed = (state ^ (state >> 15)) * (state | 1) & _WORD
        mixed ^= (mixed + ((mixed ^ (mixed >> 7)) * (mixed | 61) & _WORD)) & _WORD
        return ((mixed ^ (mixed >> 14)) & _WORD) / 4294967296

    return next_number


def normal(next_number: Next) -> float:
    """A standard normal number from two even ones (Box and Muller, 1958)."""
    return math.sqrt(-2 * math.log(1 - next_number())) * math.cos(2 * math.pi * next_number())


def gumbel(next_number: Next) -> float:
    """A standard Gumbel number, -ln(-ln u)."""
    return -math.log(-math.log(max(next_number(), 2**-33)))


def shuffle(items: MutableSequence[T], next_number: Next) -> MutableSequence[T]:
    """Puts `items` in an order of chance, in place (Fisher and Yates)."""
    for index in range(len(items) - 1, 0, -1):
        other = math.floor(next_number() * (index + 1))
        items[index], items[other] = items[other], items[index]
    return items
