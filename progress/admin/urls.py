"""Where authors write, in the admin: each view is the admin's own, and fenced by course."""

from django.contrib import admin
from django.urls import path

from progress.admin.authoring.editor import draft, edit
from progress.admin.authoring.history import history
from progress.admin.authoring.outline import courses, outline_page
from progress.admin.authoring.preview import preview
from progress.admin.authoring.publish import publish_page, settle

app_name = "authoring"
urlpatterns = [
    path("", admin.site.admin_view(courses), name="courses"),
    path("course/<slug:course>/", outline_page, name="outline"),
    path("course/<slug:course>/publish/", publish_page, name="publish"),
    path("<int:pk>/", edit, name="edit"),
    path("<int:pk>/draft/", draft, name="draft"),
    path("<int:pk>/preview/", preview, name="preview"),
    path("<int:pk>/history/", history, name="history"),
    path("<int:pk>/settle/", settle, name="settle"),
]
