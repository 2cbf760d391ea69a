"""One learner of a course, for those who teach it: what they did, and what is changed for them."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from curriculum.models import Course
from progress.actions.dates import Dates, move_dates, moved
from progress.actions.study import Refused
from progress.admin.cohort_desk import read_moment
from progress.admin.forms import DatesForm, GrantForm, ReopenForm
from progress.admin.rights import GRANT, MOVE, REOPEN, needing
from progress.models import Study
from progress.reports.changes import learner_log
from progress.reports.cohorts import module_moves
from progress.reports.learner import evidence_of
from progress.reports.standing import standing_of
from quizzes.actions.allowances import grant_allowance
from quizzes.actions.attempts import Refused as NotGranted
from quizzes.actions.reopen import LEAST_MINUTES, reopen_attempt
from quizzes.admin.fence import FencedAdmin
from quizzes.models import Attempt
from quizzes.reports.reopening import reason_against

FOLDER = "admin/progress/study"


def learner_urls(site: FencedAdmin) -> list[Any]:
    """The addresses below a learner's own."""
    pages = {
        "evidence": needing(evidence_page),
        "log": needing(log_page),
        "dates": needing(dates_page, *MOVE),
        "allowance": needing(allowance_page, *GRANT),
        "reopen": needing(reopen_page, *REOPEN),
    }
    return [
        path(f"<int:pk>/{name}/", site.page_of_row(page), name=f"progress_study_{name}") for name, page in pages.items()
    ]


@require_safe
def evidence_page(request: HttpRequest, study: Study) -> HttpResponse:
    study, course = _whole(study)
    evidence = evidence_of(study, course, timezone.now())
    return _page(request, study, "evidence", "Evidence", {"evidence": evidence, "log": learner_log(study, course)})


@require_safe
def log_page(request: HttpRequest, study: Study) -> HttpResponse:
    study, course = _whole(study)
    log = learner_log(study, course, read_moment(request.GET.get("before", "")))
    return _page(request, study, "log", "What was changed", {"log": log})


@require_http_methods(["GET", "HEAD", "POST"])
def dates_page(request: HttpRequest, study: Study) -> HttpResponse:
    """What a move does is shown first; the same form, sent with `confirmed`, is stored."""
    study, course = _whole(study)
    now = timezone.now()
    where = standing_of(study, course, study.enrolment.user, now)
    form = DatesForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "where": where}
    if request.method == "POST" and form.is_valid():
        try:
            seen = _seen(study, form.dates)
            if request.POST.get("confirmed") == seen:
                by = {"reason": form.cleaned_data["reason"], "by_id": request.user.pk}
                move_dates(study.pk, form.dates, now=now, **by)
                messages.success(request, f"{study.enrolment.user} has new dates.")
                return redirect("admin:progress_study_evidence", study.pk)
            context["preview"] = _preview(study, course, form.dates)
            context["fields"] = [(name, value) for name, value in request.POST.items() if name in form.fields]
            context["confirmed"] = seen
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _page(request, study, "dates", "Move the dates", context, 400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def allowance_page(request: HttpRequest, study: Study) -> HttpResponse:
    study, course = _whole(study)
    if not study.is_enrolled:
        raise Http404
    form = GrantForm(
        request.POST if request.method == "POST" else None,
        course_id=course.pk,
        initial={"quiz": _named(request, "quiz")},
    )
    if request.method == "POST" and form.is_valid():
        form.instance.learner = study.enrolment.user
        grant_allowance(form.instance, by_id=request.user.pk, now=timezone.now())
        messages.success(request, f"{study.enrolment.user} has it from now on.")
        return redirect("admin:progress_study_evidence", study.pk)
    return _page(request, study, "allowance", "Give more time or attempts", {"form": form}, 400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def reopen_page(request: HttpRequest, study: Study) -> HttpResponse:
    study, course = _whole(study)
    own = Attempt.objects.filter(learner=study.enrolment.user_id, quiz__course=course).select_related("quiz")
    attempt = own.filter(pk=_named(request, "attempt") or 0).first()
    if attempt is None or not study.is_enrolled:
        raise Http404
    now = timezone.now()
    form = ReopenForm(request.POST if request.method == "POST" else None, has_limit=attempt.time_limit is not None)
    problem = reason_against(attempt, now)
    if request.method == "POST" and not problem and form.is_valid():
        minutes, reason = form.cleaned_data.get("minutes", LEAST_MINUTES), form.cleaned_data["reason"]
        try:
            reopen_attempt(attempt.pk, minutes=minutes, reason=reason, by_id=request.user.pk)
        except NotGranted as refusal:
            problem = str(refusal)
        else:
            messages.success(request, f"Attempt {attempt.number} at {attempt.quiz} is open again.")
            return redirect("admin:progress_study_evidence", study.pk)
    instead = f"{reverse('admin:progress_study_allowance', args=[study.pk])}?quiz={attempt.quiz_id}"
    context = {"form": form, "attempt": attempt, "problem": problem, "instead": instead}
    is_wrong = request.method == "POST"
    return _page(request, study, "reopen", "Reopen an attempt", context, 400 if is_wrong else 200)


def _whole(study: Study) -> tuple[Study, Course]:
    """With plan, cohort and learner, and the course without its texts."""
    rows = Study.objects.select_related("plan", "cohort", "enrolment__user")
    found = rows.get(pk=study.pk)
    course = Course.objects.only("slug", "edition", "title", "retired_at").get(pk=found.enrolment.course_id)
    found.enrolment.course = course
    return found, course


def _named(request: HttpRequest, name: str) -> int | None:
    """A row's number from the address or the form; None for whatever is none."""
    words = request.POST.get(name) or request.GET.get(name, "")
    return int(words) if words.isascii() and words.isdigit() and len(words) < 19 else None


def _seen(study: Study, dates: Dates) -> str:
    """Names the move that was shown. Where the plan was changed meanwhile it is another one, and shown anew."""
    return hashlib.sha256(repr((study.plan_id, dates)).encode()).hexdigest()


def _preview(study: Study, course: Course, dates: Dates) -> Mapping[str, Any]:
    if study.plan is None:
        raise Refused("There is no plan yet: the learner has not said when to begin.")
    return {"moves": module_moves(course, study.plan.rule, moved(study.plan.rule, dates))}


def _page(
    request: HttpRequest, study: Study, name: str, title: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    site = admin.site.each_context(request)
    may = {
        "may_move": request.user.has_perms(MOVE) and study.is_enrolled,
        "may_grant": request.user.has_perms(GRANT) and study.is_enrolled,
        "may_reopen": request.user.has_perms(REOPEN) and study.is_enrolled,
    }
    own = {"title": title, "study": study, "learner": study.enrolment.user, "cohort": study.cohort, "here": name, **may}
    return render(request, f"{FOLDER}/{name}.html", {**site, **own, **context}, status=status)
