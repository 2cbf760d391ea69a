"""The parts of a page that are the same for everybody, composed once for each edition of a course.

A request asks which edition is published (one query) and then shows what this process composed for it before. A
newly published text raises the edition, so nothing here can be stale, and nothing of a person's is ever kept.
"""

import zlib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from curriculum.models import Course, Term

# Pages of each sort that a process keeps. A composed lesson is about 60 kB.
KEPT = 256


@dataclass(frozen=True)
class ComposedPage:
    """What stands in `<main>`, and what the frame around it needs to know."""

    title: str
    description: str
    main_html: SafeString
    phase: int | None = None

    @cached_property
    def main_bytes(self) -> bytes:
        return self.main_html.encode()

    @cached_property
    def deflated(self) -> bytes:
        """`main_bytes` as a piece of a deflate stream: raw, and flushed so that anything may follow."""
        stream = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        return stream.compress(self.main_bytes) + stream.flush(zlib.Z_FULL_FLUSH)


def show(request: HttpRequest, course: Course, page: ComposedPage) -> HttpResponse:
    """The page in its frame. What is composed goes along, so that it need not be compressed again."""
    response = render(request, "curriculum/page.html", {"site_course": course, "page": page})
    response.composed_page = page  # type: ignore[attr-defined]
    return response


@lru_cache(maxsize=KEPT)
def glossary_page(course_id: int, _edition: int) -> ComposedPage:
    """Raises Course.DoesNotExist."""
    course = Course.objects.taught().get(pk=course_id)
    terms = list(Term.objects.taught().filter(course=course).by_name())
    names = {term.slug: term.name for term in terms}
    rows: list[dict[str, Any]] = [
        {"term": term, "see": [{"slug": slug, "name": names[slug]} for slug in term.see if slug in names]}
        for term in terms
    ]
    letters = [(letter, list(group)) for letter, group in groupby(rows, lambda row: row["term"].sort_name[:1].upper())]
    main = render_to_string("curriculum/_glossary.html", {"course": course, "letters": letters})
    summary = f"The terms of {course.title}, each in one to three sentences."
    return ComposedPage(f"Glossary · {course.title}", summary, main)
