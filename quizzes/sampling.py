"""The paper of an attempt, drawn from a quiz's blueprint with the attempt's seed.

All chance comes from the seed: SHA-256 of it and an id says where the id stands, so that a seed gives the same paper
under every version of Python, and what it says of one id it says without regard to the others.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that may be drawn. Those of one case come together, in the order in which the pool has them."""

    id: str
    objective: str
    difficulty: str
    case: str = ""


class Row(Protocol):
    """A row of a blueprint: `take` of the questions that are named, of that objective, of that difficulty.

    What is empty narrows nothing; without `take` the row is fixed and takes all that fit.
    """

    @property
    def take(self) -> int | None: ...

    @property
    def questions(self) -> Sequence[str]: ...

    @property
    def objective(self) -> str: ...

    @property
    def difficulty(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Draw:
    """A row, for those who have no other."""

    take: int | None = None
    questions: tuple[str, ...] = ()
    objective: str = ""
    difficulty: str = ""


# What is drawn as a whole: a question alone, or all of a case. Its name is the question's id or the case's.
Units = Mapping[str, Sequence[Candidate]]


def draw(pool: Sequence[Candidate], blueprint: Sequence[Row], seed: str, *, shuffle: bool) -> list[str]:
    """The ids of a paper's questions, in the order in which they are asked.

    A case is one unit: it is taken whole, counts as one, is named by its id and fits a row when one of its questions
    does. Each row takes what no earlier row took, but fixed rows come first; where fewer are left than it asks for, it
    takes those. An empty blueprint takes everything. Unshuffled, a paper keeps the order of the pool.
    """
    units = _units(pool)
    taken = _taken(units, blueprint, seed) if blueprint else set(units)
    names = [name for name in units if name in taken]
    if shuffle:
        names.sort(key=lambda name: _rank(seed, "paper", name))
    return [question.id for name in names for question in units[name]]


def always_drawn(pool: Sequence[Candidate], blueprint: Sequence[Row]) -> set[str]:
    """The ids that every paper has, whatever its seed: those of fixed rows, or all where there is no blueprint."""
    units = _units(pool)
    names = _taken(units, [row for row in blueprint if row.take is None], "") if blueprint else units
    return {question.id for name in names for question in units[name]}


def arrange(ids: Sequence[str], seed: str, item: str, *, shuffle: bool) -> list[str]:
    """The order of one question's options in one attempt. Shuffled, it is the same whatever order they came in."""
    return sorted(ids, key=lambda each: _rank(seed, "options", item, each)) if shuffle else list(ids)


def _units(pool: Iterable[Candidate]) -> Units:
    units: dict[str, dict[str, Candidate]] = {}
    for question in pool:
        units.setdefault(question.case or question.id, {}).setdefault(question.id, question)
    return {name: list(questions.values()) for name, questions in units.items()}


def _taken(units: Units, blueprint: Sequence[Row], seed: str) -> set[str]:
    taken: set[str] = set()
    for row in blueprint:
        if row.take is None:
            taken.update(name for name in units if _fits(name, units[name], row))
    for number, row in enumerate(blueprint):
        if row.take is not None:
            left = [name for name in units if name not in taken and _fits(name, units[name], row)]
            # Each row ranks anew. By one ranking for all, what an earlier row passed over would stand far down in
            # every later one, and be drawn too seldom.
            ranks = {name: _rank(seed, "row", str(number), name) for name in left}
            taken.update(sorted(left, key=ranks.__getitem__)[: max(row.take, 0)])
    return taken


def _fits(name: str, questions: Sequence[Candidate], row: Row) -> bool:
    return (not row.questions or name in row.questions) and any(
        row.objective in ("", question.objective) and row.difficulty in ("", question.difficulty)
        for question in questions
    )


def _rank(*parts: str) -> bytes:
    # With their lengths, so that no two lists of parts read alike.
    return sha256("".join(f"{len(part)}:{part}" for part in parts).encode()).digest()
