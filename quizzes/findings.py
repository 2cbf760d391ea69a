"""What the answers to a question say about the question: work for whoever wrote it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any, Self

from quizzes.grading.keys import Key
from quizzes.statistics import ENOUGH, ItemFigures

CHOICES = frozenset({"single", "multiple", "true-false"})
# Per cent. Below it an item is poor: Ebel and Frisbie, Essentials of Educational Measurement, 5th ed., chapter 13.
LOW = 20
# A misconception is shared by many: by that part of those who erred, and by so many people at least.
SHARE, SHARED_BY = 0.2, 5
ERRED = ("wrong", "partly")
# How much a learner's reason for a challenge weighs: a wrong key costs points, a misprint a smile.
REASONS: Mapping[str, int] = {"key_wrong": 4, "several": 4, "unclear": 2, "not_taught": 2, "wording": 1}


class Sort(StrEnum):
    """Kinds of findings, the most urgent first."""

    KEY_LOSES = "The key loses to a distractor"
    NEGATIVE = "Negative discrimination"
    MISCONCEPTION = "A misconception that many share"
    LOW = "Low discrimination"
    NOT_PICKED = "A distractor that nobody picks"

    @property
    def tells_the_key(self) -> bool:
        return self not in (Sort.NEGATIVE, Sort.LOW)

    @property
    def weight(self) -> int:
        return WEIGHTS[self]


# Beside what learners say: a key that loses is as urgent as two of them who call it wrong.
WEIGHTS = {Sort.KEY_LOSES: 8, Sort.NEGATIVE: 5, Sort.MISCONCEPTION: 3, Sort.LOW: 2, Sort.NOT_PICKED: 1}


@dataclass(slots=True)
class Answers:
    """How answers to a question came out; how often each option was picked, each misconception shown."""

    outcomes: Counter[str] = field(default_factory=Counter)
    picks: Counter[str] = field(default_factory=Counter)
    beliefs: Counter[str] = field(default_factory=Counter)

    def add(
        self, outcome: str, remarks: Sequence[str], options: Iterable[str], told: Mapping[str, str], n: int = 1
    ) -> None:
        """`n` attempts answered so. `told` gives the misconception that a remark of the mark betrays."""
        self.outcomes[outcome] += n
        for option in options:
            if option in remarks:
                self.picks[option] += n
        if outcome in ERRED:
            # Nobody holds the same belief twice, though two of their choices betray it.
            for belief in {told[remark] for remark in remarks if remark in told}:
                self.beliefs[belief] += n

    @property
    def n_erred(self) -> int:
        return sum(self.outcomes[outcome] for outcome in ERRED)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: `n` of `of` attempts show it. `named` are the options that it is about, `key` is how many
    picked the key that loses, `belief` the misconception, `value` the discrimination in per cent."""

    sort: Sort
    n: int
    of: int
    named: tuple[str, ...] = ()
    key: int = 0
    belief: str = ""
    value: float | None = None

    @property
    def digest(self) -> str:
        """What it is about: equal as long as more answers say the same of the same version.

        Another option that beats the key is another thing to look at; a distractor that was picked at last is not.
        """
        about = {Sort.KEY_LOSES: ",".join(sorted(self.named)), Sort.MISCONCEPTION: self.belief}.get(self.sort, "")
        return sha256(f"{self.sort.name}|{about}".encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"sort": self.sort.name}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """What `as_json` gave."""
        return cls(**{**stored, "sort": Sort[stored["sort"]], "named": tuple(stored["named"])})


def weight(found: Iterable[Sort], challenges: Mapping[str, int]) -> int:
    """How urgent work on a question is: by its findings, and by how many learners challenge it for which reason."""
    return sum(sort.weight for sort in found) + sum(REASONS.get(reason, 1) * n for reason, n in challenges.items())


def options_of(kind: str, key: Key) -> tuple[str, ...]:
    """The options whose picks are counted: of a question answered by choosing."""
    return _texts(key, "options") if kind in CHOICES else ()


def misconceptions(kind: str, key: Key) -> dict[str, str]:
    """What each remark of a mark betrays. A remark that right answers have too (an item of the order, a prompt) betrays
    nothing; what should not have been chosen does, and so does an answer that the author foresaw."""
    wrong: set[str] = set()
    if kind in CHOICES:
        wrong = set(_texts(key, "options")) - set(_texts(key, "right"))
    elif kind == "ordering":
        wrong = set(_texts(key, "extras"))
    elif kind == "matching":
        pairs = key.get("pairs")
        wrong = set(_texts(key, "responses")) - set(pairs.values() if isinstance(pairs, Mapping) else ())
    found: dict[str, str] = {}
    by_id = key.get("misconceptions")
    if isinstance(by_id, Mapping):
        found = {str(id): str(belief) for id, belief in by_id.items() if id in wrong}
    foreseen = key.get("wrong")
    for place, record in enumerate(foreseen if isinstance(foreseen, list) else ()):
        if belief := record.get("misconception"):
            found[f"wrong:{place}"] = belief
    return found


def findings(kind: str, key: Key, figures: ItemFigures, answers: Answers) -> Iterator[Finding]:
    """What is to be looked at, once there are attempts enough."""
    if figures.n < ENOUGH:
        return
    options, right = options_of(kind, key), set(_texts(key, "right")) if kind in CHOICES else set()
    wrong = [option for option in options if option not in right]
    if options:
        weakest = min(answers.picks[option] for option in options if option in right)
        ahead = tuple(option for option in wrong if answers.picks[option] > weakest)
        if ahead:
            yield Finding(Sort.KEY_LOSES, max(answers.picks[option] for option in ahead), figures.n, ahead, weakest)
        unseen = tuple(option for option in wrong if not answers.picks[option])
        if unseen:
            yield Finding(Sort.NOT_PICKED, 0, figures.n, unseen)
    value = figures.discrimination.value
    if value is not None and value < LOW:
        yield Finding(Sort.NEGATIVE if value < 0 else Sort.LOW, figures.n, figures.n, value=value)
    for belief, n in answers.beliefs.most_common():
        if n >= SHARED_BY and n >= SHARE * answers.n_erred:
            yield Finding(Sort.MISCONCEPTION, n, answers.n_erred, belief=belief)


def _texts(key: Key, name: str) -> tuple[str, ...]:
    found = key.get(name)
    return tuple(each for each in found if isinstance(each, str)) if isinstance(found, list | tuple) else ()
