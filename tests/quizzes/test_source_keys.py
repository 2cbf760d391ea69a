"""What is stored of a question: `shown` gives nothing away, and every `key` can be marked with."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from curriculum.source.front_matter import split as split_file
from quizzes.source.keys import option_id
from quizzes.source.parts import Question, Quiz
from quizzes.source.reader import READER
from quizzes.source.section import parse_question
from quizzes.source.text import split
from tests.quizzes.strategies import FRONT, NUMBERS, OPTIONS, SOUND, Desk, assert_marked, one, question, read

TAUGHT = {"kind": "lesson", "slug": "alpha-lesson", "anchor": "law", "title": "Alpha", "url": "/lesson.md#law"}


def stored(question: Question) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Both objects as JSON gives them back."""
    found = json.loads(json.dumps([question.shown, question.key]))
    assert found == [question.shown, question.key]
    return found[0], found[1]


def ids(role: str, *texts: str) -> list[str]:
    return [option_id("q", role, text) for text in texts]


# --- each kind -----------------------------------------------------------------------------------------------------
def test_a_choice_shows_its_options_and_keeps_the_rest_in_its_key() -> None:
    yes, no, perhaps = ids("option", "Yes", "No", "Perhaps")
    answers = OPTIONS.replace("It is not.", "It is not $x$ here.\n    > Misconception: It is  *not*.")
    found = one(question("single", answers, stem="What *is* it?"))
    shown, key = stored(found)
    assert shown == {
        "kind": "single",
        "stem": "<p>What <em>is</em> it?</p>",
        "case": None,
        "options": [{"id": yes, "html": "Yes"}, {"id": no, "html": "No"}, {"id": perhaps, "html": "Perhaps"}],
    }
    assert key == {
        "right": [yes],
        "options": [yes, no, perhaps],
        "feedback": {
            yes: "So it is.",
            no: 'It is not <span class="math"><math><mi>x</mi></math></span> here.',
            perhaps: "It is never so.",
        },
        "misconceptions": {no: "It is *not*."},
        "explanation": "<p>Because.</p>",
        "taught": TAUGHT,
    }
    assert (found.id, found.kind, found.title, found.points, found.case) == ("q", "single", "Name", 1, "")
    assert (found.objective, found.difficulty, found.line, found.gist) == ("alpha", "easy", 10, "what is it?")


def test_true_stands_before_false_whichever_is_right() -> None:
    true, false = ids("option", "True", "False")
    shown, key = stored(one(SOUND["true-false"]))
    turned, other = stored(one(question("true-false", "- [x] False\n    > Yes.\n- [ ] True\n    > No.\n")))
    assert [option["id"] for option in shown["options"]] == [true, false]
    assert shown == turned
    assert key == other
    assert key["right"] == [false]


def test_ordering_shows_items_and_extras_together_in_an_order_that_says_nothing() -> None:
    order, (extra,) = ids("item", "One", "Two", "Three"), ids("item", "None")
    shown, key = stored(one(SOUND["ordering"]))
    assert [option["id"] for option in shown["options"]] == sorted([*order, extra])
    assert shown["n_places"] == 3
    assert (key["order"], key["extras"], key["feedback"]) == (order, [extra], {extra: "Not a number."})


def test_matching_shows_each_response_once() -> None:
    (a, b, c), (first, second, third) = ids("prompt", "A", "B", "C"), ids("response", "one", "two", "three")
    shown, key = stored(one(SOUND["matching"]))
    assert shown["prompts"] == [{"id": a, "html": "A"}, {"id": b, "html": "B"}, {"id": c, "html": "C"}]
    assert [response["id"] for response in shown["responses"]] == sorted([first, second, third])
    assert {response["html"] for response in shown["responses"]} == {"one", "two", "three"}
    assert key["pairs"] == {a: first, b: second, c: first}
    assert (key["responses"], key["feedback"]) == (sorted([first, second, third]), {third: "Nobody’s."})


