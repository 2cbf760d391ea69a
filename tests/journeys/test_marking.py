"""An instructor goes through the queue by keyboard alone; the keys can be turned off, and nothing complains."""

from decimal import Decimal

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from quizzes.models import HandMark
from tests.audits.test_axe import violations
from tests.journeys.desk import Desk
from tests.journeys.hands import fits
from tests.quizzes.markers import QUEUE, Marker
from tests.quizzes.sitting import RIGHT, Sitting

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def queue(desk: Desk) -> Page:
    """Two essays wait, and an instructor stands before them."""
    for _ in range(2):
        Sitting("exam").finish(RIGHT)
    value = Marker().client.cookies[settings.SESSION_COOKIE_NAME].value
    desk.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": desk.address}])
    page = desk.context.new_page()
    page.goto(f"{desk.address}{QUEUE}")
    return page


def ready(page: Page) -> None:
    """Until the script is there that adds up."""
    page.wait_for_function("() => Boolean(customElements.get('essay-marking'))")


def test_the_queue_is_gone_through_by_keyboard(queue: Page) -> None:
    page = queue
    assert violations(page, is_bundled=False) == []
    page.get_by_role("link", name="Mark the oldest first").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Mark an answer")).to_be_visible()
    ready(page)
    assert violations(page, is_bundled=False) == []
    first = page.url
    # On to the next without saving, and back.
    page.keyboard.press("n")
    page.wait_for_url(lambda url: url != first)
    ready(page)
    page.keyboard.press("k")
    page.wait_for_url(first)
    ready(page)
    # A digit goes to the first criterion without points.
    page.keyboard.press("3")
    expect(page.locator("output")).to_have_text("So far 3.00 of 4.00 points.")
    page.keyboard.press("1")
    expect(page.locator("output")).to_have_text("The mark is 4.00 of 4.00 points.")
    # And to the one that has the focus: Half has, so that the digit is no text.
    half = page.get_by_role("button", name="Half").first
    half.focus()
    page.keyboard.press("Enter")
    expect(page.locator("output")).to_have_text("The mark is 2.50 of 4.00 points.")
    page.keyboard.press("2")
    expect(page.locator("output")).to_have_text("The mark is 3.00 of 4.00 points.")
    comment = page.get_by_label("Comment on the whole")
    comment.focus()
    page.keyboard.type("just n and **bold**")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Preview").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#preview strong")).to_have_text("bold")
    assert not HandMark.objects.exists()
    comment.focus()
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda url: url != first)
    mark = HandMark.objects.get()
    assert (mark.points, mark.state, mark.comment) == (Decimal(3), "held", "just n and **bold**")
    expect(page.locator(".marking-counts")).to_contain_text("1 left, 1 marked today.")


def test_single_keys_are_listed_and_can_be_turned_off(queue: Page) -> None:
    page = queue
    page.get_by_role("link", name="Mark the oldest first").click()
    ready(page)
    page.keyboard.press("?")
    box = page.get_by_role("checkbox", name="Single keys do this")
    expect(box).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    address = page.url
    page.reload()
    ready(page)
    for key in ("n", "3", "?"):
        page.keyboard.press(key)
    expect(page.locator("#points-0")).to_have_value("")
    expect(box).not_to_be_visible()
    assert page.url == address


def test_on_a_phone_the_pages_fit(queue: Page) -> None:
    page = queue
    page.set_viewport_size({"width": 360, "height": 740})
    page.get_by_role("link", name="Mark the oldest first").click()
    ready(page)
    assert fits(page) and violations(page, is_bundled=False) == []
    for criterion in page.get_by_role("button", name="All").all():
        criterion.click()
    with page.expect_navigation():
        page.get_by_role("button", name="Save and next").click()
    page.goto(page.url.partition("/admin/")[0] + QUEUE)
    expect(page.get_by_role("button", name="Release 1 mark")).to_be_visible()
    assert fits(page) and violations(page, is_bundled=False) == []
