"""Plan a cluster: the challenge by keyboard alone and by touch; its settings travel in the address."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.hands import done, enter, fits, listen, phone, tab_to

pytestmark = pytest.mark.journey
LAB = "/labs/cluster-planner/"
PLAN = {
    "parameters": 14e9,
    "tokens": 180e9,
    "peak": 312e12,
    "memory": 40,
    "utilisation": 0.4,
    "gpus": 104,
    "stage": 2,
}


def test_the_challenge_is_met_by_keyboard_alone(site: str, page: Page) -> None:
    page.goto(site + LAB)
    expect(page.get_by_role("button", name="Check my answer")).to_be_visible()
    listen(page)
    tab_to(page, "GPUs")
    enter(page, "96")
    tab_to(page, "Sharing")
    page.keyboard.press("End")
    tab_to(page, "Set this run")
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Too slow: 96 GPUs need 14.6 days")).to_be_visible()
    page.get_by_role("textbox", name="GPUs").focus()
    enter(page, "104")
    tab_to(page, "Sharing")
    page.keyboard.press("ArrowUp")
    tab_to(page, "Check my answer")
    page.keyboard.press("Enter")
    assert done(page) == {"lab": "cluster-planner", "challenge": "fourteen-days", "response": PLAN}


def test_a_setting_can_be_shared_by_its_address(site: str, page: Page) -> None:
    page.goto(f"{site}{LAB}#cluster-planner?N=7e10&D=1.4e12&g=1024&p=3.12e14&m=80&u=0.4&c=3&z=2")
    expect(page.get_by_text("53.3 days").first).to_be_visible()
    expect(page.get_by_role("textbox", name="Price of a GPU-hour")).to_have_value("3.00")
    expect(page.get_by_role("combobox", name="Sharing")).to_have_value("2")
    page.get_by_role("textbox", name="GPUs").fill("many")
    page.get_by_role("textbox", name="GPUs").press("Enter")
    expect(page.get_by_role("alert").filter(has_text="Write a number from 1 to 32,768")).to_be_visible()
    page.get_by_role("button", name="Continued pre-training").click()
    expect(page).to_have_url(re.compile("N=1.3e9&D=2.10526e10&g=8&"))
    page.get_by_role("button", name="Reset").click()
    expect(page).to_have_url(site + LAB)


def test_the_challenge_is_met_by_touch_on_a_phone(site: str, browser: Browser) -> None:
    with phone(browser) as page:
        page.goto(f"{site}{LAB}#cluster-planner?g=96")
        page.get_by_role("button", name="Set this run").tap()
        listen(page)
        page.get_by_role("button", name="8 more").tap()
        page.get_by_role("combobox", name="Sharing").select_option("ZeRO stage 2")
        page.get_by_role("button", name="Check my answer").tap()
        assert done(page)["response"] == PLAN
        assert fits(page)
