"""A learner of the tiny course, signed in, in a browser."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Lock
from typing import Self

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import BrowserContext, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from quizzes.actions import marking
from quizzes.models import AttemptItem
from tests.curriculum.rows import forget_pages, load_texts
from tests.curriculum.trees import write
from tests.factories import UserFactory
from tests.quizzes.course import TEXTS
from tests.quizzes.sitting import join


class Traffic:
    """The requests that the server is dealing with."""

    CALM, PATIENCE = 0.2, 10.0

    def __init__(self) -> None:
        self._lock, self._n_open, self._last = Lock(), 0, 0.0

    def __enter__(self) -> Self:
        request_started.connect(self._began)
        request_finished.connect(self._ended)
        return self

    def __exit__(self, *_error: object) -> None:
        request_started.disconnect(self._began)
        request_finished.disconnect(self._ended)

    def _began(self, **_rest: object) -> None:
        self._count(1)

    def _ended(self, **_rest: object) -> None:
        self._count(-1)

    def _count(self, change: int) -> None:
        with self._lock:
            self._n_open, self._last = self._n_open + change, time.monotonic()

    def settle(self) -> None:
        """Until none has been under way for a while."""
        begun = time.monotonic()
        while self._n_open or time.monotonic() - max(self._last, begun) < self.CALM:
            assert time.monotonic() < begun + self.PATIENCE, f"{self._n_open} requests do not end"
            time.sleep(0.02)


class Desk:
    """A learner of the tiny course, signed in, in a browser."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address, self.context = address, context
        self.learner = UserFactory()
        join(self.learner)
        client = Client()
        client.force_login(self.learner)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": address}])

    def open(self, path: str) -> Page:
        page = self.context.new_page()
        page.goto(f"{self.address}/courses/tiny/{path}")
        return page

    def wait(self, page: Page) -> None:
        """Until the script is there that saves."""
        page.wait_for_function("() => Boolean(customElements.get('quiz-attempt'))")

    def start(self, quiz: str = "exam") -> Page:
        page = self.open(f"quizzes/{quiz}/")
        page.get_by_role("button", name="Start, all on one page").click()
        self.wait(page)
        return page

    def item(self, slug: str) -> AttemptItem:
        own = AttemptItem.objects.select_related("version").filter(attempt__learner=self.learner)
        return own.get(version__question__slug=slug)

    def mark(self) -> None:
        marking.sweep()

    def question(self, page: Page, slug: str) -> Locator:
        return page.locator(f"#question-{self.item(slug).position}")


@pytest.fixture
def course(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    forget_pages()
    marking._kept().clear()
    load_texts(write(tmp_path / "tiny", TEXTS), TEXTS)
    with Traffic() as traffic:
        yield
        # A page that is closed may have sent something still, and the database is about to be emptied.
        traffic.settle()
    forget_pages()


@pytest.fixture
def desk(course: None, context: BrowserContext, live_server: LiveServer) -> Desk:
    return Desk(context, live_server.url)


def eventually(page: Page, is_so: Callable[[], bool], what: str) -> None:
    """Waits until the server knows; what a page sends while it goes nobody hears of."""
    until = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < until, what
        page.wait_for_timeout(50)


def saved(page: Page) -> None:
    expect(page.locator("[data-saved]")).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))
