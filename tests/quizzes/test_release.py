"""Who may see a key (P14): every case there is."""

from itertools import product
from typing import NamedTuple

import pytest

from quizzes.release import can_still_answer, is_released
from tests.quizzes.keys import afresh


class Case(NamedTuple):
    finished: bool
    another_open: bool
    attempts_left: int | None
    closed: bool
    given_up: bool


BOTH = (False, True)
CASES = [Case(*values) for values in product(BOTH, BOTH, (None, -1, 0, 1, 2), BOTH, BOTH)]


def ways_to_answer(case: Case) -> list[str]:
    """What a learner could do to hand in one more answer, told apart from how the rule is written."""
    ways = []
    if not case.finished:
        ways.append("go on with this attempt")
    if case.another_open:
        ways.append("go on with the other one")
    if not case.closed and not case.given_up and (case.attempts_left is None or case.attempts_left > 0):
        ways.append("begin another")
    return ways


@pytest.mark.parametrize("purpose", ["graded", "", "Practice", "practice-exam", "anything else"])
@pytest.mark.parametrize("case", CASES)
def test_whoever_could_still_submit_a_graded_answer_sees_no_key(case: Case, purpose: str) -> None:
    assert is_released(purpose=purpose, **case._asdict()) == (not ways_to_answer(case))
    assert can_still_answer(**case._asdict()) == bool(ways_to_answer(case))


@pytest.mark.parametrize("case", CASES)
def test_practice_shows_its_key_after_each_attempt(case: Case) -> None:
    assert is_released(purpose=afresh("practice"), **case._asdict()) == case.finished


@pytest.mark.parametrize("purpose", ["practice", "graded"])
@pytest.mark.parametrize("case", [case for case in CASES if not case.finished])
def test_an_unfinished_attempt_never_shows_its_key(case: Case, purpose: str) -> None:
    assert not is_released(purpose=purpose, **case._asdict())


@pytest.mark.parametrize(
    "case",
    [
        Case(True, False, 0, False, False),
        Case(True, False, 2, True, False),
        Case(True, False, 2, False, True),
        Case(True, False, None, True, False),
    ],
)
def test_a_graded_key_is_shown_after_the_last_attempt_the_close_or_giving_up(case: Case) -> None:
    assert is_released(purpose="graded", **case._asdict())


@pytest.mark.parametrize("case", CASES)
def test_release_is_monotone(case: Case) -> None:
    """Nothing that a learner does, and no time that goes by, hides what was shown: only a grant of attempts can."""
    if is_released(purpose="graded", **case._asdict()):
        for later in (case._replace(closed=True), case._replace(given_up=True), case._replace(attempts_left=0)):
            assert is_released(purpose="graded", **later._asdict())
