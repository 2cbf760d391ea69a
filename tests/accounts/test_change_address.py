import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import Message, User
from tests.factories import PASSWORD, UserFactory

EMAIL = "/accounts/email/"
REAUTHENTICATE = "/accounts/reauthenticate/"


def link_to(address: str) -> str:
    found = re.search(r"http://localhost:8000(/\S+)", Message.objects.filter(recipient=address).latest("pk").text)
    assert found
    return found[1]


@pytest.fixture
def confirmed(signed_in: Client) -> Client:
    """Ann, who has just typed her password once more."""
    assert signed_in.post(REAUTHENTICATE, {"password": PASSWORD}).status_code == 302
    return signed_in


def test_a_new_address_needs_the_password_once_more(signed_in: Client) -> None:
    response = signed_in.post(EMAIL, {"action_add": "", "email": "ann@new.example"})
    assert response["Location"].startswith(REAUTHENTICATE)
    assert not Message.objects.exists()


def test_a_wrong_password_does_not_confirm_it_is_you(signed_in: Client) -> None:
    assert "This is not your password." in signed_in.post(REAUTHENTICATE, {"password": "wrong"}).text


def test_the_old_address_stays_until_the_new_one_is_confirmed(confirmed: Client, ann: User) -> None:
    confirmed.post(EMAIL, {"action_add": "", "email": "Ann@New.example"})
    ann.refresh_from_db()
    assert ann.email == "ann@example.org"
    assert Message.objects.get().recipient == "ann@new.example"

    confirmed.post(link_to("ann@new.example"))
    ann.refresh_from_db()
    assert ann.email == "ann@new.example"
    assert [address.email for address in EmailAddress.objects.filter(user=ann)] == ["ann@new.example"]
    notice = Message.objects.get(purpose="email_changed")
    assert notice.recipient == "ann@example.org"


def test_somebody_else_s_address_is_asked_to_confirm_like_any_other_and_then_refused(
    confirmed: Client, ann: User
) -> None:
    UserFactory(email="bob@example.org", verified=False)
    response = confirmed.post(EMAIL, {"action_add": "", "email": "bob@example.org"})
    assert response.status_code == 302

    page = confirmed.post(link_to("bob@example.org"), follow=True)
    assert "belongs to another account" in page.text
    ann.refresh_from_db()
    assert ann.email == "ann@example.org"


def test_a_change_can_be_called_off(confirmed: Client, ann: User) -> None:
    confirmed.post(EMAIL, {"action_add": "", "email": "ann@new.example"})
    confirmed.post(EMAIL, {"action_remove": "", "email": "ann@new.example"})
    assert [address.email for address in EmailAddress.objects.filter(user=ann)] == ["ann@example.org"]
