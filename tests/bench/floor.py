"""The floor: what any Django page costs that reads its session, asks one question and fills a 40 kB template."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from curriculum.models import Course

# Real prose: a text that repeats itself would compress for nothing.
TEXT = "\n".join(path.read_text() for path in sorted(settings.CONTENT_DIR.rglob("*.md")))[:40_000]


def floor(request: HttpRequest) -> HttpResponse:
    """Answers about 40 kB, through the same middleware as every page."""
    request.session.get("anything")
    course = Course.objects.only("title").first()
    return render(request, "bench/floor.html", {"title": course.title if course else "", "text": TEXT})
