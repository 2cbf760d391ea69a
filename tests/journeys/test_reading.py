"""A visitor reads: from the start page to a lesson, with the pointer, with the keyboard, and without JavaScript."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.audits.pages import COURSE, LESSON

pytestmark = pytest.mark.journey


def test_a_visitor_gets_from_the_start_page_to_the_first_lesson_in_two_clicks(site: str, page: Page) -> None:
    page.goto(site)
    page.get_by_role("link", name="Begin with week 1").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pre-training and scaling laws")
    page.get_by_role("link", name="Scaling laws: how big, how long, how much").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Scaling laws: how big, how long, how much")


def test_the_table_of_contents_follows_the_reader(site: str, page: Page) -> None:
    page.goto(site + LESSON)
    contents = page.get_by_role("navigation", name="Contents")
    page.get_by_role("heading", name="In short").scroll_into_view_if_needed()
    expect(contents.locator('a[aria-current="location"]')).to_have_text(
        re.compile("In short|Sources|How the exam asks it")
    )
    contents.get_by_role("link", name="The law in one line").click()
    expect(page).to_have_url(re.compile("#law$"))


def test_a_term_shows_its_definition_on_hover_and_focus_and_escape_closes_it(site: str, page: Page) -> None:
    page.goto(site + LESSON)
    term = page.locator("a.term").first
    card = page.locator(".term-card")
    term.hover()
    expect(card).to_be_visible()
    card.hover()
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    term.focus()
    expect(card).to_be_visible()
    assert len(card.inner_text()) > 30


def test_a_tap_opens_a_definition_in_place(site: str, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 700}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(site + LESSON)
    page.locator("a.term").first.tap()
    expect(page.locator(".term-card")).to_be_visible()
    assert page.url.endswith(LESSON)
    context.close()


def test_code_is_copied_by_its_button(site: str, browser: Browser) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(site + LESSON)
    block = page.locator(".highlight").first
    block.scroll_into_view_if_needed()
    block.get_by_role("button", name=re.compile("Copy")).click()
    assert page.evaluate("navigator.clipboard.readText()").strip() == block.locator("code").inner_text().strip()
    context.close()


def test_search_answers_as_one_types_and_slash_leads_to_it(site: str, page: Page) -> None:
    page.goto(site + COURSE)
    page.keyboard.press("/")
    expect(page).to_have_url(re.compile("/search/"))
    box = page.get_by_role("searchbox")
    box.press_sequentially("soft targ", delay=20)
    expect(page.get_by_role("link", name=re.compile("Distillation")).first).to_be_visible()
    expect(page.locator("mark").first).to_be_visible()
    expect(page).to_have_url(re.compile("q=soft"))


def test_everything_can_be_read_and_found_without_javascript(site: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + LESSON)
    expect(page.get_by_role("heading", name="In short")).to_be_visible()
    expect(page.locator(".lab svg").first).to_be_visible()
    expect(page.locator("math").first).to_be_visible()
    page.locator("a.term").first.click()
    expect(page).to_have_url(re.compile("glossary/#term-"))
    page.goto(f"{site}/search/")
    page.get_by_role("searchbox").fill("brevity penalty")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=re.compile("ROUGE, BLEU")).first).to_be_visible()
    context.close()


def test_the_keyboard_reaches_the_text_in_one_step(site: str, page: Page) -> None:
    page.goto(site + LESSON)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_printed_lesson_leaves_the_navigation_away(site: str, page: Page) -> None:
    page.goto(site + LESSON)
    page.emulate_media(media="print")
    expect(page.locator("header.bar")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("main article")).to_be_visible()


def test_the_theme_is_kept_and_set_before_the_page_is_painted(site: str, browser: Browser) -> None:
    context = browser.new_context(color_scheme="light")
    page = context.new_page()
    page.goto(site)
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    toggle = page.locator("theme-toggle button")
    for _ in range(3):
        if page.evaluate("getComputedStyle(document.body).backgroundColor") != light:
            break
        toggle.click()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != light
    page.goto(site + COURSE)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    context.close()
