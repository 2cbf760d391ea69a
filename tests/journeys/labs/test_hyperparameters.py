"""Turn the dials: the challenge by keyboard alone and by touch; its settings travel in the address."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.hands import done, enter, fits, listen, phone, tab_to

pytestmark = pytest.mark.journey
LAB = "/labs/hyperparameters/"


def test_the_challenge_is_met_by_keyboard_alone(site: str, page: Page) -> None:
    page.goto(site + LAB)
    expect(page.get_by_role("button", name="Run again")).to_be_visible()
    listen(page)
    tab_to(page, "Learning rate, peak")
    enter(page, "1.5")
    tab_to(page, "Check my answer")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Diverged: the training loss was 2.96")).to_be_visible()
    page.get_by_role("textbox", name="Learning rate, peak").focus()
    enter(page, "0.4")
    tab_to(page, "Batch size, examples")
    enter(page, "24")
    tab_to(page, "Check my answer")
    page.keyboard.press("Enter")
    detail = done(page)
    assert (detail["lab"], detail["challenge"]) == ("hyperparameters", "sixty-steps")
    assert (detail["response"]["rate"], detail["response"]["batch"], detail["response"]["epochs"]) == (0.4, 24, 40)


def test_a_setting_can_be_shared_by_its_address(site: str, page: Page) -> None:
    page.goto(f"{site}{LAB}#hyperparameters?r=0.2&b=6&e=30&w=9&d=linear&p=4&m=0.01&s=3")
    expect(page.get_by_role("textbox", name="Learning rate, peak")).to_have_value("0.2")
    expect(page.get_by_role("textbox", name="Warm-up, steps")).to_have_value("9")
    expect(page.get_by_role("combobox", name="Decay of the rate")).to_have_value("linear")
    page.get_by_role("button", name="Overfits").click()
    expect(page).to_have_url(re.compile("r=4e-1&b=24&e=200&w=0&d=constant&p=0"))
    expect(page.get_by_text("overfitted.")).to_be_visible()
    page.get_by_role("button", name="Reset").click()
    expect(page).to_have_url(site + LAB)
    expect(page.get_by_role("textbox", name="Epochs, at most")).to_have_value("40")


def test_the_challenge_is_met_by_touch_on_a_phone(site: str, browser: Browser) -> None:
    with phone(browser) as page:
        page.goto(site + LAB)
        page.get_by_role("button", name="Overfits").tap()
        page.get_by_role("button", name="Pause").tap()
        expect(page.get_by_text(", paused.")).to_be_visible()
        page.get_by_role("button", name="Resume").tap()
        listen(page)
        box = page.get_by_role("textbox", name="Early stopping: patience (0: off)")
        box.tap()
        box.fill("5")
        box.press("Enter")
        page.get_by_role("button", name="Check my answer").tap()
        assert done(page)["response"]["patience"] == 5
        assert fits(page)
