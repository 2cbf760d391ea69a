"""What this person may see: a row that is not theirs, or not taught, is a 404 like one that is not there (P15)."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from accounts.models import User
from curriculum.models import Course, Enrolment, Lesson
from progress.models import Study
from progress.reports.desk import LEAN, study_of
from progress.reports.reading import is_enrolled


def learner_of(request: HttpRequest) -> User:
    """Whoever is signed in; views that ask are behind `login_required`."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def course_of(slug: str) -> Course:
    return get_object_or_404(Course.objects.taught().defer(*LEAN), slug=slug)


def enrolment_of(request: HttpRequest, course: str) -> Enrolment:
    """Their own, in a course that is taught; with course, plan and cohort."""
    rows = Enrolment.objects.active().select_related("course", "study__plan", "study__cohort")
    lean = rows.defer(*(f"course__{field}" for field in LEAN))
    return get_object_or_404(lean, user=learner_of(request), course__slug=course)


def planned_study_of(request: HttpRequest, course: str) -> Study:
    """The study of that enrolment, which has a plan; who has none yet is as if not there."""
    study = study_of(enrolment_of(request, course))
    if study is None or study.plan is None:
        raise Http404
    return study


def lesson_of(request: HttpRequest, course: str, lesson: str) -> Lesson:
    """A lesson of a course that they are in."""
    rows = Lesson.objects.taught().filter(module__retired_at=None, module__course__retired_at=None)
    lean = rows.select_related("module").defer("body_html", "slots", "module__body_html", "module__slots")
    found = get_object_or_404(lean, module__course__slug=course, slug=lesson)
    if not is_enrolled(learner_of(request).pk, found.module.course_id):
        raise Http404
    return found
