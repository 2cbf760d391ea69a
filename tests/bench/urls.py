from django.urls import path

from config.urls import urlpatterns as site
from tests.bench.floor import floor

urlpatterns = [*site, path("bench/floor/", floor)]
