from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password
from django.test import Client
from pytest_django import Settings

from accounts.hashers import Argon2
from accounts.models import User
from config import settings as production
from tests.factories import PASSWORD, UserFactory

LOGIN = "/accounts/login/"


def sign_in(client: Client, address: str, password: str = PASSWORD) -> Any:
    return client.post(LOGIN, {"login": address, "password": password})


def is_in(client: Client) -> bool:
    return client.get("/accounts/profile/").status_code == 200


def test_a_wrong_password_is_refused(client: Client, ann: User) -> None:
    response = sign_in(client, ann.email, "wrong")
    assert response.status_code == 200
    assert "Address and password do not match." in response.text
    assert not is_in(client)


def test_an_address_that_was_never_confirmed_gets_a_link_instead_of_a_session(client: Client, db: None) -> None:
    UserFactory(email="new@example.org", verified=False)
    response = sign_in(client, "new@example.org")
    assert response["Location"] == "/accounts/confirm-email/"
    assert not is_in(client)


def test_a_closed_account_is_refused_even_with_the_right_password(client: Client, ann: User) -> None:
    User.objects.filter(pk=ann.pk).update(is_active=False)
    assert sign_in(client, ann.email)["Location"] == "/accounts/inactive/"
    assert not is_in(client)


@pytest.mark.parametrize("address", ["ann@example.org", "Ann@Example.ORG", " ann@example.org "])
def test_the_right_password_opens_a_session_in_whatever_case_the_address_is_typed(
    client: Client, ann: User, address: str
) -> None:
    assert sign_in(client, address)["Location"] == "/desk/"
    assert is_in(client)


def test_a_stranger_s_site_is_no_place_to_go_on_to(client: Client, ann: User) -> None:
    response = client.post(f"{LOGIN}?next=https://evil.example/", {"login": ann.email, "password": PASSWORD})
    assert response["Location"] == "/desk/"


def test_signing_out_needs_a_post(signed_in: Client) -> None:
    signed_in.get("/accounts/logout/")
    assert is_in(signed_in)
    signed_in.post("/accounts/logout/")
    assert not is_in(signed_in)


def test_a_deactivated_person_is_out_at_the_next_request(signed_in: Client, ann: User) -> None:
    assert is_in(signed_in)
    User.objects.filter(pk=ann.pk).update(is_active=False)
    assert not is_in(signed_in)


def test_the_admin_has_no_sign_in_page_of_its_own(client: Client, ann: User) -> None:
    assert client.get("/admin/login/?next=/admin/")["Location"].startswith("/accounts/login/?next=")
    response = client.post("/admin/login/", {"username": ann.email, "password": PASSWORD})
    assert response["Location"].startswith("/accounts/login/")
    assert not is_in(client)


def test_the_admin_refuses_people_who_are_not_staff(signed_in: Client) -> None:
    response = signed_in.get("/admin/", follow=True)
    assert response.status_code == 403


def test_argon2_comes_first_and_costs_what_it_should() -> None:
    hashed = make_password(PASSWORD, hasher=Argon2())
    assert hashed.startswith("argon2$argon2id$v=19$m=47104,t=2,p=1$")
    assert Argon2().verify(PASSWORD, hashed)


def test_a_password_under_another_hash_is_hashed_anew_at_sign_in(client: Client, ann: User, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = production.PASSWORD_HASHERS
    User.objects.filter(pk=ann.pk).update(password=make_password(PASSWORD, hasher=PBKDF2PasswordHasher()))
    assert sign_in(client, ann.email)["Location"] == "/desk/"
    ann.refresh_from_db()
    assert ann.password.startswith("argon2$argon2id$v=19$m=47104,t=2,p=1$")
