"""The files that reports are exported to. `files` is no report's name."""

from django.contrib import admin
from django.urls import path

from progress.admin.reports.files import ask, cancel, export, exports, file, progress

urlpatterns = [
    path("files/", admin.site.admin_view(exports), name="exports"),
    # Each of these asks by itself who this is: whoever asked for the file and is staff no more gets a 403.
    path("files/<str:code>/", export, name="export"),
    path("files/<str:code>/progress/", progress, name="progress"),
    path("files/<str:code>/cancel/", cancel, name="cancel"),
    path("files/<str:code>/file/", file, name="file"),
    path("<slug:name>/export/", admin.site.admin_view(ask), name="ask"),
]
