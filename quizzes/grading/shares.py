"""What an attempt's answers come to, by objective: so that reports over many learners need not read each answer.

They are kept as a short text, since a database hands over a thousand texts in the time of a hundred JSON values.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

# What is kept where no answer has a mark; the empty text says that nothing is kept.
NO_SHARES = "-"


class Share(NamedTuple):
    """Of one objective: answers that have a mark, those that are right, hundredths of a point earned and to be had."""

    n_answers: int
    n_right: int
    got: int
    of: int

    def __add__(self, other: "Share") -> "Share":  # type: ignore[override]
        return Share(*map(int.__add__, self, other))


Shares = Mapping[str, Share]
NOTHING = Share(0, 0, 0, 0)


def by_objective(rows: Iterable[tuple[str, str, Decimal | None, Decimal]]) -> dict[str, Share]:
    """From objective, outcome, points and points possible of each answer. What waits for a person has no points, and
    counts for nothing yet."""
    found: dict[str, Share] = {}
    for objective, outcome, points, possible in rows:
        if points is not None:
            one = Share(1, int(outcome == "right"), int(points * 100), int(possible * 100))
            found[objective] = found.get(objective, NOTHING) + one
    return found


def written(shares: Shares) -> str:
    """As an attempt keeps them: `objective:answers:right:earned:possible`, with blanks between, in order."""
    return " ".join(":".join(map(str, (slug, *shares[slug]))) for slug in sorted(shares)) or NO_SHARES


@lru_cache(maxsize=4_000)
def read(text: str) -> Shares | None:
    """The same, the other way; None where nothing is kept. Not to be changed: whoever asks again gets the same."""
    if not text:
        return None
    words = () if text == NO_SHARES else text.split(" ")
    return {slug: Share(*map(int, numbers)) for slug, *numbers in (word.split(":") for word in words)}


def read_current(text: str, points: Decimal) -> Shares | None:
    """None too where they do not add up to the attempt's points: a release that knew of no shares changed a mark."""
    shares = read(text)
    return shares if shares is not None and sum(share.got for share in shares.values()) == points * 100 else None
