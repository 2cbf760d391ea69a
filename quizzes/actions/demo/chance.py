"""The one source of what is left to chance."""

import random


def chance_of(*words: object) -> random.Random:
    """The same for the same words, so that a demo is the same on every machine."""
    return random.Random(" ".join(map(str, words)))  # noqa: S311  (nothing secret comes of it)
