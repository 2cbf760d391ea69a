"""An attempt while it is answered: look, save, go on, look over, submit."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.zone import in_own_zone
from quizzes import deadline
from quizzes.actions import attempts
from quizzes.actions.attempts import Saved
from quizzes.forms import given_in
from quizzes.models import Attempt, AttemptItem
from quizzes.pages import paper
from quizzes.pages.answers import in_words
from quizzes.querysets import Run
from quizzes.tasks import grade_attempt
from quizzes.views.fetch import attempt_of, run_of


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@in_own_zone
def attempt(request: HttpRequest, course: str, quiz: str, number: int, place: int | None = None) -> HttpResponse:
    run = run_of(request, course, quiz, number)
    return _save(request, run, place) if request.method == "POST" else _show(request, run, place)


def _show(request: HttpRequest, run: Run, place: int | None, saved: Sequence[Saved] = ()) -> HttpResponse:
    found = attempt_of(run)
    ends = paper.end_of(found)
    if found.is_closed or deadline.is_over(ends.ends_at, found.clock):
        return redirect("attempt_result", run.course, run.quiz, run.number)
    items = list(AttemptItem.objects.filter(attempt=found).with_question().order_by("position"))
    if place is not None and not 1 <= place <= len(items):
        return redirect("attempt_question", run.course, run.quiz, run.number, 1)
    context = paper.frame(found, ends, found.clock) | paper.paper(found, items, place, saved)
    status = 409 if any(one.in_conflict for one in saved) else 400 if saved else 200
    return render(request, "quizzes/attempt.html", context, status=status)


def _save(request: HttpRequest, run: Run, place: int | None) -> HttpResponse:
    """Keep what was sent. A script gets JSON; a form is led on, or shown what could not be kept."""
    quietly = request.headers.get("Accept", "").startswith("application/json")
    try:
        given = given_in(request.POST)
        saved = attempts.save_answers(run, given)
    except (ValueError, attempts.NoSuchQuestion):
        attempt_of(run)
        return HttpResponseBadRequest("The page sent an answer that this attempt has no question for. Load it again.")
    except attempts.TooOften as too_often:
        return HttpResponse(str(too_often), status=429, headers={"Retry-After": "3600"})
    except attempts.Over as over:
        return _tell_over(request, run, str(over), quietly=quietly)
    if quietly:
        return _receipt(request, saved)
    unsaved = [one for one in saved if one.in_conflict or one.problem]
    if unsaved:
        return _show(request, run, place, unsaved)
    return _go_on(request, run, place)


def _receipt(request: HttpRequest, saved: Sequence[Saved]) -> JsonResponse:
    """What became of each answer; the time is that of the learner's zone."""
    rows = [
        {
            "position": one.item.position,
            "revision": one.item.revision,
            "problem": one.problem,
            "answered": one.item.response is not None,
            "conflict": _both(one) if one.in_conflict else None,
        }
        for one in saved
    ]
    in_conflict = any(one.in_conflict for one in saved)
    status = 409 if in_conflict else 400 if any(one.problem for one in saved) else 200
    at = timezone.localtime()
    ends_in = saved[0].ends_in if saved else None
    return JsonResponse({"saved_at": date_format(at, "H:i"), "ends_in": ends_in, "answers": rows}, status=status)


def _both(saved: Saved) -> dict[str, str]:
    """The answer that is stored and the one that was sent, in words."""
    shown = saved.item.version.shown
    return {"theirs": in_words(shown, saved.item.response), "mine": in_words(shown, saved.response)}


def _tell_over(request: HttpRequest, run: Run, words: str, *, quietly: bool) -> HttpResponse:
    """The attempt has ended: what was typed is not lost from the page, but it does not count."""
    if quietly:
        return JsonResponse({"over": words}, status=410)
    messages.error(request, words)
    return redirect("attempt_result", run.course, run.quiz, run.number)


def _go_on(request: HttpRequest, run: Run, place: int | None) -> HttpResponse:
    goal = request.POST.get("go", "")
    if goal == "review":
        return redirect("attempt_review", run.course, run.quiz, run.number)
    if goal == "all":
        return redirect("attempt", run.course, run.quiz, run.number)
    if goal.isascii() and goal.isdigit() and len(goal) < 5:
        return redirect("attempt_question", run.course, run.quiz, run.number, int(goal))
    if place is None:
        return redirect("attempt", run.course, run.quiz, run.number)
    return redirect("attempt_question", run.course, run.quiz, run.number, place)


@never_cache
@login_required
@require_safe
@in_own_zone
def review(request: HttpRequest, course: str, quiz: str, number: int) -> HttpResponse:
    found = attempt_of(run_of(request, course, quiz, number))
    ends = paper.end_of(found)
    if found.is_closed or deadline.is_over(ends.ends_at, found.clock):
        return redirect("attempt_result", course, quiz, number)
    items = list(AttemptItem.objects.filter(attempt=found).only("position", "response", "flagged").order_by("position"))
    context = paper.frame(found, ends, found.clock) | paper.review(found, items)
    return render(request, "quizzes/review.html", context)


@login_required
@require_POST
def submit(request: HttpRequest, course: str, quiz: str, number: int) -> HttpResponse:
    run = run_of(request, course, quiz, number)
    try:
        submitted = attempts.submit_attempt(run)
    except Attempt.DoesNotExist:
        attempt_of(run)
        raise
    # A hint, after the commit: the sweep would find it too.
    grade_attempt.delay(submitted.pk)
    return redirect("attempt_result", course, quiz, number)
