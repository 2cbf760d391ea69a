"""What every test may use, and what none may do.

No test reaches beyond this machine. A test that uses `page` drives a real browser, and fails when the browser
met an error or a violation of the content security policy.
"""

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import hypothesis
import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from config import cache as limits
from config import celery
from tests.kept import forget

# Playwright's synchronous interface runs a loop in the test's own thread, which Django would take for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

hypothesis.settings.register_profile("dev", max_examples=40, deadline=None, derandomize=True, database=None)
hypothesis.settings.register_profile("ci", max_examples=1000, deadline=None, database=None, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))

SERVICES = bool(os.environ.get("EPOCH_TEST_DATABASE_URL"))
ALLOWED = {"localhost", "127.0.0.1", "::1", "0.0.0.0"} | {
    urlsplit(os.environ.get(name, "")).hostname for name in ("EPOCH_TEST_DATABASE_URL", "EPOCH_TEST_REDIS_URL")
}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The browser is held to the same rule as the tests: no name but this machine's resolves.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With PostgreSQL and Redis, what touches them; without, what needs them is left out."""

    def touches_database(item: pytest.Item) -> bool:
        names = set(getattr(item, "fixturenames", ()))
        return bool(
            item.get_closest_marker("services")
            or item.get_closest_marker("django_db")
            or names & {"db", "transactional_db", "live_server"}
            or hasattr(getattr(item, "cls", None), "databases")
        )

    if SERVICES:
        kept = [item for item in items if touches_database(item) and not item.get_closest_marker("journey")]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
        items[:] = kept


class Unreachable(AssertionError):
    """A test tried to leave this machine."""


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def check(host: object) -> None:
        if isinstance(host, bytes):
            host = host.decode()
        if host and host not in ALLOWED:
            raise Unreachable(f"A test wants to reach {host}; tests stay on this machine.")

    def address_of(address: Any) -> object:
        return address[0] if isinstance(address, tuple) else None  # a path is a local socket

    def guarded_connect(self: socket.socket, address: Any) -> None:
        check(address_of(address))
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        check(address_of(address))
        return connect_ex(self, address)

    def guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        check(host)
        return getaddrinfo(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
        yield


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.fixture
def fresh_limits(request: pytest.FixtureRequest) -> Iterator[None]:
    """No test inherits the tries of another, nor the grudge of a breaker."""
    limits.BREAKER.worked()
    celery.BREAKER.worked()
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        cache.clear()
    yield
    limits.BREAKER.worked()
    celery.BREAKER.worked()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, or Playwright's own where it was installed: one for all tests of a process."""
    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, BROWSERS)), None)
        if not found and not Path(playwright.chromium.executable_path).exists():
            pytest.fail("No Chromium: apt-get install chromium, or playwright install chromium.", pytrace=False)
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def browser_errors() -> list[str]:
    """What the browser complained of. A test that provokes a complaint asserts it here, and then clears it."""
    return []


@pytest.fixture
def context(browser: Browser, browser_errors: list[str]) -> Iterator[BrowserContext]:
    """A browser without cookies or history. Violations of the policy are complaints on its console too."""

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            browser_errors.append(f"{message.text} ({message.location.get('url', '')})")

    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(10_000)
    context.on("console", heard)
    context.on("weberror", lambda problem: browser_errors.append(str(problem.error)))
    yield context
    context.close()
    assert browser_errors == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
