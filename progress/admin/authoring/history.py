"""A text's history: every revision, what it changed, and the way back to it."""

from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from curriculum.actions.drafts import NotWritable, Stale, restore, text_of
from curriculum.models import Document, Revision
from progress.admin.authoring.diff import diff_of
from progress.admin.authoring.fence import of_document

ON_A_PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
@of_document
def history(request: HttpRequest, document: Document) -> HttpResponse:
    """The revisions, newest first; with `show` what one of them changed, against the one before it or against what is
    published. POST makes the text of one the draft."""
    rows = document.revisions.select_related("author").defer("text").order_by("-number")
    if request.method == "POST":
        return _restore(request, document)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    shown = _revision(document, request.GET.get("show", ""))
    against = _against(document, shown, request.GET.get("against", "")) if shown else None
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": "History",
        "document": document,
        "course": document.course,
        "page": page,
        "shown": shown,
        "caption": f"From revision {against.number} to revision {shown.number}"
        if shown and against
        else "All of it is new",
        "diff": diff_of(against.text if against else "", shown.text) if shown else [],
        "seen": (current.sha256 if (current := text_of(document)) else ""),
    }
    return render(request, "admin/authoring/history.html", context)


def _revision(document: Document, number: str) -> Revision | None:
    if not number:
        return None
    known = number.isascii() and number.isdigit() and len(number) < 10
    found = document.revisions.select_related("author").filter(number=number).first() if known else None
    if found is None:
        raise Http404
    return found


def _against(document: Document, shown: Revision, what: str) -> Revision | None:
    if what == "published":
        return document.published
    return document.revisions.filter(number__lt=shown.number).order_by("-number").first()


def _restore(request: HttpRequest, document: Document) -> HttpResponse:
    here = reverse("authoring:history", args=[document.pk])
    revision = _revision(document, request.POST.get("number", ""))
    if revision is None:
        raise Http404
    try:
        restore(
            document.pk,
            revision.number,
            seen=request.POST.get("seen", ""),
            author_id=request.user.pk,
            now=timezone.now(),
        )
    except Stale:
        messages.warning(request, "The text changed since you looked; nothing was restored.")
        return HttpResponseRedirect(here)
    except NotWritable as reason:
        messages.error(request, str(reason))
        return HttpResponseRedirect(here)
    messages.success(request, f"The text of revision {revision.number} is the draft now. Publish it to show it.")
    return HttpResponseRedirect(reverse("authoring:edit", args=[document.pk]))
