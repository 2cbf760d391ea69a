"""The reports, in the admin: each view is the admin's own, and fenced by course."""

from django.contrib import admin
from django.urls import include, path

from progress.admin.reports.charts import chart_page
from progress.admin.reports.pages import index, report_page
from progress.admin.reports.summary import summary_page

app_name = "reports"
urlpatterns = [
    path("", admin.site.admin_view(index), name="index"),
    path("", include("progress.admin.reports.files_urls")),
    path("summary/<int:cohort>/", admin.site.admin_view(summary_page), name="summary"),
    path("<slug:name>/", admin.site.admin_view(report_page), name="report"),
    path("<slug:name>/chart/<slug:chart>/", admin.site.admin_view(chart_page), name="chart"),
]
