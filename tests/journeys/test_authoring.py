"""An author writes in the editor, and sees beside the text what a learner will see.

The whole site serves these tests: a page that is sandboxed gets scripts and fonts only from a server that lets any
origin have them, as ours does.
"""

import re
import sqlite3
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, FrameLocator, Page, expect

from tests.audits.test_axe import LOOKS, as_person, violations
from tests.site import SETTINGS

pytestmark = pytest.mark.journey
# A text for each, since the words of one stay in its draft.
LOOKED_AT = dict(
    zip(LOOKS, ("transfer-learning", "instruction-tuning", "preference-tuning", "llm-judges"), strict=True)
)
Open = Callable[[str], "Writer"]


class Writer:
    """An instructor at the editor of a text, which is named by its id."""

    def __init__(self, page: Page, site: str, slug: str) -> None:
        self.page, self.site = page, site
        with sqlite3.connect(f"{SETTINGS[site]['EPOCH_VAR']}/epoch.sqlite3") as database:
            ((self.pk,),) = database.execute("SELECT id FROM curriculum_document WHERE slug = ?", [slug])
        self.open()

    def open(self) -> None:
        self.page.goto(f"{self.site}/admin/authoring/{self.pk}/")
        expect(self.page.locator("[data-facts]")).to_have_text(re.compile("words|questions"))

    @property
    def text(self) -> str:
        return self.page.locator("#text").input_value()

    @property
    def seen(self) -> FrameLocator:
        return self.page.frame_locator("iframe[name=preview]")

    def write(self, words: str) -> None:
        """At the end of the text."""
        self.page.locator("#text").focus()
        self.page.keyboard.press("Control+End")
        self.page.keyboard.insert_text(words)

    def saved(self) -> None:
        expect(self.page.locator("[data-saved]")).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))


@pytest.fixture
def enter(site: str, context: BrowserContext) -> Iterator[Open]:
    signed_in: list[bool] = []

    def open_text(slug: str) -> Writer:
        page = context.new_page()
        # The admin's pages name no icon, and the browser asks for one.
        page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
        if not signed_in:
            as_person(site, "instructor@example.org")(page)
            signed_in.append(True)
        return Writer(page, site, slug)

    yield open_text


def test_what_is_written_stands_beside_it_and_is_kept(enter: Open) -> None:
    writer = enter("corpora")
    writer.write("\n\nThe last words, with $E = mc^2$.\n")
    expect(writer.seen.locator("article")).to_contain_text("The last words, with")
    expect(writer.seen.locator("article math").last).to_be_visible()
    writer.saved()
    writer.open()
    assert writer.text.endswith("The last words, with $E = mc^2$.\n")
    expect(writer.seen.locator("article")).to_contain_text("The last words, with")
    expect(writer.seen.locator(".preview-bar")).to_contain_text("Preview of the draft")


def test_what_is_not_changed_keeps_its_state(enter: Open) -> None:
    """A lab that runs, an answer that is chosen, a fold that is open, and the place where one reads."""
    writer = enter("scaling-laws")
    lab = writer.seen.locator("scaling-laws-lab")
    lab.scroll_into_view_if_needed()
    choice = writer.seen.locator("knowledge-check input[type=radio]").first
    choice.check()
    lab.evaluate("(element) => { element.mine = true; }")
    before = choice.evaluate("() => scrollY")
    writer.write("\n\nOne paragraph more.\n")
    expect(writer.seen.locator("article")).to_contain_text("One paragraph more.")
    assert lab.evaluate("(element) => element.mine")
    expect(choice).to_be_checked()
    assert choice.evaluate("() => scrollY") != 0 or before == 0
    writer.saved()


def test_a_mistake_is_told_beside_its_line_and_leads_there(enter: Open) -> None:
    writer = enter("hardware")
    writer.write("\n\nSee [[no-such-term]].\n")
    problems = writer.page.locator(".problems li")
    expect(problems).to_have_count(1)
    expect(problems).to_contain_text("unknown term [[no-such-term]]")
    line = writer.text.rstrip("\n").count("\n") + 1
    mark = writer.page.locator(".marks button")
    expect(mark).to_have_accessible_name(re.compile(rf"Line {line}: unknown term"))
    writer.page.keyboard.press("Control+Home")
    problems.get_by_role("button", name=f"Line {line}").click()
    at = writer.page.locator("#text").evaluate("(field) => field.value.slice(field.selectionStart, field.selectionEnd)")
    assert at == "See [[no-such-term]]."
    writer.page.keyboard.insert_text("Nothing wrong.")
    expect(problems).to_have_count(0)
    expect(mark).to_have_count(0)
    writer.saved()


