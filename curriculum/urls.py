"""Pages that need the curriculum alone."""

from django.urls import path

from curriculum import views

urlpatterns = [
    path("", views.landing, name="landing"),
    path("courses/<slug:course>/glossary/", views.glossary, name="glossary"),
    path("courses/<slug:course>/handouts/<slug:handout>/", views.handout, name="handout"),
    path("courses/<slug:course>/figures/<str:name>", views.figure, name="figure"),
    path("labs/", views.labs, name="labs"),
    path("labs/<slug:lab>/", views.lab, name="lab"),
    path("search/", views.search, name="search"),
]
