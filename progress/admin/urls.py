"""Where authors write, in the admin: each view is the admin's own, and fenced by course."""

from django.urls import path

from progress.admin.authoring.preview import preview

app_name = "authoring"
urlpatterns = [
    path("<int:pk>/preview/", preview, name="preview"),
]
