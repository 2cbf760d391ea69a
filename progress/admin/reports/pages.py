"""The reports in the browser: which there are, and one of them by page."""

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from progress.admin.reports.asked import Asked, asked_of, reader_of
from progress.admin.reports.filters import fields_of, other_problems
from progress.admin.reports.listing import addresses, listing_of, studies_of
from progress.admin.rights import SEE
from progress.files.formats import FORMATS
from progress.reports.exports import ready_for
from progress.reports.tables import paging
from progress.reports.tables.access import RIGHT, courses_for, reports_for
from progress.reports.tables.charts.registry import CHARTS
from progress.selection import Misread

FOLDER = "admin/progress/reports"
# A sheet of A4, on its side, holds so many columns whatever is in them.
ON_SHEET = 8


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    reader = reader_of(request)
    if not reader.has_perm(RIGHT):
        raise Http404
    courses = courses_for(reader)
    context = {
        "ready": ready_for(reader.pk, timezone.now()),
        "title": "Reports",
        "courses": courses,
        "reports": list(reports_for(reader)) if courses else [],
    }
    return render(request, f"{FOLDER}/index.html", {**admin.site.each_context(request), **context})


@require_safe
def report_page(request: HttpRequest, name: str) -> HttpResponse:
    asked = asked_of(request, name, timezone.now())
    try:
        context = _listed(request, asked)
    except Misread as misread:
        asked = asked.with_problems(misread.problems)
        context = {}
    return render(request, f"{FOLDER}/report.html", {**_frame(request, asked), **context}, status=asked.status)


def _listed(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """The rows; nothing where what was asked for makes no sense. Raises Misread."""
    if asked.scope is None:
        return {}
    after = request.GET.get("after", "")
    page = paging.page(asked.report, asked.scope, after)
    people = addresses(page) if request.user.has_perms(SEE) else []
    return {
        "page": page,
        "listing": listing_of(asked, page, studies_of(asked.scope.course.pk, people)),
        "later": asked.address(after=page.after) if page.after else "",
        "first": asked.address() if after else "",
        "is_at_most": not page.is_whole and bool(asked.scope.selection.pace),
        "columns": [(column, column.name in asked.columns) for column in page.columns[1:]],
        "selection": asked.scope.selection.as_text(),
        "charts": CHARTS.get(asked.report.name, ()),
        "formats": FORMATS.values(),
        "most": paging.MOST,
        "looked_at": paging.LOOKED_AT,
        "n_on_sheet": ON_SHEET,
    }


def _frame(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    fields = fields_of(asked)
    own = {"title": asked.report.title, "asked": asked, "fields": fields, "course": asked.course}
    own["ready"] = ready_for(request.user.pk, timezone.now())
    return {**admin.site.each_context(request), **own, "problems": other_problems(asked, fields)}