def test_a_pair_may_hold_code_and_prices_with_arrows_in_them() -> None:
    pairs = "- `a => b` => one\n- $x => y$ => two\n- \\$5 => `three => 3`\n"
    shown, _key = stored(one(question("matching", pairs)))
    assert [prompt["html"] for prompt in shown["prompts"]][::2] == ["<code>a =&gt; b</code>", "$5"]
    assert "<code>three =&gt; 3</code>" in {response["html"] for response in shown["responses"]}


def test_a_numeric_key_holds_exact_ranges() -> None:
    text = NUMBERS.replace("! 14", "= 1e3 .. 1001\n= 0.1 +- 10%\n! 14").replace(
        "> No.", "> No.\n    > Misconception: M."
    )
    shown, key = stored(one(question("numeric", text.replace("TB 1000", "TB 1e3\nunit MB .001"))))
    assert shown["units"] == ["GB", "TB", "MB"]
    assert key["right"] == [
        {"low": "109.76", "high": "114.24", "feedback": "Yes."},
        {"low": "1000", "high": "1001", "feedback": ""},
        {"low": "0.09", "high": "0.11", "feedback": ""},
    ]
    assert key["wrong"] == [{"low": "14", "high": "14", "feedback": "No.", "misconception": "M."}]
    assert key["units"] == {"GB": "1", "TB": "1000", "MB": "0.001"}
    assert key["best"] == "112"


def test_a_short_key_holds_the_answers_as_they_were_written() -> None:
    shown, key = stored(one(SOUND["short"]))
    assert set(shown) == {"kind", "stem", "case"}
    assert key["accepted"] == [{"text": "perplexity", "feedback": ""}]
    assert key["patterns"] == ["ppl|perplexit(y|ies)"]
    assert key["wrong"] == [{"text": "accuracy", "feedback": "No.", "misconception": ""}]


def test_an_essay_keeps_its_rubric_and_its_model_answer() -> None:
    shown, key = stored(one(SOUND["essay"]))
    assert shown["words"] == 200
    assert key["rubric"] == [{"points": 2, "html": "Names it."}, {"points": 1, "html": "Says why."}]
    assert key["model"] == "<p>It is so.</p>"
    assert one(SOUND["essay"]).points == 3
    assert stored(one(SOUND["essay"].replace(" words=200", "")))[0]["words"] is None


def test_a_lab_asks_for_its_values() -> None:
    shown, key = stored(one(SOUND["lab"]))
    assert shown["lab"] == key["lab"] == "scaling-laws"
    assert [field["name"] for field in shown["fields"]] == ["parameters"]
    assert key["challenge"]


def test_questions_of_a_case_carry_its_text() -> None:
    inner = SOUND["single"].replace("## Name", "### Name").replace("### Expl", "#### Expl")
    quiz, desk = read(
        FRONT + "## A `case` {#c .case}\nA bank.\n\n" + inner + "\n" + SOUND["short"].replace("#q ", "#r ")
    )
    assert not desk.problems
    assert quiz is not None
    first, second = quiz.questions
    assert first.shown["case"] == {"id": "c", "title": "A case", "html": "<p>A bank.</p>"}
    assert (first.case, first.gist, second.case) == ("c", "a bank. what is it?", "")
    assert second.shown["case"] is None


def test_an_option_may_be_code_a_table_or_several_paragraphs() -> None:
    text = OPTIONS.replace("No\n", "Code:\n\n    ```python\n    - [x] = 1\n    > 2\n    ```\n")
    shown, _key = stored(one(question("single", text)))
    html = shown["options"][1]["html"]
    assert html.startswith("<p>Code:</p>")
    assert "&gt;" in html
    assert len(shown["options"]) == 3


def test_a_check_has_its_stem_for_a_title() -> None:
    body = SOUND["single"].partition("\n")[2]
    check = READER.read_check(Desk().sheet(), "q .single objective=alpha difficulty=easy", body, 40)
    assert isinstance(check, Question)
    assert (check.title, check.line) == ("What is it?", 40)
    long = READER.read_check(Desk().sheet(), "q .single", "word " * 40, 40)
    assert isinstance(long, Question)
    assert long.title == ("word " * 20).strip() + " …"


