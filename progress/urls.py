"""The learner's pages."""

from django.urls import path

from progress import views

urlpatterns = [
    path("courses/<slug:course>/", views.course, name="course"),
    path("courses/<slug:course>/modules/<slug:module>/", views.module, name="module"),
    path("courses/<slug:course>/lessons/<slug:lesson>/", views.lesson, name="lesson"),
]
