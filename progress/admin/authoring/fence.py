"""Whose text it is: a document of a course that this person teaches, and may write; any other is as if not there."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse

from curriculum.models import Course, Document
from quizzes.admin.fence import courses_of

P = ParamSpec("P")
RIGHTS = {
    Document.Kind.COURSE: "curriculum.change_course",
    Document.Kind.MODULE: "curriculum.change_module",
    Document.Kind.LESSON: "curriculum.change_lesson",
    Document.Kind.HANDOUT: "curriculum.change_handout",
    Document.Kind.GLOSSARY: "curriculum.change_term",
    Document.Kind.QUIZ: "quizzes.change_quiz",
}


def document_of(request: HttpRequest, pk: int) -> Document:
    """With its course, draft and published text."""
    rows = Document.objects.taught().filter(course__retired_at=None, course__in=courses_of(request.user))
    related = rows.select_related("course", "draft__author", "published__author")
    found = related.defer("course__body_html", "course__slots").filter(pk=pk).first()
    if found is None or not request.user.has_perm(RIGHTS[Document.Kind(found.kind)]):
        raise Http404
    return found


def of_document(view: Callable[Concatenate[HttpRequest, Document, P], HttpResponse]) -> Any:
    """A view of the admin about one document, for whoever may write it (P15, P16)."""

    @wraps(view)
    def page(request: HttpRequest, pk: int, *rest: P.args, **named: P.kwargs) -> HttpResponse:
        return view(request, document_of(request, pk), *rest, **named)

    return admin.site.admin_view(page)


def course_of(request: HttpRequest, slug: str) -> Course:
    """A course that this person teaches and may write."""
    found = courses_of(request.user).filter(slug=slug, retired_at=None).first()
    if found is None or not request.user.has_perm(RIGHTS[Document.Kind.COURSE]):
        raise Http404
    return found


def of_course(view: Callable[Concatenate[HttpRequest, Course, P], HttpResponse]) -> Any:
    """A view of the admin about one course, for whoever may write it (P15, P16)."""

    @wraps(view)
    def page(request: HttpRequest, course: str, *rest: P.args, **named: P.kwargs) -> HttpResponse:
        return view(request, course_of(request, course), *rest, **named)

    return admin.site.admin_view(page)
