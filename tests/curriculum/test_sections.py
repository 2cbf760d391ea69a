"""A text is cut into what two pens may write in at once, and joined again byte for byte."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from curriculum.source.sections import cut, join
from curriculum.source.tree import read_tree
from quizzes.source.reader import READER
from tests.curriculum.trees import TINY
from tests.quizzes.course import GRADED

CONTENT = Path(__file__).resolve().parents[2] / "content" / "foundation-model-training"
KINDS = {"course.md": "course", "module.md": "module", "glossary.md": "glossary", "quiz.md": "quiz"}
WHOLE = [*TINY.values(), GRADED]


def names(kind: str, text: str) -> list[str]:
    return [section.name for section in cut(kind, text, READER.stretches)]


@st.composite
def torn_texts(draw: st.DrawFn) -> str:
    """A text of a course with something cut out, put in or repeated, its lines ended in some way."""
    text = draw(st.sampled_from(WHOLE))
    start, end = sorted(draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    put = draw(st.sampled_from(["", "---\n", "\n", "```\n", "## X {#token}\n", "id: a\n", "\ufeff", "\u2028", text]))
    torn = text[:start] + put + text[min(end, start + 40) :]
    return torn.replace("\n", draw(st.sampled_from(["\n", "\r\n", "\r"])))


@given(st.sampled_from(["course", "lesson", "glossary", "quiz"]), torn_texts() | st.text())
@example("glossary", "---\nid: a\n---")
@example("lesson", "---\n\u2028id: a\nid2: b\n---\n")
def test_joining_the_sections_gives_the_text_back(kind: str, text: str) -> None:
    assert join(cut(kind, text, READER.stretches)) == text


@given(st.sampled_from(["course", "lesson", "glossary", "quiz"]), torn_texts())
def test_no_two_sections_have_one_name(kind: str, text: str) -> None:
    found = names(kind, text)
    assert len(found) == len(set(found))


def test_every_text_of_the_real_course_comes_back_and_is_cut_fine() -> None:
    texts = read_tree(CONTENT).texts
    for path, text in texts.items():
        kind = KINDS.get(path.rpartition("/")[2], "quiz" if path.endswith(".quiz.md") else "lesson")
        sections = cut(kind, text, READER.stretches)
        assert join(sections) == text
        assert {"id:", "title:"} <= {section.name for section in sections}, path
        assert ("body" in {section.name for section in sections}) == (kind not in {"quiz", "glossary"}), path


def test_a_lesson_is_its_keys_and_its_body() -> None:
    keys = ["id:", "title:", "summary:", "minutes:", "objectives:"]
    assert names("lesson", TINY["two/gamma.md"]) == ["front matter", *keys, "end of the front matter", "body"]


def test_a_key_has_all_its_lines() -> None:
    (goals,) = [section for section in cut("course", TINY["course.md"], READER.stretches) if section.name == "goals:"]
    assert goals.text == "goals:\n  - id: finish\n    title: Finish\n    text: Read all three lessons."


def test_a_glossary_is_cut_by_terms() -> None:
    assert names("glossary", TINY["glossary.md"])[4:] == [
        "words before the first term",
        "term perplexity",
        "term token",
        "term weight",
    ]


def test_a_quiz_is_cut_by_questions_and_cases() -> None:
    found = names("quiz", GRADED)
    first = found.index("words before the first question")
    assert found[first + 1 : first + 3] == ["question which", "question several"]
    assert [name for name in found if name.startswith("case ")] != []


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("lesson", "no front matter", ["text"]),
        ("lesson", "", []),
        ("lesson", "---\n{id: a, title: b}\n---\n", ["front matter", "end of the front matter", "body"]),
        ("lesson", "---\n{id: a}\n---\n", ["front matter", "end of the front matter", "body"]),
        ("lesson", "---\nid: a\nid: b\n---\n", ["front matter", "end of the front matter", "body"]),
        ("glossary", "---\nid: a\n---\n## A\n", ["front matter", "id:", "end of the front matter", "body"]),
        ("quiz", "---\nid: a\n---\n## A {#a}\n## B {#a}\n", ["front matter", "id:", "end of the front matter", "body"]),
    ],
)
def test_what_cannot_be_told_apart_is_one_section(kind: str, text: str, expected: list[str]) -> None:
    assert names(kind, text) == expected
