"""The learner's pages."""

from django.urls import path

from progress.views import course

urlpatterns = [
    path("courses/<slug:course>/", course.course, name="course"),
    path("courses/<slug:course>/modules/<slug:module>/", course.module, name="module"),
    path("courses/<slug:course>/lessons/<slug:lesson>/", course.lesson, name="lesson"),
]
