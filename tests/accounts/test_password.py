"""A forgotten password, and a new one."""

import re
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.cache import cache
from django.test import Client

from accounts.models import Message, User
from tests.factories import PASSWORD, UserFactory

RESET = "/accounts/password/reset/"
CHANGE = "/accounts/password/change/"
NEW = "a quite different one"


def ask(client: Client, address: str = "ann@example.org") -> Any:
    return client.post(RESET, {"email": address})


def link() -> str:
    found = re.search(r"http://localhost:8000(/\S+)", Message.objects.latest("pk").text)
    assert found
    return found[1]


def set_password(client: Client, path: str) -> Any:
    """Follow the link to the form behind it, and send a new password."""
    form = client.get(path)["Location"]
    return client.post(form, {"password1": NEW})


@pytest.mark.django_db
def test_an_unknown_address_gets_a_mail_without_a_link_to_a_password(client: Client) -> None:
    assert ask(client, "nobody@example.org").status_code == 302
    message = Message.objects.get()
    assert (message.purpose, message.secret) == ("unknown_account", False)
    assert "/password/reset/key/" not in message.text


def test_a_closed_account_gets_no_link(client: Client, ann: User) -> None:
    User.objects.filter(pk=ann.pk).update(is_active=False)
    ask(client)
    assert Message.objects.get().purpose == "unknown_account"


def test_a_made_up_link_opens_nothing(client: Client, ann: User) -> None:
    page = client.get("/accounts/password/reset/key/1-abcdef-0123456789abcdef/")
    assert "This link is no longer good" in page.text


def test_a_link_works_once_and_ends_every_session(client: Client, signed_in: Client, ann: User) -> None:
    ask(client)
    path = link()
    elsewhere = Client()
    assert set_password(elsewhere, path)["Location"] == "/accounts/password/reset/key/done/"
    assert authenticate(email=ann.email, password=NEW) == ann
    assert signed_in.get("/accounts/profile/").status_code == 302
    assert "This link is no longer good" in Client().get(path).text


def test_following_a_reset_link_signs_nobody_out(ann: User) -> None:
    bob = UserFactory()
    visitor = Client()
    ask(Client())
    visitor.force_login(bob)
    visitor.get(link(), follow=True)
    assert visitor.get("/accounts/profile/").status_code == 200


def test_a_double_click_is_one_mail_and_asking_again_is_another(client: Client, ann: User) -> None:
    ask(client)
    ask(client)
    assert Message.objects.count() == 1
    cache.clear()
    Message.objects.update(created_at="2026-01-01T00:00Z")
    ask(client)
    assert Message.objects.filter(purpose="password_reset_key").count() == 2


@pytest.mark.parametrize(("old", "new"), [("wrong", NEW), (PASSWORD, "short"), (PASSWORD, "ann@example.org")])
def test_a_new_password_needs_the_old_one_and_must_be_good(signed_in: Client, ann: User, old: str, new: str) -> None:
    assert signed_in.post(CHANGE, {"oldpassword": old, "password1": new}).status_code == 200
    assert authenticate(email=ann.email, password=PASSWORD) == ann


def test_a_new_password_keeps_this_session_and_ends_the_others(signed_in: Client, ann: User) -> None:
    elsewhere = Client()
    elsewhere.post("/accounts/login/", {"login": ann.email, "password": PASSWORD})
    assert elsewhere.get("/accounts/profile/").status_code == 200

    signed_in.post(CHANGE, {"oldpassword": PASSWORD, "password1": NEW})
    assert signed_in.get("/accounts/profile/").status_code == 200
    assert elsewhere.get("/accounts/profile/").status_code == 302
    assert Message.objects.get().purpose == "password_changed"
