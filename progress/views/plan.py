"""Joining a course, and the plan: what is due by when, other days, pauses, and plans that catch up."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.zone import in_own_zone
from curriculum.models import Course
from progress import pacing
from progress.actions import study as actions
from progress.forms import JoinForm, PauseForm, PlanForm
from progress.models import Plan, Study
from progress.reports.desk import address
from progress.reports.outline import outline_of
from progress.reports.standing import Standing, due_dates, standing_of
from progress.views import words
from progress.views.fetch import course_of, enrolment_of, learner_of, planned_study_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@in_own_zone
def join(request: HttpRequest, course: str) -> HttpResponse:
    """When to begin, and on which days. A form that says nothing of it begins today, on the usual days."""
    found, learner, now = course_of(course), learner_of(request), timezone.now()
    today = now.astimezone(learner.zone).date()
    usual = actions.usual_most_minutes(found, len(actions.DAYS))
    goal = request.POST.get("next", "")
    if request.method == "POST" and "begins" not in request.POST:
        actions.begin_study(learner, found, now)
        return _joined(request, found, goal)
    form = JoinForm(request.POST or None, today=today, minutes=usual)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        actions.begin_study(
            learner,
            found,
            now,
            begins_on=asked["begins_on"],
            study_days=asked["study_days"],
            most_minutes=asked["most_minutes"],
        )
        return _joined(request, found, goal)
    context = {"site_course": found, "course": found, "form": form, "outline": outline_of(found)}
    return render(request, "progress/join.html", context, status=400 if form.errors else 200)


def _joined(request: HttpRequest, course: Course, goal: str) -> HttpResponse:
    messages.success(request, "You have joined the course.")
    if goal and url_has_allowed_host_and_scheme(goal, allowed_hosts=None):
        return redirect(goal)
    return redirect("desk")


@require_safe
@login_required
@in_own_zone
def plan(request: HttpRequest, course: str) -> HttpResponse:
    study = planned_study_of(request, course)
    return _page(request, study)


@require_POST
@login_required
@in_own_zone
def plan_change(request: HttpRequest, course: str) -> HttpResponse:
    study = planned_study_of(request, course)
    form = PlanForm(request.POST)
    if not form.is_valid():
        return _page(request, study, form=form)
    return _done(request, study, lambda now: actions.change_plan(study.pk, now, **form.cleaned_data))


@require_POST
@login_required
@in_own_zone
def plan_pause(request: HttpRequest, course: str) -> HttpResponse:
    """Add a pause, or take one away, which the form names by its first day."""
    study = planned_study_of(request, course)
    assert study.plan is not None  # noqa: S101  (planned_study_of says so)
    pauses = study.plan.rule.pauses
    ended = request.POST.get("end", "")
    if ended:
        left = tuple(pause for pause in pauses if pause.from_on.isoformat() != ended)
    else:
        form = PauseForm(request.POST, today=_today(learner_of(request)))
        if not form.is_valid():
            return _page(request, study, pause_form=form)
        left = (*pauses, pacing.Pause(form.cleaned_data["from_on"], form.cleaned_data["to_on"]))
    return _done(request, study, lambda now: actions.change_plan(study.pk, now, pauses=left))


@require_POST
@login_required
@in_own_zone
def plan_take(request: HttpRequest, course: str) -> HttpResponse:
    study = planned_study_of(request, course)
    asked = request.POST.get("remedy", "")
    if asked not in list(pacing.Remedy):
        messages.error(request, "Choose one of the plans below.")
        return redirect("plan", course)
    return _done(request, study, lambda now: actions.take_offer(study.pk, pacing.Remedy(asked), now))


@require_POST
@login_required
@in_own_zone
def plan_undo(request: HttpRequest, course: str) -> HttpResponse:
    study = planned_study_of(request, course)
    return _done(request, study, lambda now: actions.undo_plan(study.pk, now))


@require_POST
@login_required
def leave(request: HttpRequest, course: str) -> HttpResponse:
    enrolment = enrolment_of(request, course)
    actions.leave_course(enrolment.pk, timezone.now())
    messages.success(request, f"You have left {enrolment.course.title}. What you did there is kept; join to go on.")
    return redirect("course", course)


def _done(request: HttpRequest, study: Study, act: Any) -> HttpResponse:
    """Act, and say what moved."""
    course = study.enrolment.course
    before = due_dates(course, study.plan.rule) if study.plan else {}
    try:
        made: Plan = act(timezone.now())
    except actions.Refused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _what_changed(before, due_dates(course, made.rule)))
    return redirect("plan", course.slug)


def _what_changed(before: Any, after: Any) -> str:
    change = pacing.describe_change(before, after)
    if not change.n_moved:
        return "No date has moved."
    parts = "One date has moved" if change.n_moved == 1 else f"{change.n_moved} dates have moved"
    return f"{parts}; the plan ends on {change.ends_on:%-d %B %Y}."


def _today(learner: User) -> date:
    return timezone.now().astimezone(learner.zone).date()


def _page(
    request: HttpRequest, study: Study, form: PlanForm | None = None, pause_form: PauseForm | None = None
) -> HttpResponse:
    learner, course, now = learner_of(request), study.enrolment.course, timezone.now()
    where = standing_of(study, course, learner, now)
    assert study.plan is not None  # noqa: S101  (whoever asks has seen to it)
    initial = {"study_days": list(study.plan.study_days), "most_minutes": study.most_minutes}
    context = {
        "site_course": course,
        "course": course,
        "study": study,
        "standing": where,
        "modules": [_module(where, course, index) for index in range(len(where.outline.modules))],
        "pace_title": words.pace_title(where.pace),
        "offers": [_offer(offer, where) for offer in actions.offers_for(study, course, learner, now)],
        "form": form or PlanForm(initial=initial),
        "pause_form": pause_form or PauseForm(today=where.today),
        "pauses": study.plan.rule.pauses,
        "can_undo": study.plan.number > 1 and study.cohort_id is None,
    }
    failed = any(one is not None and one.errors for one in (form, pause_form))
    return render(request, "progress/plan.html", context, status=400 if failed else 200)


def _offer(offer: pacing.Offer, where: Standing) -> dict[str, Any]:
    rows = [{"part": part, "due_on": offer.due[part.key]} for part in where.outline if part.key in offer.due]
    title, said = words.offer_title(offer), words.offer_words(offer, where.study)
    return {"remedy": offer.remedy.value, "title": title, "words": said, "rows": rows}


def _module(where: Standing, course: Course, index: int) -> dict[str, Any]:
    module = where.outline.modules[index]
    rows = [
        {
            "part": part,
            "url": address(part, course),
            "due_on": where.due.get(part.key),
            "is_done": part.key in where.done,
            "is_late": part.key not in where.done and part.key in where.due and where.due[part.key] < where.today,
        }
        for part in module.parts
    ]
    return {"module": module, "rows": rows}
