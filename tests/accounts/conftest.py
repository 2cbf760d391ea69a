"""A clean slate for limits, and somebody to sign in."""

import pytest
from django.test import Client

from accounts.models import User
from tests.factories import PASSWORD, UserFactory


@pytest.fixture(autouse=True)
def each_with_fresh_limits(fresh_limits: None) -> None:
    pass


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
