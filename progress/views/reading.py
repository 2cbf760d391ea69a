"""What a learner sends from a lesson: that it is done, where they read, and what they found in a lab."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from curriculum.labs.registry import LABS
from curriculum.models import Lesson
from progress.actions.reading import UnknownPlace, keep_lab_result, keep_place, mark_lesson
from progress.reports.reading import is_enrolled
from progress.views.fetch import learner_of, lesson_of

# A lab's response is a handful of numbers.
MOST_BYTES = 4_000


@require_POST
@login_required
def lesson_done(request: HttpRequest, course: str, lesson: str) -> HttpResponse:
    """Done, or with `undo` not done after all; then on to `next`, which is an address of this site."""
    found = lesson_of(request, course, lesson)
    undone = "undo" in request.POST
    mark_lesson(learner_of(request).pk, found, done=not undone, now=timezone.now())
    messages.success(request, f"“{found.title}” is {'not done after all' if undone else 'done'}.")
    goal = request.POST.get("next", "")
    if goal and url_has_allowed_host_and_scheme(goal, allowed_hosts=None):
        return redirect(goal)
    return redirect("lesson", course, lesson)


@require_POST
@login_required
def lesson_place(request: HttpRequest, course: str, lesson: str) -> HttpResponse:
    found = lesson_of(request, course, lesson)
    try:
        keep_place(learner_of(request).pk, found, request.POST.get("place", "")[:200], timezone.now())
    except UnknownPlace:
        return HttpResponse("The lesson has no such heading.", status=400, content_type="text/plain")
    return HttpResponse(status=204)


@require_POST
@login_required
def lab_result(request: HttpRequest, course: str, lab: str) -> HttpResponse:
    """The response that the lab's element sends. One that does not meet the challenge is told why, and not kept."""
    learner = learner_of(request)
    found = LABS.get(lab)
    lesson = Lesson.objects.taught().filter(module__course__slug=course, module__course__retired_at=None)
    course_id = lesson.values_list("module__course", flat=True).first()
    if found is None or course_id is None or not is_enrolled(learner.pk, course_id):
        raise Http404
    sent = request.POST.get("response", "")
    if len(sent) > MOST_BYTES:
        return JsonResponse({"message": "That is too long for a lab's answer."}, status=413)
    try:
        response = json.loads(sent, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return JsonResponse({"message": "That is not a lab's answer."}, status=400)
    verdict = keep_lab_result(learner.pk, course_id, found, response, timezone.now())
    words = "Kept: challenge met." if verdict.met else verdict.message
    return JsonResponse({"met": verdict.met, "message": words})


def _refuse(name: str) -> object:
    raise ValueError(f"{name} is no number")
