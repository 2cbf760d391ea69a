"""Saving under what a network and a learner do: nothing is lost, and nobody is in conflict with themselves."""

import gzip
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import APIResponse, Page, Request, Route, expect

from quizzes.models import Allowance, Attempt, AttemptItem
from tests.journeys.desk import Desk, saved

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


class Line:
    """The way of a page's saves. The server hears each; what it answers can be held back, or lost."""

    def __init__(self, page: Page) -> None:
        self.n_lost = 0
        self.is_held = False
        self.held: list[tuple[Route, APIResponse]] = []
        self.sent: list[str] = []
        page.route("**/attempts/1/**", self._pass)

    def _pass(self, route: Route, request: Request) -> None:
        if request.method != "POST" or "json" not in request.headers.get("accept", ""):
            route.continue_()
            return
        self.sent.append(request.post_data or "")
        answer = route.fetch()
        if self.n_lost:
            self.n_lost -= 1
            route.abort("connectionreset")
        elif self.is_held:
            self.held.append((route, answer))
        else:
            route.fulfill(response=answer)

    def let_go(self) -> None:
        self.is_held = False
        for route, answer in self.held:
            route.fulfill(response=answer)


def short(desk: Desk, page: Page) -> None:
    """Show the question with the short text by itself."""
    page.goto(f"{desk.address}/courses/tiny/quizzes/exam/attempts/1/questions/{desk.item('short').position}/")
    desk.wait(page)


def test_a_save_whose_receipt_is_lost_does_not_conflict_with_the_words_after_it(
    desk: Desk, browser_errors: list[str]
) -> None:
    """P5, P6"""
    page = desk.start()
    line = Line(page)
    line.n_lost = 1
    field = desk.question(page, "short").get_by_label("Answer")
    field.fill("first")
    expect(page.locator("[data-saved]")).to_have_text("Not saved, trying again")
    assert desk.item("short").response == "first"
    field.fill("first and second")
    saved(page)
    expect(page.locator(".conflict")).to_have_count(0)
    assert desk.item("short").response == "first and second"
    browser_errors.clear()


def test_going_on_while_a_save_is_under_way_keeps_the_last_words(desk: Desk) -> None:
    """P5"""
    page = desk.start()
    short(desk, page)
    line = Line(page)
    line.is_held = True
    field = page.get_by_label("Answer")
    field.fill("first")
    with page.expect_request(lambda request: "json" in request.headers.get("accept", "")):
        field.blur()
    page.wait_for_timeout(200)
    field.fill("first and second")
    page.get_by_role("button", name="Look over and submit").click(no_wait_after=True)
    page.wait_for_timeout(200)
    line.let_go()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look over your answers")
    assert desk.item("short").response == "first and second"


def test_the_end_of_the_time_hands_in_within_the_grace_and_leads_to_the_result_once(desk: Desk) -> None:
    """P9"""
    page = desk.start()
    desk.question(page, "which").get_by_label("The letter alpha").check()
    saved(page)
    Attempt.objects.update(started_at=timezone.now() - timedelta(minutes=20, seconds=-3))
    page.reload()
    loads: list[str] = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    desk.question(page, "short").get_by_label("Answer").fill("at the last moment")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answers are being marked", timeout=15_000)
    page.wait_for_timeout(500)
    assert len(loads) == 1
    attempt = Attempt.objects.get()
    assert (attempt.state, desk.item("short").response) == ("submitted", "at the last moment")
    assert attempt.finished_at == attempt.ends_at


def test_what_was_given_to_another_question_is_saved_from_the_next_page(desk: Desk, browser_errors: list[str]) -> None:
    """P1: a learner who comes back elsewhere, or looks over and submits, has not lost what an earlier page kept."""
    page = desk.start()
    short(desk, page)
    desk.context.set_offline(True)
    page.get_by_label("Answer").fill("typed in a tunnel")
    expect(page.locator("[data-saved]")).to_have_text("Not saved, trying again")
    page.close()
    desk.context.set_offline(False)
    review = desk.open("quizzes/exam/attempts/1/review/")
    expect(review.get_by_text("1 of 11 answered")).to_be_visible()
    assert desk.item("short").response == "typed in a tunnel"
    browser_errors.clear()


def test_offline_the_page_stays_and_says_why(desk: Desk, browser_errors: list[str]) -> None:
    page = desk.start()
    short(desk, page)
    desk.context.set_offline(True)
    page.get_by_label("Answer").fill("still here")
    page.get_by_role("button", name="Look over and submit").click()
    expect(page.get_by_role("alert")).to_contain_text("You are offline.")
    expect(page.get_by_label("Answer")).to_have_value("still here")
    desk.context.set_offline(False)
    saved(page)
    page.get_by_role("button", name="Look over and submit").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look over your answers")
    assert desk.item("short").response == "still here"
    browser_errors.clear()


def test_who_was_signed_out_signs_in_elsewhere_and_goes_on(desk: Desk, browser_errors: list[str]) -> None:
    page = desk.start()
    cookies = desk.context.cookies()
    desk.context.clear_cookies()
    field = desk.question(page, "short").get_by_label("Answer")
    field.fill("while signed out")
    field.blur()
    expect(page.get_by_role("alert")).to_contain_text("You were signed out.")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("[data-heard]")).to_have_text("Still signed out. Nothing was saved.")
    expect(field).to_have_value("while signed out")
    # Signing in gives the browser a new token, so the old page's would be refused.
    desk.context.add_cookies([cookie for cookie in cookies if "csrf" not in cookie["name"]])  # type: ignore[misc]
    page.get_by_role("button", name="Try again").click()
    saved(page)
    assert desk.item("short").response == "while signed out"
    browser_errors.clear()


