"""A learner takes a quiz in a browser: with a script and without, offline, in two tabs, by keyboard, by the clock."""

import re

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from quizzes.actions import marking
from quizzes.models import Attempt, CheckResponse, Question
from tests.journeys.desk import Desk, eventually, saved

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


# --- the whole way -------------------------------------------------------------------------------------------------
def test_an_attempt_from_its_start_to_its_mark_by_keyboard_alone(desk: Desk) -> None:
    page = desk.open("quizzes/exam/")
    page.get_by_role("button", name="Start, all on one page").press("Enter")
    which = desk.question(page, "which")
    which.get_by_label("The letter alpha").press("Space")
    saved(page)
    assert desk.item("which").response == desk.item("which").version.key["right"][0]
    desk.question(page, "short").get_by_label("Answer").fill("canary-short-accepted")
    desk.question(page, "short").get_by_label("Answer").press("Tab")
    desk.question(page, "number").get_by_label("Number").fill("271828")
    desk.question(page, "essay").get_by_role("textbox").fill("Since someone began.")
    which.get_by_label("Flag to come back to").press("Space")
    expect(page.locator("[data-sum]")).to_have_text(re.compile("^4 of 11 answered, 1 flagged$"))
    page.get_by_role("button", name="Look over and submit").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Look over your answers")
    page.get_by_role("button", name="Submit attempt 1").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answers are being marked")
    marking.sweep()
    # Without a reload: the page shows the mark by itself, and leads the reader to it.
    expect(page.get_by_role("heading", level=1)).to_contain_text("%")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    assert "%" in page.title()


def test_the_same_without_a_script(course: None, browser: Browser, live_server: LiveServer) -> None:
    context = browser.new_context(java_script_enabled=False)
    desk = Desk(context, live_server.url)
    page = desk.open("quizzes/exam/")
    page.get_by_role("button", name="Start", exact=True).click()
    assert "/questions/1/" in page.url
    page.get_by_role("button", name="All questions on one page").click()
    desk.question(page, "which").get_by_label("The letter alpha").check()
    order = desk.question(page, "order")
    for place, name in enumerate(("First alpha", "Then beta", "Then gamma"), 1):
        order.get_by_label(f"Place of: {name}").select_option(str(place))
    match = desk.question(page, "match")
    for letter in "ABC":
        options = match.get_by_label(f"The sign {letter}").locator("option")
        named = {"A": "alpha", "B": "beta", "C": "gamma"}[letter]
        wanted = next(text for text in options.all_inner_texts() if text.endswith(f"Named {named}"))
        match.get_by_label(f"The sign {letter}").select_option(label=wanted)
    page.get_by_role("button", name="Look over and submit").click()
    expect(page.get_by_text("3 of 11 answered")).to_be_visible()
    page.get_by_role("button", name="Submit attempt 1").click()
    marking.sweep()
    page.reload()
    attempt = Attempt.objects.get()
    assert (attempt.state, desk.item("order").outcome, desk.item("match").outcome) == ("graded", "right", "right")
    expect(page.get_by_role("heading", level=1)).to_contain_text("%")
    context.close()


# --- what goes wrong -----------------------------------------------------------------------------------------------
def test_two_tabs_never_overwrite_each_other_unseen(desk: Desk, browser_errors: list[str]) -> None:
    """P5"""
    page = desk.start()
    stale = desk.open("quizzes/exam/attempts/1/")
    desk.wait(stale)
    desk.question(page, "short").get_by_label("Answer").fill("from the first tab")
    saved(page)
    answer = desk.question(stale, "short")
    answer.get_by_label("Answer").fill("from the second tab")
    expect(answer.get_by_text("Another page saved a different answer meanwhile.")).to_be_visible()
    expect(answer.locator(".conflict")).to_contain_text("from the first tab")
    expect(answer.locator(".conflict")).to_contain_text("from the second tab")
    assert desk.item("short").response == "from the first tab"
    answer.get_by_role("button", name="Use mine").click()
    saved(stale)
    assert desk.item("short").response == "from the second tab"
    assert all("409" in complaint for complaint in browser_errors)
    browser_errors.clear()


def test_what_is_typed_offline_is_saved_once_the_line_is_back(desk: Desk, browser_errors: list[str]) -> None:
    page = desk.start()
    desk.context.set_offline(True)
    desk.question(page, "essay").get_by_role("textbox").fill("Typed in a tunnel.")
    expect(page.locator("[data-saved]")).to_have_text("Not saved, trying again")
    assert desk.item("essay").response is None
    desk.context.set_offline(False)
    saved(page)
    assert desk.item("essay").response == "Typed in a tunnel."
    browser_errors.clear()


def test_what_was_typed_survives_a_crash_of_the_page(desk: Desk, browser_errors: list[str]) -> None:
    page = desk.start()
    desk.context.set_offline(True)
    desk.question(page, "essay").get_by_role("textbox").fill("Typed before the crash.")
    page.close()
    desk.context.set_offline(False)
    again = desk.open("quizzes/exam/attempts/1/")
    expect(desk.question(again, "essay").get_by_role("textbox")).to_have_value("Typed before the crash.")
    # Saved by this page or, now that the network is back, by the last request of the one that went.
    eventually(again, lambda: desk.item("essay").response == "Typed before the crash.", "the draft was not saved")
    browser_errors.clear()


