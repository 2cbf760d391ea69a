"""The path of docs/instructors.md: a new lesson with a figure, a formula and a lab, and a quiz of six kinds, previewed,
published and exported, in at most sixty clicks and groups of keys, each control found by its visible label."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.audits.test_axe import as_person
from tests.site import manage

pytestmark = pytest.mark.journey
MOST = 60
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 100" role="img">\n'
    '  <path class="s-ink" d="M0 90H400M20 90V20"/>\n</svg>\n'
)


class Hands:
    """Somebody at the page, who counts what they do."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.n_done = 0

    def click(self, found: Locator) -> None:
        self.n_done += 1
        found.click()

    def link(self, name: str | re.Pattern[str]) -> None:
        self.click(self.page.get_by_role("link", name=name).first)

    def button(self, name: str | re.Pattern[str]) -> None:
        self.click(self.page.get_by_role("button", name=name).locator("visible=true").first)

    def open(self, words: str) -> None:
        """A fold or a menu, by the words on it."""
        self.click(self.page.locator("summary", has_text=words).locator("visible=true").first)

    def type(self, label: str, words: str) -> None:
        self.n_done += 1
        self._field(label).fill(words)

    def choose(self, label: str, option: str) -> None:
        self.n_done += 1
        self._field(label).select_option(label=option)

    def _field(self, label: str) -> Locator:
        return self.page.get_by_label(label, exact=True).locator("visible=true").first

    def press(self, keys: str) -> None:
        self.n_done += 1
        self.page.keyboard.press(keys)


@pytest.fixture
def hands(site: str, context: BrowserContext) -> Hands:
    page = context.new_page()
    as_person(site, "instructor@example.org")(page)
    page.goto(f"{site}/admin/")
    return Hands(page)


def insert(hands: Hands, menu: str, example: str) -> None:
    """By the toolbar, behind all that is written."""
    hands.open(menu)
    hands.button(re.compile(f"^{example}$"))


def saved(page: Page) -> None:
    expect(page.locator("[data-saved]")).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))
    expect(page.locator(".problems li:not(.warning)")).to_have_count(0)


def picture(page: Page, tmp_path: Path, name: str) -> None:
    page.screenshot(path=tmp_path / f"{name}.png")


def test_a_lesson_and_a_quiz_of_six_kinds_in_sixty_steps(site: str, hands: Hands, tmp_path: Path) -> None:
    page = hands.page
    hands.link("Courses to write")
    if "/course/" not in page.url:
        hands.link(re.compile("Foundation Model"))

    # The lesson.
    hands.open("Add a lesson to Pre-training and scaling laws")
    hands.type("Title of the lesson", "Curves that fall")
    hands.button("Add lesson")
    page.locator("#text").focus()
    hands.press("Control+End")
    insert(hands, "Text", "Formula on its own")
    insert(hands, "Lab", "Spend a budget")
    hands.button("Figure")
    page.get_by_label("Or a new file from this device").set_input_files(
        {"name": "falling curve.svg", "mimeType": "image/svg+xml", "buffer": DRAWING.encode()}
    )
    hands.n_done += 2  # The button of the field, and the file in the dialog of the device.
    hands.type("Alternative text: what one sees in it", "A curve that falls from left to right.")
    hands.button("Insert")
    expect(page.locator("#text")).to_have_value(re.compile(r"falling-curve\.svg"))
    seen = page.frame_locator("iframe[name=preview]")
    expect(seen.locator("article svg[aria-label], article figure svg").last).to_be_visible()
    expect(seen.locator("article math").first).to_be_visible()
    hands.button("Save the draft")
    page.wait_for_load_state()
    picture(page, tmp_path, "1-lesson")

    # The quiz.
    hands.link(re.compile("^Foundation Model"))
    hands.open("Add a quiz to Pre-training and scaling laws")
    hands.type("Title of the quiz", "Practice: curves that fall")
    hands.button("Add quiz")
    hands.link("Questions, one by one")
    for kind, title in {
        "Multiple response": "Which two hold",
        "True or false": "Whether it holds",
        "Ordering": "In which order",
        "Matching": "Which belongs to which",
        "Number": "How much it is",
    }.items():
        hands.choose("Kind", kind)
        hands.button("Begin with an example")
        hands.type("Title", title)
        hands.button("Save")
        expect(page.get_by_text("Saved in the draft.")).to_be_visible()
        hands.link("Questions")
    expect(page.locator("table.q-list tbody tr")).to_have_count(6)
    picture(page, tmp_path, "2-questions")

    # Preview, publish.
    hands.link(re.compile("^Foundation Model"))
    hands.link("Preview Curves that fall")
    expect(page.locator("h1")).to_have_text("Curves that fall")
    picture(page, tmp_path, "3-preview")
    hands.link("Outline")
    hands.link(re.compile(r"^Publish"))
    # Other tests leave drafts on this site; the instructor has none but these.
    drafts = page.locator(".drafts label", has_text=re.compile("curves-that-fall|pre-training/module"))
    ids = [drafts.nth(place).locator("input").get_attribute("value") for place in range(drafts.count())]
    page.goto(f"{page.url}?{'&'.join(f'document={id}' for id in ids)}")
    picture(page, tmp_path, "4-publish")
    hands.button(re.compile(r"^Publish 3 texts"))
    expect(page.get_by_text(re.compile(r"\d texts were published"))).to_be_visible()
    assert hands.n_done + 3 <= MOST, hands.n_done
    page.goto(f"{site}/courses/foundation-model-training/lessons/curves-that-fall/")
    expect(page.locator("h1")).to_have_text("Curves that fall")

    # Out to git: the command, and two of git's.
    hands.n_done += 3
    folder = tmp_path / "content"
    manage(site, "export_content", str(folder))
    course = folder / "foundation-model-training"
    assert "curves-that-fall" in (course / "pre-training/module.md").read_text()
    assert "```lab scaling-laws" in (course / "pre-training/curves-that-fall.md").read_text()
    quiz = (course / "pre-training/practice-curves-that-fall.quiz.md").read_text()
    kinds = set(re.findall(r"^## .*\.(\S+) objective", quiz, re.M))
    assert kinds == {"single", "multiple", "true-false", "ordering", "matching", "numeric"}
    assert (course / "figures/falling-curve.svg").exists()
    assert hands.n_done <= MOST, hands.n_done
