"""The files that reports are exported to. `files` is no report's name."""

from typing import NoReturn

from django.contrib import admin
from django.http import Http404, HttpRequest
from django.urls import path


@admin.site.admin_view
def missing(_request: HttpRequest, **_named: str) -> NoReturn:
    """Until files are made, none is there."""
    raise Http404


urlpatterns = [
    path("files/", missing, name="exports"),
    path("files/<str:code>/", missing, name="export"),
    path("files/<str:code>/progress/", missing, name="progress"),
    path("files/<str:code>/cancel/", missing, name="cancel"),
    path("files/<str:code>/file/", missing, name="file"),
    path("<slug:name>/export/", missing, name="ask"),
]
