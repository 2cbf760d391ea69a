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
from progress.actions.notes import MOST_CHARACTERS
from progress.outline import Kind
from progress.pages import OWN_END, OWN_TOP, course_page, done_class, done_words, lesson_page, module_page, states_in
from progress.reports.done import done_parts
from progress.reports.outline import outline_of
from progress.reports.reading import reading_of
from progress.views.fetch import learner_of

DONE_WORDS = '<span class="visually-hidden">, done</span>'
# What a module's list says of a part that is done, and of one that is not.
STATES = {
    Kind.LESSON: ("<br><strong>Done</strong>", "<br>Not done yet"),
    Kind.LAB: (": <strong>challenge met</strong>", ": challenge not met yet"),
    Kind.QUIZ: ("<br><strong>Passed</strong>", "<br>Not passed yet"),
}


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
    if done is None:
        return {}
    return {mark: STATES[kind][0 if key in done else 1] for mark, kind, key in states_in(page)}


def _own(request: HttpRequest, course: Course, lesson: str) -> dict[str, str]:
    """What the lesson's page says to this learner alone; nothing to who is not in the course, but how to join."""
    learner = learner_of(request)
    reading = reading_of(learner.pk, course, lesson)
    context = {"course": course, "lesson": lesson, "reading": reading, "csrf_token": get_token(request)}
    if reading is None:
        return {str(OWN_END): render_to_string("progress/_lesson_join.html", context)}
    context |= {"next": _next_lesson(course, lesson), "most": MOST_CHARACTERS}
    own = {str(done_class(slug)): ' class="done"' for slug in reading.done}
    own |= {str(done_words(slug)): DONE_WORDS for slug in reading.done}
    with timezone.override(learner.zone):
        own[str(OWN_END)] = render_to_string("progress/_lesson_own.html", context)
    if reading.stopped:
        own[str(OWN_TOP)] = render_to_string("progress/_lesson_stopped.html", context)
    return own


def _next_lesson(course: Course, lesson: str) -> str:
    """The slug of the lesson behind it; empty behind the last."""
    slugs = [part.slug for part in outline_of(course) if part.kind is Kind.LESSON]
    following = slugs[slugs.index(lesson) + 1 :] if lesson in slugs else []
    return following[0] if following else ""


def _course(slug: str) -> Course:
    """The course's edition, without its text."""
    return get_object_or_404(Course.objects.editions(), slug=slug)
