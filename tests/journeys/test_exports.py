"""A file that a worker makes: its page says how far it is, with and without JavaScript, and then offers it."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accounts.models import User
from progress.actions.exports import jobs
from progress.models import Export
from tests.audits.test_axe import violations
from tests.journeys.desk import Desk
from tests.journeys.hands import fits
from tests.progress.exporting import asked, made, of, somebody
from tests.progress.exporting import browser as signed_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def person(desk: Desk, tmp_path: Path, settings: Any) -> User:
    settings.EXPORTS_DIR = tmp_path / "exports"
    return somebody()


def enter(context: BrowserContext, desk: Desk, person: User) -> Page:
    value = signed_in(person).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": desk.address}])
    return context.new_page()


def looks_well(page: Page) -> None:
    """On a desk, and on a phone."""
    assert violations(page, is_bundled=False) == []
    page.set_viewport_size({"width": 360, "height": 800})
    assert fits(page)
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_file_is_waited_for_and_fetched(desk: Desk, person: User) -> None:
    job = asked(person, "xlsx")
    Export.objects.update(n_total=400, n_rows=100, state="running")
    page = enter(desk.context, desk, person)
    page.goto(f"{desk.address}{of(job, 'export')}")
    expect(page.get_by_text("100 of 400 rows at most")).to_be_visible()
    looks_well(page)
    Export.objects.update(n_rows=200)
    expect(page.get_by_text("200 of 400 rows at most")).to_be_visible()
    jobs.carry_on(job.pk)
    expect(page.get_by_role("link", name="Download")).to_be_visible()
    looks_well(page)
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Download").click()
    assert fetched.value.suggested_filename.startswith("epoch-progress-tiny-")
    job.refresh_from_db()
    assert Path(fetched.value.path()).stat().st_size == job.n_bytes


def test_without_javascript_the_page_looks_again_by_itself(desk: Desk, person: User, browser: Browser) -> None:
    job = asked(person)
    with browser.new_context(java_script_enabled=False) as context:
        page = enter(context, desk, person)
        page.goto(f"{desk.address}{of(job, 'export')}")
        expect(page.get_by_role("button", name="Cancel")).to_be_visible()
        jobs.carry_on(job.pk)
        expect(page.get_by_role("link", name="Download")).to_be_visible(timeout=15_000)


def test_a_file_is_cancelled_and_the_list_says_so(desk: Desk, person: User) -> None:
    made(person)
    job = asked(person, "jsonl")
    page = enter(desk.context, desk, person)
    page.goto(f"{desk.address}{of(job, 'export')}")
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("It is cancelled, and nothing is left of it.")).to_be_visible()
    page.get_by_role("navigation", name="Breadcrumbs").get_by_role("link", name="Files").click()
    expect(page.get_by_role("row", name="JSON Lines")).to_contain_text("Cancelled")
    looks_well(page)
