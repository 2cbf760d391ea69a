"""What an attempt is made of: the rows of the blueprint, held against the questions that there are."""

from collections.abc import Sequence, Set
from dataclasses import dataclass

from curriculum.markup.problem import Mistake
from curriculum.source.front_matter import Fields
from quizzes.source.heading import Placed
from quizzes.source.parts import Draw
from quizzes.source.question import DIFFICULTIES, QuestionText

MAX_ROWS, MAX_TAKE = 40, 400


@dataclass(frozen=True)
class Unit:
    """A question, or a case whose questions always come together."""

    id: str
    objectives: Set[str]
    difficulties: Set[str]

    def fits(self, draw: Draw) -> bool:
        return (
            (not draw.questions or self.id in draw.questions)
            and (not draw.objective or draw.objective in self.objectives)
            and (not draw.difficulty or draw.difficulty in self.difficulties)
        )


def unit_of(id: str, questions: Sequence[QuestionText]) -> Unit:
    return Unit(id, {q.objective for q in questions}, {q.difficulty for q in questions})


def read_rows(fields: Fields) -> list[tuple[int, Draw]]:
    """The rows with their lines; what cannot be read is noted where `fields` notes it."""
    rows = []
    for row in fields.rows("blueprint", required=False):
        draw = Draw(
            take=whole(row, "take", 1, MAX_TAKE),
            questions=row.identifiers("questions", required=False),
            objective=row.text("objective", required=False),
            difficulty=row.text("difficulty", required=False),
        )
        rows.append((row.line, draw))
    return rows


def whole(fields: Fields, key: str, least: int, most: int) -> int | None:
    """A whole number that may be left out."""
    if key not in fields.keys:
        fields.text(key, required=False)
        return None
    return fields.integer(key, least, most)


def blueprint_mistakes(rows: Sequence[tuple[int, Draw]], units: Sequence[Unit], cases: dict[str, str]) -> list[Placed]:
    """Rows that name what is not there, or take more than may be left. `cases` are the cases of questions, by id."""
    found: list[Placed] = []
    known = {unit.id: unit for unit in units}
    objectives = sorted({objective for unit in units for objective in unit.objectives})
    fixed: set[str] = set()
    for line, draw in rows:
        if draw.take is None and (not draw.questions or draw.objective or draw.difficulty):
            found.append((line, Mistake("the row takes nothing", "write take: and how many, or questions: alone")))
        if draw.objective and draw.objective not in objectives:
            mend = f"use one of {', '.join(objectives) or 'none yet'}"
            found.append((line, Mistake(f"no question has the objective {draw.objective[:60]!r}", mend)))
        if draw.difficulty and draw.difficulty not in DIFFICULTIES:
            mend = f"use one of {', '.join(DIFFICULTIES)}"
            found.append((line, Mistake(f"unknown difficulty {draw.difficulty[:60]!r}", mend)))
        for name in draw.questions:
            if name in cases:
                what = f"the question {name!r} comes with its case"
                found.append((line, Mistake(what, f"name the case: {cases[name]}")))
            elif name not in known:
                found.append((line, Mistake(f"unknown question {name!r}", "use the id of a question or a case")))
            elif draw.take is None and name in fixed:
                found.append((line, Mistake(f"{name!r} is taken twice", "keep it in one row")))
            elif draw.take is None:
                fixed.add(name)
    if len(rows) > MAX_ROWS:
        found.append((rows[0][0], Mistake(f"{len(rows)} rows, where {MAX_ROWS} is the most", "merge some")))
    return found or _shortages(rows, [unit for unit in units if unit.id not in fixed])


def _shortages(rows: Sequence[tuple[int, Draw]], free: Sequence[Unit]) -> list[Placed]:
    """Rows to which the rows before may leave too little, however they draw."""
    found: list[Placed] = []
    earlier: list[tuple[int, set[str]]] = []
    for line, draw in rows:
        if draw.take is None:
            continue
        pool = {unit.id for unit in free if unit.fits(draw)}
        left = len(pool) - _most_taken(pool, earlier)
        if left < draw.take:
            what = f"the row takes {draw.take}, and as few as {left} may be left for it"
            found.append((line, Mistake(what, "take fewer, put it before wider rows, or add questions")))
        earlier.append((draw.take, pool))
    return found


def _most_taken(pool: Set[str], rows: Sequence[tuple[int, set[str]]]) -> int:
    """How many of `pool` the rows may take at the most: a matching of the questions with the rows' places."""
    holding: list[list[str]] = [[] for _ in rows]

    def place(id: str, tried: set[int]) -> bool:
        for index, (take, candidates) in enumerate(rows):
            if id not in candidates or index in tried:
                continue
            tried.add(index)
            if len(holding[index]) < take:
                holding[index].append(id)
                return True
            for position, other in enumerate(holding[index]):
                if place(other, tried):
                    holding[index][position] = id
                    return True
        return False

    return sum(place(id, set()) for id in sorted(pool))
