"""Metric bench: the challenge by keyboard alone and by touch; its settings travel in the address."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.hands import done, enter, fits, listen, phone, tab_to

pytestmark = pytest.mark.journey
LAB = "/labs/metric-bench/"
REFERENCE = "Your refund arrives within five working days after we receive the parcel."
SALAD = "parcel the receive we after days working five within arrives refund your"


def test_the_challenge_is_met_by_keyboard_alone(site: str, page: Page) -> None:
    page.goto(site + LAB)
    expect(page.get_by_role("button", name="Check my answer")).to_be_visible()
    listen(page)
    tab_to(page, "Check my answer")
    page.keyboard.press("Enter")
    expect(page.get_by_text("take it as the reference")).to_be_visible()
    tab_to(page, "Take the shop’s answer")
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("BLEU is 100.00, too high")).to_be_visible()
    page.get_by_role("textbox", name="Candidate").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type(SALAD)
    tab_to(page, "Check my answer")
    page.keyboard.press("Enter")
    assert done(page) == {
        "lab": "metric-bench",
        "challenge": "words-without-order",
        "response": {"reference": REFERENCE, "candidate": SALAD},
    }


def test_a_setting_can_be_shared_by_its_address(site: str, page: Page) -> None:
    page.goto(f"{site}{LAB}#metric-bench?m=bleu&n=2&l=1&s=none&r=The%20refund%20is%20paid&c=the%20refund")
    expect(page.get_by_role("textbox", name="Candidate")).to_have_value("the refund")
    expect(page.get_by_role("combobox", name="Smoothing")).to_have_value("none")
    expect(page.get_by_text("BP = e1 − 4/2 = 0.368")).to_be_visible()
    page.get_by_role("combobox", name="Metric").select_option("bertscore")
    page.get_by_role("textbox", name="issued and today").fill("2")
    page.keyboard.press("Tab")
    expect(page.get_by_role("alert").filter(has_text="from 0 to 1")).to_be_visible()
    page.get_by_role("textbox", name="issued and today").focus()
    enter(page, "0.7")
    expect(page).to_have_url(re.compile("q=longer&v=0.9_0.2_0.1_0.3_0.8_0.7_"))
    expect(page.get_by_text("0.800", exact=True)).to_have_count(2)  # precision, and rescaled by no baseline
    page.get_by_role("button", name="Reset").click()
    expect(page.get_by_role("textbox", name="Candidate")).to_have_value(re.compile("not refunded"))
    expect(page).to_have_url(site + LAB)


def test_the_challenge_is_met_by_touch_on_a_phone(site: str, browser: Browser) -> None:
    with phone(browser) as page:
        page.goto(site + LAB)
        for metric in ("bertscore", "chrf", "bleu"):
            page.get_by_role("combobox", name="Metric").select_option(metric)
            assert fits(page)
        page.get_by_role("button", name="Take the shop’s answer").tap()
        listen(page)
        page.get_by_role("textbox", name="Candidate").fill(SALAD)
        page.get_by_role("button", name="Check my answer").tap()
        assert done(page)["lab"] == "metric-bench"
        assert fits(page)
