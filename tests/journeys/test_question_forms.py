"""An author writes questions in a browser: by keyboard, with the learner's view beside the form."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Role
from quizzes.models import Quiz
from quizzes.source.sections import place_of, places, section_of
from tests.journeys.hands import fits
from tests.quizzes.test_admin import staff

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
Open = Callable[[str], Page]


@pytest.fixture
def author(course: None, context: BrowserContext, live_server: LiveServer) -> Open:
    """Opens an address of the drill's questions as its instructor."""
    client = staff(Role.INSTRUCTOR, teaches=True)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    quiz = Quiz.objects.get(slug="drill").document_id

    def open(path: str) -> Page:
        page = context.new_page()
        # The browser asks for it once, and nothing of ours has one there.
        page.route("**/favicon.ico", lambda route: route.fulfill(body=""))
        page.goto(f"{live_server.url}{reverse('admin:quizzes_quiz_questions', args=[quiz])}{path}")
        return page

    return open


def draft() -> str:
    found = Quiz.objects.select_related("document__draft").get(slug="drill").document.draft
    return found.text if found else ""


def section(id: str) -> str:
    place = place_of(draft(), id)
    assert place is not None
    return section_of(draft(), place)


def begin(page: Page, kind: str, title: str) -> None:
    """From the list to the form of a new question, by keyboard."""
    page.get_by_label("Kind").focus()
    page.keyboard.type(kind)
    page.get_by_role("button", name="Begin with an example").press("Enter")
    expect(page.get_by_label("Title", exact=True)).to_be_visible()
    page.wait_for_function("() => Boolean(customElements.get('question-form'))")
    page.get_by_label("Title", exact=True).press("Control+a")
    page.keyboard.type(title)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save in the draft").press("Enter")
    expect(page.get_by_text("Saved in the draft. Learners see it")).to_be_visible()
    page.locator(".breadcrumbs").get_by_role("link", name="Questions", exact=True).press("Enter")
    expect(page.get_by_role("button", name="Begin with an example")).to_be_visible()


def test_a_quiz_of_six_kinds_is_written_with_the_keyboard(author: Open) -> None:
    page = author("")
    begin(page, "Single", "Which one")
    page.get_by_role("button", name="Add an option").press("Enter")
    # The focus is in the new row; Tab leads on to its feedback.
    page.keyboard.type("A fourth one")
    page.keyboard.press("Tab")
    page.keyboard.type("It is not.")
    expect(page.frame_locator("iframe").get_by_text("A fourth one").first).to_be_visible()
    page.get_by_role("button", name="Move up: Option 4").press("Enter")
    expect(page.get_by_role("button", name="Move up: Option 3")).to_be_focused()
    page.get_by_role("button", name="Remove: Option 2").press("Enter")
    expect(page.get_by_role("button", name="Remove: Option 2")).to_be_focused()
    page.locator("#row-1").get_by_role("radio").press("Space")
    save(page)
    options = [line for line in section("which-one").split("\n") if line.startswith("- [")]
    assert [option[:9] for option in options] == ["- [ ] Fro", "- [x] A f", "- [ ] Fro"]

    begin(page, "Multiple", "Which two")
    page.locator("#row-3").get_by_role("checkbox").press("Space")
    page.locator("#row-0").get_by_role("checkbox").press("Space")
    save(page)
    assert [line[:5] for line in section("which-two").split("\n") if line.startswith("- [")] == [
        "- [ ]", "- [ ]", "- [x]", "- [x]",
    ]  # fmt: skip

    begin(page, "Ordering", "In which order")
    page.get_by_role("button", name="Move down: Place 1").press("Enter")
    save(page)
    assert "1. Supervised fine-tuning\n2. Pre-training\n3. Preference tuning\n- Retrieval" in section("in-which-order")

    begin(page, "Matching", "What with what")
    page.get_by_role("button", name="Add a pair").press("Enter")
    page.keyboard.type("METEOR")
    page.keyboard.press("Tab")
    page.keyboard.type("Translations")
    save(page)
    assert "- METEOR => Translations\n" in section("what-with-what")

    begin(page, "Number", "How many")
    page.locator("#row-0").get_by_label("Give or take").press("Control+a")
    page.keyboard.type("5%")
    page.get_by_role("button", name="Add a unit").press("Enter")
    page.keyboard.type("MB")
    page.keyboard.press("Tab")
    page.keyboard.type("0.001")
    save(page)
    assert "= 112 +- 5%\n" in section("how-many")
    assert "unit GB\nunit TB 1000\nunit MB 0.001\n" in section("how-many")

    begin(page, "Short", "What is it called")
    page.get_by_role("button", name="Add a pattern").press("Enter")
    page.keyboard.type("perpl.*")
    save(page)
    assert "~ perpl.*\n" in section("what-is-it-called")

    assert [place.id for place in places(draft())][2:] == [
        "which-one", "which-two", "in-which-order", "what-with-what", "how-many", "what-is-it-called",
    ]  # fmt: skip
    # None of the six has a mistake.
    assert page.get_by_text("mistake").count() == 0


def test_the_learner_s_view_follows_what_is_typed_and_keeps_its_key_open(author: Open) -> None:
    page = author("drill-one/")
    view = page.frame_locator("iframe")
    view.get_by_text("With the key").click()
    expect(view.get_by_text("It says so.")).to_be_visible()
    page.get_by_label("Question", exact=True).fill("Is $2 + 2 = 4$?")
    expect(view.locator("math")).to_be_visible()
    page.get_by_label("Explanation").fill("Count them.")
    expect(view.get_by_text("Count them.")).to_be_visible()
    page.get_by_label("Question", exact=True).fill("## Heading")
    expect(view.get_by_text("looks like a heading")).to_be_visible()
    page.get_by_label("Question", exact=True).fill("Is it?")
    expect(view.get_by_text("Count them.")).to_be_visible()
    assert draft() == ""
    # What was typed and not saved is not left without a word.
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.locator(".breadcrumbs").get_by_role("link", name="Questions", exact=True).click()
    assert page.get_by_label("Question", exact=True).input_value() == "Is it?"


def test_a_row_that_was_removed_can_be_put_back_where_it_stood(author: Open) -> None:
    page = author("drill-one/")
    page.get_by_role("button", name="As text").click()
    expect(page.get_by_label("The question as text")).to_be_visible()
    page.goto(page.url.replace("questions/drill-one/", "add-question/?kind=ordering"))
    page.wait_for_function("() => Boolean(customElements.get('question-form'))")
    rows = page.get_by_role("button", name=re.compile("^Remove: Place"))

    def order() -> list[str]:
        return [page.locator(f"#row-{place} textarea").first.input_value() for place in range(rows.count())]

    before = order()
    assert len(set(before)) == len(before) > 2
    for place in range(len(before)):
        page.get_by_role("button", name=f"Remove: Place {place + 1}").click()
        assert order() == before[:place] + before[place + 1 :]
        page.get_by_role("button", name=f"Put back: Place {place + 1}").click()
        assert order() == before
        expect(page.locator(f"#row-{place} textarea").first).to_be_focused()


@pytest.mark.parametrize("kind", ["single", "matching", "numeric", "essay"])
def test_the_form_fits_a_phone(kind: str, author: Open) -> None:
    page = author("drill-one/")
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(page.url.replace("questions/drill-one/", f"add-question/?kind={kind}"))
    assert fits(page)
