"""The questions of a quiz in order: what each is, what is to be mended, and what the draft changes."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from curriculum.actions.drafts import NotWritable, Stale, save_draft
from curriculum.admin.addresses import outline, whole_text
from curriculum.markup.problem import Mistake, Problem
from quizzes.admin.questions.draft import Draft, draft_of, within
from quizzes.source.examples import NAMES
from quizzes.source.fields import read_section
from quizzes.source.sections import (
    DOWN,
    UP,
    Place,
    id_before,
    insert_question,
    move_question,
    place_of,
    places,
    remove_question,
    section_of,
)

TEMPLATE = "admin/quizzes/quiz/questions.html"
REMOVED = "removed_question"
# What a session may keep of a removed case.
MOST_KEPT = 200_000


@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest, pk: int) -> HttpResponse:
    draft = draft_of(request, pk)
    if request.method == "POST":
        return _posted(request, draft)
    return _page(request, draft)


# --- changes -------------------------------------------------------------------------------------------------------
def _posted(request: HttpRequest, draft: Draft) -> HttpResponse:
    deed, _, id = request.POST.get("do", "").partition(":")
    try:
        match deed:
            case "up" | "down":
                text, told = move_question(draft.text, id, UP if deed == "up" else DOWN), ""
            case "remove":
                text, told = remove_question(draft.text, id), "Removed from the draft."
            case "undo":
                text, told = _put_back(request, draft), "Put back."
            case _:
                return redirect("admin:quizzes_quiz_questions", draft.quiz.document_id)
        save_draft(
            draft.quiz.document_id,
            text,
            seen=request.POST.get("seen", ""),
            author_id=request.user.pk,
            now=timezone.now(),
        )
    except Stale:
        messages.error(request, "Somebody changed the quiz since you opened it. Nothing was done; look again.")
        return _page(request, draft, status=409)
    except (Mistake, NotWritable) as refusal:
        messages.error(request, f"Nothing was done: {refusal}.")
        return _page(request, draft, status=400)
    request.session.pop(REMOVED, None)
    if deed == "remove":
        _remember(request, draft, id)
    if told:
        messages.success(request, told)
    return redirect("admin:quizzes_quiz_questions", draft.quiz.document_id)


def _remember(request: HttpRequest, draft: Draft, id: str) -> None:
    """What was removed, until something else is done here."""
    place = place_of(draft.text, id)
    if place is None:
        return
    unit = [place, *(each for each in places(draft.text) if place.is_case and each.case == id)]
    sections = [section_of(draft.text, each) for each in unit]
    if sum(map(len, sections)) <= MOST_KEPT:
        request.session[REMOVED] = {
            "quiz": draft.quiz.document_id,
            "id": id,
            "name": place.name,
            "after": id_before(draft.text, id),
            "case": place.case,
            "sections": sections,
        }


def _put_back(request: HttpRequest, draft: Draft) -> str:
    """The text with what was removed last, where it stood. Raises Mistake."""
    kept = request.session.get(REMOVED)
    if not kept or kept["quiz"] != draft.quiz.document_id:
        raise Mistake("there is nothing to put back", "take up an older text under the quiz's history")
    first, *inner = kept["sections"]
    text = insert_question(draft.text, first, after=kept["after"], case=kept["case"])
    for section in inner:
        text = insert_question(text, section, case=kept["id"])
    return text


# --- the page ------------------------------------------------------------------------------------------------------
def _page(request: HttpRequest, draft: Draft, *, status: int = 200) -> HttpResponse:
    # What is published has no mistakes; it would not be.
    problems = draft.problems() if draft.is_changed else ()
    found = places(draft.text)
    removed = request.session.get(REMOVED) or {}
    context = {
        **admin.site.each_context(request),
        "title": "Questions",
        "quiz": draft.quiz,
        "draft": draft,
        "rows": list(_rows(draft, found, problems)),
        "n_questions": sum(not place.is_case for place in found),
        "of_quiz": [one for one in problems if not any(within([one], draft.text, place) for place in found)],
        "kinds": NAMES,
        "cases": [place for place in found if place.is_case and place.id],
        "removed": removed.get("name") if removed.get("quiz") == draft.quiz.document_id else "",
        "whole": whole_text(draft.quiz.document_id),
        "outline": outline(draft.quiz.course.slug),
    }
    return render(request, TEMPLATE, context, status=status)


def _rows(draft: Draft, found: tuple[Place, ...], problems: tuple[Problem, ...]) -> Iterator[dict[str, Any]]:
    published = {place.id: section_of(draft.published, place) for place in places(draft.published)}
    ids = [place.id for place in found]
    number = 0
    for place in found:
        number += not place.is_case
        section = section_of(draft.text, place)
        question, _mistakes = read_section(section)
        peers = [each for each in found if each.case == place.case]
        own = within(problems, draft.text, place)
        yield {
            "place": place,
            "number": "" if place.is_case else number,
            "title": place.name or "without a title",
            "kind": NAMES.get(place.kind, place.kind),
            "objective": question.objective,
            "difficulty": question.difficulty,
            "to_mend": _counted(own),
            "state": _state(section, published.get(place.id), draft),
            # A section without an id of its own can only be reached in the whole text.
            "is_reachable": bool(place.id) and ids.count(place.id) == 1 and place.id.isascii() and "/" not in place.id,
            "is_first": place == peers[0],
            "is_last": place == peers[-1],
        }


def _counted(problems: tuple[Problem, ...]) -> str:
    n_warnings = sum(problem.is_warning for problem in problems)
    n_mistakes = len(problems) - n_warnings
    told = [f"{n} {name if n == 1 else name + 's'}" for n, name in ((n_mistakes, "mistake"), (n_warnings, "warning"))]
    return ", ".join(words for words, n in zip(told, (n_mistakes, n_warnings), strict=True) if n)


def _state(section: str, published: str | None, draft: Draft) -> str:
    if published is None:
        return "new in the draft"
    return "changed in the draft" if draft.is_changed and section != published else "published"
