"""Essays, and the marks that a person gives them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from quizzes.comments import read_comment
from quizzes.grading import Outcome, rubric_points

# The last begins as a formula does, so that exports meet one.
ESSAYS: Sequence[str] = (
    "First I would measure what the present answers cost and how often they are wrong, then try the cheapest change.",
    "I would begin with the prompt and with retrieval, since both can be changed within a day. Only if the failures "
    "that are left are failures of behaviour would I collect pairs and tune, with an adapter first.\n\nBefore each "
    "step I would hold back 200 questions and have two people mark them blind.",
    "It depends on the data. With a few hundred labelled pairs: LoRA. With none: retrieval.",
    "Cost per resolved question is what counts. A model that is ten times cheaper may be wrong twice as often and "
    "still win; at $6 a question I would compute both, and decide by what is left.",
    "= benefits − costs, a month: 4,000 × $6 − $9,000 = $15,000. So tuning is repaid in three months.",
)
# From nothing to all, in quarters.
LEVELS = (0, 1, 2, 3, 4)
COMMENTS = (
    "This does not answer what was asked. Read the case again, then the model answer.",
    "A beginning: the choice is named, but no reason carries it.",
    "The **choice** is right. Show the sums it rests on.",
    "Well argued; one figure is missing.",
    "Complete, and short. Good.",
)


@dataclass(frozen=True, slots=True)
class ByHand:
    """As a person's mark is stored."""

    points: Decimal
    outcome: str
    criteria: str
    comment: str
    comment_html: str


def marks_by_hand(key: Mapping[str, Any], possible: Decimal) -> Sequence[ByHand]:
    """From the least up, by the rubric where there is one."""
    most = [int(row["points"]) for row in key.get("rubric", [])]
    return [_mark(most, possible, level, COMMENTS[level]) for level in LEVELS]


def _mark(most: Sequence[int], possible: Decimal, level: int, comment: str) -> ByHand:
    share = Decimal(level) / LEVELS[-1]
    # Criteria are met by halves.
    given = [Decimal(int(limit * 2 * share)) / 2 for limit in most]
    got = rubric_points(given, most, possible) if most else round(possible * share, 2)
    return ByHand(
        points=got,
        outcome=(Outcome.RIGHT if got == possible else Outcome.PARTLY if got else Outcome.WRONG).value,
        criteria=json.dumps([{"points": str(one), "comment": "", "comment_html": ""} for one in given]),
        comment=comment,
        comment_html=read_comment(comment).html,
    )
