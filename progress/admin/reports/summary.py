"""The summary of a cohort, to print."""

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from progress.admin.reports.asked import reader_of
from progress.models import Cohort
from progress.reports.cohort_summary import summary_of
from progress.reports.tables.access import Denied, courses_for, scope_for
from progress.reports.tables.paging import MOST
from progress.selection import Selection

FOLDER = "admin/progress/reports"


@require_safe
def summary_page(request: HttpRequest, cohort: int) -> HttpResponse:
    """Of a cohort of the reader's courses; any other is as if not there (P15)."""
    reader, now = reader_of(request), timezone.now()
    found = Cohort.objects.filter(pk=cohort, course__in=courses_for(reader)).select_related("course").first()
    if found is None:
        raise Http404
    try:
        report, scope = scope_for(reader, "progress", Selection(course=found.course.slug, cohort=found.pk), now)
    except Denied as denied:
        raise Http404 from denied
    summary = summary_of(report, scope, found)
    own = {"title": f"{found.name}: summary", "cohort": found, "scope": scope, "summary": summary, "most": MOST}
    return render(request, f"{FOLDER}/summary.html", {**admin.site.each_context(request), **own})
