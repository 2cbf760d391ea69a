"""The pages of a whole quiz: its first one, and every question of it at once, which authors see in a preview."""

from collections.abc import Iterator
from typing import Any

from quizzes.models import Quiz
from quizzes.pages.answers import question, trusted
from quizzes.pages.result import feedback, percent
from quizzes.pages.start import Standing
from quizzes.source import parts

MARKING = {
    "exam": "A question is right or it is not; nothing is taken off for a wrong answer.",
    "learn": "Part of an answer counts; wrong choices count against right ones, never below zero.",
}


def start_context(where: Standing) -> dict[str, Any]:
    """What `quizzes/quiz.html` needs."""
    quiz = where.quiz
    rows = [
        {
            "run": run,
            "is_finished": where.is_finished(run),
            "percent": percent(run.points, run.possible) if run.points is not None else "",
        }
        for run in where.runs
    ]
    return {
        "site_course": quiz.course,
        "quiz": quiz,
        "phase": quiz.module.phase if quiz.module else None,
        "intro": trusted(quiz.intro_html),
        "marking": MARKING[quiz.marking],
        "standing": where,
        "rows": rows,
    }


def all_questions(quiz: Quiz, content: parts.Quiz, *, with_key: bool = False) -> list[dict[str, Any]]:
    """Every question as an attempt would ask it, in the file's order; with the key only for who may see it (P13)."""
    cases = {case.id: {"id": case.id, "title": case.title, "html": trusted(case.html)} for case in content.cases}
    return [
        {
            **(_asked(quiz, part, place) if part.shown else {"is_unreadable": True}),
            "position": place,
            "case": cases.get(part.case),
            **(_answered(part) if with_key and part.key else {}),
        }
        for place, part in enumerate(content.questions, 1)
    ]


def _asked(quiz: Quiz, part: parts.Question, place: int) -> dict[str, Any]:
    shuffle = quiz.shuffle in {"all", "options"}
    return question(part.shown, None, name=f"answer-{place}", seed="", identifier=part.id, shuffle=shuffle)


def _answered(part: parts.Question) -> dict[str, Any]:
    found = feedback(part.kind, part.shown, part.key, None, _remarks(part))
    # Without its kind each remark is shown beside the words that it is about.
    return {"answered": {"title": part.title, "taught": part.key.get("taught"), **found}}


def _remarks(part: parts.Question) -> Iterator[str]:
    """All that could be said of an answer: of each option, and of each answer that was foreseen."""
    told = part.key.get("feedback")
    yield from told if isinstance(told, dict) else ()
    if part.kind in {"numeric", "short"}:
        right = part.key.get("accepted", part.key.get("right"))
        for group, rows in (("right", right), ("wrong", part.key.get("wrong"))):
            yield from (f"{group}:{number}" for number in range(len(rows) if isinstance(rows, list) else 0))
