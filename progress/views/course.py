"""The learner's course, module and lesson."""

from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from curriculum.models import Course, Lesson, Module
from curriculum.pages import ComposedPage, show
from progress.pages import OWN_END, course_page, lesson_page, module_page, own_words, states
from progress.reports.done import done_parts
from progress.reports.reading import reading_of
from progress.views.fetch import learner_of


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
    return show(request, page, _states(request.user, found, page) if isinstance(request.user, User) else None)


@require_safe
def lesson(request: HttpRequest, course: str, lesson: str) -> HttpResponse:
    found = _course(course)
    try:
        page = lesson_page(found.pk, found.edition, lesson)
    except Lesson.DoesNotExist:
        raise Http404 from None
    return show(request, page, _own(request, found, lesson) if isinstance(request.user, User) else None)


def _states(learner: User, course: Course, page: ComposedPage) -> dict[str, str]:
    """What each part of the list is to this learner; nothing to who is not in the course."""
    done = done_parts(learner.pk, course.pk)
    return {} if done is None else states(page.pieces, done)


def _own(request: HttpRequest, course: Course, lesson: str) -> dict[str, str]:
    """What the lesson's page says to this learner alone; nothing to who is not in the course, but how to join."""
    learner = learner_of(request)
    reading = reading_of(learner.pk, course, lesson)
    if reading is None:
        context = {"course": course, "lesson": lesson, "csrf_token": get_token(request)}
        return {str(OWN_END): render_to_string("progress/_lesson_join.html", context)}
    with timezone.override(learner.zone):
        return own_words(course, lesson, reading, get_token(request))


def _course(slug: str) -> Course:
    """The course's edition, without its text."""
    return get_object_or_404(Course.objects.editions(), slug=slug)
