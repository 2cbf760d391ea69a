"""The reports, in the admin."""

from django.urls import include, path

app_name = "reports"
urlpatterns = [
    path("", include("progress.admin.reports.files_urls")),
]
