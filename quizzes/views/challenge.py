"""A learner doubts a question, once its key is open to them: why, in their own words; or takes it back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.zone import in_own_zone
from quizzes.actions import challenges
from quizzes.actions.attempts import NotEnrolled
from quizzes.forms import ChallengeForm
from quizzes.models import Attempt, AttemptItem
from quizzes.pages.answers import trusted
from quizzes.pages.start import standing
from quizzes.querysets import Run
from quizzes.views.fetch import attempt_of, run_of


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@in_own_zone
def challenge(request: HttpRequest, course: str, quiz: str, number: int, place: int) -> HttpResponse:
    run = run_of(request, course, quiz, number)
    item = _released_item(run, place)
    if item.challenge is not None:
        # It stands already: a repeat of what was sent is the same challenge (P6).
        return _back(run, place)
    form = ChallengeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            challenges.challenge(item, given["reason"], given["words"], timezone.now())
        except NotEnrolled:
            raise Http404 from None
        except challenges.TooMany as refusal:
            form.add_error(None, str(refusal))
            answer = _page(request, run, item, form, status=429)
            answer["Retry-After"] = str(refusal.again_in)
            return answer
        messages.success(request, "Your challenge was sent. The answer will stand here, and a notice tells you of it.")
        return _back(run, place)
    return _page(request, run, item, form, status=400 if form.is_bound else 200)


@login_required
@require_POST
def withdraw(request: HttpRequest, course: str, quiz: str, number: int, place: int) -> HttpResponse:
    run = run_of(request, course, quiz, number)
    if challenges.withdraw_challenge(_released_item(run, place), timezone.now()):
        messages.success(request, "Your challenge is withdrawn.")
    else:
        messages.info(request, "There was nothing to withdraw: it was withdrawn or answered before.")
    return _back(run, place)


def _released_item(run: Run, place: int) -> AttemptItem:
    """The question at that place, with what was said of it. Before its key is released there is nothing to challenge,
    and the answer is as for a question that is not there (P13)."""
    found = attempt_of(run)
    found.quiz.clock = found.clock
    where = standing(run.learner_id, found.quiz, is_enrolled=True)
    if found.state != Attempt.State.GRADED or not where.is_released(found):
        raise Http404
    rows = AttemptItem.objects.filter(attempt=found, position=place).with_question().with_challenge(run.learner_id)
    item = rows.first()
    if item is None:
        raise Http404
    item.attempt = found
    return item


def _back(run: Run, place: int) -> HttpResponseRedirect:
    result = reverse("attempt_result", args=[run.course, run.quiz, run.number])
    return HttpResponseRedirect(f"{result}#question-{place}")


def _page(request: HttpRequest, run: Run, item: AttemptItem, form: ChallengeForm, status: int) -> HttpResponse:
    quiz = item.attempt.quiz
    context = {
        "site_course": quiz.course,
        "quiz": quiz,
        "phase": quiz.module.phase if quiz.module else None,
        "attempt": item.attempt,
        "item": item,
        "stem": trusted(item.version.shown["stem"]),
        "form": form,
        "most_a_day": challenges.MOST_A_DAY,
    }
    return render(request, "quizzes/challenge.html", context, status=status)
