"""Attempts that begin at one moment: never more than are allowed, and none after the learner gave up (P4, P6, P14)."""

from collections import Counter

import pytest

from tests.races.conftest import Muster
from tests.races.crew import Crew, do

pytestmark = pytest.mark.slow

REPEATED, FEW = 200, 40
TABS = 20
RULES = {
    "table": "quizzes_attempt",
    "names": ["attempt_numbered_once", "attempt_one_in_progress", "attempt_within_limit"],
}


def parallel_starts(crew: Crew, quiz: int, repeated: int = REPEATED) -> Counter[str]:
    """Twenty starts at one moment, of a learner who has one attempt left."""
    wrong: Counter[str] = Counter()
    for learner in crew.ask("finish", n=repeated):
        told = crew.together(*(do("start", 0.002, learner=learner, quiz=quiz) for _ in range(TABS)))
        runs = crew.ask("runs_of", learner=learner)
        wrong["refused"] += any(one.problem for one in told)
        wrong["more than one began"] += len(runs) > 2
        wrong["somebody got another attempt"] += len({one.value for one in told if not one.problem}) > 1
        wrong["none began"] += [(number, state) for _, number, state in runs[1:2]] != [(2, "in_progress")]
    return wrong


def test_twenty_starts_on_one_attempt_left_begin_one_which_all_of_them_get(muster: Muster) -> None:
    """P4, P6."""
    crew = muster(TABS)
    quiz = crew.ask("lay", attempts=2)
    assert +parallel_starts(crew, quiz) == Counter()
    assert crew.ask("violations") == []


def test_control_without_lock_and_constraints_several_begin(muster: Muster) -> None:
    crew = muster(TABS, without=["lock"])
    quiz = crew.ask("lay", attempts=2)
    crew.ask("drop", **RULES)
    wrong = parallel_starts(crew, quiz)
    print(dict(wrong))
    assert wrong["more than one began"] > 0


def test_without_the_lock_the_database_itself_still_lets_one_begin(muster: Muster) -> None:
    """P4: its constraints hold; what is lost is that everybody gets the attempt, instead of an error."""
    crew = muster(TABS, without=["lock"])
    quiz = crew.ask("lay", attempts=2)
    wrong = parallel_starts(crew, quiz, FEW)
    print(dict(wrong))
    assert wrong["refused"] > 0
    assert wrong["more than one began"] + wrong["somebody got another attempt"] + wrong["none began"] == 0


def give_up_against_start(crew: Crew) -> Counter[str]:
    """A learner with attempts left gives them up in one tab and begins one in another."""
    quiz = crew.ask("lay", attempts=3)
    seen: Counter[str] = Counter()
    for learner in crew.ask("finish", n=REPEATED):
        told = crew.together(
            do("give_up", 0.003, learner=learner, quiz=quiz), do("start", 0.003, learner=learner, quiz=quiz)
        )
        assert {one.raised for one in told} <= {"", "Refused"}, told
        began, gave_up = len(crew.ask("runs_of", learner=learner)) > 1, crew.ask("has_given_up", learner=learner)
        assert [not one.problem for one in told] == [gave_up, began]
        seen["both" if began and gave_up else "began" if began else "gave up" if gave_up else "neither"] += 1
    return seen


def test_who_gives_up_begins_no_attempt_at_the_same_moment(muster: Muster) -> None:
    """P14: nobody holds a paper and its key. Both outcomes must come up, or nothing raced."""
    seen = give_up_against_start(muster(2))
    print(dict(seen))
    assert set(seen) == {"began", "gave up"}


def test_control_without_the_lock_somebody_gives_up_and_begins(muster: Muster) -> None:
    seen = give_up_against_start(muster(2, without=["lock"]))
    print(dict(seen))
    assert seen["both"] > 0
