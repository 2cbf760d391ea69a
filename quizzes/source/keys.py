"""What is stored of a question: `shown` and `key`, made of its text once nothing in it is refused."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from curriculum.labs.registry import LABS
from quizzes.source.desk import Desk
from quizzes.source.numbers import read_number, read_range, written
from quizzes.source.question import (
    ESSAY,
    LAB,
    MATCHING,
    NUMERIC,
    ORDERING,
    SHORT,
    Answer,
    QuestionText,
    Sign,
    Words,
)

Json = dict[str, object]


def option_id(question: str, role: str, text: str) -> str:
    """What names an option: it tells nothing about it, and stays as long as the text does."""
    return hashlib.sha256(f"{question}\n{role}\n{text}".encode()).hexdigest()[:10]


@dataclass(frozen=True)
class Piece:
    """An answer, rendered."""

    answer: Answer
    html: str
    other: str
    feedback: str


def pieces(question: QuestionText, desk: Desk) -> tuple[Piece, ...]:
    """The answers in order; numbers, patterns and short texts are no Markdown, so only their feedback is rendered."""
    is_markdown = question.kind not in {NUMERIC, SHORT}

    def rendered(words: Words) -> str:
        return desk.inline(words) if is_markdown else ""

    return tuple(
        Piece(
            answer,
            rendered(answer.words),
            rendered(answer.other) if answer.sign is Sign.PAIR else "",
            desk.inline(answer.feedback),
        )
        for answer in question.answers
    )


def objects(question: QuestionText, found: tuple[Piece, ...]) -> tuple[Json, Json]:
    """What `shown` and `key` hold for this kind alone. The question must be free of mistakes."""
    return BY_KIND.get(question.kind, _choice)(question, found)


def _belief(answer: Answer) -> str:
    return " ".join(answer.misconception.split())


def _told(named: Mapping[str, Piece]) -> Json:
    """Feedback and misconceptions by id, of those that have some."""
    return {
        "feedback": {id: piece.feedback for id, piece in named.items() if piece.feedback},
        "misconceptions": {id: _belief(piece.answer) for id, piece in named.items() if piece.answer.misconception},
    }


def _named(question: QuestionText, role: str, found: tuple[Piece, ...], *signs: Sign) -> dict[str, Piece]:
    return {option_id(question.id, role, p.answer.words.text): p for p in found if p.answer.sign in signs}


def _listed(named: Mapping[str, str]) -> list[Json]:
    return [{"id": id, "html": html} for id, html in named.items()]


def _choice(question: QuestionText, found: tuple[Piece, ...]) -> tuple[Json, Json]:
    options = _named(question, "option", found, Sign.RIGHT, Sign.WRONG)
    if question.kind == "true-false":
        options = dict(sorted(options.items(), key=lambda option: option[1].answer.words.text != "True"))
    right = [id for id, piece in options.items() if piece.answer.sign is Sign.RIGHT]
    shown: Json = {"options": _listed({id: piece.html for id, piece in options.items()})}
    return shown, {"right": right, "options": list(options), **_told(options)}


def _ordering(question: QuestionText, found: tuple[Piece, ...]) -> tuple[Json, Json]:
    order = _named(question, "item", found, Sign.PLACE)
    extras = _named(question, "item", found, Sign.EXTRA)
    items = {**order, **extras}
    # By id: the order of the file is the answer.
    shown: Json = {"options": _listed({id: items[id].html for id in sorted(items)}), "n_places": len(order)}
    return shown, {"order": list(order), "extras": list(extras), **_told(items)}


def _matching(question: QuestionText, found: tuple[Piece, ...]) -> tuple[Json, Json]:
    prompts = _named(question, "prompt", found, Sign.PAIR)
    pairs = {id: option_id(question.id, "response", piece.answer.other.text) for id, piece in prompts.items()}
    spares = _named(question, "response", found, Sign.SPARE)
    responses = {pairs[id]: piece.other for id, piece in prompts.items()}
    responses |= {id: piece.html for id, piece in spares.items()}
    shown: Json = {
        "prompts": _listed({id: piece.html for id, piece in prompts.items()}),
        "responses": _listed({id: responses[id] for id in sorted(responses)}),
    }
    return shown, {"pairs": pairs, "responses": sorted(responses), **_told({**prompts, **spares})}


def _numeric(question: QuestionText, found: tuple[Piece, ...]) -> tuple[Json, Json]:
    def ranges(sign: Sign) -> list[Json]:
        listed: list[Json] = []
        for piece in found:
            if piece.answer.sign is sign:
                span = read_range(piece.answer.words.text)
                listed.append({"low": written(span.low), "high": written(span.high), "feedback": piece.feedback})
                if sign is Sign.FORESEEN:
                    listed[-1]["misconception"] = _belief(piece.answer)
        return listed

    key: Json = {
        "right": ranges(Sign.ACCEPTED),
        "wrong": ranges(Sign.FORESEEN),
        "units": {unit.name: written(read_number(unit.factor or "1")) for unit in question.units},
        "best": written(read_range(question.signed(Sign.ACCEPTED)[0].words.text).best),
    }
    return {"units": [unit.name for unit in question.units]}, {**key, **_told({})}


def _short(question: QuestionText, found: tuple[Piece, ...]) -> tuple[Json, Json]:
    def texts(sign: Sign) -> list[Json]:
        return [{"text": p.answer.words.text, "feedback": p.feedback} for p in found if p.answer.sign is sign]

    wrong = [piece for piece in found if piece.answer.sign is Sign.FORESEEN]
    key: Json = {
        "accepted": texts(Sign.ACCEPTED),
        "patterns": [pattern.words.text for pattern in question.signed(Sign.PATTERN)],
        "wrong": [
            {**text, "misconception": _belief(piece.answer)}
            for text, piece in zip(texts(Sign.FORESEEN), wrong, strict=True)
        ],
    }
    return {}, {**key, **_told({})}


def _essay(question: QuestionText, found: tuple[Piece, ...]) -> tuple[Json, Json]:
    rubric = [{"points": int(piece.answer.other.text), "html": piece.html} for piece in found]
    return {"words": int(question.words) if question.words else None}, {"rubric": rubric, **_told({})}


def _lab(question: QuestionText, found: tuple[Piece, ...]) -> tuple[Json, Json]:
    lab = LABS[question.lab]
    fields = [{"name": asked.name, "label": asked.label, "hint": asked.hint} for asked in lab.asked]
    return {"lab": lab.id, "fields": fields}, {"lab": lab.id, "challenge": lab.challenge, **_told({})}


BY_KIND: Mapping[str, Callable[[QuestionText, tuple[Piece, ...]], tuple[Json, Json]]] = {
    ORDERING: _ordering,
    MATCHING: _matching,
    NUMERIC: _numeric,
    SHORT: _short,
    ESSAY: _essay,
    LAB: _lab,
}
