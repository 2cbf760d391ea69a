"""Is it worth it: the challenge by keyboard alone and by touch; its settings travel in the address."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.hands import done, enter, fits, listen, phone, tab_to, touch_slider

pytestmark = pytest.mark.journey
LAB = "/labs/business-value/"


def test_the_challenge_is_met_by_keyboard_alone(site: str, page: Page) -> None:
    page.goto(site + LAB)
    expect(page.get_by_role("button", name="Check my answer")).to_be_visible()
    listen(page)
    tab_to(page, "Take the case")
    page.keyboard.press("Enter")
    requests = page.get_by_role("textbox", name="Requests a month")
    expect(requests).to_have_value("200,000")  # nobody types over what has not arrived
    requests.focus()
    enter(page, "900k")
    tab_to(page, "Check my answer")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Too few. At 900,000 requests a month")).to_be_visible()
    requests.focus()
    enter(page, "1,400,000")
    expect(page.get_by_text("6.00 months", exact=True)).to_be_visible()
    tab_to(page, "Check my answer")
    page.keyboard.press("Enter")
    answer = done(page)
    assert (answer["lab"], answer["challenge"]) == ("business-value", "repaid-in-six-months")
    assert answer["response"]["requests"] == 1400000 and answer["response"]["setup"] == 19200


def test_a_setting_can_be_shared_by_its_address(site: str, page: Page) -> None:
    page.goto(f"{site}{LAB}#business-value?v=50000&pi=1&h=0&x=-4&w=0.1&m=churn&i=9_0.05")
    expect(page.get_by_role("textbox", name="Requests a month")).to_have_value("50,000")
    expect(page.get_by_role("textbox", name="API, $ per million tokens in")).to_have_value("1")
    expect(page.get_by_role("textbox", name="Distilled, $ a month for hosting")).to_have_value("0")
    expect(page.get_by_role("textbox", name="Extra hand-overs in 1,000 requests")).to_have_value("0")
    page.get_by_text("Other measures of value").click()
    expect(page.get_by_role("row", name="Customer lifetime value $180.00")).to_be_visible()
    page.get_by_role("button", name="On the edge").click()
    expect(page).to_have_url(re.compile("v=700000.*m=churn&i=9_0.05"))
    expect(page.get_by_text("turns it").first).to_be_visible()
    page.get_by_role("button", name="Reset").click()
    expect(page).to_have_url(site + LAB)
    expect(page.get_by_role("textbox", name="Requests a month")).to_have_value("1,000,000")


def test_a_mistake_stays_until_it_is_mended_whatever_else_arrives(site: str, page: Page) -> None:
    page.goto(site + LAB)
    requests = page.get_by_role("textbox", name="Requests a month")
    requests.focus()
    enter(page, "lots")
    mistake = page.get_by_role("alert").filter(has_text="Write a number from 1,000 to 10,000,000")
    expect(mistake).to_be_visible()
    page.evaluate("location.hash = 'business-value?v=50000&pi=1'")
    expect(page.get_by_role("textbox", name="API, $ per million tokens in")).to_have_value("1")
    expect(mistake).to_be_visible()
    expect(requests).to_have_value("lots")
    enter(page, "60k")
    expect(requests).to_have_value("60,000")
    expect(mistake).to_be_hidden()


def test_the_challenge_is_met_by_touch_on_a_phone(site: str, browser: Browser) -> None:
    with phone(browser) as page:
        page.goto(site + LAB)
        page.get_by_role("button", name="Take the case").tap()
        listen(page)
        expect(page.get_by_role("textbox", name="Requests a month")).to_have_value("200,000")
        touch_slider(page, "Requests a month", 0.7865)  # there, between 1,000 and 10 million, lies 1.4 million
        page.get_by_role("button", name="Check my answer").tap()
        assert done(page)["lab"] == "business-value"
        assert fits(page)
