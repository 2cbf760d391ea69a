"""Soften a teacher: the challenge by keyboard alone and by touch; its settings travel in the address."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.hands import done, enter, fits, listen, phone, tab_to, touch_slider

pytestmark = pytest.mark.journey
LAB = "/labs/distillation-temperature/"


def test_the_challenge_is_met_by_keyboard_alone(site: str, page: Page) -> None:
    page.goto(site + LAB)
    expect(page.get_by_role("button", name="Check my answer")).to_be_visible()
    listen(page)
    tab_to(page, "Temperature T")
    enter(page, "2")
    tab_to(page, "Check my answer")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Too cold.")).to_be_visible()
    page.get_by_role("textbox", name="Temperature T").focus()
    enter(page, "5.2")
    tab_to(page, "Check my answer")
    page.keyboard.press("Enter")
    assert done(page) == {
        "lab": "distillation-temperature",
        "challenge": "half-as-likely",
        "response": {"temperature": 5.2},
    }


def test_a_setting_can_be_shared_by_its_address(site: str, page: Page) -> None:
    page.goto(f"{site}{LAB}#distillation-temperature?t=3_2.8_0_-1&s=1_1_1_1&T=4&a=0.25")
    expect(page.get_by_role("textbox", name="Temperature T")).to_have_value("4.00")
    expect(page.get_by_role("textbox", name="Weight α of the soft targets")).to_have_value("0.25")
    page.get_by_role("button", name="A torn teacher").click()
    expect(page).to_have_url(re.compile("s=3_0.5_0_0"))
    page.get_by_role("button", name="Reset").click()
    expect(page).to_have_url(site + LAB)


def test_the_challenge_is_met_by_touch_on_a_phone(site: str, browser: Browser) -> None:
    with phone(browser) as page:
        page.goto(site + LAB)
        page.get_by_role("button", name="Take the sure teacher").tap()
        listen(page)
        touch_slider(page, "Temperature T", 0.635)  # there, between ln 0.5 and ln 20, lies T = 5.2
        page.get_by_role("button", name="Check my answer").tap()
        assert done(page)["lab"] == "distillation-temperature"
        assert fits(page)
