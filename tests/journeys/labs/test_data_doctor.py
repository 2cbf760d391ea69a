"""Training-data doctor: the challenge by keyboard alone and by touch; a text travels in the address."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from curriculum.labs.data_doctor import LAB as DOCTOR
from tests.journeys.hands import done, fits, listen, phone, tab_to

pytestmark = pytest.mark.journey
LAB = "/labs/data-doctor/"
HEALED: Any = DOCTOR.solution
TRAINING, VALIDATION = "Training, one record a line", "Validation, one record a line"


def test_the_challenge_is_met_by_keyboard_alone(site: str, page: Page) -> None:
    page.goto(site + LAB)
    expect(page.get_by_role("button", name="Training 4", exact=True)).to_be_visible()
    listen(page)
    tab_to(page, "Mend what is safe")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Taken away: blank lines 1, spare commas 1, exact duplicates 1.")).to_be_visible()
    tab_to(page, "Training 4")
    page.keyboard.press("Enter")  # the caret goes to where the comma is missing
    expect(page.get_by_role("textbox", name=TRAINING)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.type(",")
    tab_to(page, "Check my answer")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Not healed yet: not valid JSON 1;")).to_be_visible()
    for name, text in ((TRAINING, HEALED["train"]), (VALIDATION, HEALED["validation"])):
        page.get_by_role("textbox", name=name).focus()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(text)
    tab_to(page, "Check my answer")
    page.keyboard.press("Enter")
    assert done(page) == {"lab": "data-doctor", "challenge": "heal-the-set", "response": HEALED}


def test_a_text_can_be_shared_by_its_address(site: str, page: Page) -> None:
    page.goto(f"{site}{LAB}#data-doctor?t=%7B%22input%22%3A%20%22Goods%20come%20back.%22%7D&v=&f=raw&l=300")
    expect(page.get_by_role("textbox", name=TRAINING)).to_have_value('{"input": "Goods come back."}')
    expect(page.get_by_role("combobox", name="Format")).to_have_value("raw")
    expect(page.get_by_role("textbox", name="Longest example, characters")).to_have_value("300")
    page.get_by_role("button", name="Broken JSON").click()
    expect(page).to_have_url(re.compile("p=broken"))
    page.get_by_role("button", name="Mend what is safe").click()
    expect(page).to_have_url(re.compile("t=%5B"))
    page.get_by_role("button", name="Undo the mending").click()
    expect(page).to_have_url(re.compile("p=broken"))
    page.get_by_role("button", name="Reset").click()
    expect(page).to_have_url(site + LAB)
    expect(page.get_by_role("textbox", name=TRAINING)).to_have_value(re.compile("Where is my parcel"))


def test_the_challenge_is_met_by_touch_on_a_phone(site: str, browser: Browser) -> None:
    with phone(browser) as page:
        page.goto(site + LAB)
        page.get_by_role("button", name="A sick data set").tap()
        listen(page)
        for name, text in ((TRAINING, HEALED["train"]), (VALIDATION, HEALED["validation"])):
            page.get_by_role("textbox", name=name).fill(text)
        expect(page.get_by_text("Nothing found.")).to_be_visible()
        page.get_by_role("button", name="Check my answer").tap()
        assert done(page)["lab"] == "data-doctor"
        assert fits(page)
