"""What this person may see: a row that is not theirs, or not taught, is a 404 like one that is not there (P15)."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from accounts.models import User
from quizzes.models import Attempt, Quiz
from quizzes.querysets import Run


def learner_id(request: HttpRequest) -> int:
    """Whoever is signed in; views that ask are behind `login_required`."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user.pk


def quiz_of(course: str, quiz: str) -> Quiz:
    """The quiz, with its module and course, and the database's time."""
    rows = Quiz.objects.taught().with_clock().select_related("course", "module__course")
    lean = rows.defer(
        *(f"{row}__{field}" for row in ("course", "module") for field in ("body_html", "headings", "slots"))
    )
    return get_object_or_404(lean, course__slug=course, slug=quiz)


def run_of(request: HttpRequest, course: str, quiz: str, number: int) -> Run:
    return Run(request.user.pk, course, quiz, number)


def attempt_of(run: Run) -> Attempt:
    """The learner's own attempt, with its quiz, module and course, and the database's time."""
    lean = (f"quiz__{row}__{field}" for row in ("course", "module") for field in ("body_html", "headings", "slots"))
    rows = Attempt.objects.of(run).with_clock().select_related("quiz__course", "quiz__module").defer(*lean)
    found = rows.first()
    if found is None:
        raise Http404
    return found