def test_somebody_else_at_the_same_browser_is_not_given_the_answers(desk: Desk, browser_errors: list[str]) -> None:
    """P15"""
    page = desk.start()
    # Signing in changes the session and the token.
    desk.context.clear_cookies()
    other = Desk(desk.context, desk.address)
    other.start().close()
    answer = page.locator("fieldset[data-kind=short]")
    answer.get_by_label("Answer").fill("not yours")
    answer.get_by_label("Answer").blur()
    expect(page.get_by_role("alert").first).to_be_visible()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("alert")).to_contain_text("Somebody else is signed in now.")
    assert not AttemptItem.objects.exclude(response=None).exists()
    browser_errors.clear()


def test_the_saved_answer_can_be_taken_and_ones_own_stays_at_hand(desk: Desk, browser_errors: list[str]) -> None:
    """P5"""
    page = desk.start()
    stale = desk.open("quizzes/exam/attempts/1/")
    desk.wait(stale)
    desk.question(page, "essay").get_by_role("textbox").fill("from the first tab")
    saved(page)
    answer = desk.question(stale, "essay")
    answer.get_by_role("textbox").fill("from the second tab")
    answer.get_by_role("button", name="Take the saved one").click()
    expect(answer.get_by_role("textbox")).to_have_value("from the first tab")
    answer.get_by_text("Your answer, which was not saved").click()
    expect(answer.get_by_text("from the second tab")).to_be_visible()
    answer.get_by_role("textbox").fill("from both")
    saved(stale)
    assert desk.item("essay").response == "from both"
    browser_errors.clear()


def test_a_reload_in_a_conflict_asks_again(desk: Desk, browser_errors: list[str]) -> None:
    """P5: a page loaded anew has the newer revision, and must not save the older words over it."""
    page = desk.start()
    stale = desk.open("quizzes/exam/attempts/1/")
    desk.wait(stale)
    desk.question(page, "short").get_by_label("Answer").fill("from the first tab")
    saved(page)
    desk.question(stale, "short").get_by_label("Answer").fill("from the second tab")
    expect(desk.question(stale, "short").locator(".conflict")).to_be_visible()
    stale.on("dialog", lambda dialog: dialog.accept())
    stale.reload()
    expect(desk.question(stale, "short").locator(".conflict")).to_contain_text("from the second tab")
    assert desk.item("short").response == "from the first tab"
    browser_errors.clear()


def test_the_enter_key_saves_and_stays_or_goes_on_but_never_back(desk: Desk) -> None:
    page = desk.start()
    field = desk.question(page, "short").get_by_label("Answer")
    field.fill("entered")
    field.press("Enter")
    saved(page)
    assert "/questions/" not in page.url
    short(desk, page)
    position = desk.item("short").position
    page.get_by_label("Answer").press("Enter")
    expect(page).to_have_url(re.compile(f"/questions/{position + 1}/$|/review/$"))


def test_the_script_of_an_attempt_stays_below_thirty_kilobytes(desk: Desk) -> None:
    """All questions on one page use every element; counted as they lie in the source, comments and all."""
    page = desk.context.new_page()
    scripts: dict[str, int] = {}

    def keep(request: Request) -> None:
        response = request.response()
        if request.resource_type == "script" and response:
            scripts[request.url] = len(gzip.compress(response.body()))

    page.on("requestfinished", keep)
    page.goto(f"{desk.address}/courses/tiny/quizzes/exam/")
    page.get_by_role("button", name="Start, all on one page").click()
    page.wait_for_load_state("networkidle")
    print(len(scripts), sum(scripts.values()))
    assert any(url.endswith("quiz.saving.js") for url in scripts)
    assert sum(scripts.values()) <= 30 * 1024, scripts


def test_time_granted_meanwhile_shows_with_the_next_save_and_at_the_latest_at_the_end(desk: Desk) -> None:
    """P11: whoever was given time is not handed in by a page that has not heard of it."""
    page = desk.start()
    ticking = page.locator("quiz-timer .ticking")
    Attempt.objects.update(started_at=timezone.now() - timedelta(minutes=20, seconds=-4))
    page.reload()
    desk.wait(page)
    expect(ticking).to_have_text(re.compile("^Last minute: 0:0"))
    attempt = Attempt.objects.get()
    now = timezone.now()
    Allowance.objects.create(learner=desk.learner, quiz=attempt.quiz, extra_minutes=10, reason="a test", granted_at=now)
    expect(ticking).to_have_text(re.compile(r"^(10:0|9:5)\d left$"), timeout=15_000)
    assert Attempt.objects.get().state == "in_progress"
    Allowance.objects.create(learner=desk.learner, quiz=attempt.quiz, extra_minutes=5, reason="more", granted_at=now)
    desk.question(page, "which").get_by_label("The letter alpha").check()
    expect(ticking).to_have_text(re.compile(r"^(15:0|14:5)\d left$"))
