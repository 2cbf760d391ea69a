"""The question bank: how much of everything there is, and that no right answer can be told by its looks."""

from collections import Counter

import pytest

from quizzes.source.question import ESSAY, MATCHING, MULTIPLE, ORDERING, SINGLE, Sign
from tests.content.bank import Asked, bank, longest_wins, place_wins
from tests.content.prose import COURSE

OBJECTIVES = sorted({asked.question.objective for asked in bank()})
IN_QUIZZES = [asked for asked in bank() if not asked.is_check]
# A guess by looks may do this much better than chance.
MARGIN = 0.08


def of(purpose: str) -> list[Asked]:
    return [asked for asked in bank() if asked.purpose == purpose]


def test_there_are_240_questions_beside_the_checks_of_lessons() -> None:
    assert len(IN_QUIZZES) >= 240


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_every_objective_has_ten_questions(objective: str) -> None:
    assert sum(asked.question.objective == objective for asked in IN_QUIZZES) >= 10


def test_there_are_sixteen_objectives_with_graded_and_practice_pools_apart() -> None:
    assert len(OBJECTIVES) == 16
    graded, practice = ({asked.question.id for asked in of(purpose)} for purpose in ("graded", "practice"))
    assert graded and practice and not graded & practice
    assert {asked.question.objective for asked in of("graded")} == set(OBJECTIVES)


def test_kinds_and_levels_are_mixed() -> None:
    kinds = Counter(asked.question.kind for asked in IN_QUIZZES)
    assert sum(count >= 5 for count in kinds.values()) >= 5
    levels = Counter(asked.question.difficulty for asked in IN_QUIZZES)
    assert set(levels) == {"easy", "medium", "hard"} and min(levels.values()) >= len(IN_QUIZZES) / 8


def test_a_hundred_are_asked_as_the_exam_asks() -> None:
    asked = [each.question for each in bank() if each.path.name == "exam.quiz.md"]
    assert len(asked) >= 100
    assert {question.kind for question in asked} == {SINGLE, MULTIPLE, ORDERING, MATCHING}
    for question in asked:
        if question.kind == SINGLE:
            assert len(question.answers) == 4, question.id
        if question.kind == MULTIPLE:
            assert (len(question.signed(Sign.RIGHT)), len(question.answers)) == (2, 5), question.id
            assert "two" in question.stem.text.casefold(), question.id


@pytest.mark.parametrize("purpose", ["graded", "practice", "check", "all"])
def test_neither_length_nor_place_gives_a_right_option_away(purpose: str) -> None:
    questions = [asked.question for asked in (bank() if purpose == "all" else of(purpose))]
    for found, chance in (longest_wins(questions), place_wins(questions)):
        assert found <= chance + MARGIN


@pytest.mark.parametrize("asked", IN_QUIZZES, ids=lambda asked: asked.question.id)
def test_a_question_says_why_and_where_it_is_taught(asked: Asked) -> None:
    """Feedback on every option, an explanation and a link are the reader's rules; this one is the course's."""
    taught = asked.question.taught
    assert taught is not None and "#" in taught.target, "the link leads to a page, not to its section"


def test_misconceptions_are_named() -> None:
    named = {answer.misconception for asked in bank() for answer in asked.question.answers} - {""}
    assert len(named) >= 40


def test_the_capstone_has_twelve_cases_with_a_rubric_and_a_model_answer() -> None:
    essays = [asked.question for asked in bank() if asked.path == COURSE / "capstone.quiz.md"]
    assert [question.kind for question in essays] == [ESSAY] * 12
    for question in essays:
        assert len(question.answers) >= 4 and len(question.model.text.split()) >= 120, question.id