def test_an_answer_that_cannot_be_kept_is_told_beside_it(desk: Desk, browser_errors: list[str]) -> None:
    page = desk.start()
    short = desk.question(page, "short").get_by_label("Answer")
    short.evaluate("input => { input.removeAttribute('maxlength'); input.value = 'x'.repeat(600); }")
    short.press("End")
    short.type("y")
    expect(desk.question(page, "short").get_by_role("alert")).to_be_visible()
    assert desk.item("short").response is None
    browser_errors.clear()


def test_an_attempt_that_ended_elsewhere_says_so(desk: Desk, browser_errors: list[str]) -> None:
    page = desk.start()
    other = desk.open("quizzes/exam/attempts/1/review/")
    other.get_by_role("button", name="Submit attempt 1").click()
    desk.question(page, "which").get_by_label("The letter alpha").check()
    expect(page.get_by_role("link", name="See the result")).to_be_visible()
    assert desk.item("which").response is None
    browser_errors.clear()


# --- the clock -----------------------------------------------------------------------------------------------------
def test_the_clock_is_told_at_ten_five_and_one_minutes_and_leads_to_the_result(desk: Desk) -> None:
    page = desk.context.new_page()
    page.clock.install()
    page.goto(f"{desk.address}/courses/tiny/quizzes/exam/")
    page.get_by_role("button", name="Start, all on one page").click()
    timer = page.locator("quiz-timer")
    expect(timer.locator(".ticking")).to_have_text(re.compile(r"^(20:00|19:5\d) left$"))
    spoken = timer.get_by_role("status")
    for forward, words in (("10:01", "10 minutes left"), ("05:00", "5 minutes left"), ("04:00", "One minute left")):
        page.clock.fast_forward(forward)
        expect(spoken).to_have_text(words)
    Attempt.objects.update(started_at="2020-01-01T00:00:00Z", ends_at="2020-01-01T00:20:00Z")
    page.clock.fast_forward("01:10")
    expect(page.get_by_text("Time ran out")).to_be_visible(timeout=20_000)
    assert page.url.endswith("/result/")


# --- orders --------------------------------------------------------------------------------------------------------
def test_an_order_is_made_with_buttons_and_told(desk: Desk) -> None:
    page = desk.start()
    order = desk.question(page, "order")
    for name in ("Then gamma", "First alpha", "Then beta"):
        order.get_by_role("button", name=f"Put in: {name}").press("Enter")
    expect(order.get_by_role("status")).to_have_text("Then beta: place 3 of 3")
    for _ in range(2):
        order.get_by_role("button", name="Move down: Then gamma").press("Enter")
    expect(order.get_by_role("status")).to_have_text("Then gamma: place 3 of 3")
    saved(page)
    expect(page.locator("[data-sum]")).to_contain_text("1 of 11")
    assert desk.item("order").response == desk.item("order").version.key["order"]
    order.get_by_role("button", name="Take out: Then gamma").press("Enter")
    order.get_by_role("button", name="Clear").click()
    expect(page.locator("[data-sum]")).to_contain_text("0 of 11")
    assert desk.item("order").response is None


def test_an_order_is_made_by_dragging(desk: Desk) -> None:
    page = desk.start()
    order = desk.question(page, "order")
    for name in ("Then gamma", "First alpha", "Then beta"):
        order.get_by_role("button", name=f"Put in: {name}").click()
    order.scroll_into_view_if_needed()
    grip = order.locator("li", has_text="Then gamma").locator(".grip")
    goal = order.locator("li", has_text="Then beta")
    grip.hover()
    page.mouse.down()
    box = goal.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] * 0.5, steps=8)
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] - 4, steps=4)
    page.mouse.up()
    expect(order.get_by_role("status")).to_have_text("Then gamma: place 3 of 3")
    saved(page)
    page.wait_for_timeout(300)
    assert desk.item("order").response == desk.item("order").version.key["order"]


# --- knowledge checks ----------------------------------------------------------------------------------------------
def test_a_check_answers_in_the_lesson_for_a_visitor_and_is_kept_for_a_learner(
    desk: Desk, browser: Browser, browser_errors: list[str]
) -> None:
    visitor = browser.new_page()
    visitor.goto(f"{desk.address}/courses/tiny/lessons/beta/")
    for page in (visitor, desk.open("lessons/beta/")):
        check = page.locator("#check-first-check")
        check.scroll_into_view_if_needed()
        page.wait_for_function("() => Boolean(customElements.get('knowledge-check'))")
        check.get_by_role("button", name="Check the answer").click()
        expect(check.get_by_role("status")).to_have_text("Choose or enter an answer first.")
        check.get_by_label("What is wrong").check()
        check.get_by_role("button", name="Check the answer").click()
        expect(check.get_by_role("status")).to_contain_text("Kestrel-first-wrong.")
        check.get_by_label("What is right").check()
        check.get_by_role("button", name="Check again").click()
        expect(check.get_by_role("status")).to_contain_text("Kestrel-first-right.")
        assert page.url.endswith("/lessons/beta/")
    visitor.close()
    row = CheckResponse.objects.get()
    assert (row.learner, row.question, row.n_tries) == (desk.learner, Question.objects.get(slug="first-check"), 2)
    browser_errors.clear()
