"""A LoRA budget: the challenge by keyboard alone and by touch; its settings travel in the address."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.hands import done, enter, fits, listen, phone, tab_to, touch_slider

pytestmark = pytest.mark.journey
LAB = "/labs/lora-budget/"


def test_the_challenge_is_met_by_keyboard_alone(site: str, page: Page) -> None:
    page.goto(site + LAB)
    expect(page.get_by_role("button", name="Check my answer")).to_be_visible()
    listen(page)
    tab_to(page, "Rank r")
    enter(page, "36")
    tab_to(page, "down")
    page.keyboard.press("Space")
    tab_to(page, "Check my answer")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Too little room: the states take 14.1")).to_be_visible()
    page.get_by_role("combobox", name="Model").focus()
    tab_to(page, "Method")
    page.keyboard.press("End")
    tab_to(page, "Check my answer")
    page.keyboard.press("Enter")
    assert done(page) == {
        "lab": "lora-budget",
        "challenge": "twelve-free",
        "response": {
            "architecture": "llama-2-7b",
            "method": "qlora",
            "rank": 36,
            "targets": ["q", "v", "down"],
            "memory": 24,
        },
    }


def test_a_setting_can_be_shared_by_its_address(site: str, page: Page) -> None:
    page.goto(f"{site}{LAB}#lora-budget?a=gpt-3&w=lora&r=4&t=q_v&m=80&b=4")
    expect(page.get_by_text("18,874,368").first).to_be_visible()
    expect(page.get_by_role("textbox", name="Memory of the GPU, GB")).to_have_value("80")
    expect(page.get_by_role("checkbox", name="gate")).to_be_hidden()
    page.get_by_role("textbox", name="Rank r").fill("7.5")
    page.get_by_role("textbox", name="Rank r").press("Enter")
    expect(page.get_by_role("alert").filter(has_text="Write a number from 1 to 256, such as 16.")).to_be_visible()
    page.get_by_role("button", name="8 B: q and v, rank 8").click()
    expect(page).to_have_url(re.compile("a=llama-3-8b&w=lora&r=8&t=q_v&m=80&b=4"))
    expect(page.get_by_text("3,407,872").first).to_be_visible()
    page.get_by_role("button", name="Reset").click()
    expect(page).to_have_url(site + LAB)


def test_the_challenge_is_met_by_touch_on_a_phone(site: str, browser: Browser) -> None:
    with phone(browser) as page:
        page.goto(f"{site}{LAB}#lora-budget?a=gpt-3&m=80")
        page.get_by_role("button", name="Set this model and GPU").tap()
        listen(page)
        for name in ("k (keys)", "o (output)", "gate", "up", "down"):
            page.get_by_role("checkbox", name=name).tap()
        page.get_by_role("combobox", name="Method").select_option("QLoRA")
        touch_slider(page, "Rank r", 0.5)  # half way to 256, in the logarithm, lies 16
        page.get_by_role("button", name="Check my answer").tap()
        assert done(page)["response"]["rank"] in (14, 15, 16)
        assert fits(page)
