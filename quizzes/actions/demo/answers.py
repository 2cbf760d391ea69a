"""The answers that a version gets: the right one, the wrong ones that people give, and what each is worth."""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import exp
from typing import Any

from quizzes.actions.demo.chance import chance_of
from quizzes.actions.demo.essays import ESSAYS, ByHand, marks_by_hand
from quizzes.actions.marking import JUDGES
from quizzes.grading import Outcome, Policy, grade, points, possible_guess, right_response
from quizzes.models import QuestionVersion

B = {"easy": -1.0, "medium": 0.0, "hard": 1.1}
# Questions of one difficulty differ too, by what the question is.
SPREAD = 0.4
# So many mistakes are drawn for each version; what is drawn twice is given twice as often.
MISTAKES = 12
# How likely a learner leaves a question out, and an essay: gladly where nothing depends on it.
SKIPS, SKIPS_ESSAY, SKIPS_PRACTICE_ESSAY = 0.04, 0.12, 0.6


@dataclass(frozen=True, slots=True)
class Answer:
    """As it is stored once it is marked; `points` are None while it waits for a person."""

    response: str | None
    outcome: str
    remarks: str
    points: Decimal | None

    @property
    def is_right(self) -> bool:
        return self.outcome == Outcome.RIGHT

    @property
    def waits(self) -> bool:
        return self.points is None


@dataclass(frozen=True, slots=True)
class Asked:
    """A version with the answers that it gets. `by_hand` are marks that a person may give, from the least up."""

    version_id: int
    question_id: int
    objective: str
    difficulty: float
    guess: float
    possible: Decimal
    skips: float
    blank: Answer
    right: Sequence[Answer]
    wrong: Sequence[Answer]
    by_hand: Sequence[ByHand]

    def answer(self, ability: float, chance: random.Random) -> Answer:
        """One that somebody of this ability gives."""
        return self.blank if chance.random() < self.skips else self.tried(ability, chance)

    def tried(self, ability: float, chance: random.Random) -> Answer:
        """The same, of whoever leaves nothing out."""
        known = self.guess + (1 - self.guess) / (1 + exp(self.difficulty - ability))
        found = self.right if chance.random() < known else self.wrong
        return found[int(chance.random() * len(found))]

    def mark(self, ability: float, chance: random.Random) -> ByHand:
        """What a person finds the essay of somebody of this ability worth."""
        share = 1 / (1 + exp(self.difficulty - 1 - ability + chance.gauss(0, 0.6)))
        return self.by_hand[min(int(share * len(self.by_hand)), len(self.by_hand) - 1)]


def asked_in(version: QuestionVersion, slug: str, policy: Policy, *, is_graded: bool = False) -> Asked:
    """`slug` is the question's: its chance is the same on every machine."""
    chance = chance_of("question", slug, version.digest)
    possible = Decimal(version.points)

    def marked(response: object) -> Answer:
        mark = grade(version.kind, version.key, response, policy, JUDGES)
        written = None if response is None else json.dumps(response)
        return Answer(written, mark.outcome.value, json.dumps(list(mark.remarks)), points(mark, possible))

    blank = marked(None)
    right = [marked(response) for response in _right(version)]
    mistakes = [marked(mistake(version, chance)) for _ in range(MISTAKES)]
    return Asked(
        version_id=version.pk,
        question_id=version.question_id,
        objective=version.objective,
        difficulty=B.get(version.difficulty, 0.0) + chance.gauss(0, SPREAD),
        guess=float(possible_guess(version.kind, version.key)),
        possible=possible,
        skips=SKIPS if version.kind != "essay" else SKIPS_ESSAY if is_graded else SKIPS_PRACTICE_ESSAY,
        blank=blank,
        right=right,
        # Who puts things in an order at random may hit the right one: that is no mistake.
        wrong=[answer for answer in mistakes if not answer.is_right] or [blank],
        by_hand=marks_by_hand(version.key, possible) if any(answer.waits for answer in right) else (),
    )


def right_answer(version: QuestionVersion) -> object:
    """With every point that a key knows of."""
    return _right(version)[0]


def _right(version: QuestionVersion) -> Sequence[object]:
    if version.kind == "lab":
        return [{"parameters": "72e9"}]
    return ESSAYS if version.kind == "essay" else [right_response(version.kind, version.key)]


def mistake(version: QuestionVersion, chance: random.Random) -> object:
    """A wrong answer of the kind that people give."""
    shown: Mapping[str, Any] = version.shown
    key: Mapping[str, Any] = version.key
    match version.kind:
        case "essay":
            return chance.choice(ESSAYS)
        case "lab":
            return {"parameters": f"{chance.choice((20, 47, 90, 280))}e9"}
        case "single" | "true-false":
            return chance.choice([one for one in key["options"] if one not in key["right"]])
        case "multiple":
            return sorted(chance.sample(key["options"], len(key["right"])))
        case "ordering":
            return chance.sample([row["id"] for row in shown["options"]], shown["n_places"])
        case "matching":
            return {prompt: chance.choice(key["responses"]) for prompt in key["pairs"]}
        case "numeric":
            wrong = key["wrong"] or [{"low": "1", "high": "1"}]
            return {"value": chance.choice(wrong)["low"], "unit": next(iter(shown["units"]), "")}
    wrong = key["wrong"] or [{"text": "loss"}]
    return chance.choice(wrong)["text"]
