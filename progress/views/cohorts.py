"""Joining a cohort by its code. A code that opens nothing gets the same page, whatever the reason."""

import re

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.zone import in_own_zone
from curriculum.models import Course
from progress.actions import cohorts as actions
from progress.models import Cohort, Study
from progress.models.study import rule_of
from progress.reports.cohorts import may_be_joined, module_ends
from progress.reports.desk import LEAN
from progress.views.fetch import learner_of

CODE = re.compile(r"[A-Za-z0-9_-]{1,64}")
# Codes that open nothing, by account and by address (P22). Those that do are not counted: a class may share an address.
TRIES = {"join_code": "30/m/ip,30/m/user"}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@in_own_zone
def join_cohort(request: HttpRequest, code: str) -> HttpResponse:
    """What joining means, and then the joining."""
    tried = ratelimit.consume(request, app="progress", action="join_code", config=TRIES, limit_get=True)
    if not tried:
        refusal: HttpResponse = ratelimit.respond_429(request)
        return refusal
    learner, now = learner_of(request), timezone.now()
    cohort = Cohort.objects.with_code(code).first()
    if cohort is None or not may_be_joined(cohort, now):
        return _gone(request)
    tried.rollback()
    course = Course.objects.defer(*LEAN).get(pk=cohort.course_id)
    study = Study.objects.of(learner.pk).filter(enrolment__course=course).select_related("cohort").first()
    if study is not None and study.cohort_id == cohort.pk:
        messages.info(request, f"You are in {cohort.name} already.")
        return redirect("course_desk", course.slug)
    if request.method != "POST":
        ends = module_ends(course, rule_of(cohort))
        context = {"site_course": course, "course": course, "cohort": cohort, "study": study, "module_ends": ends}
        return render(request, "progress/join_cohort.html", context)
    # Looked at again under its lock: the code may have been replaced since.
    if actions.join_cohort(learner, code, now) is None:
        return _gone(request)
    messages.success(request, f"You have joined {cohort.name}.")
    return redirect("course_desk", course.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def join_code(request: HttpRequest) -> HttpResponse:
    """Leads from a code, or from a whole link, to its page."""
    if request.method != "POST":
        return render(request, "progress/join_code.html")
    code = request.POST.get("code", "").strip().rstrip("/").rpartition("/")[2]
    return redirect("join_cohort", code) if CODE.fullmatch(code) else _gone(request)


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "progress/join_code.html", {"is_gone": True}, status=404)
