"""What criteria add up to. The points of a rubric are shared out over those that the question has."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from quizzes.grading.mark import marked, points

# A criterion is met by halves: finer than that no two people agree.
STEP = Decimal("0.5")


def rubric_points(given: Sequence[Decimal], most: Sequence[int], possible: Decimal) -> Decimal:
    """What these points of the criteria are worth: exact until it is rounded as every mark is, once.

    `most` are the criteria's own points, `possible` those of the question. Raises ValueError where a criterion has no
    points, more than it can have, or a part of a half.
    """
    if not most or len(given) != len(most):
        raise ValueError(f"{len(given)} points are given for {len(most)} criteria")
    for one, limit in zip(given, most, strict=True):
        if not one.is_finite() or not 0 <= one <= limit or one % STEP:
            raise ValueError(f"a criterion of {limit} points cannot have {one}")
    earned = marked(Fraction(sum(map(Fraction, given))) / sum(most))
    worth = points(earned, possible)
    assert worth is not None  # noqa: S101  (only what waits has none; this tells the type checker)
    return worth
