"""A knowledge check: answered in a lesson, or on a page of its own where no script runs."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from quizzes.actions.checks import judge_check, keep_check
from quizzes.answers import BadAnswer, response_from_form
from quizzes.grading import Mark
from quizzes.models import Question, QuestionVersion
from quizzes.pages.checks import check_context
from quizzes.pages.result import WORDS, feedback


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, course: str, question: str) -> HttpResponse:
    """GET judges an answer and keeps nothing; POST keeps it too, for who is enrolled."""
    version = _version(course, question)
    sent = request.POST if request.method == "POST" else request.GET
    context: dict[str, Any] = check_context(version, seed="")
    status = 200
    try:
        response = response_from_form(version.shown, {name: list(map(str, v)) for name, v in sent.lists()}, "answer")
    except BadAnswer as problem:
        context["problem"], status = problem.reason, 400
    else:
        context |= check_context(version, response, seed="")
        if response is not None:
            mark = judge_check(version, response)
            context |= _verdict(version, response, mark)
            if request.method == "POST" and request.user.is_authenticated:
                context["is_kept"] = keep_check(version, response, request.user.pk, timezone.now())
        elif "answered" in sent:
            context["problem"], status = "Choose or enter an answer first.", 400
    in_place = request.headers.get("X-Fragment") == "true"
    answer = render(request, "quizzes/_verdict.html" if in_place else "quizzes/check.html", context, status=status)
    answer["Vary"] = "X-Fragment, Cookie"
    return answer


def _version(course: str, question: str) -> QuestionVersion:
    rows = Question.objects.taught().filter(course__retired_at=None, lesson__retired_at=None, lesson__isnull=False)
    related = rows.select_related("current", "lesson__module__course", "course")
    found = get_object_or_404(related, course__slug=course, slug=question, current__isnull=False)
    version = found.current
    assert version is not None  # noqa: S101  (the query asks for it)
    version.question = found
    return version


def _verdict(version: QuestionVersion, response: object, mark: Mark) -> dict[str, Any]:
    return {
        "outcome": mark.outcome.value,
        "outcome_words": WORDS[mark.outcome],
        **feedback(version.kind, version.shown, version.key, response, mark.remarks),
    }
