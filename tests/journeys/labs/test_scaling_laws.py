"""The lab's challenge, by keyboard alone and by touch; its settings travel in the address."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.hands import done, enter, fits, listen, phone, tab_to

pytestmark = pytest.mark.journey
LAB = "/labs/scaling-laws/"


def test_the_challenge_is_met_by_keyboard_alone(site: str, page: Page) -> None:
    page.goto(site + LAB)
    expect(page.get_by_role("button", name="Check my answer")).to_be_visible()
    listen(page)
    box = page.get_by_role("textbox", name="Model size, parameters")
    tab_to(page, "Budget, operations")
    enter(page, "5.76e23")
    box.focus()
    enter(page, "300e9")
    tab_to(page, "Check my answer")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text=re.compile("above|per cent|%")).first).to_be_visible()
    assert page.evaluate("window.done") == []
    box.focus()
    enter(page, "72e9")
    tab_to(page, "Check my answer")
    page.keyboard.press("Enter")
    detail = done(page)
    assert (detail["lab"], detail["challenge"]) == ("scaling-laws", "gopher-budget")


def test_a_setting_can_be_shared_by_its_address(site: str, page: Page, browser: Browser) -> None:
    page.goto(site + LAB)
    box = page.get_by_role("textbox", name="Model size, parameters")
    box.fill("9.05e9")
    box.press("Enter")
    expect(page).to_have_url(re.compile("#scaling-laws"))
    page.wait_for_timeout(600)
    other = browser.new_page()
    other.goto(page.url)
    expect(other.get_by_role("textbox", name="Model size, parameters")).to_have_value(re.compile(r"9\.05"))
    other.close()


def test_the_lab_works_by_touch_on_a_phone(site: str, browser: Browser) -> None:
    with phone(browser) as page:
        page.goto(site + LAB)
        page.get_by_label("Show the optimum").tap()
        expect(page.get_by_label("Show the optimum")).to_be_checked()
        assert fits(page)
