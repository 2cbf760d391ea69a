"""Joining a cohort while it is joined, moved, or given a new code, and two rosters at once (P6, P17, P28)."""

from collections import Counter

import pytest

from tests.races.conftest import Muster
from tests.races.crew import Crew, do

pytestmark = pytest.mark.slow

REPEATED = 25


def two_clicks(crew: Crew) -> Counter[str]:
    wrong: Counter[str] = Counter()
    for number in range(REPEATED):
        code = crew.ask("lay_cohort")
        learner = crew.ask("new_learner", number=number)
        clicks = crew.together(*(do("join_cohort", learner=learner, code=code) for _ in range(2)))
        wrong["a click failed"] += any(told.problem for told in clicks)
        found = crew.ask("look_at_cohort")
        wrong["planned twice"] += found["most_plans"] > 1
        wrong["not in"] += found["members"] != 1
    return wrong


def join_and_move(crew: Crew) -> Counter[str]:
    wrong: Counter[str] = Counter()
    for number in range(REPEATED):
        code = crew.ask("lay_cohort")
        learners = [crew.ask("new_learner", number=f"{number}-{one}") for one in range(2)]
        deeds = [do("join_cohort", learner=learner, code=code) for learner in learners]
        told = crew.together(*deeds, do("move_cohort", weeks=3))
        assert not any(one.problem for one in told), told
        found = crew.ask("look_at_cohort")
        assert found["members"] == 2
        wrong["follows dates that moved"] += found["astray"] > 0
    return wrong


def join_and_replace(crew: Crew) -> Counter[str]:
    """Whoever begins to join after the new code was told is not let in."""
    seen: Counter[str] = Counter()
    for number in range(REPEATED):
        code = crew.ask("lay_cohort")
        learner = crew.ask("new_learner", number=number)
        joined, replaced = crew.together(do("join_cohort", learner=learner, code=code), do("replace_code"))
        assert not joined.problem and not replaced.problem
        seen["let in late"] += joined.value and joined.begun > replaced.ended
        seen["in without having been let in"] += crew.ask("look_at_cohort")["members"] != int(joined.value)
        seen["let in"] += joined.value
        assert not crew.ask("join_cohort", learner=crew.ask("new_learner", number=f"{number}-late"), code=code)
        assert crew.ask("join_cohort", learner=learner, code=replaced.value)
    return seen


def two_rosters(crew: Crew) -> Counter[str]:
    wrong: Counter[str] = Counter()
    for _ in range(REPEATED):
        crew.ask("lay_cohort")
        rosters = crew.together(do("send_roster"), do("send_roster"))
        wrong["a roster failed"] += any(told.problem for told in rosters)
        found = crew.ask("look_at_cohort")
        wrong["added twice"] += sum(told.value or 0 for told in rosters) > 30
        wrong["planned twice"] += found["most_plans"] > 1
        wrong["not all"] += (found["members"], found["accounts"], found["mails"]) != (30, 30, 30)
    return wrong


def test_two_clicks_at_once_join_once(muster: Muster) -> None:
    assert +two_clicks(muster(2)) == Counter()


def test_control_without_the_lock_two_clicks_plan_twice_or_fail(muster: Muster) -> None:
    wrong = two_clicks(muster(2, without=["lock"]))
    print(dict(wrong))
    assert wrong["planned twice"] + wrong["a click failed"] > 0


def test_whoever_joins_while_the_dates_move_follows_the_new_ones(muster: Muster) -> None:
    assert +join_and_move(muster(3)) == Counter()


def test_control_without_the_lock_somebody_follows_dates_that_moved(muster: Muster) -> None:
    wrong = join_and_move(muster(3, without=["lock"]))
    print(dict(wrong))
    assert wrong["follows dates that moved"] > 0


def test_a_code_that_was_replaced_lets_nobody_in_afterwards(muster: Muster) -> None:
    seen = join_and_replace(muster(2))
    print(dict(seen))
    assert seen["let in late"] == seen["in without having been let in"] == 0


def test_two_rosters_at_once_add_everybody_once(muster: Muster) -> None:
    assert +two_rosters(muster(2)) == Counter()


def test_control_without_the_lock_two_rosters_add_twice_or_fail(muster: Muster) -> None:
    wrong = two_rosters(muster(2, without=["lock"]))
    print(dict(wrong))
    assert wrong["added twice"] + wrong["planned twice"] + wrong["a roster failed"] > 0
