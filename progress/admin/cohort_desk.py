"""The instructor's desk: a cohort's learners, a heat map of its objectives, where it stops, and what was changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from curriculum.models import Course
from progress.actions.allowances import grant_to_cohort
from progress.admin.forms import GrantForm
from progress.admin.rights import GRANT, MOVE, needing
from progress.models import Cohort
from progress.reminders import QUIET_DAYS
from progress.reports.changes import cohort_log
from progress.reports.cohort_desk import MOST, Desk, Show, Wish, desk_of, read_wish
from progress.reports.cohorts import members
from progress.reports.dropout import dropout_of
from progress.reports.facility import heat_map
from quizzes.admin.fence import FencedAdmin

FOLDER = "admin/progress/cohort"
# More columns than these nobody reads.
COLUMNS = 25
SHOWN = {Show.ALL: "All", Show.BEHIND: "Behind", Show.SILENT: "Silent"}
SORTED = {
    "name": "Learner",
    "pace": "Pace",
    "since": "Behind since",
    "active": "Last active",
    "done": "Parts done",
}


def desk_urls(site: FencedAdmin) -> list[Any]:
    """The desk's addresses below a cohort's own."""
    pages = {
        "desk": needing(desk_page),
        "heat-map": needing(heat_map_page),
        "lessons": needing(lessons_page),
        "allowances": needing(allowances_page, *GRANT),
        "log": needing(log_page),
    }
    return [
        path(f"<int:pk>/{name}/", site.page_of_row(page), name=f"progress_cohort_{name.replace('-', '_')}")
        for name, page in pages.items()
    ]


@require_safe
def desk_page(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    desk = desk_of(cohort, _course(cohort), timezone.now(), read_wish(request.GET.dict()))
    columns = [
        {
            "label": label,
            "address": _address(desk.wish, sort=f"-{name}" if desk.wish.sort == name else name, page=1),
            "order": {name: "ascending", f"-{name}": "descending"}.get(desk.wish.sort, ""),
        }
        for name, label in SORTED.items()
    ]
    return _page(request, cohort, "desk", "Desk", {"columns": columns, **_listed(desk)})


@require_safe
def heat_map_page(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    course = _course(cohort)
    desk = desk_of(cohort, course, timezone.now(), read_wish(request.GET.dict()), COLUMNS)
    learners = [row.learner.pk for row in desk.rows]
    modules = heat_map(course, cohort, learners, is_whole=desk.is_whole)
    return _page(request, cohort, "heat_map", "Heat map", {"modules": modules, **_listed(desk)})


@require_safe
def lessons_page(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    course = _course(cohort)
    desk = desk_of(cohort, course, timezone.now(), Wish(show=Show.SILENT), MOST)
    silent = [row.study.pk for row in desk.rows] if desk.is_whole else []
    dropout = dropout_of(cohort, course, silent)
    return _page(request, cohort, "lessons", "Lessons", {"dropout": dropout, **_listed(desk)})


@require_http_methods(["GET", "HEAD", "POST"])
def allowances_page(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """For all at once; for one, their own page has the same form."""
    form = GrantForm(request.POST if request.method == "POST" else None, course_id=cohort.course_id)
    if request.method == "POST" and form.is_valid():
        n_learners = grant_to_cohort(cohort.pk, form.instance, by_id=request.user.pk, now=timezone.now())
        to_all = "One learner has" if n_learners == 1 else f"{n_learners} learners have"
        messages.success(request, f"{to_all} it from now on.")
        return redirect("admin:progress_cohort_log", cohort.pk)
    n_learners = members(cohort).count()
    context = {"form": form, "n_learners": n_learners}
    return _page(request, cohort, "allowances", "Allowances for all", context, 400 if form.errors else 200)


@require_safe
def log_page(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    log = cohort_log(cohort, _course(cohort), read_moment(request.GET.get("before", "")))
    return _page(request, cohort, "log", "What was changed", {"log": log})


def read_moment(words: str) -> datetime | None:
    """Where a page of the log begins; the newest one for whatever is no moment."""
    try:
        found = parse_datetime(words)
    except (ValueError, OverflowError):
        return None
    return found if found is not None and timezone.is_aware(found) else None


def _course(cohort: Cohort) -> Course:
    return Course.objects.only("slug", "edition", "title").get(pk=cohort.course_id)


def _listed(desk: Desk) -> dict[str, Any]:
    """The page's own filter, and the way to its neighbours."""
    wish = desk.wish
    filters = [
        {"label": label, "address": _address(wish, show=show.value, page=1), "is_chosen": show == wish.show}
        for show, label in SHOWN.items()
    ]
    pages = {
        "earlier": _address(wish, page=wish.page - 1) if wish.page > 1 else "",
        "later": _address(wish, page=wish.page + 1) if wish.page < desk.n_pages else "",
    }
    return {"desk": desk, "filters": filters, "quiet_days": QUIET_DAYS, "most": MOST, **pages}


def _address(wish: Wish, **changed: Any) -> str:
    return "?" + urlencode({"show": wish.show.value, "sort": wish.sort, "page": wish.page, **changed})


def _page(
    request: HttpRequest, cohort: Cohort, name: str, title: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    site = admin.site.each_context(request)
    may = {"may_grant": request.user.has_perms(GRANT), "may_move": request.user.has_perms(MOVE)}
    own = {"title": title, "cohort": cohort, "here": name, **may}
    return render(request, f"{FOLDER}/{name}.html", {**site, **own, **context}, status=status)
