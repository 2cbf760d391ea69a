"""A model’s whole life: training that does not hold up the page, and the challenge by keyboard and by touch."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.hands import done, enter, fits, listen, phone, tab_to

pytestmark = pytest.mark.journey
LAB = "/labs/lifecycle/"
TRAINING = 120_000  # milliseconds: a phase takes some seconds, on a busy machine more


def finished(page: Page, phase: str, words: str) -> None:
    """Wait until the phase's note says so."""
    note = page.locator(".phases > li", has=page.get_by_role("heading", name=phase)).locator(".note.small")
    expect(note).to_contain_text(re.compile(words), timeout=TRAINING)


def test_the_challenge_is_met_by_keyboard_alone(site: str, page: Page) -> None:
    page.goto(site + LAB)
    expect(page.get_by_role("button", name="Pre-train")).to_be_enabled()
    listen(page)
    expect(page.get_by_role("button", name="Continue")).to_be_disabled()
    tab_to(page, "Pre-train")
    page.keyboard.press("Enter")
    finished(page, "1 · Pre-training", "Everyday text 0.*perplexity")
    tab_to(page, "Continue")
    page.keyboard.press("Enter")
    finished(page, "2 · Continuous", "Replay 0%: shop")
    tab_to(page, "Check my answer")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Two runs are needed")).to_be_visible()
    page.get_by_role("textbox", name="Replay").focus()
    enter(page, "12%")
    tab_to(page, "Continue again")
    page.keyboard.press("Enter")
    finished(page, "2 · Continuous", "Replay 12%: shop")
    tab_to(page, "Check my answer")
    page.keyboard.press("Enter")
    detail = done(page)
    assert (detail["lab"], detail["challenge"]) == ("lifecycle", "keep-four-fifths")
    assert detail["response"]["replay"] == 0.12
    row = page.get_by_role("row", name="12% replay")
    expect(row).to_contain_text("newest")


def test_training_pauses_and_starts_anew(site: str, page: Page) -> None:
    page.goto(f"{site}{LAB}#lifecycle?s=7&r=0.1&l=many")
    expect(page.get_by_role("textbox", name="Seed")).to_have_value("7")
    expect(page.get_by_label("Labelled pairs")).to_have_value("many")
    page.get_by_role("button", name="Run all four phases").click()
    progress = page.get_by_role("progressbar")
    expect(progress).not_to_have_js_property("value", 0)
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("paused")).to_be_visible()
    page.wait_for_timeout(300)  # for what was on its way
    held = progress.evaluate("bar => bar.value")
    page.wait_for_timeout(600)
    assert progress.evaluate("bar => bar.value") == held
    page.get_by_role("button", name="Resume").click()
    expect(progress).not_to_have_js_property("value", held)
    page.get_by_role("button", name="Reset").click()
    expect(page.get_by_text("Nothing runs.")).to_be_visible()
    expect(page).to_have_url(site + LAB)


@pytest.mark.slow
def test_the_challenge_is_met_by_touch_on_a_phone(site: str, browser: Browser) -> None:
    with phone(browser) as page:
        page.goto(site + LAB)
        listen(page)
        page.get_by_role("button", name="Pre-train").tap()
        finished(page, "1 · Pre-training", "Everyday text 0.*perplexity")
        page.get_by_role("button", name="Continue").tap()
        finished(page, "2 · Continuous", "Replay 0%: shop")
        replay = page.get_by_role("textbox", name="Replay")
        replay.tap()
        replay.fill("12%")
        page.get_by_role("button", name="Continue again").tap()
        finished(page, "2 · Continuous", "Replay 12%: shop")
        page.get_by_role("button", name="Check my answer").tap()
        assert done(page)["lab"] == "lifecycle"
        assert fits(page)
