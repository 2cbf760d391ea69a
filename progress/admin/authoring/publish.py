"""The page on which drafts are published: what each changes, for whom, and what stands against it."""

from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from curriculum.actions.publication import Overtaken, Publication, prepare, publish_drafts, rebase_draft
from curriculum.actions.publish import Refused
from curriculum.actions.reading import drafted_texts
from curriculum.merge import Pen
from curriculum.models import Course, Document
from progress.admin.authoring.diff import diff_of
from progress.admin.authoring.fence import of_course, of_document
from progress.admin.authoring.titles import title_in, title_of
from progress.reports.publication import effects

PENS = {"draft": Pen.ADMIN, "published": Pen.FILES}
MOST_NOTE = 200


@require_http_methods(["GET", "HEAD", "POST"])
@of_course
def publish_page(request: HttpRequest, course: Course) -> HttpResponse:
    """GET shows what publishing the chosen drafts would do; POST does it, where it is still the same."""
    drafts = list(
        Document.objects.filter(course=course, draft__isnull=False)
        .select_related("draft__author", "published")
        .order_by("path")
    )
    sent = request.POST if request.method == "POST" else request.GET
    chosen = _among(drafts, sent.getlist("document"))
    if request.method != "POST" and "document" not in sent:
        # What no list names cannot be published yet.
        part_of_it = drafted_texts(course)
        chosen = {one.pk for one in drafts if one.path in part_of_it}
    publication = prepare(course.pk, chosen)
    if request.method == "POST" and "publish" in sent:
        answer = _publish(request, publication, chosen, shown=_among(drafts, sent.getlist("shown")))
        if answer is not None:
            return answer
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": "Publish",
        "course": course,
        "drafts": [{"document": one, "title": title_of(one), "chosen": one.pk in chosen} for one in drafts],
        "publication": publication,
        "items": [_shown(item) for item in publication.items],
        "effects": [
            {"title": _title(effect.document, publication), "effect": effect} for effect in _effects(publication)
        ],
        "problems": _problems(publication),
        "note": sent.get("note", ""),
    }
    return render(request, "admin/authoring/publish.html", context)


def _among(drafts: list[Document], sent: list[str]) -> set[int]:
    return {one.pk for one in drafts if str(one.pk) in sent}


def _publish(request: HttpRequest, publication: Publication, chosen: set[int], shown: set[int]) -> HttpResponse | None:
    """None where it was refused: the page then says why."""
    course = publication.course
    if not chosen:
        messages.error(request, "Choose at least one text.")
        return None
    if chosen != shown:
        messages.warning(request, "You chose other texts than those shown. This is what publishing them would do.")
        return None
    try:
        done = publish_drafts(
            course.pk,
            chosen,
            seen=request.POST.get("seen", ""),
            author_id=request.user.pk,
            now=timezone.now(),
            note=" ".join(request.POST.get("note", "").split())[:MOST_NOTE],
        )
    except Overtaken:
        messages.warning(request, "Something changed since you looked. This is what publishing would do now.")
        return None
    except Refused:
        messages.error(request, "Nothing was published: there are mistakes.")
        return None
    n = len(done.items)
    messages.success(request, "One text was published." if n == 1 else f"{n} texts were published.")
    return HttpResponseRedirect(reverse("authoring:outline", args=[course.slug]))


def _effects(publication: Publication) -> list[Any]:
    changed = [item.document for item in publication.items]
    return effects(publication.course, publication.reading.course, changed, publication.retired, publication.taken_up)


def _title(document: Document, publication: Publication) -> str:
    """As it would be published."""
    text = publication.texts.get(document.path) or (document.published.text if document.published else "")
    return title_in(text) or document.path


def _shown(item: Any) -> dict[str, Any]:
    return {
        "item": item,
        "title": title_in(item.text) or item.document.path,
        "diff": diff_of(item.before, item.text) if not item.is_new else [],
        "clashes": [
            {"section": clash.section, "diff": diff_of(clash.file or "", clash.admin or "")} for clash in item.clashes
        ],
    }


def _problems(publication: Publication) -> list[dict[str, Any]]:
    """The mistakes, each with the text to open for it where that can be written."""
    course = publication.course
    ids = dict(Document.objects.filter(course=course).values_list("path", "pk"))
    return [
        {"problem": problem, "document": ids.get(problem.path.removeprefix(f"{course.slug}/"))}
        for problem in publication.reading.problems
    ]


@require_POST
@of_document
def settle(request: HttpRequest, document: Document) -> HttpResponse:
    """Merge into a draft what was published since it was begun; where both wrote, one of them stands."""
    pen = PENS.get(request.POST.get("keep", ""))
    if pen is None:
        raise Http404
    try:
        rebase_draft(document.pk, pen, seen=request.POST.get("seen", ""), now=timezone.now())
    except Overtaken:
        messages.warning(request, "The draft changed since you looked; nothing was merged.")
    else:
        messages.success(request, "The draft now stands on what is published.")
    return HttpResponseRedirect(f"{reverse('authoring:publish', args=[document.course.slug])}?document={document.pk}")
