"""What holds of any question at all: reading never raises, and what is not refused can be marked with."""

from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from quizzes.source.blueprint import Unit, blueprint_mistakes
from quizzes.source.layout import print_question
from quizzes.source.numbers import read_number, read_range, written
from quizzes.source.parts import Draw
from quizzes.source.question import QuestionText
from quizzes.source.reader import READER
from tests.quizzes.strategies import FRONT, SOUND, SOUP, Desk, assert_marked, questions, read


@given(SOUP)
@example("## N {#n .numeric objective=alpha difficulty=easy}\nHow?\n\nunit GB\n\n### Explanation\nx\n\nTaught in: x\n")
def test_reading_a_quiz_never_raises(text: str) -> None:
    read(FRONT + text)
    READER.read_check(Desk().sheet(), text[:40], text, 3)


@given(st.sampled_from(sorted(SOUND)), st.data())
def test_a_question_that_is_not_refused_can_be_marked_with_whatever_was_changed(kind: str, data: st.DataObject) -> None:
    lines = SOUND[kind].split("\n")
    index = data.draw(st.integers(0, len(lines) - 1))
    change = data.draw(st.sampled_from(["drop", "twice", "swap", "cut"]))
    other = data.draw(st.integers(0, len(lines) - 1))
    if change == "drop":
        del lines[index]
    elif change == "twice":
        lines.insert(other, lines[index])
    elif change == "swap":
        lines[index], lines[other] = lines[other], lines[index]
    else:
        lines[index] = lines[index][: len(lines[index]) // 2]
    quiz, desk = read(FRONT + "\n".join(lines))
    if quiz is not None and not any(not problem.is_warning for problem in desk.problems):
        for found in quiz.questions:
            assert_marked(found)


@given(questions())
def test_a_question_that_can_be_written_is_read_without_raising(text: QuestionText) -> None:
    """Also where it makes no sense; what is refused has no key, so that nothing can be marked with it."""
    quiz, desk = read(FRONT + print_question(text).replace("### ", "## ", 1 if text.level == 3 else 0))
    if quiz is not None and any(not problem.is_warning for problem in desk.problems):
        return
    assert quiz is not None
    for found in quiz.questions:
        assert_marked(found)


# --- numbers -------------------------------------------------------------------------------------------------------
@given(st.decimals(-(10**12), 10**12, places=6), st.integers(0, 100), st.sampled_from(["", "%"]))
def test_a_tolerance_lies_evenly_around_its_number(value: Any, by: int, percent: str) -> None:
    found = read_range(f"{value:f} +- {by}{percent}")
    assert found.high - value == value - found.low >= 0
    assert found.best == value
    assert found.high - value == (abs(value) * by / 100 if percent else by)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=10))
def test_a_number_that_is_written_reads_as_the_same(value: Any) -> None:
    assert read_number(written(value)) == value
    assert "e" not in written(value).lower()


# --- the blueprint -------------------------------------------------------------------------------------------------
Row = tuple[int, frozenset[str]]
ROWS = st.lists(st.tuples(st.integers(1, 3), st.frozensets(st.sampled_from("abcde"))), max_size=3)


def never_short(pool: frozenset[str], rows: list[Row]) -> bool:
    """Whether every way of drawing the rows in order finds enough, tried one by one."""
    if not rows:
        return True
    (take, ids), *later = rows
    fitting = sorted(pool & ids if ids else pool)
    if len(fitting) < take:
        return False
    if take == 1:
        return all(never_short(pool - {id}, later) for id in fitting)
    return all(never_short(pool - {id}, [(take - 1, ids), *later]) for id in fitting)


@given(ROWS)
# Two rows want the same question, and only one of them can have it.
@example([(1, frozenset("a")), (1, frozenset("ab")), (1, frozenset("ac"))])
def test_a_blueprint_is_refused_just_when_some_drawing_would_find_too_few(
    rows: list[Row],
) -> None:
    units = [Unit(id, frozenset({"alpha"}), frozenset({"easy"})) for id in "abcde"]
    draws = [(number, Draw(take, tuple(sorted(ids)), "", "")) for number, (take, ids) in enumerate(rows)]
    assert (not blueprint_mistakes(draws, units, {})) == never_short(frozenset("abcde"), rows)
