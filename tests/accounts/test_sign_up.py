import re
from typing import Any
from unittest.mock import patch

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError
from django.test import Client

from accounts import actions
from accounts.models import Message, User
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

SIGNUP = "/accounts/signup/"
FORM = {"email": "new@example.org", "display_name": "Nora", "password1": PASSWORD, "time_zone": "Europe/Berlin"}


def sign_up(client: Client, **changes: str) -> Any:
    return client.post(SIGNUP, {**FORM, **changes})


def link_in(message: Message) -> str:
    """The path of the link that a mail holds."""
    found = re.search(r"http://localhost:8000(/\S+)", message.text)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("email", "nobody", "Enter a valid email address."),
        ("email", "", "This field is required."),
        ("display_name", "", "This field is required."),
        ("display_name", "x" * 81, "at most 80 characters"),
        ("display_name", "No\x00ra", "Null characters are not allowed."),
        ("password1", "short", "too short"),
        ("password1", "never guessed " * 65_000, "at most 256 characters"),
        ("password1", "1234567890", "entirely numeric"),
        ("password1", "password123", "too common"),
        ("password1", "new@example.org", "too similar"),
    ],
)
def test_a_mistake_is_named_beside_its_field_and_makes_no_account(
    client: Client, field: str, value: str, words: str
) -> None:
    response = sign_up(client, **{field: value})
    assert words in response.text
    assert not User.objects.exists()
    assert not Message.objects.exists()


def test_a_new_account_is_a_learner_s_with_an_address_to_confirm_and_one_mail(client: Client) -> None:
    response = sign_up(client)
    assert response["Location"] == "/accounts/confirm-email/"
    user = User.objects.get()
    assert (user.email, user.display_name, user.time_zone) == ("new@example.org", "Nora", "Europe/Berlin")
    assert [group.name for group in user.groups.all()] == ["learner"]
    assert not (user.is_staff or user.is_superuser)
    assert EmailAddress.objects.filter(user=user, primary=True, verified=False).count() == 1
    message = Message.objects.get()
    assert (message.purpose, message.recipient, message.secret) == (
        "email_confirmation_signup",
        "new@example.org",
        True,
    )


def test_fields_that_the_form_does_not_offer_change_nothing(client: Client) -> None:
    sign_up(client, is_staff="1", is_superuser="1", is_active="", groups="1", id="77")
    user = User.objects.get()
    assert (user.is_staff, user.is_superuser, user.is_active) == (False, False, True)


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd"])
def test_a_time_zone_that_makes_no_sense_is_utc(client: Client, zone: str) -> None:
    sign_up(client, time_zone=zone)
    assert User.objects.get().time_zone == "UTC"


def test_the_name_typed_by_a_stranger_is_not_in_the_mail_to_the_address(client: Client) -> None:
    sign_up(client, display_name="Win at evil.example")
    assert "evil" not in Message.objects.get().text


def test_account_and_mail_are_one_transaction(client: Client) -> None:
    client.raise_request_exception = False
    with patch("accounts.outbox.post_message", side_effect=RuntimeError("the process dies here")):
        assert sign_up(client).status_code == 500
    assert not User.objects.exists()


def test_an_address_taken_between_check_and_insert_is_answered_like_any_other(client: Client) -> None:
    with patch.object(actions, "register_learner", side_effect=IntegrityError):
        response = sign_up(client)
    assert response["Location"] == "/accounts/confirm-email/"
    assert Message.objects.get().purpose == "account_already_exists"


def test_following_the_link_confirms_nothing_before_the_button_is_pressed(client: Client) -> None:
    sign_up(client)
    page = client.get(link_in(Message.objects.get()))
    assert "Yes, confirm it" in page.text
    assert not EmailAddress.objects.get().verified


def test_following_a_link_signs_nobody_out(client: Client) -> None:
    sign_up(client)
    other = UserFactory()
    client.force_login(other)
    client.get(link_in(Message.objects.get()))
    assert client.get("/accounts/profile/").status_code == 200


def test_the_button_behind_the_link_confirms_and_signs_in_where_one_signed_up(client: Client) -> None:
    sign_up(client)
    response = client.post(link_in(Message.objects.get()))
    assert response["Location"] == "/desk/"
    assert EmailAddress.objects.get().verified
    assert client.get("/accounts/profile/").status_code == 200


def test_on_another_device_the_button_confirms_and_leads_to_the_sign_in(client: Client) -> None:
    sign_up(client)
    elsewhere = Client()
    assert elsewhere.post(link_in(Message.objects.get()))["Location"] == "/accounts/login/"
    assert EmailAddress.objects.get().verified
    assert elsewhere.get("/accounts/profile/").status_code == 302


def test_a_link_works_once(client: Client) -> None:
    sign_up(client)
    link = link_in(Message.objects.get())
    client.post(link)
    assert "This link is no longer good" in Client().get(link).text