# --- laws ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("single", "- [x] Yes\n    > So it is.\n- [ ] No\n", "- [ ] Yes\n    > Never.\n- [x] No\n"),
        ("multiple", "[x] No\n    > It is not.\n- [ ] Perhaps", "[ ] No\n    > It is not.\n- [x] Perhaps"),
        ("ordering", "1. One\n2. Two\n3. Three", "1. Three\n2. One\n3. Two"),
        ("ordering", "1. One\n2. Two\n3. Three\n- None", "1. One\n2. Two\n3. None\n- Three"),
        ("matching", "- A => one\n- B => two\n- C => one", "- A => two\n- B => one\n- C => two"),
        ("matching", "two\n- C => one\n- => three", "three\n- C => one\n- => two"),
        ("numeric", "= 112 +- 2%", "= 1000"),
        ("numeric", "unit TB 1000", "unit TB 1024"),
        ("short", "= perplexity", "= entropy"),
        ("essay", "+ 2: Names it.", "+ 3: Says how."),
        ("single", "Because.", "For no reason."),
        ("single", "[Alpha](lesson.md#law)", "[Beta](module.md)"),
    ],
)
def test_what_is_shown_does_not_depend_on_what_is_right(kind: str, old: str, new: str) -> None:
    """P13."""
    text = SOUND[kind]
    changed = text.replace(old, new)
    assert changed != text
    before, after = one(text), one(changed)
    assert before.shown == after.shown
    assert before.key != after.key


@pytest.mark.parametrize("kind", SOUND)
def test_feedback_and_explanation_are_in_the_key_alone(kind: str) -> None:
    """P13."""
    text = (
        SOUND[kind].replace("    > ", "    > Secret. ").replace("Because.", "Secret.").replace("It is so.", "Secret.")
    )
    found = one(text)
    assert "Secret" in json.dumps(found.key)
    assert "Secret" not in json.dumps(found.shown)


def test_the_id_of_an_option_stays_as_long_as_its_text() -> None:
    moved = "".join(f"- [{box}] {text}\n    > F.\n" for box, text in ((" ", "Perhaps"), (" ", "Yes"), ("x", "No!")))
    before, after = (one(question("single", text)).shown["options"] for text in (OPTIONS, moved))
    assert isinstance(before, list)
    assert isinstance(after, list)
    names = {option["html"]: option["id"] for option in before}
    assert [option["id"] == names.get(option["html"]) for option in after] == [True, True, False]


@pytest.mark.parametrize("kind", SOUND)
def test_the_key_of_every_kind_can_be_marked_with(kind: str) -> None:
    assert_marked(one(SOUND[kind]))


# --- the course itself ---------------------------------------------------------------------------------------------
CONTENT = Path(__file__).parents[2] / "content"


@pytest.mark.parametrize(
    "path",
    sorted(p for p in CONTENT.glob("*/**/*.md") if p.name == "quiz.md" or p.name.endswith(".quiz.md")),
    ids=lambda path: str(path.relative_to(CONTENT)),
)
def test_every_key_of_the_course_can_be_marked_with(path: Path) -> None:
    """Links are read elsewhere; here each leads to the tiny course's lesson."""
    text = path.read_text()
    text = re.sub(r"^(Taught in: .*\]\().*", r"\1lesson.md)", text, flags=re.MULTILINE)
    fields, body, first_line = split_file(str(path), text, [])
    assert fields is not None
    fields.identifier()
    sheet = Desk(str(path)).sheet()
    named = frozenset(parse_question(piece.text)[0].objective for piece in split(body).questions())
    quiz = READER.read_quiz(replace(sheet, objectives=named), fields, body, first_line)
    assert isinstance(quiz, Quiz)
    assert quiz.questions
    for found in quiz.questions:
        assert found.key, found.id
        assert_marked(found)
