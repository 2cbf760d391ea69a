"""What came of an attempt."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.zone import in_own_zone
from quizzes.models import Attempt, AttemptItem
from quizzes.pages import result as pages
from quizzes.pages.start import standing
from quizzes.views.fetch import attempt_of, run_of


@never_cache
@login_required
@require_safe
@in_own_zone
def result(request: HttpRequest, course: str, quiz: str, number: int) -> HttpResponse:
    """The mark, or the truth about the waiting for it. Reading changes nothing: an attempt whose time is over is shown
    as ended whether or not anybody has written that down (P10)."""
    found = attempt_of(run_of(request, course, quiz, number))
    found.quiz.clock = found.clock
    where = standing(request.user.pk, found.quiz, is_enrolled=True)
    if not where.is_finished(found):
        return redirect("attempt", course, quiz, number)
    context = {
        "site_course": found.quiz.course,
        "quiz": found.quiz,
        "phase": found.quiz.module.phase if found.quiz.module else None,
        "attempt": found,
        "ended_at": found.finished_at or where.ends_at(found),
        "ran_out": found.ran_out or not found.is_closed,
    }
    if found.state != Attempt.State.GRADED:
        return render(request, "quizzes/waiting.html", context | {"now": found.clock})
    context |= pages.summary(found, where)
    if context["is_released"]:
        rows = AttemptItem.objects.filter(attempt=found).with_key().with_marks_by_hand()
        items = rows.with_challenge(request.user.pk).order_by("position")
        context |= pages.answers(found, list(items))
    return render(request, "quizzes/result.html", context)
