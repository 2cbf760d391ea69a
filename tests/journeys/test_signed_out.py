"""An author's session ends while they write: nothing is lost, and it can be saved after signing in."""

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.audits.test_axe import as_person
from tests.journeys.test_authoring import Open, enter

__all__ = ["enter"]
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
