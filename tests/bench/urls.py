from django.urls import path

from config.urls import urlpatterns as site
from quizzes.urls import ATTEMPT
from tests.bench import bare
from tests.bench.floor import floor

urlpatterns = [
    *site,
    path("bench/floor/", floor),
    # Beside the address that a page saves to, with the same parameters.
    path(ATTEMPT + "questions/<int:place>/by-querysets/", bare.by_querysets),
    path(ATTEMPT + "questions/<int:place>/by-text/", bare.by_text),
]
