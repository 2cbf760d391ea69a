"""Work on questions as the admin's pages show it: findings in words, challenges counted, and where each leads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from curriculum.markup.prose import plain
from quizzes.findings import Finding, Sort
from quizzes.models import Challenge, Question
from quizzes.reports.work import Work


@dataclass(frozen=True)
class Rights:
    """What the person who looks may do about it."""

    analyses: bool
    edits: bool
    marks_again: bool
    rules: bool


def texts_of(shown: Mapping[str, Any]) -> dict[str, str]:
    """Options by id, as plain text."""
    return {option["id"]: plain(option["html"]) for option in shown.get("options", ())}


def in_words(one: Finding, texts: Mapping[str, str]) -> str:
    """What the attempts say."""
    named = ", ".join(f"“{texts[id]}”" for id in one.named if id in texts)
    match one.sort:
        case Sort.KEY_LOSES:
            most = f"up to {one.n} picked each of" if len(one.named) > 1 else f"{one.n} picked"
            return f"Of {one.of} attempts {most} {named}, and {one.key} a right option."
        case Sort.NOT_PICKED:
            return f"Nobody in {one.of} attempts picked {named}."
        case Sort.MISCONCEPTION:
            return f"{one.n} of the {one.of} who erred: {one.belief}"
    return f"{one.value:.1f}% over {one.of} attempts."


def rows(work: Sequence[Work], questions: Mapping[int, Question], rights: Rights) -> list[dict[str, Any]]:
    """A row for each piece of work whose question is there. Asks nothing."""
    return [_row(one, questions[one.question_id], rights) for one in work if one.question_id in questions]


def _row(one: Work, question: Question, rights: Rights) -> dict[str, Any]:
    version = question.current
    texts = texts_of(version.shown) if version else {}
    labels = dict(Challenge.Reason.choices)
    return {
        "question": question,
        "title": version.title if version else question.slug,
        "version": version,
        "place": question.quiz or question.lesson,
        "weight": one.weight,
        "is_open": one.is_open,
        "findings": [_finding(finding, texts) for finding in one.findings],
        "aside": [{**_finding(finding, texts), "row": row} for finding, row in one.aside],
        "n_challenges": one.challenges.total(),
        "reasons": [(labels.get(reason, reason), n) for reason, n in one.challenges.most_common()],
        **_links(question, rights),
    }


def _finding(one: Finding, texts: Mapping[str, str]) -> dict[str, Any]:
    return {"sort": one.sort.value, "words": in_words(one, texts), "digest": one.digest}


def _links(question: Question, rights: Rights) -> dict[str, str]:
    """Where the question is mended, marked again, and analysed; empty where this person may not."""
    quiz = question.quiz_id
    return {
        "challenges_url": reverse("admin:quizzes_question_challenges", args=[question.pk]),
        "edit_url": edit_url(question) if rights.edits else "",
        "mark_again_url": reverse("admin:quizzes_question_mark_again", args=[question.pk])
        if rights.marks_again
        else "",
        "analysis_url": reverse("admin:quizzes_quiz_item_analysis", args=[quiz]) if quiz and rights.analyses else "",
    }


def edit_url(question: Question) -> str:
    """The text in which the question stands."""
    if question.quiz_id:
        return reverse("admin:quizzes_quiz_change", args=[question.quiz_id])
    if question.lesson_id:
        return reverse("admin:curriculum_lesson_change", args=[question.lesson_id])
    return reverse("admin:quizzes_question_change", args=[question.pk])
