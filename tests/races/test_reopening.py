"""A marked attempt is given back once, and never beside another that is in progress (P2, P4)."""

from collections import Counter

import pytest

from tests.races.conftest import Muster
from tests.races.crew import Crew, do

pytestmark = pytest.mark.slow

REPEATED = 60


def marked(crew: Crew) -> list[tuple[int, int]]:
    """Attempts that are marked, with more to come; and whose they are."""
    crew.ask("lay", attempts=3, time_limit=60)
    found = crew.ask("begin", n=REPEATED)
    for attempt, run in found:
        crew.ask("submit", run=run)
        crew.ask("mark", attempt=attempt)
    return [(attempt, run[0]) for attempt, run in found]


def two_reopen(crew: Crew) -> Counter[str]:
    wrong: Counter[str] = Counter()
    for attempt, _ in marked(crew):
        told = crew.together(*(do("reopen", 0.002, attempt=attempt) for _ in range(2)))
        found = crew.ask("look_reopened", attempt=attempt)
        wrong["raised"] += any(one.problem for one in told)
        wrong["not given back once"] += [one.value for one in told].count("") != 1 or found["n_reopened"] != 1
        wrong["is not in progress"] += found["state"] != "in_progress"
    wrong["raw rows disagree"] += len(crew.ask("violations"))
    return wrong


def test_of_two_who_give_it_back_one_is_refused(muster: Muster) -> None:
    assert +two_reopen(muster(2)) == Counter()


def test_control_without_the_lock_both_try(muster: Muster) -> None:
    """What is left is the database's own constraint, which raises."""
    wrong = two_reopen(muster(2, without=["lock"]))
    print(dict(wrong))
    assert wrong["raised"] + wrong["not given back once"] > 0


def reopen_against_start(crew: Crew) -> Counter[str]:
    quiz = 0
    seen: Counter[str] = Counter()
    for attempt, learner in marked(crew):
        quiz = quiz or crew.ask("quiz_of", attempt=attempt)
        reopener, starter = crew.together(
            do("reopen", 0.002, attempt=attempt), do("start", 0.002, learner=learner, quiz=quiz)
        )
        found = crew.ask("look_reopened", attempt=attempt)
        if reopener.problem or starter.problem or found["n_open"] != 1:
            seen["wrong: raised, or two are open"] += 1
        elif reopener.value == "" and starter.value == attempt and found["n_runs"] == 1:
            seen["given back, and gone on with"] += 1
        elif reopener.value and starter.value != attempt and found["n_runs"] == 2:
            seen["refused, since another was begun"] += 1
        else:
            seen["wrong: neither"] += 1
    return seen


def test_it_is_given_back_or_another_is_begun_and_never_both(muster: Muster) -> None:
    """Both outcomes must come up, or nothing raced."""
    crew = muster(2)
    seen = reopen_against_start(crew)
    print(dict(seen))
    assert set(seen) == {"given back, and gone on with", "refused, since another was begun"}
    assert crew.ask("violations") == []


def test_control_without_the_lock_the_two_collide(muster: Muster) -> None:
    seen = reopen_against_start(muster(2, without=["lock"]))
    print(dict(seen))
    assert seen["wrong: raised, or two are open"] + seen["wrong: neither"] > 0


def test_of_three_workers_at_one_that_was_given_back_one_marks_it_anew(muster: Muster) -> None:
    """P2"""
    crew, wrong = muster(3), Counter[str]()
    for attempt, _ in marked(crew):
        crew.ask("reopen", attempt=attempt)
        crew.ask("submit_anew", attempt=attempt)
        hints = (do("mark", 0.002, attempt=attempt) for _ in range(2))
        told = crew.together(*hints, do("mark_owed", 0.002))
        found = crew.ask("look_reopened", attempt=attempt)
        wrong["raised"] += any(one.problem for one in told)
        wrong["not marked anew once"] += (found["state"], found["n_anew"]) != ("graded", 1)
    assert +wrong == Counter()
    assert crew.ask("violations") == []
