"""The course's essays, and how a test works out the figures of a model answer again from those of its stem.

A number in a model answer must stand in its stem, be worked out, or be named as the writer's own choice.
"""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from quizzes.source.question import ESSAY, QuestionText
from tests.content.bank import bank
from tests.content.prose import COURSE

CAPSTONE = COURSE / "capstone.quiz.md"
GPU_HOURS, GPU_PRICE = 467 / 5e9, 2.50  # 7 billion parameters, a token; an hour
NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?")


@cache
def essays(path: Path | None = None) -> dict[str, QuestionText]:
    """By id: those of one file, or all."""
    asked = (each for each in bank() if each.question.kind == ESSAY and path in (None, each.path))
    return {each.question.id: each.question for each in asked}


def plain(text: object) -> str:
    return " ".join(str(getattr(text, "text", text)).replace("\\$", "$").split())


def length(text: object) -> int:
    """In words."""
    return len(re.findall(r"\w[\w'’.,-]*", plain(text)))


def check(
    id: str, worked: Sequence[str], chosen: Sequence[str] = (), rubric: Sequence[str] = (), beside: Sequence[str] = ()
) -> None:
    """The model answer says what was worked out, and no number of unknown origin; so do rubric and explanation."""
    question = essays()[id]
    model, stem, explanation = plain(question.model), plain(question.stem), plain(question.explanation)
    criteria = " ".join(plain(criterion.words) for criterion in question.answers)
    said = (
        ("model answer", model, (*worked, *chosen)),
        ("rubric", criteria, rubric),
        ("explanation", explanation, beside),
    )
    for part, text, fragments in said:
        for fragment in fragments:
            found = re.search(rf"(?<![\w.]){re.escape(fragment)}(?!\w|[.,]\d)", text)
            assert found, f"the {part} of {id} does not say {fragment!r}"
    known = {found for text in (stem, *worked, *chosen) for found in NUMBER.findall(text)}
    unknown = [found for found in NUMBER.findall(model) if found.rstrip(",") not in {k.rstrip(",") for k in known}]
    assert not unknown, f"{id}: where do {unknown} come from?"


def usd(value: float, places: int = 0) -> str:
    return f"${value:,.{places}f}"


def hours(tokens: float) -> float:
    """Of a GPU, to train 7 billion parameters."""
    return tokens * GPU_HOURS
