"""Train on a text: the challenge by keyboard alone and by touch; its settings travel in the address."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.hands import done, enter, fits, listen, phone, tab_to, touch_slider

pytestmark = pytest.mark.journey
LAB = "/labs/next-token/"


def test_the_challenge_is_met_by_keyboard_alone(site: str, page: Page) -> None:
    page.goto(site + LAB)
    expect(page.get_by_role("button", name="Check my answer")).to_be_visible()
    listen(page)
    tab_to(page, "Order n")
    enter(page, "5")
    tab_to(page, "Smoothing k")
    enter(page, "0.015")
    tab_to(page, "Next token")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Pair 13 of 314: after “the courier will bring” comes “the”").first).to_be_visible()
    tab_to(page, "Check my answer")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Overfitting: the context is too long")).to_be_visible()
    page.get_by_role("textbox", name="Order n").focus()
    enter(page, "3")
    tab_to(page, "Check my answer")
    page.keyboard.press("Enter")
    assert done(page) == {
        "lab": "next-token",
        "challenge": "held-out-perplexity",
        "response": {"order": 3, "smoothing": 0.015},
    }


def test_a_setting_can_be_shared_by_its_address(site: str, page: Page) -> None:
    page.goto(f"{site}{LAB}#next-token?text=Where%20is%20it%3F&u=characters&n=2&k=0.02&s=0&x=Wh&T=2&p=0.9&seed=7")
    text = page.get_by_role("textbox", name="Text to train on")
    expect(text).to_have_value("Where is it?")
    expect(page.get_by_label("Tokens")).to_have_value("characters")
    expect(page.get_by_label("Without smoothing, k = 0")).to_be_checked()
    expect(page.get_by_text("A sample with seed 7.")).to_be_visible()
    expect(page.get_by_text("each has probability 0")).to_be_visible()
    text.fill("Too short")
    text.blur()
    page.get_by_label("Tokens").select_option("words")
    expect(page.get_by_text("This text has 2 tokens; write at least 8 more")).to_be_visible()
    expect(text).to_have_value("Too short")
    page.get_by_role("button", name="A mixed inbox").click()
    expect(page).to_have_url(re.compile("from=mixed&u=words&n=2"))
    page.get_by_role("button", name="Reset").click()
    expect(page).to_have_url(site + LAB)


def test_the_challenge_is_met_by_touch_on_a_phone(site: str, browser: Browser) -> None:
    with phone(browser) as page:
        page.goto(site + LAB)
        page.get_by_role("button", name="Take the tidy replies").tap()
        listen(page)
        touch_slider(page, "Order n", 0.5)
        touch_slider(page, "Smoothing k", 0.37)  # there, between 0.001 and 1, lies k = 0.013
        page.get_by_role("listitem").get_by_text("warehouse", exact=True).first.tap()
        expect(page.get_by_text("comes “warehouse”").first).to_be_visible()
        page.get_by_role("button", name="Check my answer").tap()
        assert done(page)["lab"] == "next-token"
        assert fits(page)
