"""Studying by keyboard alone, from the sign-in to a lesson that is done; and what the page keeps by itself."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from progress.models import LabResult, LessonRecord, Note, Study
from tests.audits.test_axe import violations
from tests.factories import PASSWORD, UserFactory
from tests.journeys.desk import Desk, eventually

pytestmark = pytest.mark.journey
LESSON = "lessons/alpha/"


def reach(page: Page, words: str) -> None:
    """Tab on until that control has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim().replace(/\\s+/g, ' ')").startswith(words):
            return
    raise AssertionError(f"{words!r} cannot be reached with Tab")


def test_from_the_sign_in_to_a_lesson_that_is_done_by_keyboard_alone(
    course: None, live_server: object, browser: Browser
) -> None:
    person: User = UserFactory()
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{live_server}/desk/")
    while not page.get_by_label("E-mail").evaluate("field => field === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.type(person.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your desk")).to_be_visible()
    reach(page, "Join")
    page.keyboard.press("Enter")
    page.wait_for_url("**/join/")
    page.wait_for_load_state()
    reach(page, "Join")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")
    reach(page, "Begin")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/lessons/"))
    reach(page, "Mark as done")
    page.keyboard.press("Enter")
    expect(page.get_by_text("is done.")).to_be_visible()
    expect(page.get_by_role("button", name="Not done after all")).to_be_attached()
    assert LessonRecord.objects.get(learner=person).done_at is not None
    assert Study.objects.get().plan is not None
    context.close()


def test_where_one_stopped_is_kept_and_offered(desk: Desk) -> None:
    page = desk.open(LESSON)
    page.wait_for_function("() => Boolean(customElements.get('read-place'))")
    page.set_viewport_size({"width": 1000, "height": 300})
    with page.expect_response(lambda answer: answer.url.endswith("/place/")) as kept:
        page.locator("h2#law").evaluate("heading => heading.scrollIntoView()")
        page.mouse.wheel(0, 30)
    assert kept.value.status == 204
    assert LessonRecord.objects.get().place == "law"
    page.reload()
    expect(page.get_by_text("You stopped at")).to_be_visible()


def test_a_challenge_that_is_met_is_kept_and_said(desk: Desk) -> None:
    page = desk.open(LESSON)
    page.wait_for_function("() => Boolean(customElements.get('lab-evidence'))")
    detail = {"lab": "scaling-laws", "challenge": "gopher-budget", "response": {"budget": 5.76e23, "parameters": 1e9}}
    send = "detail => document.dispatchEvent(new CustomEvent('lab:done', { detail }))"
    page.evaluate(send, detail)
    said = page.locator("lab-evidence [role=status]")
    expect(said).not_to_have_text(re.compile("Kept|not met yet"))
    assert not LabResult.objects.exists()
    met = {**detail, "response": {"budget": 5.76e23, "parameters": 72e9, "constants": "besiroglu_2024"}}
    page.evaluate(send, met)
    expect(said).to_have_text("Kept: challenge met.")
    assert LabResult.objects.get().lab == "scaling-laws"


def open_note(desk: Desk) -> Page:
    page = desk.open(LESSON)
    page.wait_for_function("() => Boolean(customElements.get('own-note'))")
    return page


def test_a_note_is_saved_as_it_is_written(desk: Desk) -> None:
    page = open_note(desk)
    page.get_by_label("Your note on this lesson").fill("Loss falls with size.")
    expect(page.locator("[data-saved]")).to_have_text(re.compile(r"^Saved .*\d\d"), timeout=8_000)
    page.get_by_label("Your note on this lesson").fill("Loss falls slowly.")
    with page.expect_response(lambda answer: answer.url.endswith("/note/")) as kept:
        page.get_by_role("button", name="Save the note").click()
    assert kept.value.status == 200
    expect(page.locator("[data-trouble]")).to_have_text("The note is saved.")
    assert Note.objects.get().text == "Loss falls slowly."
    assert Note.objects.get().revision == 2


def test_a_note_that_was_changed_elsewhere_is_shown_and_waits_for_a_choice(
    desk: Desk, browser_errors: list[str]
) -> None:
    first, second = open_note(desk), open_note(desk)
    first.get_by_label("Your note on this lesson").fill("one")
    first.get_by_role("button", name="Save the note").click()
    expect(first.locator("[data-trouble]")).to_have_text("The note is saved.")
    second.get_by_label("Your note on this lesson").fill("other")
    expect(second.locator("[data-trouble]")).to_have_text(re.compile("changed elsewhere"), timeout=8_000)
    expect(second.locator("[data-other]")).to_have_text("one")
    assert Note.objects.get().text == "one"
    second.get_by_role("button", name="Save the note").click()
    expect(second.locator("[data-trouble]")).to_have_text("The note is saved.")
    expect(second.locator("[data-other]")).to_be_hidden()
    assert Note.objects.get().text == "other"
    # The browser itself reports the refusal.
    assert [words for words in browser_errors if "409" not in words] == []
    browser_errors.clear()


def test_a_note_is_saved_when_the_page_is_left(desk: Desk) -> None:
    page = open_note(desk)
    page.get_by_label("Your note on this lesson").fill("in haste")
    page.goto(f"{desk.address}/notes/")
    eventually(page, Note.objects.filter(text="in haste").exists, "the note was not sent in leaving")
    page.reload()
    expect(page.get_by_text("in haste")).to_be_visible()


def test_notes_and_bookmarks_without_javascript(desk: Desk, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(desk.context.cookies())  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{desk.address}/courses/tiny/{LESSON}")
    page.get_by_label("Your note on this lesson").fill("written by hand")
    page.get_by_role("button", name="Save the note").click()
    expect(page.get_by_text("Your note is saved.")).to_be_visible()
    page.get_by_label("Keep a place").select_option(label="The law")
    page.get_by_role("button", name="Set the bookmark").click()
    page.get_by_role("link", name="All your notes and bookmarks").click()
    expect(page.get_by_text("written by hand")).to_be_visible()
    page.get_by_role("button", name="Remove the bookmark The law").click()
    expect(page.get_by_role("link", name="The law")).to_have_count(0)
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_learner_s_own_pieces_have_no_violation(desk: Desk, scheme: str) -> None:
    page = open_note(desk)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.get_by_label("Your note on this lesson").fill("# Title\n\n* one\n\n> quoted\n\n[away](https://example.org/)")
    page.get_by_role("button", name="Save the note").click()
    expect(page.locator("[data-trouble]")).to_have_text("The note is saved.")
    page.get_by_role("button", name="Set the bookmark").click()
    for address in (page.url, f"{desk.address}/notes/", f"{desk.address}/courses/tiny/modules/one/"):
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(address)
            assert violations(page, is_bundled=False) == []
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
