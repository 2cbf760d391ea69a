"""Studying by keyboard alone, from the sign-in to a lesson that is done; and what the page keeps by itself."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from progress.models import LabResult, LessonRecord, Study
from tests.factories import PASSWORD, UserFactory
from tests.journeys.desk import Desk

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
