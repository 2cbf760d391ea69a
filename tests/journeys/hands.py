"""How a person without a mouse goes through a page, and what a lab tells it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, expect


def listen(page: Page) -> None:
    """Keep what the lab says when its challenge is met."""
    page.evaluate("window.done = []; document.addEventListener('lab:done', (event) => window.done.push(event.detail))")


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control called `name` has focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.labels?.[0]?.innerText ?? document.activeElement.innerText") == name:
            return
        label = page.evaluate("document.activeElement.getAttribute('aria-label') ?? ''")
        if name in label:
            return
    raise AssertionError(f"Tab does not reach {name!r}")


def enter(page: Page, value: str) -> None:
    """Type over what the focused field holds."""
    page.keyboard.press("Control+a")
    page.keyboard.type(value)
    page.keyboard.press("Enter")


def done(page: Page) -> Any:
    """What the lab said when its challenge was met: {lab, challenge, response}; listen() comes before."""
    expect(page.locator(".lab .verdict.right")).to_be_visible()
    (detail,) = page.evaluate("window.done")
    return detail


@contextmanager
def phone(browser: Browser) -> Iterator[Page]:
    """A small phone: 320 px wide, touch only."""
    context = browser.new_context(viewport={"width": 320, "height": 700}, has_touch=True, is_mobile=True)
    try:
        yield context.new_page()
    finally:
        context.close()


def fits(page: Page) -> bool:
    """Whether nothing makes the page scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def touch_slider(page: Page, name: str, share: float) -> None:
    """Tap a slider so far along its way, 0 to 1; its thumb is 22 px wide."""
    slider = page.get_by_role("slider", name=name)
    slider.scroll_into_view_if_needed()
    place = slider.bounding_box()
    assert place
    page.touchscreen.tap(place["x"] + 11 + (place["width"] - 22) * share, place["y"] + place["height"] / 2)
