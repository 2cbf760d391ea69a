"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

from config import health

admin.site.site_header = admin.site.site_title = "Epoch"
admin.site.index_title = "What is taught, and who people are"
handler429 = "accounts.views.too_many_requests"
urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("curriculum.urls")),
    path("", include("progress.urls")),
    path("", include("quizzes.urls")),
    path("", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/authoring/", include("progress.admin.urls")),
    path("admin/reports/", include("progress.admin.reports.urls")),
    path("admin/", admin.site.urls),
]
