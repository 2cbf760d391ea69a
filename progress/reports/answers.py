"""Answers counted by objective. What counts as one is said here alone: for learners' goals and for their instructors.

An answer that waits for a person has no points, and counts for nothing yet. A knowledge check counts by its first try,
as one point.
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from quizzes.models import AttemptItem, CheckResponse

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Tally:
    n_answers: int = 0
    n_right: int = 0
    points: Decimal = Decimal(0)
    possible: Decimal = Decimal(0)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.n_answers + other.n_answers,
            self.n_right + other.n_right,
            self.points + other.points,
            self.possible + other.possible,
        )

    @property
    def facility(self) -> int | None:
        """The points earned of those possible, in per cent, rounded down; None where there were none."""
        return int(100 * self.points / self.possible) if self.possible else None


def by_objective(
    items: QuerySet[AttemptItem], checks: QuerySet[CheckResponse], *, by_learner: bool = False
) -> dict[tuple[int, str], Tally]:
    """By learner and objective; the learner is 0 where all are counted as one. Two queries, however many answers."""
    found: dict[tuple[int, str], Tally] = defaultdict(Tally)
    of_items = ["attempt__learner"] if by_learner else []
    of_checks = ["learner"] if by_learner else []
    marked = items.filter(points__isnull=False).order_by()
    rows = marked.values_list(*of_items, "version__objective").annotate(
        n=Count("pk"), n_right=Count("pk", filter=Q(outcome="right")), got=Sum("points"), of=Sum("possible")
    )
    for *learner, objective, n, n_right, got, of in rows:
        # SQLite adds decimals as floats; two places of the sum are exact.
        found[learner[0] if learner else 0, objective] += Tally(
            n, n_right, got.quantize(HUNDREDTH), of.quantize(HUNDREDTH)
        )
    tries = checks.order_by().values_list(*of_checks, "version__objective")
    for *learner, objective, n, n_right in tries.annotate(
        n=Count("pk"), n_right=Count("pk", filter=Q(first_outcome="right"))
    ):
        found[learner[0] if learner else 0, objective] += Tally(n, n_right, Decimal(n_right), Decimal(n))
    return dict(found)
