"""A quiz's first page, and what can be done from it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.zone import in_own_zone
from quizzes.actions import attempts
from quizzes.pages.quiz import start_context
from quizzes.pages.start import standing
from quizzes.views.fetch import learner_id, quiz_of


@require_safe
@in_own_zone
def quiz(request: HttpRequest, course: str, quiz: str) -> HttpResponse:
    found = quiz_of(course, quiz)
    return render(request, "quizzes/quiz.html", start_context(standing(request.user.pk, found)))


@require_POST
@login_required
def start(request: HttpRequest, course: str, quiz: str) -> HttpResponse:
    found = quiz_of(course, quiz)
    try:
        attempt = attempts.start_attempt(learner_id(request), found)
    except attempts.NotEnrolled:
        raise Http404 from None
    except attempts.Refused as reason:
        messages.error(request, str(reason))
        return redirect("quiz", course, quiz)
    if request.POST.get("layout") == "all":
        return redirect("attempt", course, quiz, attempt.number)
    return redirect("attempt_question", course, quiz, attempt.number, 1)


@require_POST
@login_required
def give_up(request: HttpRequest, course: str, quiz: str) -> HttpResponse:
    found = quiz_of(course, quiz)
    try:
        attempts.give_up(learner_id(request), found)
    except attempts.NotEnrolled:
        raise Http404 from None
    except attempts.Refused as reason:
        messages.error(request, str(reason))
        return redirect("quiz", course, quiz)
    messages.success(request, "The answers of your attempts are open to you now.")
    return redirect("quiz", course, quiz)
