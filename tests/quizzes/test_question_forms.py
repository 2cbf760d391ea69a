"""Questions written in the admin: form and text say the same, and nothing is published."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from quizzes.models import QuestionVersion
from quizzes.source.sections import place_of
from tests.quizzes.authors import IDS, added, author, draft, page, quiz, saved, section
from tests.quizzes.course import GRADED
from tests.quizzes.sheets import buttons, sheet
from tests.quizzes.sitting import Sitting

__all__ = ["author"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


# --- form and text say the same ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("id", IDS)
def test_a_form_that_is_saved_untouched_changes_nothing(id: str, author: Client) -> None:
    saved(author, page(id), sheet(author.get(page(id))))
    assert (draft() or GRADED) == GRADED


@pytest.mark.parametrize("id", IDS)
def test_a_text_that_is_saved_untouched_changes_nothing(id: str, author: Client) -> None:
    saved(author, page(id), sheet(author.get(f"{page(id)}?as=text")))
    assert (draft() or GRADED) == GRADED


CHANGES: dict[str, tuple[dict[str, Any], str, str]] = {
    "which": ({"right": "2", "row-1-feedback": "Not\r\nthis."}, "- [ ] The letter beta\n    > Canary-single-wrong.",
              "- [ ] The letter beta\n    > Not\n    > this."),
    "several": ({"right": ["0", "1"], "points": ""}, "difficulty=medium points=2}", "difficulty=medium}"),
    "truth": ({"right": "0"}, "- [ ] True", "- [x] True"),
    "order": ({"row-1-words": "Beta\r\nthen"}, "2. Then beta", "2. Beta\n    then"),
    "match": ({"row-0-other": "A *letter*"}, "- The sign A => Named alpha", "- The sign A => A *letter*"),
    "number": ({"row-0-tolerance": "2%", "unit-1-factor": "1024"}, "= 271828 +- 5", "= 271828 +- 2%"),
    "short": ({"row-1-words": "gamma+"}, "~ canary-short-pattern[0-9]", "~ gamma+"),
    "essay": ({"row-1-other": "5", "words": "80"}, "+ 1: Canary-essay-second.", "+ 5: Canary-essay-second."),
    "lab": ({"difficulty": "easy"}, "difficulty=hard", "difficulty=easy"),
    "shelf": ({"name": "A board", "stem": "Three letters.\r\n\r\nOn a board."}, "A shelf holds three letters.",
              "Three letters.\n\nOn a board."),
    "shelf-one": ({"explanation": "Look."}, "Canary-case-why.", "Look."),
}  # fmt: skip


@pytest.mark.parametrize("id", CHANGES)
def test_what_a_form_saves_is_what_one_would_write_by_hand(id: str, author: Client) -> None:
    change, old, new = CHANGES[id]
    saved(author, page(id), sheet(author.get(page(id))) | change)
    written = section(id)
    assert old not in written
    assert new in written
    before = place_of(GRADED, id)
    assert before is not None
    # Not a byte of any other question.
    assert draft().startswith(GRADED[: before.start])
    assert draft().endswith(GRADED[before.end :])


def test_ticks_follow_their_options(author: Client) -> None:
    saved(author, page("which"), sheet(author.get(page("which"))) | {"right": "2"})
    assert [line[:5] for line in section("which").split("\n") if line.startswith("- [")] == ["- [ ]", "- [ ]", "- [x]"]


def test_saving_publishes_nothing(author: Client) -> None:
    versions, published = QuestionVersion.objects.count(), quiz().document.published_id
    answer = author.post(
        page("which"), sheet(author.get(page("which"))) | {"name": "Another", "do": "save"}, follow=True
    )
    assert "Saved in the draft. Learners see it once" in answer.content.decode()
    assert (QuestionVersion.objects.count(), quiz().document.published_id) == (versions, published)
    assert "## Another {#which .single" in draft()


# --- without a script -------------------------------------------------------------------------------------------------
def test_buttons_of_rows_change_the_page_and_store_nothing(author: Client) -> None:
    sent = sheet(author.get(page("which"))) | {"row-2-words": "Typed and not saved"}
    more = saved(author, page("which"), sent, "add:wrong", 200)
    assert "row-3-words" in sheet(more)
    assert 'data-focus="row-3"' in more.content.decode()
    moved = sheet(saved(author, page("which"), sheet(more) | {"row-3-words": "New"}, "up:row:3", 200))
    assert (moved["row-2-words"], moved["row-3-words"]) == (["New"], ["Typed and not saved"])
    removed = sheet(saved(author, page("which"), moved, "remove:row:0", 200))
    assert removed["row-0-words"] == ["The letter beta"]
    assert "right" not in removed
    assert draft() == ""
    saved(author, page("which"), removed | {"right": "1"})
    assert [line for line in section("which").split("\n") if line.startswith("- [")] == [
        "- [ ] The letter beta", "- [x] New", "- [ ] Typed and not saved",
    ]  # fmt: skip


def test_a_blank_row_is_no_answer(author: Client) -> None:
    more = saved(author, page("which"), sheet(author.get(page("which"))), "add:wrong", 200)
    saved(author, page("which"), sheet(more))
    assert (draft() or GRADED) == GRADED


def test_each_kind_has_its_own_rows_to_add(author: Client) -> None:
    found = {id: [b for b in buttons(author.get(page(id))) if b.startswith("add:")] for id in IDS}
    assert found["which"] == found["several"] == ["add:wrong"]
    assert found["truth"] == found["lab"] == found["shelf"] == []
    assert found["order"] == ["add:place", "add:extra"]
    assert found["match"] == ["add:pair", "add:spare"]
    assert found["number"] == ["add:accepted", "add:foreseen", "add:unit"]
    assert found["short"] == ["add:accepted", "add:pattern", "add:foreseen"]
    assert found["essay"] == ["add:criterion"]


@pytest.mark.parametrize("id", IDS)
def test_form_and_text_lead_to_each_other_with_what_was_typed(id: str, author: Client) -> None:
    sent = sheet(author.get(page(id))) | {"name": "Typed"}
    as_text = saved(author, page(id), sent, "as-text", 200)
    assert "Typed {#" in sheet(as_text)["section"][0]
    as_form = saved(author, page(id), sheet(as_text), "as-form", 200)
    assert sheet(as_form) == {name: value if isinstance(value, list) else [value] for name, value in sent.items()}
    assert draft() == ""


def test_the_preview_button_shows_what_was_typed(author: Client) -> None:
    answer = saved(author, page("which"), sheet(author.get(page("which"))) | {"stem": "Freshly typed?"}, "preview", 200)
    assert "&lt;p&gt;Freshly typed?&lt;/p&gt;" in answer.content.decode()
    assert draft() == ""


# --- the preview ------------------------------------------------------------------------------------------------------
def preview(client: Client, sent: dict[str, Any], slug: str = "exam") -> str:
    answer = client.post(reverse("admin:quizzes_quiz_question_preview", args=[quiz(slug).document_id]), sent)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize("id", IDS)
def test_a_preview_is_the_learner_s_question(id: str, author: Client, exam: Sitting) -> None:
    html = preview(author, sheet(author.get(page(id))))
    if id == "shelf":
        assert "A shelf holds three letters." in html
        return
    shown, key = html.split("<details", 1)
    version = QuestionVersion.objects.get(question__slug=id)
    for name in ("options", "prompts", "responses"):
        for row in version.shown.get(name, ()):
            assert row["html"] in shown
    assert version.shown["stem"] in shown
    assert version.key["explanation"] in key
    assert version.key["explanation"] not in shown


def test_a_preview_stores_nothing(author: Client) -> None:
    sent = sheet(author.get(page("which"))) | {"name": "Other"}
    preview(author, sent)
    preview(author, sheet(author.get(added("single"))))
    assert draft() == ""


def test_hostile_words_are_sanitised_in_a_preview(author: Client) -> None:
    hostile = '<script>alert(1)</script> <img src=x onerror="alert(1)"> [x](javascript:alert(1))'
    sent = sheet(author.get(page("which"))) | {"stem": hostile, "row-0-words": hostile, "name": hostile}
    html = preview(author, sent)
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html


def test_a_preview_of_what_cannot_be_read_says_why(author: Client) -> None:
    sent = sheet(author.get(page("which")))
    assert "unknown objective" in preview(author, sent | {"objective": "none"})
    assert "looks like a heading" in preview(author, sent | {"stem": "## Heading"})
    assert "more than 60 rows" in preview(author, sent | {f"row-{n}-words": "x" for n in range(100)})


# --- mistakes ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("id", "change", "name", "told"),
    [
        ("which", {"objective": "none"}, "objective", "unknown objective"),
        ("which", {"row-1-feedback": "", "row-1-misconception": ""}, "row-1", "an option without feedback"),
        ("which", {"explanation": ""}, "explanation", "the question has no ### Explanation"),
        ("which", {"taught_target": "gone.md"}, "taught_target", "leads nowhere"),
        ("which", {"row-0-words": "[x](gone.md)"}, "row-0", "leads nowhere"),
        ("number", {"row-0-words": "many"}, "row-0", "is not a number"),
        ("number", {"unit-1-factor": ""}, "unit-1", "has no factor"),
        ("short", {"row-1-words": "("}, "row-1", "the pattern cannot be read"),
        ("essay", {"row-0-other": "lots"}, "row-0", "points is"),
        ("essay", {"model": ""}, "model", "the essay has no model answer"),
    ],
)
def test_a_mistake_stands_beside_its_field_and_may_be_saved(
    id: str, change: dict[str, str], name: str, told: str, author: Client
) -> None:
    answer = author.post(page(id), sheet(author.get(page(id))) | change | {"do": "save"}, follow=True)
    html = answer.content.decode()
    assert "Saved in the draft, with one mistake" in html
    about = html.split(f'id="about_{name}"', 1)[1].split("</div>", 1)[0]
    assert told in about
    assert draft() != ""


def test_no_option_is_right_is_told_at_the_answers(author: Client) -> None:
    sent = sheet(author.get(page("which")))
    del sent["right"]
    answer = author.post(page("which"), sent | {"do": "save"}, follow=True)
    assert '<p class="q-error">no option is right; mark it as - [x]</p>' in answer.content.decode()


@pytest.mark.parametrize(
    "change",
    [{"stem": "Which?\n\n- [ ] An option"}, {"row-1-words": "x\n```\nopen"}, {"stem": "## New {#x .single}"},
     {"explanation": "#### x"}],
)  # fmt: skip
def test_words_that_would_be_read_as_something_else_are_refused_beside_their_field(
    change: dict[str, str], author: Client
) -> None:
    answer = saved(author, page("which"), sheet(author.get(page("which"))) | change, status=400)
    assert "this would say something else" in answer.content.decode()
    assert draft() == ""
    ((name, words),) = change.items()
    assert sheet(answer)[name] == [words.replace("\n", "\r\n")]


def test_a_text_that_the_form_cannot_hold_stays_text(author: Client) -> None:
    sent = sheet(author.get(f"{page('which')}?as=text"))
    sent["section"] = [sent["section"][0].replace("### Explanation", "### Elsewhere\r\n\r\n### Explanation")]
    saved(author, page("which"), sent)
    answer = author.get(page("which"))
    assert "The form cannot show all that this text says" in answer.content.decode()
    assert "### Elsewhere" in sheet(answer)["section"][0]


@pytest.mark.parametrize(
    "text", ["", "words", "## A {#which .single}\n\n## B {#b .single}", "## A {#which .single}\n```"]
)
def test_a_text_that_is_not_one_question_is_refused(text: str, author: Client) -> None:
    sent = sheet(author.get(f"{page('which')}?as=text")) | {"section": text}
    answer = saved(author, page("which"), sent, status=400)
    assert draft() == ""
    assert sheet(answer)["section"][0].strip() == text.replace("\n", "\r\n").strip()
