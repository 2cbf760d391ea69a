"""How often somebody may try (P22), on the database's cache as in an installation without Redis."""

from typing import Any

import pytest
from django.test import Client, RequestFactory
from pytest_django import Settings

from accounts.adapter import Adapter
from accounts.models import User
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
RESET = "/accounts/password/reset/"


def try_password(password: str = "wrong", address: str = "ann@example.org", ip: str = "192.0.2.1") -> Any:
    return Client(REMOTE_ADDR=ip).post(LOGIN, {"login": address, "password": password})


def fail(times: int, ip: str = "192.0.2.1") -> None:
    for _ in range(times):
        assert try_password(ip=ip).status_code == 200


def test_after_five_failures_even_the_right_password_gets_429_and_when_to_come_back(ann: User) -> None:
    fail(5)
    response = try_password(PASSWORD)
    assert (response.status_code, response["Retry-After"]) == (429, "300")
    assert "Too many tries" in response.text


def test_the_case_of_the_address_buys_no_more_tries(ann: User) -> None:
    fail(5)
    assert try_password(address="ANN@example.org").status_code == 429


def test_an_unknown_address_is_limited_just_the_same() -> None:
    for _ in range(5):
        assert try_password(address="nobody@example.org").status_code == 200
    assert try_password(address="nobody@example.org").status_code == 429


def test_the_way_through_the_admin_counts_too(ann: User) -> None:
    for _ in range(5):
        Client(REMOTE_ADDR="192.0.2.1").post("/admin/login/", {"username": ann.email, "password": "wrong"}, follow=True)
        assert try_password().status_code == 200
    assert try_password().status_code == 429


def test_a_stranger_s_failures_do_not_lock_the_owner_out(ann: User) -> None:
    fail(5, ip="198.51.100.7")
    assert try_password(PASSWORD, ip="192.0.2.1").status_code == 302


def test_nor_do_a_hundred_and_five_of_them_from_one_place(ann: User) -> None:
    codes = [try_password(ip="198.51.100.7").status_code for _ in range(105)]
    assert codes == [200] * 5 + [429] * 100
    assert try_password(PASSWORD, ip="192.0.2.1").status_code == 302


def test_an_open_session_confirms_its_password_while_strangers_try_it(
    signed_in: Client, ann: User, settings: Settings
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login_failed_anywhere": "3/h/key"}
    fail(3, ip="198.51.100.7")
    assert try_password(PASSWORD, ip="192.0.2.1").status_code == 429
    assert signed_in.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302


def test_a_locked_account_keeps_its_open_sessions(signed_in: Client, ann: User) -> None:
    fail(5)
    assert try_password(PASSWORD).status_code == 429
    assert signed_in.get("/accounts/profile/").status_code == 200


def test_one_account_cannot_be_tried_from_a_hundred_places(ann: User) -> None:
    for n in range(20):
        fail(5, ip=f"198.51.100.{n}")
    response = try_password(ip="203.0.113.1")
    assert (response.status_code, response["Retry-After"]) == (429, "3600")


def test_a_reset_password_wipes_the_slate(ann: User) -> None:
    fail(5)
    adapter = Adapter()
    request = RequestFactory().post(LOGIN, REMOTE_ADDR="192.0.2.1")
    adapter._delete_login_attempts_cached_email(request, email=ann.email)
    assert try_password(PASSWORD).status_code == 302


def test_a_right_password_uses_up_no_try(ann: User) -> None:
    for _ in range(12):
        assert try_password(PASSWORD).status_code == 302


def test_nor_does_it_count_against_the_account_elsewhere(ann: User, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login_failed_anywhere": "3/h/key"}
    for n in range(5):
        assert try_password(PASSWORD, ip=f"198.51.100.{n}").status_code == 302


def test_a_class_behind_one_address_signs_in_even_where_many_mistype() -> None:
    for n in range(40):
        address = UserFactory(email=f"pupil{n}@example.org").email
        if n % 2:
            assert try_password("wrong", address).status_code == 200
        assert try_password(PASSWORD, address).status_code == 302


def test_a_class_behind_one_address_signs_up(client: Client) -> None:
    for n in range(40):
        form = {"email": f"pupil{n}@example.org", "display_name": "Pupil", "password1": PASSWORD}
        assert Client(REMOTE_ADDR="192.0.2.1").post("/accounts/signup/", form).status_code == 302


def test_signing_up_without_end_is_refused() -> None:
    for _ in range(60):
        assert Client().post("/accounts/signup/", {}).status_code == 200
    response = Client().post("/accounts/signup/", {})
    assert (response.status_code, response["Retry-After"]) == (429, "60")


def test_nobody_s_mailbox_is_filled_with_reset_links(ann: User) -> None:
    for _ in range(3):
        assert Client().post(RESET, {"email": ann.email}).status_code == 302
    assert Client(REMOTE_ADDR="198.51.100.7").post(RESET, {"email": ann.email}).status_code == 429


def test_without_a_word_from_the_operator_no_proxy_is_trusted(settings: Settings) -> None:
    assert settings.ALLAUTH_TRUSTED_PROXY_COUNT == 0


def request_with(forwarded: str | None, remote: str = "10.0.0.1") -> Any:
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    return RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "client_address"),
    [
        (0, None, "10.0.0.1"),
        (0, "192.0.2.1", "10.0.0.1"),  # nobody to trust: the header is the visitor's own invention
        (1, "192.0.2.1", "192.0.2.1"),
        (1, "203.0.113.9, 192.0.2.1", "192.0.2.1"),  # what the visitor wrote stands left of what our proxy saw
        (2, "203.0.113.9, 192.0.2.1, 10.0.0.2", "192.0.2.1"),
        (2, "192.0.2.1", "10.0.0.1"),  # came past a proxy
        (1, None, "10.0.0.1"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_the_client_is_who_our_own_proxies_saw(
    settings: Settings, proxies: int, forwarded: str | None, client_address: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    assert Adapter().get_client_ip(request_with(forwarded)) == client_address
