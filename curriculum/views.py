"""The landing page, glossary, labs and search."""

import re
from itertools import groupby
from operator import attrgetter

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from curriculum.labs.lab import PHASES
from curriculum.labs.registry import LABS
from curriculum.markup.picture import ENDINGS
from curriculum.models import AssetRevision, Course, Handout, Lesson
from curriculum.pages import glossary_page, handout_page, landing_page, show
from curriculum.search import MAX_CHARACTERS, find
from curriculum.slots import fill_with_lab

# Results of one search; who needs more needs other words.
SHOWN = 20
DIGEST = re.compile(r"[0-9a-f]{64}")
MEDIA_TYPES = {ending: media_type for media_type, ending in ENDINGS.items()}


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    course = Course.objects.editions().order_by("pk").first()
    if course is None:
        return render(request, "curriculum/landing.html")
    return show(request, landing_page(course.pk, course.edition))


@require_safe
def glossary(request: HttpRequest, course: str) -> HttpResponse:
    found = get_object_or_404(Course.objects.editions(), slug=course)
    return show(request, glossary_page(found.pk, found.edition))


@require_safe
def handout(request: HttpRequest, course: str, handout: str) -> HttpResponse:
    found = get_object_or_404(Course.objects.editions(), slug=course)
    try:
        page = handout_page(found.pk, found.edition, handout)
    except Handout.DoesNotExist:
        raise Http404 from None
    return show(request, page)


@require_safe
def figure(request: HttpRequest, course: str, name: str) -> HttpResponse:
    """A picture by its content: what was once put in may be kept for ever, and is there as long as the course is."""
    digest, _, ending = name.partition(".")
    media_type = MEDIA_TYPES.get(ending) if DIGEST.fullmatch(digest) else None
    rows = AssetRevision.objects.filter(course__slug=course, course__retired_at__isnull=True, media_type=media_type)
    content = rows.filter(sha256=digest).values_list("content", flat=True).first() if media_type else None
    if content is None:
        raise Http404
    response = HttpResponse(bytes(content), content_type=media_type)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["ETag"] = f'"{digest}"'
    # Should a browser ever take it for a page, it is one that can do nothing.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def labs(request: HttpRequest) -> HttpResponse:
    lessons = _lessons_of_labs()
    phases = [
        {"number": number, "name": PHASES[number], "labs": [(lab, lessons.get(lab.id)) for lab in found]}
        for number, found in groupby(LABS.values(), attrgetter("phase"))
    ]
    return render(request, "curriculum/labs.html", {"phases": phases, "n_labs": len(LABS)})


@require_safe
def lab(request: HttpRequest, lab: str) -> HttpResponse:
    found = LABS.get(lab)
    if found is None:
        raise Http404
    # The lab's own template escapes what it is given.
    body = mark_safe(fill_with_lab(found.id, found.options({})))  # noqa: S308
    context = {"lab": found, "body": body, "lesson": _lessons_of_labs().get(found.id)}
    return render(request, "curriculum/lab.html", context)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "")[:MAX_CHARACTERS].replace("\x00", " ").strip()
    results = find(query, limit=SHOWN)
    fragment = request.headers.get("HX-Request") == "true"
    context = {
        "query": query,
        "results": results,
        "n_results": len(results),
        "is_cut": len(results) == SHOWN,
        "suggestions": [] if results or not query else _suggestions(),
    }
    response = render(request, "curriculum/_results.html" if fragment else "curriculum/search.html", context)
    # One address, two answers: a cache must keep them apart.
    response["Vary"] = "HX-Request, Cookie"
    return response


def _lessons_of_labs() -> dict[str, dict[str, str]]:
    """The first lesson that holds each lab."""
    found: dict[str, dict[str, str]] = {}
    for lesson in Lesson.objects.taught().listed().in_order():
        for name in lesson.labs:
            address = reverse("lesson", args=[lesson.module.course.slug, lesson.slug])
            found.setdefault(name, {"title": lesson.title, "url": address})
    return found


def _suggestions() -> list[dict[str, str]]:
    """Where to look instead: the lessons, in order."""
    lessons = Lesson.objects.taught().listed().in_order()[:6]
    return [
        {"title": lesson.title, "url": reverse("lesson", args=[lesson.module.course.slug, lesson.slug])}
        for lesson in lessons
    ]