def test_the_toolbar_inserts_what_is_free_of_mistakes_and_can_be_undone(enter: Open) -> None:
    writer = enter("next-token")
    before = writer.text
    writer.page.locator("#text").focus()
    writer.page.keyboard.press("Control+End")
    writer.page.get_by_text("Callout", exact=True).press("Enter")
    writer.page.get_by_role("button", name="Warning").press("Enter")
    expect(writer.seen.locator("article .callout.warning").last).to_contain_text("What goes wrong")
    writer.page.locator("summary", has_text="Knowledge check").click()
    writer.page.get_by_role("button", name="Several answers").click()
    expect(writer.seen.locator("#check-new-multiple-check")).to_be_visible()
    writer.page.locator("summary", has_text="Knowledge check").click()
    writer.page.get_by_role("button", name="Several answers").click()
    expect(writer.seen.locator("#check-new-multiple-check-2")).to_be_visible()
    expect(writer.page.locator(".problems li:not(.warning)")).to_have_count(0)
    for _ in range(3):
        writer.page.keyboard.press("Control+z")
    assert writer.text == before
    writer.page.get_by_role("button", name="Term", exact=True).click()
    writer.page.get_by_label("Show only those with").fill("perplex")
    writer.page.keyboard.press("Enter")
    assert writer.text == f"{before}[[perplexity]]"
    writer.page.keyboard.press("Control+z")
    expect(writer.page.locator("[data-saved]")).not_to_have_text("Not saved yet")


def test_a_figure_is_sent_from_the_device_and_inserted(enter: Open) -> None:
    writer = enter("data-governance")
    field = writer.page.locator("#text")
    field.focus()
    writer.page.keyboard.press("Control+End")
    writer.page.get_by_role("button", name="Figure", exact=True).click()
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 90"><path class="s-ink" d="M0 0H9"/></svg>'
    writer.page.get_by_label("Or a new file").set_input_files(
        {"name": "a-new-line.svg", "mimeType": "image/svg+xml", "buffer": drawing.encode()}
    )
    writer.page.get_by_role("button", name="Insert", exact=True).click()
    expect(writer.page.locator("[data-wrong]")).to_have_text(re.compile("^Say what one sees"))
    writer.page.get_by_label("Alternative text").fill("A line from left to right")
    writer.page.get_by_label("Caption").fill("A line.")
    writer.page.get_by_role("button", name="Insert", exact=True).click()
    expect(field).to_have_value(
        re.compile(r"!\[A line from left to right\]\(\.\./figures/a-new-line\.svg \"A line\.\"\)")
    )
    expect(writer.seen.get_by_text("A line.")).to_be_visible()
    expect(writer.page.locator(".problems li:not(.warning)")).to_have_count(0)


def test_tab_leaves_the_text_unless_it_is_set_to_indent(enter: Open) -> None:
    writer = enter("selecting-data")
    field = writer.page.locator("#text")
    before = writer.text
    field.focus()
    writer.page.keyboard.press("Tab")
    expect(field).not_to_be_focused()
    writer.page.get_by_label("Tab indents").check()
    field.focus()
    writer.page.keyboard.press("Control+End")
    writer.page.keyboard.press("Tab")
    assert writer.text == f"{before}    "
    writer.page.keyboard.press("Escape")
    writer.page.keyboard.press("Tab")
    expect(field).not_to_be_focused()
    writer.saved()


def test_leaving_with_words_that_are_not_saved_warns(enter: Open, browser_errors: list[str]) -> None:
    writer = enter("lora")
    writer.page.route("**/draft/", lambda route: route.abort())
    writer.write("\n\nNever saved.\n")
    expect(writer.page.locator("[data-saved]")).to_have_text(re.compile("out of reach"))
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    writer.page.on("dialog", stay)
    writer.page.reload()
    assert asked == ["beforeunload"]
    writer.page.unroute("**/draft/")
    writer.page.get_by_role("button", name="Put it in").click()
    assert writer.text.endswith("Never saved.\n")
    writer.saved()
    writer.page.reload()
    assert asked == ["beforeunload"]
    assert writer.text.endswith("Never saved.\n")
    browser_errors[:] = [words for words in browser_errors if "ERR_FAILED" not in words]


