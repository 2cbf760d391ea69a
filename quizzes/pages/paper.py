"""An attempt while it is answered: its questions, one or all, and the page that looks them over."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from quizzes import deadline
from quizzes.actions.attempts import Saved, deadline_of, grants_for
from quizzes.models import Attempt, AttemptItem
from quizzes.pages.answers import in_words, of_item


def end_of(attempt: Attempt) -> deadline.Deadline:
    """When the attempt ends, and what limits it, with the allowances as they are now."""
    return deadline_of(attempt, grants_for(attempt.learner_id, attempt.quiz_id, attempt.started_at))


def address(attempt: Attempt, name: str, *more: int) -> str:
    return reverse(name, args=[attempt.quiz.course.slug, attempt.quiz.slug, attempt.number, *more])


def frame(attempt: Attempt, ends: deadline.Deadline, now: datetime) -> dict[str, Any]:
    """What every page of an attempt needs."""
    quiz = attempt.quiz
    return {
        "site_course": quiz.course,
        "quiz": quiz,
        "attempt": attempt,
        "phase": quiz.module.phase if quiz.module else None,
        "ends_at": ends.ends_at,
        "limit": ends.limit.value,
        "now": now,
        "seconds_left": deadline.seconds_left(ends.ends_at, now),
        "urls": {
            "all": address(attempt, "attempt"),
            "review": address(attempt, "attempt_review"),
            "submit": address(attempt, "attempt_submit"),
            "result": address(attempt, "attempt_result"),
        },
    }


def paper(attempt: Attempt, items: Sequence[AttemptItem], place: int | None, saved: Sequence[Saved]) -> dict[str, Any]:
    """The questions of a page: the one at `place`, or all. What could not be saved stands in its question again."""
    unsaved: Mapping[int, Saved] = {one.item.position: one for one in saved if one.in_conflict or one.problem}
    shown = [item for item in items if place is None or item.position == place]
    n_items = len(items)
    return {
        "questions": [_question(attempt, item, unsaved.get(item.position)) for item in shown],
        "steps": steps(attempt, items, place),
        "place": place,
        "n_questions": n_items,
        "n_answered": sum(item.response is not None for item in items),
        "n_flagged": sum(item.flagged for item in items),
        "previous": place - 1 if place and place > 1 else None,
        "next": place + 1 if place and place < n_items else None,
        "n_unsaved": len(unsaved),
        "save_to": address(attempt, "attempt_question", place) if place else address(attempt, "attempt"),
    }


def steps(attempt: Attempt, items: Sequence[AttemptItem], place: int | None = None) -> list[dict[str, Any]]:
    return [
        {
            "position": item.position,
            "url": address(attempt, "attempt_question", item.position),
            "is_answered": item.response is not None,
            "flagged": item.flagged,
            "is_here": item.position == place,
        }
        for item in items
    ]


def review(attempt: Attempt, items: Sequence[AttemptItem]) -> dict[str, Any]:
    answered = [item for item in items if item.response is not None]
    return {
        "steps": steps(attempt, items),
        "n_questions": len(items),
        "n_answered": len(answered),
        "n_unanswered": len(items) - len(answered),
        "n_flagged": sum(item.flagged for item in items),
    }


def _question(attempt: Attempt, item: AttemptItem, unsaved: Saved | None) -> dict[str, Any]:
    if unsaved is None:
        return of_item(item, attempt, item.response)
    mine = unsaved.response if unsaved.in_conflict else item.response
    page = of_item(item, attempt, mine) | {"problem": unsaved.problem, "in_conflict": unsaved.in_conflict}
    if unsaved.problem and "value" in page:
        page["value"] = unsaved.given.typed
    if unsaved.in_conflict:
        page["theirs"] = in_words(item.version.shown, item.response)
        page["mine"] = in_words(item.version.shown, mine)
    return page
