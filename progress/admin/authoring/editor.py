"""The editor: a text on the left, what a learner sees of it on the right; and its draft, saved while it is written."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.zone import in_own_zone
from curriculum.actions.drafts import NotWritable, Stale, discard_draft, save_draft, text_of
from curriculum.models import Document, Revision
from curriculum.source.glossary import unix_lines
from curriculum.source.tree import MAX_TEXT_BYTES
from progress.admin.authoring.choices import choices_for, examples_of
from progress.admin.authoring.diff import diff_of
from progress.admin.authoring.examples import grouped
from progress.admin.authoring.fence import RIGHTS, of_document
from progress.admin.authoring.looking import cohorts_of
from progress.admin.authoring.preview import facts
from progress.admin.authoring.remarks import read_as

FIGURES = "admin:curriculum_course_figures"


@require_safe
@never_cache
@of_document
@in_own_zone
def edit(request: HttpRequest, document: Document) -> HttpResponse:
    return _page(request, document)


@require_POST
@never_cache
@of_document
@in_own_zone
def draft(request: HttpRequest, document: Document) -> HttpResponse:
    """Keep the text as the draft. A script gets JSON; a form the editor again, with whatever went wrong."""
    quietly = request.headers.get("Accept", "").startswith("application/json")
    text, seen = unix_lines(request.POST.get("text", "")), request.POST.get("seen", "")
    problem = _refusal(request, text)
    if problem:
        return _refused(request, document, text, problem, quietly=quietly)
    try:
        if "discard" in request.POST:
            return _discarded(request, document, seen)
        saved = save_draft(document.pk, text, seen=seen, author_id=request.user.pk, now=timezone.now())
    except Stale as stale:
        return _stale(request, document, text, stale.newer, quietly=quietly)
    except NotWritable as reason:
        return _refused(request, document, text, str(reason), quietly=quietly)
    if quietly:
        return JsonResponse({"seen": saved.sha256})
    messages.success(request, "The draft is saved. Learners see it once it is published.")
    return redirect("authoring:edit", document.pk)


def _refusal(request: HttpRequest, text: str) -> str:
    """Why the text cannot be stored, not even as a draft."""
    if "text" not in request.POST and "discard" not in request.POST:
        return "The page sent no text. Load it again."
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        return f"Line {line} holds a NUL character, which cannot be stored; remove it."
    size = len(text.encode(errors="replace"))
    return f"The text has {size:,} bytes; keep it below {MAX_TEXT_BYTES:,}." if size > MAX_TEXT_BYTES else ""


def _refused(request: HttpRequest, document: Document, text: str, problem: str, *, quietly: bool) -> HttpResponse:
    if quietly:
        return JsonResponse({"problem": problem}, status=400)
    return _page(request, document, text=text, problem=problem, status=400)


def _discarded(request: HttpRequest, document: Document, seen: str) -> HttpResponse:
    if discard_draft(document.pk, seen=seen):
        messages.success(request, "The draft is put aside. It stays among the revisions.")
    return redirect("authoring:edit", document.pk)


def _stale(
    request: HttpRequest, document: Document, text: str, newer: Revision | None, *, quietly: bool
) -> HttpResponse:
    """Somebody else saved since. Both texts are shown; nothing is stored until the author chooses."""
    theirs = unix_lines(newer.text) if newer else ""
    told = {"diff": diff_of(theirs, text), "caption": "From their text to yours"}
    if not quietly:
        conflict = {"newer": newer, **told}
        return _page(request, document, text=text, conflict=conflict, seen=newer.sha256 if newer else "", status=409)
    return JsonResponse(
        {
            "seen": newer.sha256 if newer else "",
            "text": theirs,
            "who": str(newer.author) if newer and newer.author else "",
            "at": date_format(timezone.localtime(newer.made_at), "j F, H:i") if newer else "",
            "diff": render_to_string("admin/authoring/_diff.html", told),
        },
        status=409,
    )


def _page(
    request: HttpRequest,
    document: Document,
    *,
    text: str | None = None,
    seen: str | None = None,
    problem: str = "",
    conflict: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The editor with the text that is stored, or with the one that could not be."""
    kept = text_of(document)
    shown = text if text is not None else unix_lines(kept.text) if kept else ""
    one = read_as(document, shown)
    examples = examples_of(document)
    numbers = {id(example): number for number, example in enumerate(examples)}
    context = {
        **admin.site.each_context(request),
        "title": facts(one).get("title") or document.slug,
        "document": document,
        "course": document.course,
        "text": shown,
        "seen": seen if seen is not None else kept.sha256 if kept else "",
        "kept": kept,
        "problem": problem,
        "conflict": conflict,
        "problems": one.problems,
        "cohorts": cohorts_of(document.course),
        "today": timezone.localdate(),
        "toolbar": {
            group: [(numbers[id(one)], one.name) for one in found] for group, found in grouped(examples).items()
        },
        "choices": choices_for(document, examples),
        "figures_url": _address(FIGURES, document.course_id),
        "may_see_keys": document.kind == Document.Kind.QUIZ and request.user.has_perm(RIGHTS[Document.Kind.QUIZ]),
    }
    return render(request, "admin/authoring/edit.html", context, status=status)


def _address(route: str, *arguments: object) -> str:
    """Empty where the site has no such page."""
    try:
        return reverse(route, args=arguments)
    except NoReverseMatch:
        return ""
