"""What every page of the accounts has in common: the site's frame, labels, no inline code, our words."""

import re
from html.parser import HTMLParser

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.urls import resolve

from accounts.models import User

pytestmark = pytest.mark.django_db

OPEN = [
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/done/",
    "/accounts/password/reset/key/1-abc/",
    "/accounts/confirm-email/",
    "/accounts/confirm-email/abc/",
    "/accounts/inactive/",
    "/mail/",
]
OWN = [
    "/accounts/profile/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/sessions/",
    "/accounts/logout/",
    "/accounts/reauthenticate/",
]


class Controls(HTMLParser):
    """What a page asks for, and what it runs."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.inputs: list[dict[str, str | None]] = []
        self.labels: set[str | None] = set()
        self.ids: list[str] = []
        self.wrong: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "label":
            self.labels.add(given.get("for"))
        if tag in {"input", "select", "textarea"} and given.get("type") != "hidden" and "hidden" not in given:
            self.inputs.append(given)
        if tag == "style" or (tag == "script" and not given.get("src")):
            self.wrong.append(f"inline <{tag}>")
        self.wrong += [f"{name}=" for name in given if name == "style" or name.startswith("on")]


def text_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    assert "unsafe-" not in response["Content-Security-Policy"]
    return response.text


@pytest.fixture(params=[*OPEN, *OWN])
def page(request: pytest.FixtureRequest, client: Client, ann: User) -> str:
    if request.param in OWN:
        client.force_login(ann)
    return text_of(client, request.param)


def test_each_page_stands_in_our_frame_with_one_heading_and_a_title(page: str) -> None:
    assert page.count('class="form-page"') == 1
    assert page.count("<h1>") == 1
    assert re.search(r"<title>[A-Z][^<]+ · Epoch</title>", page)
    assert '<meta name="robots" content="noindex">' in page


def test_no_page_carries_inline_code(page: str) -> None:
    assert Controls(page).wrong == []


def test_each_field_has_a_label_and_each_id_is_one_of_a_kind(page: str) -> None:
    controls = Controls(page)
    assert {field.get("id") for field in controls.inputs} <= controls.labels
    assert len(controls.ids) == len(set(controls.ids))


def test_no_field_speaks_through_a_placeholder(page: str) -> None:
    assert not [field for field in Controls(page).inputs if field.get("placeholder")]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/accounts/login/", {"login": "username", "password": "current-password"}),
        ("/accounts/signup/", {"display_name": "name", "email": "email", "password1": "new-password"}),
        ("/accounts/password/reset/", {"email": "email"}),
        ("/accounts/password/change/", {"oldpassword": "current-password", "password1": "new-password"}),
        ("/accounts/reauthenticate/", {"password": "current-password"}),
        ("/accounts/email/", {"email": "email"}),
    ],
)
def test_password_managers_are_told_what_each_field_is(
    client: Client, ann: User, path: str, expected: dict[str, str]
) -> None:
    if path in OWN:
        client.force_login(ann)
    fields = Controls(text_of(client, path)).inputs
    assert {field["name"]: field.get("autocomplete") for field in fields} == expected


def test_mistakes_are_summed_up_first_and_tied_to_form_and_field(client: Client) -> None:
    page = client.post("/accounts/signup/", {"email": "nobody"}).text
    assert 'aria-describedby="errors"' in page
    assert '<div class="callout warning" id="errors" role="alert">' in page
    assert '<a href="#id_email">E-mail address</a>: Enter a valid email address.' in page
    assert 'id="id_email_error"' in page
    assert re.search(r'<input[^>]*name="email"[^>]*aria-describedby="[^"]*id_email_error', page)
    assert re.search(r'<input[^>]*name="email"[^>]*aria-invalid="true"', page)


def test_what_was_typed_stays_but_for_the_password(client: Client) -> None:
    page = client.post("/accounts/signup/", {"email": "nobody", "display_name": "Nora", "password1": "x"}).text
    assert 'value="Nora"' in page
    assert 'value="x"' not in page


def test_the_routes_that_we_replace_come_before_allauth_s() -> None:
    for path in ("/accounts/sessions/", "/accounts/confirm-email/a:b/", "/accounts/password/reset/key/1-a-b/"):
        assert resolve(path).func.view_class.__module__ == "accounts.views"  # type: ignore[attr-defined]


def test_pages_of_allauth_that_we_do_not_replace_stand_in_the_site_s_frame_too(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = AnonymousUser()
    page = get_template("allauth/layouts/manage.html").render({}, request)
    assert '<header class="bar">' in page
    assert "<title>Account · Epoch</title>" in page