@pytest.mark.parametrize("choice", ["Keep mine", "Take theirs"])
def test_two_who_write_at_once_see_both_texts_and_choose(enter: Open, choice: str, browser_errors: list[str]) -> None:
    slug = {"Keep mine": "distillation", "Take theirs": "forgetting"}[choice]
    one, two = enter(slug), enter(slug)
    one.write("\n\nWords of one.\n")
    one.saved()
    two.write("\n\nWords of two.\n")
    expect(two.page.locator(".conflict")).to_contain_text("wrote here meanwhile")
    expect(two.page.locator(".conflict tr.out td.text")).to_have_text(["Words of one."])
    expect(two.page.locator(".conflict tr.in td.text")).to_have_text(["Words of two."])
    two.page.get_by_role("button", name=choice).click()
    kept, other = ("two", "one") if choice == "Keep mine" else ("one", "two")
    assert two.text.endswith(f"Words of {kept}.\n")
    two.page.locator("details", has_text="text").last.locator("summary").click()
    assert f"Words of {other}." in two.page.locator("[data-banner] textarea").input_value()
    if choice == "Keep mine":
        two.saved()
    one.open()
    assert one.text.endswith(f"Words of {kept}.\n")
    browser_errors[:] = [words for words in browser_errors if "409" not in words]


def test_a_quiz_shows_its_answers_only_when_they_are_asked_for(enter: Open) -> None:
    """P13"""
    writer = enter("pre-training-practice")
    question = writer.seen.locator("fieldset.question").first
    expect(question).to_be_visible()
    expect(writer.seen.get_by_text("The answer:")).to_have_count(0)
    writer.page.get_by_label("Show answers").check()
    expect(question.get_by_text("The answer:")).to_be_visible()
    writer.page.get_by_label("Show answers").uncheck()
    expect(writer.seen.get_by_text("The answer:")).to_have_count(0)


def test_what_would_leave_the_preview_or_send_something_says_so_instead(enter: Open) -> None:
    writer = enter("scaling-laws")
    said = writer.seen.locator("[data-said]")
    writer.seen.locator("knowledge-check button[type=submit]").first.click()
    expect(said).to_have_text("Here nothing is sent: a preview keeps no answer, and judges none.")
    writer.seen.get_by_role("link", name="Glossary").first.click()
    expect(said).to_have_text(re.compile(r"^This leads to /courses/.*/glossary/\.$"))


def test_without_scripts_the_text_is_saved_by_a_form_and_mistakes_are_listed(site: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    as_person(site, "instructor@example.org")(page)
    with sqlite3.connect(f"{SETTINGS[site]['EPOCH_VAR']}/epoch.sqlite3") as database:
        ((pk,),) = database.execute("SELECT id FROM curriculum_document WHERE slug = 'benchmarks'")
    page.goto(f"{site}/admin/authoring/{pk}/")
    field = page.get_by_label("The text, Markdown")
    field.fill(f"{field.input_value()}\n\nSee [[no-such-term]].\n")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("The draft is saved.")).to_be_visible()
    expect(page.locator(".problems li")).to_contain_text("unknown term [[no-such-term]]")
    expect(page.frame_locator("iframe").locator(".preview-bar")).to_contain_text("Preview of the draft")
    page.get_by_role("button", name="Put the draft aside").click()
    expect(page.locator(".problems li")).to_have_count(0)
    context.close()


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
def test_the_editor_has_no_violation_and_fits(site: str, browser: Browser, look: tuple[str, int]) -> None:
    scheme, width = look
    context = browser.new_context(
        color_scheme=scheme,  # type: ignore[arg-type]
        viewport={"width": width, "height": 900},
        reduced_motion="reduce",
    )
    heard: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: heard.append(message.text) if "Content Security" in message.text else None)
    as_person(site, "instructor@example.org")(page)
    writer = Writer(page, site, LOOKED_AT[look])
    writer.write("\n\nSee [[no-such-term]].\n")
    expect(page.locator(".problems li")).to_have_count(1)
    assert violations(page, is_bundled=False) == []
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if width < 999:
        page.get_by_role("button", name="Preview", exact=True).click()
        expect(writer.seen.locator("h1")).to_be_visible()
    page.goto(f"{site}/admin/authoring/{writer.pk}/preview/")
    # Without an origin axe would load the style sheets itself, by an inline style.
    found = violations(page, is_bundled=False)
    assert (found, wide, heard) == ([], 0, [])
    context.close()
