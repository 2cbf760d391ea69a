"""Links in mails lead to EPOCH_SITE_URL, whatever Host the request claimed."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from pytest_django import Settings

from accounts.models import Message, User
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db

SIGNUP = "/accounts/signup/"
RESET = "/accounts/password/reset/"
NEW = {"email": "new@example.org", "display_name": "Nora", "password1": PASSWORD}


@pytest.fixture
def evil(settings: Settings) -> Client:
    """A visitor whose requests claim another site, at an operator who allowed every name."""
    settings.ALLOWED_HOSTS = ["*"]
    settings.SITE_URL = "https://learn.example.org"
    return Client(HTTP_HOST="evil.example")


def links(purpose: str) -> list[str]:
    text = Message.objects.get(purpose=purpose).text
    assert "evil.example" not in text
    found = re.findall(r"\w+://\S+", text)
    assert found[-1] == "https://learn.example.org/" or found[-1].endswith(RESET)
    assert all(link.startswith("https://learn.example.org/") for link in found)
    return found


def test_the_link_that_confirms_an_address(evil: Client) -> None:
    evil.post(SIGNUP, NEW)
    assert "/accounts/confirm-email/" in links("email_confirmation_signup")[0]


def test_the_link_that_confirms_a_new_address(evil: Client, ann: User) -> None:
    evil.post("/accounts/login/", {"login": ann.email, "password": PASSWORD})
    evil.post("/accounts/reauthenticate/", {"password": PASSWORD})
    evil.post("/accounts/email/", {"action_add": "", "email": "ann.new@example.org"})
    assert "/accounts/confirm-email/" in links("email_confirmation")[0]


def test_the_link_that_resets_a_password_and_the_notice_that_follows(evil: Client, ann: User) -> None:
    evil.post(RESET, {"email": ann.email})
    link = links("password_reset_key")[0]
    path = link.removeprefix("https://learn.example.org")
    form = evil.get(path, follow=True).redirect_chain[-1][0]
    evil.post(form, {"password1": "an even better password"})
    assert f"https://learn.example.org{RESET}" in links("password_reset")


def test_the_link_to_reset_for_who_signs_up_again(evil: Client, ann: User) -> None:
    evil.post(SIGNUP, {**NEW, "email": ann.email})
    assert links("account_already_exists")[0] == f"https://learn.example.org{RESET}"


def test_the_link_to_sign_up_for_an_unknown_address(evil: Client) -> None:
    evil.post(RESET, {"email": "nobody@example.org"})
    assert links("unknown_account")[0] == f"https://learn.example.org{SIGNUP}"
    assert not EmailAddress.objects.exists()
