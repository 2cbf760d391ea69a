"""Be the judge: rated and met by keyboard alone and by touch; its settings travel in the address."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.hands import done, enter, fits, listen, phone, tab_to, touch_slider

pytestmark = pytest.mark.journey
LAB = "/labs/judges/"


def test_the_challenge_is_met_by_keyboard_alone(site: str, page: Page) -> None:
    page.goto(site + LAB)
    expect(page.get_by_role("button", name="Check my answer")).to_be_visible()
    listen(page)
    tab_to(page, "4 How many pairs")
    page.keyboard.press("Enter")
    tab_to(page, "Pairs judged")
    enter(page, "96")
    tab_to(page, "Check my answer")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Too few. With 96 pairs")).to_be_visible()
    assert page.evaluate("window.done") == []
    page.get_by_role("textbox", name="Pairs judged").focus()
    enter(page, "97")
    tab_to(page, "Check my answer")
    page.keyboard.press("Enter")
    assert done(page) == {"lab": "judges", "challenge": "pairs-for-sixty", "response": {"rate": 60, "pairs": 97}}


def test_pairs_are_rated_by_keys_and_the_last_is_undone(site: str, page: Page) -> None:
    page.goto(site + LAB)
    tab_to(page, "First is better")
    page.keyboard.type("12")
    expect(page.get_by_text("Pair 3 of 12", exact=True)).to_be_visible()
    page.keyboard.press("Backspace")
    expect(page.get_by_text("Pair 2 of 12", exact=True)).to_be_visible()
    page.keyboard.type("23132113122")
    expect(page.get_by_text("All twelve are rated", exact=True)).to_be_focused()
    expect(page.get_by_role("row", name=re.compile("First chosen"))).to_contain_text(re.compile("62.5%.*8$"))
    page.get_by_role("button", name="Compare with a second person").click()
    expect(page.get_by_label("Compare", exact=True)).to_have_value("you-person")
    expect(page.get_by_text(re.compile("Two who rate by habit alone"))).to_be_visible()


def test_a_setting_can_be_shared_by_its_address(site: str, page: Page) -> None:
    page.goto(f"{site}{LAB}#judges?p=reward&x=1_2_0.25_-9_-15_-13_-12.5&s=nought&v=ffx")
    expect(page.get_by_role("textbox", name="β", exact=True)).to_have_value("0.25")
    expect(page.get_by_role("textbox", name="ln π, rejected")).to_have_value("-15.0")
    page.get_by_role("button", name="3 Pull").click()
    page.get_by_label("Count its verdicts with").select_option("both")
    expect(page.get_by_role("row", name=re.compile("Both orders, averaged counted"))).to_contain_text("56.3%")
    expect(page).to_have_url(re.compile(r"p=pull.*o=both.*x=1_2_0\.25_-9"))
    page.get_by_role("button", name="Reset").click()
    expect(page).to_have_url(site + LAB)
    expect(page.get_by_text("Pair 1 of 12", exact=True)).to_be_visible()


def test_the_challenge_is_met_by_touch_on_a_phone(site: str, browser: Browser) -> None:
    with phone(browser) as page:
        page.goto(site + LAB)
        page.get_by_role("button", name="Second is better").tap()
        expect(page.get_by_text("Pair 2 of 12", exact=True)).to_be_visible()
        assert fits(page)
        for part in ("2 Agreement", "3 Pull", "5 Reward"):
            page.get_by_role("button", name=part).tap()
            assert fits(page)
        page.get_by_role("button", name="Go to part 4").tap()
        listen(page)
        touch_slider(page, "Pairs judged", 0.5)
        page.get_by_role("button", name="Check my answer").tap()
        expect(page.get_by_text("Enough, but not the fewest.")).to_be_visible()
        field = page.get_by_role("textbox", name="Pairs judged")
        field.tap()
        field.fill("97")
        page.get_by_role("button", name="Check my answer").tap()
        assert done(page)["lab"] == "judges"
        assert fits(page)
