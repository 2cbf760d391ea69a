"""The log of what touches security: everything that happened, nothing that opens a door."""

import json
import logging
import sys

import pytest
from django.test import Client

from accounts.audit import fingerprint
from accounts.models import User
from config.logs import JsonLines, Lines
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, logger="epoch.security")
    return caplog


def events(log: pytest.LogCaptureFixture) -> list[str]:
    return [record.event for record in log.records if record.name == "epoch.security"]  # type: ignore[attr-defined]


def test_a_failed_sign_in_names_neither_password_nor_address(
    client: Client, ann: User, log: pytest.LogCaptureFixture
) -> None:
    client.post("/accounts/login/", {"login": ann.email, "password": "not the password"})
    assert events(log) == ["login_failed"]
    assert "not the password" not in log.text
    assert ann.email not in log.text
    assert f"account={fingerprint(ann.email)}" in log.text
    assert "ip=127.0.0.1" in log.text


def test_failures_on_one_account_line_up() -> None:
    assert fingerprint("Ann@example.org") == fingerprint("ann@example.org") != fingerprint("bob@example.org")


def test_signing_in_and_out_and_a_new_password_are_noted(
    signed_in: Client, ann: User, log: pytest.LogCaptureFixture
) -> None:
    signed_in.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "a quite different one"})
    signed_in.post("/accounts/logout/")
    assert events(log)[-2:] == ["password_changed", "logged_out"]
    assert "a quite different one" not in log.text
    assert f"user={ann.pk}" in log.text


def test_signing_up_is_noted_without_the_link(client: Client, log: pytest.LogCaptureFixture) -> None:
    form = {"email": "new@example.org", "display_name": "Nora", "password1": PASSWORD}
    client.post("/accounts/signup/", form)
    assert events(log) == ["signed_up"]
    assert "new@example.org" not in log.text
    assert "confirm-email" not in log.text


def record(message: str, *args: object, **extra: object) -> logging.LogRecord:
    made = logging.LogRecord("epoch.test", logging.INFO, __file__, 1, message, args, None)
    vars(made).update(extra)
    return made


@pytest.mark.parametrize("formatter", [Lines(), JsonLines()])
def test_links_that_open_doors_are_cut_from_every_line(formatter: logging.Formatter) -> None:
    line = formatter.format(
        record("Not Found: %s and %s", "/accounts/password/reset/key/1-abc-def/", "/accounts/confirm-email/Mg:1xy/")
    )
    assert "abc-def" not in line
    assert "1xy" not in line
    assert "/password/reset/key/…/ and /accounts/confirm-email/…/" in line


def test_a_line_for_machines_is_one_object_with_the_extra_fields_and_the_trace() -> None:
    made = record("Grüße %s", "Ann", event="login_failed", ip="192.0.2.1")
    try:
        raise ValueError("ours")
    except ValueError:
        made.exc_info = sys.exc_info()
    text = JsonLines().format(made)
    line = json.loads(text)
    assert "\n" not in text
    assert (line["message"], line["level"], line["event"], line["ip"]) == (
        "Grüße Ann",
        "INFO",
        "login_failed",
        "192.0.2.1",
    )
    assert "ValueError: ours" in line["traceback"]
