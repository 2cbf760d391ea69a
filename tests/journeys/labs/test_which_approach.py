"""Which approach: the challenge by keyboard alone and by touch; its settings travel in the address."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.hands import done, fits, listen, phone, tab_to

pytestmark = pytest.mark.journey
LAB = "/labs/which-approach/"
BESIDE_THE_POINT = ("A competitor is said", "The lawyers work in three cities", "The board wants")
ANSWERS = {
    "Facts of your own in the answers": "change weekly or daily",
    "Sources of an answer": "must be shown",
    "Form, tone or behaviour": "wrong even with a good prompt",
    "Good labelled examples": "hundreds to a few thousand",
    "Unlabelled text of the field": "hundreds of millions of tokens or more",
    "Means for training": "one small training job",
}


def test_the_challenge_is_met_by_keyboard_alone(site: str, page: Page) -> None:
    page.goto(site + LAB)
    expect(page.get_by_role("button", name="Check my answer")).to_be_visible()
    listen(page)
    tab_to(page, "Take the contracts")
    page.keyboard.press("Enter")
    facts = page.get_by_role("group", name="Facts of the case").get_by_role("checkbox")
    expect(facts).to_have_count(11)
    facts.first.focus()
    for _ in range(11):
        words = page.evaluate("document.activeElement.labels[0].innerText")
        if not words.startswith(BESIDE_THE_POINT):
            page.keyboard.press("Space")
        page.keyboard.press("Tab")
    for question, answer in ANSWERS.items():
        if page.evaluate("document.activeElement.labels?.[0]?.innerText") != question:
            tab_to(page, question)
        page.keyboard.type(answer)
    for name in ("RAG", "Continuous pre-training"):
        tab_to(page, name)
        page.keyboard.press("Space")
    tab_to(page, "Check my answer")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The approach leaves a need open and does something")).to_be_visible()
    page.get_by_role("checkbox", name="PEFT").focus()
    page.keyboard.press("Space")
    tab_to(page, "Continuous pre-training")
    page.keyboard.press("Space")
    tab_to(page, "Check my answer")
    page.keyboard.press("Enter")
    answer = done(page)
    assert (answer["lab"], answer["challenge"]) == ("which-approach", "contracts")
    assert answer["response"]["named"] == ["rag", "peft"]
    assert answer["response"]["requirements"]["facts"] == "weeks"


def test_a_setting_can_be_shared_by_its_address(site: str, page: Page) -> None:
    page.goto(f"{site}{LAB}#which-approach?c=tone&r=none_no_yes_no_many_little_no_cluster&k=k1000000&n=full_what")
    expect(page.get_by_label("Case", exact=True)).to_have_value("tone")
    expect(page.locator("output")).to_have_text("Full fine-tuning")
    expect(page.get_by_role("checkbox", name="Full fine-tuning")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Drafts say the right thing")).to_be_checked()
    expect(page.get_by_role("row", name="Labelled examples: hundreds to a few thousand PEFT")).to_be_visible()
    page.get_by_label("Case", exact=True).select_option(label="A clinic’s shorthand")
    expect(page).to_have_url(re.compile("c=clinic.*k=k000000000"))
    page.get_by_text("How this course reads the facts").click()
    page.get_by_role("button", name="Set the questions so").click()
    expect(page.locator("output")).to_have_text("PEFT + Continuous pre-training")
    page.get_by_role("button", name="Reset").click()
    expect(page).to_have_url(site + LAB)
    expect(page.get_by_label("Case", exact=True)).to_have_value("support")


def test_the_challenge_is_met_by_touch_on_a_phone(site: str, browser: Browser) -> None:
    with phone(browser) as page:
        page.goto(site + LAB)
        page.get_by_role("button", name="Take the contracts").tap()
        listen(page)
        expect(page.get_by_text("How this course reads the facts")).to_be_hidden()
        for fact in page.locator(".facts label").all():
            if not fact.inner_text().startswith(BESIDE_THE_POINT):
                fact.tap()
        for question, answer in ANSWERS.items():
            page.get_by_label(question).select_option(label=answer)
        for name in ("RAG", "PEFT"):
            page.get_by_role("checkbox", name=name).tap()
        page.get_by_role("button", name="Check my answer").tap()
        assert done(page)["lab"] == "which-approach"
        assert fits(page)
