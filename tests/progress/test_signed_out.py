"""A form of the admin that is sent after the session has ended: where signing in leads, and what is said."""

import pytest
from django.test import Client

from accounts.models import Role
from tests.factories import UserFactory
from tests.progress.authors import author_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("course")]
TARGET = "/admin/reports/progress/export/"
STOOD = "http://testserver/admin/reports/progress/?course=tiny&pace=behind"
SAID = "nothing of what you sent was stored"


@pytest.mark.parametrize(
    ("referer", "leads_to"),
    [
        (STOOD, "/admin/reports/progress/%3Fcourse%3Dtiny%26pace%3Dbehind"),
        ("", "/admin/"),
        ("https://elsewhere.example.org/admin/reports/", "/admin/"),
        ("//elsewhere.example.org/admin/", "/admin/"),
        ("javascript:alert(1)", "/admin/"),
        ("http://testserver//elsewhere.example.org/", "/admin/"),
    ],
)
def test_signing_in_leads_back_to_the_page_of_the_form(referer: str, leads_to: str) -> None:
    client = Client()
    answer = client.post(TARGET, {"form": "csv"}, headers={"Referer": referer} if referer else {})
    assert (answer.status_code, answer["Location"]) == (302, f"/admin/login/?next={leads_to}")
    assert client.get(answer["Location"], follow=True).content.decode().count(SAID) == 1


def test_what_a_script_sends_leaves_no_message() -> None:
    client = Client()
    answer = client.post(TARGET, headers={"Sec-Fetch-Mode": "cors"})
    assert answer.status_code == 302
    assert SAID not in client.get(answer["Location"], follow=True).content.decode()


def test_who_is_signed_in_and_no_staff_was_not_signed_out() -> None:
    client = Client()
    client.force_login(UserFactory())
    answer = client.post(TARGET)
    assert answer.status_code == 302
    assert SAID not in client.get("/desk/", follow=True).content.decode()


def test_an_address_that_only_takes_forms_says_so() -> None:
    client = Client()
    client.force_login(author_of("tiny", Role.INSTRUCTOR))
    answer = client.get(TARGET)
    assert answer.status_code == 405
    assert "Only a form is sent here. Nothing was changed." in answer.content.decode()
