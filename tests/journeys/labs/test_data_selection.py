"""Choose the text: the challenge by keyboard alone and by touch; its settings travel in the address."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.hands import done, enter, fits, listen, phone, tab_to, touch_slider

pytestmark = pytest.mark.journey
LAB = "/labs/data-selection/"


def test_the_challenge_is_met_by_keyboard_alone(site: str, page: Page) -> None:
    page.goto(site + LAB)
    expect(page.get_by_role("button", name="Check my answer")).to_be_visible()
    listen(page)
    tab_to(page, "2 · Select")
    page.keyboard.press("Enter")
    tab_to(page, "Divide by length")
    page.keyboard.press("Space")
    expect(page.get_by_text("chance decides nearly alone")).to_be_visible()
    page.get_by_role("button", name="1 · Deduplicate").focus()
    page.keyboard.press("Enter")
    tab_to(page, "Rows r of each band")
    enter(page, "8")
    tab_to(page, "Check my answer")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Too many hashes. With 20 × 8 = 160 hashes")).to_be_visible()
    page.get_by_role("textbox", name="Bands b").focus()
    enter(page, "14")
    tab_to(page, "Rows r of each band")
    enter(page, "7")
    tab_to(page, "Check my answer")
    page.keyboard.press("Enter")
    response = {"bands": 14, "rows": 7}
    assert done(page) == {"lab": "data-selection", "challenge": "catch-copies", "response": response}


def test_a_setting_can_be_shared_by_its_address(site: str, page: Page) -> None:
    page.goto(f"{site}{LAB}#data-selection?step=select&pool=uneven&buckets=16&k=3&noise=0&divide=1&bands=99")
    expect(page.get_by_role("button", name="2 · Select")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("textbox", name="Texts to select, k")).to_have_value("3")
    expect(page.get_by_label("Buckets", exact=True)).to_have_value("16")
    expect(page.get_by_label("Gumbel noise")).not_to_be_checked()
    expect(page.get_by_label("Divide by length")).to_be_checked()
    page.get_by_role("button", name="Equal lengths", exact=True).click()
    expect(page).to_have_url(re.compile("bands=20.*pool=even&buckets=1024"))
    page.get_by_role("button", name="Reset").click()
    expect(page).to_have_url(site + LAB)
    expect(page.get_by_role("textbox", name="Bands b")).to_have_value("20")


def test_the_challenge_is_met_by_touch_on_a_phone(site: str, browser: Browser) -> None:
    with phone(browser) as page:
        page.goto(site + LAB)
        page.get_by_role("button", name="2 · Select").tap()
        page.get_by_role("button", name="Unequal lengths").tap()
        expect(page.get_by_text("With 5 to 43 features")).to_be_visible()
        assert fits(page)
        page.get_by_role("button", name="1 · Deduplicate").tap()
        listen(page)
        touch_slider(page, "Bands b", 11 / 39)  # twelve of 1 to 40
        touch_slider(page, "Rows r of each band", 5 / 11)  # six of 1 to 12
        page.get_by_role("button", name="Check my answer").tap()
        assert done(page)["response"] == {"bands": 12, "rows": 6}
        assert fits(page)
