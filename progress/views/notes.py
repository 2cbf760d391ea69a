"""A learner's note and bookmarks at a lesson, and all of them on one page: theirs alone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from accounts.zone import in_own_zone
from curriculum.models import Lesson
from progress.actions.notes import MOST_CHARACTERS, BadNote, keep_bookmark, remove_bookmark, save_note
from progress.actions.reading import UnknownPlace
from progress.reports.notes import MOST_LETTERS, export, notes_page
from progress.views.fetch import learner_of, lesson_of

MOST_DIGITS = 9


@require_safe
@login_required
@in_own_zone
def notes(request: HttpRequest) -> HttpResponse:
    sought = request.GET.get("q", "").replace("\x00", "").strip()[:MOST_LETTERS]
    page = notes_page(learner_of(request).pk, sought, _number(request.GET.get("page", "")) or 1)
    return render(request, "progress/notes.html", {"page": page, "sought": sought, "most": MOST_LETTERS})


@require_safe
@login_required
def notes_export(request: HttpRequest) -> HttpResponse:
    """As a file; never shown in the browser, whatever stands in it."""
    answer = HttpResponse(export(learner_of(request).pk), content_type="text/markdown; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="epoch-notes.md"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
@login_required
def lesson_note(request: HttpRequest, course: str, lesson: str) -> HttpResponse:
    """Keep the note. A script gets JSON; a form is led back, or shown both texts where they differ (409)."""
    found = lesson_of(request, course, lesson)
    text, revision = request.POST.get("text"), _number(request.POST.get("revision", ""))
    if text is None or revision is None:
        return HttpResponse("The page sent no note. Load it again.", status=400, content_type="text/plain")
    quietly = request.headers.get("Accept", "").startswith("application/json")
    try:
        saved = save_note(learner_of(request).pk, found, text, revision, timezone.now())
    except BadNote as problem:
        if quietly:
            return JsonResponse({"problem": str(problem)}, status=400)
        return _again(request, found, course, {"text": text, "revision": revision, "problem": str(problem)}, 400)
    if saved.in_conflict:
        if quietly:
            return JsonResponse({"revision": saved.revision, "other": saved.text}, status=409)
        return _again(request, found, course, {"text": text, "revision": saved.revision, "other": saved.text}, 409)
    if quietly:
        return JsonResponse({"revision": saved.revision})
    messages.success(request, "Your note is saved.")
    return redirect(f"{reverse('lesson', args=[course, lesson])}#own-note")


@require_POST
@login_required
def lesson_bookmark(request: HttpRequest, course: str, lesson: str) -> HttpResponse:
    """Keep a heading (`keep` is 1), or keep it no longer (0). Said twice it is done once."""
    found = lesson_of(request, course, lesson)
    learner, anchor, keep = learner_of(request), request.POST.get("anchor", ""), request.POST.get("keep")
    if keep not in {"0", "1"}:
        return HttpResponse("The page sent no bookmark. Load it again.", status=400, content_type="text/plain")
    if keep == "1":
        try:
            title = keep_bookmark(learner.pk, found, anchor[:200], timezone.now())
        except UnknownPlace:
            return HttpResponse("The lesson has no such heading.", status=400, content_type="text/plain")
        messages.success(request, f"“{title}” is among your bookmarks.")
    elif "\x00" not in anchor and remove_bookmark(learner.pk, found, anchor[:200]):
        messages.success(request, "The bookmark is removed. It can be set again at the end of the lesson.")
    goal = request.POST.get("next", "")
    if goal and url_has_allowed_host_and_scheme(goal, allowed_hosts=None):
        return redirect(goal)
    return redirect(f"{reverse('lesson', args=[course, lesson])}#own-bookmarks")


def _again(request: HttpRequest, lesson: Lesson, course: str, note: dict[str, object], status: int) -> HttpResponse:
    context = {"lesson": lesson, "course_slug": course, "note": note, "most": MOST_CHARACTERS}
    return render(request, "progress/note.html", context, status=status)


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= MOST_DIGITS else None
