"""The learner's home."""

from collections import OrderedDict
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.zone import in_own_zone
from curriculum.models import Course
from curriculum.pages import show
from progress.models import Study
from progress.pages import DESK, DESK_OTHERS, desk_page
from progress.reports.desk import Studied, desk_of, studied_by
from progress.reports.notices import n_unread
from progress.reports.reading import last_place
from progress.reports.stamp import stamp_of
from progress.views import words
from progress.views.fetch import learner_of


@require_safe
@login_required
@in_own_zone
def desk(request: HttpRequest, course: str = "") -> HttpResponse:
    """Of the named course, else of the one at which they were last; the others are listed."""
    learner = learner_of(request)
    studied = studied_by(learner.pk)
    chosen = next((one for one in studied if course in {"", one.course.slug}), None)
    if chosen is None:
        if course:
            raise Http404
        found = Course.objects.taught().only("slug", "title", "summary").order_by("pk")
        return render(request, "progress/no_course.html", {"courses": found})
    if chosen.plan_id is None:
        return redirect("join", chosen.course.slug)
    others = [one.course for one in studied if one is not chosen]
    own = {
        str(DESK): _body(chosen, learner),
        str(DESK_OTHERS): render_to_string("progress/_desk_others.html", {"others": others}) if others else "",
    }
    return show(request, desk_page(chosen.course.slug, chosen.course.title), own)


KEPT = 500


@lru_cache(maxsize=1)
def _bodies() -> OrderedDict[tuple[object, ...], SafeString]:
    return OrderedDict()


def _body(studied: Studied, learner: User) -> SafeString:
    """What stands on the desk. A process keeps it while nothing changes, and an hour at most: times pass too."""
    now = timezone.now()
    hour = now.astimezone(learner.zone).strftime("%Y-%m-%d %H")
    pace = (studied.enrolment_id, studied.plan_id, studied.course.edition)
    key = (*pace, learner.time_zone, hour, *stamp_of(learner.pk))
    kept = _bodies()
    body = kept.get(key)
    if body is None:
        study = Study.objects.with_plan().get(pk=studied.enrolment_id)
        body = kept[key] = render_to_string("progress/_desk.html", _context(study, studied.course, learner, now))
        while len(kept) > KEPT:
            kept.popitem(last=False)
    return body


def _context(study: Study, course: Course, learner: User, now: datetime) -> dict[str, Any]:
    found = desk_of(study, course, learner, now)
    where, step = found.standing, found.next_step
    return {
        "course": course,
        "study": study,
        "desk": found,
        "is_begun": bool(where.done),
        "place": last_place(learner.pk, course),
        "n_unread": n_unread(learner.pk),
        "next_words": words.next_words(found, step) if step else "",
        "pace_title": words.pace_title(where.pace),
        "pace_words": words.pace_words(where),
        "modules": [(row, words.minutes(row.count.minutes_left)) for row in found.modules],
        "phase": next((row.module.phase for row in found.modules if row.is_current), None),
    }
