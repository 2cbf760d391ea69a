"""Every example that a form or an editor begins with is sound as it stands."""

import pytest

from quizzes.source.examples import EXAMPLES, NAMES, example_section
from quizzes.source.question import CASE, KINDS, Taught
from quizzes.source.sections import insert_question
from tests.quizzes.strategies import FRONT, assert_marked, one, read

TAUGHT = Taught("Alpha", "lesson.md#law")


def test_each_kind_has_an_example_and_a_name() -> None:
    assert set(EXAMPLES) == set(NAMES) == {*KINDS, CASE}


@pytest.mark.parametrize("kind", KINDS)
def test_an_example_has_no_mistake_and_can_be_marked(kind: str) -> None:
    found = one(example_section(kind, id="q", objective="alpha", taught=TAUGHT))
    assert (found.kind, found.id) == (kind, "q")
    assert_marked(found)


@pytest.mark.parametrize("kind", KINDS)
def test_an_example_fits_into_a_case(kind: str) -> None:
    text = FRONT + "\n" + example_section(CASE, id="c", objective="", taught=None)
    text = insert_question(text, example_section(kind, id="q", objective="alpha", taught=TAUGHT, level=3), case="c")
    quiz, desk = read(text)
    assert not desk.problems
    assert quiz is not None
    assert quiz.questions[0].case == "c"
