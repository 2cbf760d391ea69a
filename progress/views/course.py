"""The learner's course, module and lesson."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from curriculum.models import Course, Lesson, Module
from curriculum.pages import show
from progress.pages import course_page, lesson_page, module_page


@require_safe
def course(request: HttpRequest, course: str) -> HttpResponse:
    found = _course(course)
    return show(request, course_page(found.pk, found.edition))


@require_safe
def module(request: HttpRequest, course: str, module: str) -> HttpResponse:
    found = _course(course)
    try:
        page = module_page(found.pk, found.edition, module)
    except Module.DoesNotExist:
        raise Http404 from None
    return show(request, page)


@require_safe
def lesson(request: HttpRequest, course: str, lesson: str) -> HttpResponse:
    found = _course(course)
    try:
        page = lesson_page(found.pk, found.edition, lesson)
    except Lesson.DoesNotExist:
        raise Http404 from None
    return show(request, page)


def _course(slug: str) -> Course:
    """The course's edition, without its text."""
    return get_object_or_404(Course.objects.taught().only("slug", "edition"), slug=slug)
