"""An instructor's way through a report: filter, sort, turn the page, look at a chart, pass the address on, print."""

import re
from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from curriculum.models import Course
from progress.actions.study import begin_study
from progress.reports.tables import paging
from quizzes.models import Quiz
from tests.audits.test_axe import LOOKS, violations
from tests.factories import UserFactory
from tests.progress.authors import author
from tests.progress.cohorts import a_cohort, another_course
from tests.progress.telling import MONDAY, do_all, studying

pytestmark = pytest.mark.journey
N_MEMBERS = 8


@pytest.fixture(autouse=True)
def members(course: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "PAGE", 5)
    tiny = Course.objects.get(slug="tiny")
    cohort = a_cohort(begins_on=date(2026, 3, 2), daily_minutes=30)
    for place in range(N_MEMBERS):
        person: User = UserFactory(display_name=f"Member {place}")
        begin_study(person, tiny, MONDAY, cohort=cohort)
        if place % 2:
            do_all(person, MONDAY)
    studying(tiny, display_name="Elsewhere")


def enter(context: BrowserContext, server: LiveServer, client: Client) -> Page:
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": server.url}])
    return context.new_page()


def names(page: Page) -> list[str]:
    return page.locator(".report-table tbody th").all_inner_texts()


def test_a_report_is_filtered_sorted_charted_passed_on_and_printed(
    browser: Browser, context: BrowserContext, live_server: LiveServer
) -> None:
    page = enter(context, live_server, author())
    page.goto(f"{live_server.url}/admin/")
    page.get_by_role("link", name="Reports").first.click()
    page.get_by_role("link", name="Progress by learner").click()
    page.get_by_role("combobox", name="Cohort").select_option(label="Autumn")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text(f"5 of {N_MEMBERS} rows")).to_be_visible()
    page.locator("thead").get_by_role("link", name="Learner").click()
    page.locator("thead").get_by_role("link", name="Learner").click()
    expect(page.get_by_role("columnheader", name="Learner")).to_have_attribute("aria-sort", "descending")
    assert names(page) == [f"Member {place}" for place in (7, 6, 5, 4, 3)]
    page.get_by_role("link", name="Next page").click()
    assert names(page) == ["Member 2", "Member 1", "Member 0"]

    chart = page.get_by_role("region", name="Funnel by lesson")
    expect(chart.get_by_role("img")).to_have_accessible_name(re.compile(f"Of {N_MEMBERS} learners: 4 opened the first"))
    chart.get_by_text("As a table").click()
    expect(chart.get_by_role("row", name="1. Alpha 4 4")).to_be_visible()

    address = page.url
    other = browser.new_context()
    colleague = enter(other, live_server, author())
    colleague.goto(address)
    assert names(colleague) == names(page)
    another_course()
    stranger = browser.new_context()
    answer = enter(stranger, live_server, author("another")).goto(address)
    assert answer and answer.status == 400
    other.close()
    stranger.close()

    on_paper = page.locator(".report-paper").first
    expect(on_paper).to_be_hidden()
    page.emulate_media(media="print")
    expect(on_paper).to_contain_text("Cohort: Autumn.")
    expect(on_paper).to_be_visible()
    page.emulate_media(media="screen")
    page.get_by_role("link", name="Summary of Autumn, to print").click()
    expect(page.locator(".sheet-paces")).to_contain_text(f"{N_MEMBERS} behind")
    page.emulate_media(media="print")
    expect(page.locator("#header")).to_be_hidden()
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) <= 2


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
def test_reports_have_no_violation_in_any_look(
    browser: Browser, live_server: LiveServer, look: tuple[str, int]
) -> None:
    scheme, width = look
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})  # type: ignore[arg-type]
    page = enter(context, live_server, author())
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if "Failed to load" not in message.text else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.goto(f"{live_server.url}/admin/reports/progress/")
    summary = f"/admin/reports/summary/{page.locator('#id_cohort option').nth(1).get_attribute('value')}/"
    report = "/admin/reports/progress/"
    found: dict[str, list[str]] = {}
    for path in (report, f"{report}?pace=slow&from_on=x", f"{report}?column=pace&pace=left", summary):
        page.goto(live_server.url + path, wait_until="networkidle")
        for fold in page.locator("summary").all():
            fold.click()
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found[path] = [*violations(page, is_bundled=False), *heard, *["the page is wider than the window"] * (wide > 0)]
        heard.clear()
    assert not any(found.values()), found
    context.close()


def test_a_long_title_of_a_column_stays_above_its_own_column(
    members: None, context: BrowserContext, live_server: LiveServer
) -> None:
    Quiz.objects.update(title="A graded quiz: the title is far longer than any of the marks below it are wide")
    page = enter(context, live_server, author())
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{live_server.url}/admin/reports/gradebook/")
    widths = "heads => heads.map(head => head.scrollWidth - head.clientWidth)"
    found = page.locator(".report-table thead th").evaluate_all(widths)
    assert len(found) > 6 and max(found) <= 1
