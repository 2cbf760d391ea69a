"""The lab's challenge, by keyboard alone and by touch; its settings travel in the address."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.journey
LAB = "/labs/scaling-laws/"


def listen(page: Page) -> None:
    """Keep what the lab says when its challenge is met."""
    page.evaluate("window.done = []; document.addEventListener('lab:done', (event) => window.done.push(event.detail))")


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control called `name` has focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.labels?.[0]?.innerText ?? document.activeElement.innerText") == name:
            return
        label = page.evaluate("document.activeElement.getAttribute('aria-label') ?? ''")
        if name in label:
            return
    raise AssertionError(f"Tab does not reach {name!r}")


def enter(page: Page, value: str) -> None:
    """Type over what the focused field holds."""
    page.keyboard.press("Control+a")
    page.keyboard.type(value)
    page.keyboard.press("Enter")


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
    page.wait_for_function("window.done.length === 1")
    detail = page.evaluate("window.done[0]")
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
    context = browser.new_context(viewport={"width": 320, "height": 700}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(site + LAB)
    page.get_by_label("Show the optimum").tap()
    expect(page.get_by_label("Show the optimum")).to_be_checked()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    context.close()
