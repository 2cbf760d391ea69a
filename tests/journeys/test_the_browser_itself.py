"""What the other journeys rely on: the browser's complaints are heard, and nothing leaves this machine."""

import socket

import pytest
from playwright.sync_api import Error, Page
from pytest_django.live_server_helper import LiveServer

from tests.conftest import Unreachable


def test_a_test_cannot_leave_this_machine() -> None:
    with pytest.raises(Unreachable, match=r"reach 192\.0\.2\.1"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(Unreachable, match=r"reach example\.org"):
        socket.create_connection(("example.org", 80), timeout=1)


@pytest.mark.journey
def test_the_browser_cannot_leave_this_machine(page: Page) -> None:
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://example.org/")


@pytest.mark.journey
def test_an_error_of_a_script_is_heard(page: Page, live_server: LiveServer, browser_errors: list[str]) -> None:
    page.goto(f"{live_server.url}/accounts/login/")
    page.evaluate("console.error('loud')")
    page.evaluate("() => { setTimeout(() => { throw new Error('thrown') }) }")
    page.wait_for_timeout(100)
    assert len(browser_errors) == 2
    assert "loud" in browser_errors[0]
    assert "thrown" in browser_errors[1]
    browser_errors.clear()


@pytest.mark.journey
def test_a_violation_of_the_policy_is_heard(page: Page, live_server: LiveServer, browser_errors: list[str]) -> None:
    page.goto(f"{live_server.url}/accounts/login/")
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.evaluate(
        "() => { const s = document.createElement('script'); s.text = 'window.ran = 1'; document.body.append(s) }"
    )
    page.wait_for_timeout(100)
    assert page.evaluate("window.ran") is None
    assert [error for error in browser_errors if "Content Security Policy" in error]
    browser_errors.clear()
