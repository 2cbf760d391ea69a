"""An author's session ends while they write: nothing is lost, and it can be saved after signing in."""

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from quizzes.models import HandMark
from tests.audits.test_axe import as_person
from tests.journeys.test_authoring import Open, enter
from tests.journeys.test_marking import queue, ready
from tests.journeys.test_question_forms import Open as Ask
from tests.journeys.test_question_forms import author, draft

__all__ = ["author", "enter", "queue"]
pytestmark = pytest.mark.journey


def test_who_signs_in_on_another_page_can_save_what_they_typed(
    enter: Open, site: str, context: BrowserContext, browser_errors: list[str]
) -> None:
    writer = enter("preparing-data")
    context.clear_cookies()
    writer.write("\n\nTyped after the session had ended.\n")
    said = writer.page.locator("[data-saved]")
    expect(said).to_contain_text("you are signed out")
    other = context.new_page()
    as_person(site, "instructor@example.org")(other)
    writer.page.get_by_role("button", name="Save the draft").click()
    writer.saved()
    writer.write("And what comes next saves itself.\n")
    writer.saved()
    writer.open()
    assert writer.text.endswith("ended.\nAnd what comes next saves itself.\n")
    assert writer.page.get_by_role("button", name="Put it in").count() == 0
    browser_errors[:] = [words for words in browser_errors if "403" not in words]


# --- forms that leave their page --------------------------------------------------------------------------------------
def signed_out(page: Page, send: Locator) -> None:
    """Sends it without a session, and then with one again."""
    kept = page.context.cookies()
    page.context.clear_cookies()
    send.click()
    expect(page.get_by_role("alert")).to_contain_text("Not sent: you are signed out.")
    page.context.add_cookies([cookie for cookie in kept if "session" in cookie["name"]])  # type: ignore[misc]
    send.click()


@pytest.mark.django_db(transaction=True)
def test_a_mark_is_sent_only_while_one_is_signed_in(queue: Page) -> None:
    page = queue
    page.get_by_role("link", name="Mark the oldest first").click()
    ready(page)
    for field in page.locator(".marking-points input").all():
        field.fill("1")
    page.get_by_label("Comment on the whole").fill("Said at length.")
    address = page.url
    signed_out(page, page.locator("[data-save]"))
    page.wait_for_url(lambda url: url != address)
    assert HandMark.objects.get().comment == "Said at length."


@pytest.mark.django_db(transaction=True)
def test_a_question_is_sent_only_while_one_is_signed_in(author: Ask, browser_errors: list[str]) -> None:
    page = author("drill-one/")
    page.wait_for_function("() => Boolean(customElements.get('question-form'))")
    page.get_by_label("Title", exact=True).fill("Typed meanwhile")
    signed_out(page, page.get_by_role("button", name="Save in the draft"))
    expect(page.get_by_text("Saved in the draft.")).to_be_visible()
    assert "Typed meanwhile" in draft()
    # The learner's view asks for itself meanwhile.
    browser_errors[:] = [words for words in browser_errors if "403" not in words]
