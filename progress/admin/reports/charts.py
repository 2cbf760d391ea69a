"""A chart of a report: a page of its own, or a piece that the report's page loads behind itself."""

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from progress.admin.reports.asked import asked_of
from progress.reports.tables.charts.learners import TooMany
from progress.reports.tables.charts.registry import CHARTS

FOLDER = "admin/progress/reports"


@require_safe
def chart_page(request: HttpRequest, name: str, chart: str) -> HttpResponse:
    asked = asked_of(request, name, timezone.now())
    found = next((one for one in CHARTS.get(name, ()) if one.name == chart), None)
    if found is None:
        raise Http404
    context = {"asked": asked, "chart": found, "problems": list(asked.problems.values()), "title": found.title}
    try:
        context["plots"] = found.draw(asked.scope) if asked.scope else []
    except TooMany as too_many:
        context["problems"] = [str(too_many)]
    is_piece = request.headers.get("HX-Request") == "true"
    page = {} if is_piece else admin.site.each_context(request)
    return render(
        request, f"{FOLDER}/{'_chart' if is_piece else 'chart'}.html", {**page, **context}, status=asked.status
    )
