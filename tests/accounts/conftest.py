"""A clean slate for limits, and the two ways in which these tests look at mail."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from config import cache as limits
from config import celery
from tests.factories import PASSWORD, UserFactory


@pytest.fixture(autouse=True)
def fresh_limits(request: pytest.FixtureRequest) -> Iterator[None]:
    """No test inherits the tries of another, nor the grudge of a breaker."""
    limits.BREAKER.worked()
    celery.BREAKER.worked()
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        cache.clear()
    yield
    limits.BREAKER.worked()
    celery.BREAKER.worked()


@pytest.fixture
def ann(db: None) -> User:
    user: User = UserFactory(email="ann@example.org", display_name="Ann")
    return user


@pytest.fixture
def signed_in(client: Client, ann: User) -> Client:
    """Ann, signed in through the page, so that her session is in the list."""
    response = client.post("/accounts/login/", {"login": ann.email, "password": PASSWORD})
    assert response.status_code == 302
    return client
