"""What an attempt's answers come to, by objective: so that reports over many learners need not read each answer."""

from collections.abc import Iterable
from decimal import Decimal

# Of one objective: answers that have a mark, those that are right, and hundredths of a point earned and to be had.
Share = list[int]


def by_objective(rows: Iterable[tuple[str, str, Decimal | None, Decimal]]) -> dict[str, Share]:
    """From objective, outcome, points and points possible of each answer. What waits for a person has no points, and
    counts for nothing yet."""
    found: dict[str, Share] = {}
    for objective, outcome, points, possible in rows:
        if points is not None:
            share = found.setdefault(objective, [0, 0, 0, 0])
            share[0] += 1
            share[1] += outcome == "right"
            share[2] += int(points * 100)
            share[3] += int(possible * 100)
    return found


def is_current(shares: dict[str, Share] | None, points: Decimal) -> bool:
    """Whether they add up to the attempt's points. A release that knew of no shares may have changed a mark."""
    return shares is not None and sum(share[2] for share in shares.values()) == points * 100
