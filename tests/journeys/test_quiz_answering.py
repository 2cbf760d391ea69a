"""Each kind of question is answered by keyboard alone; an order also by touch."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.curriculum.rows import edit
from tests.journeys.desk import Desk, saved
from tests.quizzes.sitting import RIGHT

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def tab_to(page: Page, goal: Locator) -> None:
    """Press Tab until the control has focus."""
    for _ in range(120):
        if goal.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {goal}")


def option_of(select: Locator, words: str) -> int:
    return next(n for n, text in enumerate(select.locator("option").all_inner_texts()) if text.endswith(words))


def answer_by_keyboard(page: Page, question: Locator, kind: str, answer: object) -> None:
    """What a learner does who reads the question and has no pointer."""
    match kind, answer:
        case "single" | "true-false", str():
            # A group of radio buttons is one stop; the arrow keys go on from its first button.
            tab_to(page, question.get_by_role("radio").first)
            page.keyboard.press("Space")
            while not question.get_by_label(answer, exact=True).is_checked():
                page.keyboard.press("ArrowDown")
        case "multiple", list():
            boxes = question.get_by_role("checkbox").filter(visible=True)
            for n in range(boxes.count() - 1):
                label = boxes.nth(n).evaluate("box => box.closest('label').innerText.trim()")
                if label in answer:
                    tab_to(page, boxes.nth(n))
                    page.keyboard.press("Space")
        case "ordering", list():
            for name in answer:
                question.locator("legend").evaluate("legend => { legend.tabIndex = -1; legend.focus(); }")
                tab_to(page, question.get_by_role("button", name=f"Put in: {name}"))
                page.keyboard.press("Enter")
                expect(question.locator("button:focus")).to_have_attribute("aria-label", f"Take out: {name}")
        case "matching", dict():
            for prompt, response in answer.items():
                select = question.get_by_label(prompt)
                tab_to(page, select)
                for _ in range(option_of(select, response)):
                    page.keyboard.press("ArrowDown")
        case "numeric", (value, _unit):
            tab_to(page, question.get_by_label("Number"))
            page.keyboard.type(str(value))
        case _, dict():
            tab_to(page, question.locator("input.input").first)
            page.keyboard.type(next(iter(answer.values())))
        case _:
            tab_to(page, question.get_by_role("textbox"))
            page.keyboard.type(str(answer))


def test_every_kind_is_answered_by_keyboard_alone_and_stored_as_it_was_given(desk: Desk) -> None:
    page = desk.start()
    items = sorted((desk.item(slug) for slug in RIGHT), key=lambda item: item.position)
    slugs = {item.position: slug for slug in RIGHT for item in [desk.item(slug)]}
    for item in items:
        answer_by_keyboard(
            page, page.locator(f"#question-{item.position}"), item.version.kind, RIGHT[slugs[item.position]]
        )
    expect(page.locator("[data-sum]")).to_have_text(f"{len(RIGHT)} of {len(RIGHT)} answered")
    saved(page)
    page.get_by_role("button", name="Look over and submit").press("Enter")
    page.get_by_role("button", name="Submit attempt 1").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answers are being marked")
    desk.mark()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Passed")
    assert {slug: desk.item(slug).outcome for slug in RIGHT} == {
        slug: "waiting" if slug == "essay" else "right" for slug in RIGHT
    }


def test_an_order_is_made_by_touch(course: None, browser: Browser, live_server: LiveServer) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 700}, has_touch=True, is_mobile=True)
    desk = Desk(context, live_server.url)
    page = desk.start()
    order = desk.question(page, "order")
    for name in ("Then gamma", "First alpha", "Then beta"):
        order.get_by_role("button", name=f"Put in: {name}").tap()
    grip = order.locator("li", has_text="Then gamma").locator(".grip")
    goal = order.locator("li", has_text="Then beta")
    order.locator("ol").evaluate("list => list.scrollIntoView({ block: 'center', behavior: 'instant' })")
    start, end = grip.bounding_box(), goal.bounding_box()
    assert start
    assert end
    session = context.new_cdp_session(page)

    def touch(kind: str, y: float) -> None:
        points = [] if kind == "touchEnd" else [{"x": start["x"] + 5, "y": y}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    first, last = start["y"] + 8, end["y"] + end["height"] - 6
    touch("touchStart", first)
    for step in range(1, 11):
        touch("touchMove", first + (last - first) * step / 10)
    touch("touchEnd", last)
    expect(order.get_by_role("status")).to_have_text("Then gamma: place 3 of 3")
    saved(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    context.close()


def test_an_order_without_extras_is_answered_only_once_it_is_touched(desk: Desk) -> None:
    edit("quiz:exam", "- An aleph\n    > Canary-order-extra.\n", "")
    page = desk.start()
    order = desk.question(page, "order")
    expect(order.get_by_text("Not answered yet.")).to_be_visible()
    first, second = (row.get_attribute("data-name") for row in order.locator("li").all()[:2])
    assert desk.item("order").response is None
    order.get_by_role("button", name="Keep this order").press("Enter")
    expect(page.locator("[data-sum]")).to_contain_text("1 of")
    order.get_by_role("button", name=f"Move down: {first}").press("Enter")
    expect(order.get_by_role("status")).to_have_text(f"{first}: place 2 of 3")
    expect(order.locator("button:focus")).to_have_attribute("aria-label", f"Move down: {first}")
    assert order.locator("li").first.get_attribute("data-name") == second
