"""The text layer: cutting and joining loses nothing, and what is printed reads back as what it was."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from curriculum.markup.lines import Lines
from curriculum.source.front_matter import split as split_file
from quizzes.source.layout import print_case, print_check, print_question
from quizzes.source.question import CaseText, QuestionText
from quizzes.source.section import parse_case, parse_check, parse_question
from quizzes.source.text import Case, Pieces, join, split
from tests.quizzes.strategies import CASES, SOUP, questions

CONTENT = Path(__file__).parents[2] / "content"
QUIZZES = sorted(path for path in CONTENT.glob("*/**/*.md") if path.name == "quiz.md" or path.name.endswith(".quiz.md"))
LESSONS = sorted(path for path in CONTENT.glob("*/**/*.md") if "```check " in path.read_text())
GRAMMAR = (CONTENT / "README.md").read_text()


def sections_of(pieces: Pieces) -> list[tuple[str, str]]:
    """Each section's text beside what printing it anew gives."""
    found = []
    for section in pieces.sections:
        if isinstance(section, Case):
            case, mistakes = parse_case(section.head.text)
            assert not mistakes
            found.append((section.head.core, print_case(case)))
    for piece in pieces.questions():
        question, mistakes = parse_question(piece.text)
        assert not mistakes
        found.append((piece.core, print_question(question)))
    return found


@given(st.text() | SOUP)
@example("\r\n\r## A {#a .single}\n\r\n- [x] b\r")
@example("## A {#a .single}\n```\n## B {#b .single}\n")
def test_joining_what_was_cut_gives_the_text_back(text: str) -> None:
    assert join(split(text)) == text


@given(st.text() | SOUP)
def test_each_section_knows_its_line(text: str) -> None:
    lines = Lines(text).lines
    for part in split(text, 7).parts():
        own = Lines(part.text).lines
        assert lines[part.first_line - 7 :][: len(own) - 1] == own[:-1]


@given(questions())
def test_a_printed_question_reads_back_as_the_same(question: QuestionText) -> None:
    assert parse_question(print_question(question)) == (question, ())


@given(questions())
def test_line_ends_do_not_change_what_a_question_says(question: QuestionText) -> None:
    printed = print_question(question)
    assert parse_question(printed.replace("\n", "\r\n")) == parse_question(printed)


@given(questions())
def test_a_printed_check_reads_back_as_the_same(question: QuestionText) -> None:
    check = replace(question, name="", level=2)
    assert parse_check(*print_check(check)) == (check, ())


@given(CASES)
def test_a_printed_case_reads_back_as_the_same(case: CaseText) -> None:
    assert parse_case(print_case(case)) == (case, ())


@given(questions(), questions(), CASES)
def test_printed_questions_are_cut_where_they_begin(inner: QuestionText, after: QuestionText, case: CaseText) -> None:
    printed = [print_question(replace(inner, level=3)), print_question(replace(after, level=2))]
    pieces = split("Words before.\n\n" + "\n".join([print_case(case), *printed]))
    first, _second = pieces.sections
    assert isinstance(first, Case)
    assert [first.head.core, first.questions[0].core] == [print_case(case), printed[0]]
    assert [piece.core for piece in pieces.questions()] == printed


@given(SOUP)
def test_reading_a_section_never_raises(text: str) -> None:
    parse_question(text)
    parse_case(text)
    parse_check("a .numeric", text)


@pytest.mark.parametrize("path", QUIZZES, ids=lambda path: str(path.relative_to(CONTENT)))
def test_every_quiz_file_has_the_one_layout(path: Path) -> None:
    _fields, body, first_line = split_file(str(path), path.read_text(), [])
    pieces = split(body, first_line)
    found = sections_of(pieces)
    assert found
    assert [printed for _text, printed in found] == [text for text, _printed in found]
    # One blank line stands between two sections, and none at the end.
    assert join(pieces) == pieces.intro.text + "\n".join(part.core for part in list(pieces.parts())[1:])


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: str(path.relative_to(CONTENT)))
def test_every_knowledge_check_has_the_one_layout(path: Path) -> None:
    fences = [fence for fence in Lines(path.read_text()).fences if fence.info.startswith("check ")]
    assert fences
    for fence in fences:
        head = fence.info.removeprefix("check ")
        question, mistakes = parse_check(head, fence.body)
        assert not mistakes
        assert print_check(question) == (head, fence.body + "\n")


def test_every_example_of_the_grammar_reads_and_has_the_one_layout() -> None:
    section = GRAMMAR.partition("\n## Quizzes\n")[2]
    examples = re.findall(r"^```markdown\n(## .*?)^```$", section, re.MULTILINE | re.DOTALL)
    assert len(examples) == 3
    for text in examples:
        question, mistakes = parse_question(text)
        assert not mistakes
        assert question.explanation
        assert question.taught is not None
        assert print_question(question) == text
    (fence,) = (fence for fence in Lines(section).fences if "```check " in fence.body)
    (inner,) = Lines(fence.body).fences
    question, mistakes = parse_check(inner.info.removeprefix("check "), inner.body)
    assert not mistakes
    assert print_check(question) == (inner.info.removeprefix("check "), inner.body + "\n")
