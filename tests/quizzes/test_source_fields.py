"""A form and a text say the same: the laws of `quizzes.source.fields`."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.source.fields import Fields, field_at, fields_of, misread, print_section, question_from, read_section
from quizzes.source.layout import print_question
from quizzes.source.question import QuestionText
from quizzes.source.section import parse_question
from quizzes.source.sections import places, section_of
from tests.quizzes.strategies import SOUND, SOUP, questions
from tests.quizzes.test_source_layout import QUIZZES


@given(questions())
def test_a_question_s_fields_say_the_question(question: QuestionText) -> None:
    assert question_from(fields_of(question)) == question
    assert misread(question) == ()


@given(SOUP)
def test_also_a_question_with_mistakes_is_what_its_fields_say(text: str) -> None:
    question, _mistakes = parse_question(text)
    if question.taught is None or question.taught.target:
        assert question_from(fields_of(question)) == question


@given(questions())
def test_a_browser_s_line_ends_change_nothing(question: QuestionText) -> None:
    sent = fields_of(question)

    def typed(values: dict[str, str]) -> dict[str, str]:
        return {name: value.replace("\n", "\r\n") for name, value in values.items()}

    rows = tuple(typed(dict(row)) for row in sent.rows)
    assert question_from(Fields(typed(dict(sent.values)), rows, sent.units)) == question


VALUES = st.dictionaries(
    st.sampled_from(["sign", "words", "other", "feedback", "misconception", "tolerance", "kind", "stem", "name", "id"]),
    st.text() | SOUP | st.sampled_from(["single", "numeric", "right", "spare", "pair"]),
)


@given(VALUES, st.lists(VALUES, max_size=3))
def test_whatever_is_sent_makes_a_question(values: dict[str, str], rows: list[dict[str, str]]) -> None:
    question = question_from(Fields(values, tuple(rows)))
    read, _mistakes = read_section(print_section(question))
    assert bool(misread(question)) == (read != question)


@pytest.mark.parametrize("path", QUIZZES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_question_of_the_course_is_what_its_fields_say(path: Path) -> None:
    text = path.read_text()
    found = [section_of(text, place) for place in places(text)]
    assert found
    for section in found:
        question, mistakes = read_section(section)
        assert not mistakes
        assert print_section(question_from(fields_of(question))) == section


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("stem", "Which?\n\n- [ ] An option"),
        ("stem", "```\ncode"),
        ("stem", "## Another {#b .single}"),
        ("objective", "two words"),
        ("explanation", "## A heading"),
        ("id", "two words"),
    ],
)
def test_words_that_would_be_read_otherwise_are_told_by_their_field(field: str, words: str) -> None:
    sound = fields_of(parse_question(SOUND["single"])[0])
    assert field in misread(question_from(Fields({**sound.values, field: words}, sound.rows)))


def test_an_option_that_would_swallow_the_next_is_told_by_its_row() -> None:
    sound = fields_of(parse_question(SOUND["single"])[0])
    rows = [dict(row) for row in sound.rows]
    rows[1]["words"] = "One\n```\nopen"
    assert "row-1" in misread(question_from(Fields(sound.values, tuple(rows))))


def test_a_line_belongs_to_the_field_that_began_before_it() -> None:
    section = SOUND["single"]
    question, _mistakes = parse_question(section, 20)
    lines = section.split("\n")
    named = {line: field_at(question, 20 + number) for number, line in enumerate(lines, 1) if line}
    assert list(named.values()) == [
        "heading", "stem", "row-0", "row-0-feedback", "row-1", "row-1-feedback", "row-2", "row-2-feedback",
        "row-2-feedback", "explanation", "taught_target",
    ]  # fmt: skip
    assert field_at(question, 3) == "heading"


@given(questions(), st.integers(0, 50))
def test_every_line_belongs_to_a_field(question: QuestionText, line: int) -> None:
    assert field_at(parse_question(print_question(question))[0], line)


@pytest.mark.parametrize(
    ("written", "value", "tolerance"),
    [("112", "112", ""), ("112 +- 2%", "112", "2%"), ("110 .. 114", "110 .. 114", ""), ("112+-2%", "112+-2%", "")],
)
def test_a_tolerance_stands_beside_its_value(written: str, value: str, tolerance: str) -> None:
    question = parse_question(f"## N {{#n .numeric}}\nHow?\n\n= {written}\n")[0]
    (row,) = fields_of(question).rows
    assert (row["words"], row["tolerance"]) == (value, tolerance)
    assert question_from(fields_of(question)) == question
